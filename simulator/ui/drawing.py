"""Levels over the turns, drawn on the page of a PDF; it knows no talk."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

_HEIGHT, _LEFT, _FOOT, _KEY = 34.0, 9.0, 12.0, 30.0
"""Millimetres: the plot, the room for its numbers beside and below, and one entry of the key."""
_PENS: tuple[tuple[tuple[int, int, int], float, bool], ...] = (
    ((179, 38, 30), 0.6, False), ((15, 118, 110), 0.6, False), ((180, 83, 9), 0.6, True),
)  # fmt: skip
"""Colour (those of page.css), width and whether dashed, in the order of the lines."""
_GRID, _INK = 215, 30


class Curves(NamedTuple):
    """Lines to draw under the heading `under`: name -> values in [0, 1], one per turn."""

    under: str
    lines: Mapping[str, Sequence[float]]


def draw(paper: Any, curves: Curves) -> None:
    """Draw the lines across the page, below what is there already."""
    if paper.will_page_break(_HEIGHT + _FOOT):
        paper.add_page()
    left, top, width = paper.l_margin + _LEFT, paper.get_y() + 2, paper.epw - _LEFT
    turns = max(len(values) for values in curves.lines.values())
    xs = [left + width * turn / max(turns - 1, 1) for turn in range(turns)]
    paper.set_font(style="", size=8)
    _grid(paper, left, top, width)
    for turn in range(0, turns, 1 + turns // 20):
        paper.text(xs[turn] - 0.8, top + _HEIGHT + 4, str(turn))
    for number, ((name, values), pen) in enumerate(zip(curves.lines.items(), _PENS, strict=False)):
        _line(paper, [(x, top + (1 - value) * _HEIGHT) for x, value in zip(xs, values, strict=True)], pen)
        _line(paper, [(left + number * _KEY, top + _HEIGHT + 8.5), (left + number * _KEY + 6, top + _HEIGHT + 8.5)], pen)
        paper.text(left + number * _KEY + 7.5, top + _HEIGHT + 9.5, name)
    paper.set_line_width(0.2)
    paper.set_draw_color(_INK)
    paper.set_y(top + _HEIGHT + _FOOT)


def _grid(paper: Any, left: float, top: float, width: float) -> None:
    paper.set_draw_color(_GRID)
    for value in (0, 50, 100):
        y = top + (1 - value / 100) * _HEIGHT
        paper.line(left, y, left + width, y)
        paper.text(left - _LEFT, y + 1, str(value))


def _line(paper: Any, points: Sequence[tuple[float, float]], pen: tuple[tuple[int, int, int], float, bool]) -> None:
    colour, width, dashed = pen
    paper.set_draw_color(*colour)
    paper.set_line_width(width)
    with paper.local_context():
        if dashed:
            paper.set_dash_pattern(dash=2, gap=1.2)
        paper.polyline(points)
