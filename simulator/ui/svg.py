"""Pictures as SVG text: the mood curve, the ledger's bars; colours come from the page's style sheet."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from simulator.formats import money
from simulator.ledger import Entry
from simulator.transcript import Lang


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
