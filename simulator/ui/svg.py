"""Pictures as SVG text: portraits, the mood curve, the ledger's bars; colours come from the page's style sheet."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from simulator.formats import money
from simulator.ledger import Entry
from simulator.persona import Mood, Portrait
from simulator.transcript import Lang

_MOUTHS: dict[Mood, str] = {"hot": "M41 69 Q50 62 59 69", "cool": "M42 67 L58 67", "warm": "M41 65 Q50 73 59 65"}
_BROWS: dict[Mood, tuple[str, str]] = {
    "hot": ("M36 43 L46 47", "M64 43 L54 47"),
    "cool": ("M36 45 L46 45", "M64 45 L54 45"),
    "warm": ("M36 45 Q41 42 46 45", "M64 45 Q59 42 54 45"),
}
_HAIR = {
    "short": "M29 44 Q28 20 50 20 Q72 20 71 44 Q68 32 58 30 Q44 33 34 32 Q30 36 29 44Z",
    "long": "M27 74 Q24 20 50 19 Q76 20 73 74 L66 74 Q70 40 60 31 Q45 36 35 32 Q31 44 34 74Z",
    "bun": "M30 46 Q28 24 50 23 Q72 24 70 46 Q66 32 50 31 Q34 32 30 46Z M41 17 a9 9 0 1 1 18 0 a9 9 0 1 1 -18 0Z",
    "curly": "M28 50 Q20 42 28 35 Q26 24 38 24 Q44 14 53 20 Q66 15 69 27 Q79 32 73 42 Q77 48 71 51 Q70 36 58 32 Q44 36 34 32 Q30 40 28 50Z",
    "bob": "M28 62 Q24 20 50 19 Q76 20 72 62 L65 60 Q69 40 61 31 Q45 37 35 31 Q31 42 35 60Z",
    "bald": "M29 50 Q27 44 30 38 Q30 46 31 50Z M71 50 Q73 44 70 38 Q70 46 69 50Z",
}


def portrait(look: Portrait, mood: Mood, label: str, size: int = 88) -> str:
    """A drawn head and shoulders whose face shows the mood."""
    left, right = _BROWS[mood]
    beard = f'<path d="M33 60 Q34 82 50 83 Q66 82 67 60 Q60 72 50 62 Q40 72 33 60Z" fill="{look.hair_color}"/>' if look.beard else ""
    glasses = (
        '<g fill="none" stroke="#333b44" stroke-width="1.8"><circle cx="41" cy="52" r="6.5"/><circle cx="59" cy="52" r="6.5"/><path d="M47.5 52h5"/></g>'
        if look.glasses
        else ""
    )
    return (
        f'<svg class="portrait" viewBox="0 0 100 100" width="{size}" height="{size}" role="img" aria-label="{escape(label)}">'
        f'<circle cx="50" cy="50" r="50" class="portrait-back"/><clipPath id="c"><circle cx="50" cy="50" r="50"/></clipPath><g clip-path="circle(50px at 50px 50px)">'
        f'<path d="M14 104 Q16 84 38 80 L62 80 Q84 84 86 104Z" fill="{look.top}"/><path d="M42 72 h16 v10 q-8 7 -16 0Z" fill="{look.skin}" filter="brightness(.92)"/>'
        f'<ellipse cx="50" cy="53" rx="20.5" ry="25" fill="{look.skin}"/>{beard}<path d="{_HAIR[look.hair]}" fill="{look.hair_color}"/>'
        f'<g stroke="#2b2f36" stroke-width="2.2" stroke-linecap="round" fill="none"><path d="{left}"/><path d="{right}"/><path d="{_MOUTHS[mood]}"/></g>'
        f'<circle cx="41" cy="52" r="2.3" fill="#2b2f36"/><circle cx="59" cy="52" r="2.3" fill="#2b2f36"/>{glasses}</g></svg>'
    )


def mood_curve(
    points: Sequence[dict[str, Any]],
    names: Mapping[str, str],
    label: str,
    tips: Sequence[str],
    marks: Mapping[int, str],
    linked: bool = True,
) -> str:
    """Levels over the turns, drawn for wide and for narrow screens; a point leads to its turn if `linked`.

    `tips` has one text per point, `marks` are turns that mattered with what they did.
    """
    legend = "".join(f'<span><i class="key {name}"></i>{escape(text)}</span>' for name, text in names.items())
    dots = [_Point(tip, turn if linked else 0) for turn, tip in enumerate(tips)]
    drawn = (
        f'<svg class="curve {kind}" viewBox="0 0 {width} {height}" role="group" aria-label="{escape(label)}">{_plot(points, names, dots, marks, width, height)}</svg>'
        for kind, width, height in (("wide", 720, 260), ("narrow", 340, 260))
    )
    return f'<div class="legend">{legend}</div>{"".join(drawn)}'


class _Point(NamedTuple):
    tip: str
    turn: int
    """Where it leads; 0 is nowhere."""


def _plot(
    points: Sequence[dict[str, Any]], names: Mapping[str, str], dots: Sequence[_Point], marks: Mapping[int, str], width: int, height: int
) -> str:
    left, right, top, bottom = 44, width - 14, 26, height - 28
    xs = [left + i * (right - left) / max(len(points) - 1, 1) for i in range(len(points))]

    def y(value: float) -> float:
        return top + (1 - value) * (bottom - top)

    grid = "".join(
        f'<line x1="{left}" x2="{right}" y1="{y(v):.1f}" y2="{y(v):.1f}" class="grid"/><text x="{left - 8}" y="{y(v) + 4:.1f}" class="tick end">{round(100 * v)}</text>'
        for v in (0, 0.5, 1)
    )
    every = 1 + len(points) * 26 // (right - left)
    ticks = "".join(f'<text x="{x:.1f}" y="{height - 6}" class="tick">{i}</text>' for i, x in enumerate(xs) if i % every == 0)
    flags = "".join(_flag(xs[turn], top, bottom, effect) for turn, effect in marks.items())
    curves = "".join(_curve(name, [(x, y(p["levels"][name])) for x, p in zip(xs, points, strict=True)]) for name in names)
    drawn = "".join(_dot(dot, x, y(p["levels"]["anger"])) for dot, x, p in zip(dots, xs, points, strict=True))
    return f"{grid}{ticks}{flags}{curves}{drawn}"


def _curve(name: str, points: Sequence[tuple[float, float]]) -> str:
    return f'<polyline class="line {escape(name)}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'


def _dot(dot: _Point, x: float, y: float) -> str:
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="dot"><title>{escape(dot.tip)}</title></circle>'
    return f'<a href="#t-{dot.turn}" data-jump="t-{dot.turn}" aria-label="{escape(dot.tip)}">{circle}</a>' if dot.turn else circle


def _flag(x: float, top: float, bottom: float, effect: str) -> str:
    """A turn that mattered: a line through the picture with a sign at its top."""
    sign = f"M{x - 6:.1f} {top - 8} h12 l-6 -10Z" if effect == "helps" else f"M{x - 6:.1f} {top - 18} h12 l-6 10Z"
    return f'<g class="flag {escape(effect)}"><line x1="{x:.1f}" x2="{x:.1f}" y1="{top - 6}" y2="{bottom}"/><path d="{sign}"/></g>'


def meter(value: float, name: str, kind: str) -> str:
    """One level as a bar, 0..1."""
    return (
        f'<div class="meter"><span>{escape(name)}</span><div class="track" role="img" aria-label="{escape(name)}: {value:.0%}">'
        f'<div class="fill {escape(kind)}" style="width:{100 * value:.0f}%"></div></div></div>'
    )


def ledger(found: Sequence[Entry], names: Mapping[str, str], currency: str, lang: Lang, label: str) -> str:
    """The value of the three paths as bars with their range from low to high."""
    top = max([entry.total.high for entry in found] + [1.0])
    floor = min([entry.total.low for entry in found] + [0.0])

    def x(value: float) -> float:
        return 100 * (value - floor) / (top - floor)

    def row(entry: Entry) -> str:
        start, end = sorted((x(0.0), x(entry.total.base)))
        low, high = (money(round(value), currency, lang) for value in (entry.total.low, entry.total.high))
        return (
            f'<div class="path"><span class="name">{escape(names[entry.path])}</span><b>{escape(money(round(entry.total.base), currency, lang))}</b>'
            f'<svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"><line x1="{x(0.0):.1f}" x2="{x(0.0):.1f}" y1="0" y2="14" class="zero"/>'
            f'<rect x="{start:.1f}" y="2" width="{max(end - start, 0.6):.1f}" height="10" class="bar {escape(entry.path)}"/>'
            f'<line x1="{x(entry.total.low):.1f}" x2="{x(entry.total.high):.1f}" y1="7" y2="7" class="range"/></svg>'
            f'<span class="mute small">{escape(low)} – {escape(high)}</span></div>'
        )

    return f'<div class="ledger" role="group" aria-label="{escape(label)}">{"".join(row(entry) for entry in found)}</div>'
