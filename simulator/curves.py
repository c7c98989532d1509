"""Mood curves of several freelancers -> one SVG picture that needs no style sheet; it knows nothing of where the levels come from."""

from collections.abc import Sequence
from html import escape

from simulator.transcript import Frozen, Lang

WIDTH, PANEL, LEFT, TOP, GAP, KEY = 900, 230, 46, 54, 46, 170
"""Pixels: the picture, one panel, margins, the room between panels, and that of the key."""
_COLOURS = {
    "ideal": "#1a7f37", "good": "#4cae4f", "average": "#b08800", "polite_only": "#0a66c2", "early_offer": "#7a3fb0",
    "over_generous": "#d6409f", "evasive": "#e08a3c", "defensive": "#c62828", "sarcastic": "#7f1d1d", "stuffing": "#6b7280",
    "gibberish": "#9ca3af", "commands": "#374151",
}  # fmt: skip
_DASHED = ("stuffing", "gibberish", "commands", "evasive", "over_generous", "early_offer")
_WORDS = {
    "de": {"anger": "Ärger", "trust": "Vertrauen", "turn": "Nachricht"},
    "en": {"anger": "anger", "trust": "trust", "turn": "message"},
}


class Curve(Frozen):
    """Mean levels of one freelancer's talks, in [0, 1]: before the first turn and after each."""

    name: str
    anger: tuple[float, ...]
    trust: tuple[float, ...]


def picture(curves: Sequence[Curve], title: str, lang: Lang) -> str:
    """The curves as SVG text: anger above, trust below, the key beside."""
    words = _WORDS[lang]
    height = TOP + 2 * PANEL + GAP + 40
    turns = max((len(curve.anger) for curve in curves), default=1) - 1
    panels = [
        _panel(words["anger"], [(curve.name, curve.anger) for curve in curves], TOP, turns),
        _panel(words["trust"], [(curve.name, curve.trust) for curve in curves], TOP + PANEL + GAP, turns),
    ]
    axis = _text(LEFT + _plot_width() / 2, height - 8, words["turn"], "middle")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="#1f2933"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{_text(LEFT, 26, title, size=17)}'
        f"{''.join(panels)}{axis}{_key(curves)}</svg>\n"
    )


def _plot_width() -> int:
    return WIDTH - LEFT - KEY


def _panel(name: str, levels: Sequence[tuple[str, Sequence[float]]], top: int, turns: int) -> str:
    grid = "".join(
        f'<line x1="{LEFT}" x2="{LEFT + _plot_width()}" y1="{_y(v, top):.1f}" y2="{_y(v, top):.1f}" stroke="#d5dae1"/>'
        f"{_text(LEFT - 8, _y(v, top) + 4, format(v, 'g'), 'end')}"
        for v in (0, 0.5, 1)
    )
    ticks = "".join(_text(_x(turn, turns), top + PANEL + 18, str(turn), "middle") for turn in range(0, turns + 1, 1 + turns // 13))
    lines = "".join(_line(curve, values, top, turns) for curve, values in levels)
    return f"{_text(LEFT, top - 8, name)}{grid}{ticks}{lines}"


def _line(name: str, values: Sequence[float], top: int, turns: int) -> str:
    points = " ".join(f"{_x(turn, turns):.1f},{_y(value, top):.1f}" for turn, value in enumerate(values))
    end = f'<circle cx="{_x(len(values) - 1, turns):.1f}" cy="{_y(values[-1], top):.1f}" r="3.5" fill="{_colour(name)}"/>'
    return f'<polyline points="{points}" fill="none" {_stroke(name)}><title>{escape(name)}</title></polyline>{end}'


def _key(curves: Sequence[Curve]) -> str:
    x = WIDTH - KEY + 18
    rows = ((curve.name, TOP + 12 + 22 * i) for i, curve in enumerate(curves))
    return "".join(
        f'<line x1="{x}" x2="{x + 26}" y1="{y - 4}" y2="{y - 4}" {_stroke(name)}/>{_text(x + 34, y, name.replace("_", " "))}'
        for name, y in rows
    )


def _stroke(name: str) -> str:
    dashes = ' stroke-dasharray="6 4"' if name in _DASHED else ""
    return f'stroke="{_colour(name)}" stroke-width="2.2" stroke-linejoin="round"{dashes}'


def _colour(name: str) -> str:
    return _COLOURS.get(name, "#1f2933")


def _x(turn: int, turns: int) -> float:
    return LEFT + _plot_width() * turn / max(turns, 1)


def _y(value: float, top: int) -> float:
    return top + (1 - value) * PANEL


def _text(x: float, y: float, text: str, anchor: str = "start", size: int = 13) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escape(text)}</text>'
