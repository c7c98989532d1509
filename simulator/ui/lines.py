"""A criterion over time as a small SVG line, levels 1 to 5; colours come from the page's style sheet."""

from collections.abc import Sequence
from html import escape

from simulator.formats import number
from simulator.transcript import Lang

_WIDTH, _HEIGHT, _SIDE, _EDGE = 280, 84, 10, 10


def line(scores: Sequence[float], name: str, lang: Lang) -> str:
    """The scores from the oldest to the newest; screen readers hear them one by one."""
    heard = f"{name}: {', '.join(number(score, lang, 1) for score in scores)}"
    step = (_WIDTH - 2 * _SIDE) / max(len(scores) - 1, 1)
    points = [(_SIDE + n * step, _y(score)) for n, score in enumerate(scores)]
    grid = "".join(f'<line x1="0" x2="{_WIDTH}" y1="{_y(level):.1f}" y2="{_y(level):.1f}" class="grid"/>' for level in (1, 3, 5))
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{4 if n == len(points) - 1 else 2.5}" class="mark"/>' for n, (x, y) in enumerate(points)
    )
    return (
        f'<svg class="over-time" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(heard)}">{grid}'
        f'<polyline class="line trust" points="{path}"/>{dots}</svg>'
    )


def _y(score: float) -> float:
    return _EDGE + (5 - score) / 4 * (_HEIGHT - 2 * _EDGE)
