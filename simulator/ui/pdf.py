"""Markdown as `paper` writes it -> PDF; it knows the few marks used there and no talk.

The PDF's own fonts need no font file and know the Western alphabets (cp1252, with „“ – €); letters beyond are written without their accents.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from simulator.ui.drawing import Curves, draw

FONT, SIZE, LINE = "helvetica", 10.5, 5.2
"""The typeface, its size in points, and the height of a line in millimetres."""
_HEADS = {"# ": (19, 9.0), "## ": (13.5, 7.0), "### ": (11.5, 6.0)}
_BOLD = re.compile(r"(?<!\\)\*\*")
_ESCAPED = re.compile(r"\\(.)")


def pdf(markdown: str, footer: Callable[[int], str], curves: Curves | None = None) -> bytes:
    """The text on A4 pages; `footer` gives the words at the foot of a page, `curves` are drawn under their heading."""
    paper = _paper()
    blocks = [block for block in markdown.split("\n\n") if block.strip()]
    paper.set_title(_western(_ESCAPED.sub(r"\1", blocks[0].lstrip("# "))))
    for block in blocks:
        _put(paper, block)
        if curves and block == f"## {curves.under}":
            draw(paper, curves._replace(lines={_western(name): values for name, values in curves.lines.items()}))
    _number(paper, footer)
    return bytes(paper.output())


def _paper() -> Any:
    from fpdf import FPDF  # loaded only when somebody wants a PDF

    paper = FPDF(format="A4")
    paper.core_fonts_encoding = "windows-1252"
    paper.set_margins(20, 18, 20)
    paper.set_auto_page_break(True, margin=20)
    paper.add_page()
    return paper


def _number(paper: Any, footer: Callable[[int], str]) -> None:
    """Write the foot of every page."""
    paper.set_auto_page_break(False)
    for page in range(1, paper.pages_count + 1):
        paper.page = page
        paper.set_y(-14)
        paper.set_font(FONT, "", 8 + page % 2 / 10)  # a size of its own per page: one that stays is not written to the page again
        paper.cell(0, 5, _western(footer(page)), align="R")


def _put(paper: Any, block: str) -> None:
    head = next((mark for mark in _HEADS if block.startswith(mark)), "")
    if head:
        _heading(paper, block.removeprefix(head), *_HEADS[head])
    elif block.startswith("| "):
        _table(paper, [line.strip("| ").split(" | ") for line in block.splitlines() if not line.startswith("| ---")])
    elif block.startswith("- "):
        for item in block.splitlines():
            _item(paper, item.removeprefix("- "))
        paper.ln(1.5)
    else:
        _run(paper, block)
        paper.ln(LINE + 1.8)


def _heading(paper: Any, text: str, size: float, height: float) -> None:
    if paper.will_page_break(height + 3 * LINE):
        paper.add_page()
    paper.ln(2.5)
    paper.set_font(FONT, "B", size)
    paper.multi_cell(0, height, _western(_ESCAPED.sub(r"\1", text)), new_x="LMARGIN", new_y="NEXT")
    paper.ln(1)


def _item(paper: Any, text: str) -> None:
    paper.set_font(FONT, size=SIZE)
    margin = paper.l_margin
    paper.cell(5, LINE, "•")
    paper.set_left_margin(margin + 5)
    _run(paper, text)
    paper.set_left_margin(margin)
    paper.ln(LINE + 0.8)


def _run(paper: Any, text: str) -> None:
    """Words in a row, those between two ** bold."""
    for number, part in enumerate(_BOLD.split(text)):
        paper.set_font(FONT, "B" if number % 2 else "", SIZE)
        paper.write(LINE, _western(_ESCAPED.sub(r"\1", part)))


def _table(paper: Any, rows: Sequence[Sequence[str]]) -> None:
    cells = [[_western(_ESCAPED.sub(r"\1", cell)) for cell in row] for row in rows]
    paper.set_font(FONT, size=SIZE - 1)
    widths = _widths(cells)
    with paper.table(col_widths=widths, line_height=LINE, text_align="LEFT", borders_layout="HORIZONTAL_LINES", padding=1) as table:
        for row in cells:
            line = table.row()
            for cell in row:
                line.cell(cell)
    paper.ln(2.5)


def _widths(rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Shares of the width after the longest cell of each column, so that short columns stay narrow and long ones wrap."""
    return tuple(min(max(len(row[column]) for row in rows), 60) + 3 for column in range(len(rows[0])))


def _western(text: str) -> str:
    """The text in letters of cp1252: others lose their accents, and what is left of others becomes a question mark."""
    return "".join(_letters(text))


def _letters(text: str) -> Iterator[str]:
    for char in text.replace("\u202f", "\u00a0").replace("\u2212", "-"):
        if _fits(char):
            yield char
        elif not unicodedata.combining(char):
            plain = "".join(part for part in unicodedata.normalize("NFKD", char) if _fits(part))
            yield plain or "?"


def _fits(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return char.isprintable() or char == " "
