"""What happens on which event: links and buttons lead to places, a page's own events change the page; nothing is decided here."""

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import gradio as gr

from simulator.errors import SimulatorError
from simulator.ui.board import Board
from simulator.ui.pages.base import Updates
from simulator.ui.state import Place, place_of
from simulator.ui.texts import Texts

_HERE = Path(__file__).parent
NAVIGATE = (_HERE / "navigate.js").read_text(encoding="utf-8")
"""Links inside the page and the browser's back button become one event; every view keeps an address of its own."""
ARRIVE = (_HERE / "arrive.js").read_text(encoding="utf-8")
"""After a change of view: the address follows, the page begins at its top, and the heading has the focus."""
_QUIET: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}


def wire(board: Board, demo: gr.Blocks) -> None:
    """Connect all events; called inside the Blocks."""
    wires = BoardWires(board)
    nav = gr.HTML("", js_on_load=NAVIGATE, elem_id="k-nav")
    arrived = demo.load(_arrive(board), None, board.all, **_QUIET)
    arrived.then(None, board.url, None, js=ARRIVE)
    wires.leads(nav.go, _go(board), [])
    for page in board.pages.values():
        page.wire(wires)


class BoardWires:
    """How pages connect their events to the board."""

    def __init__(self, board: Board) -> None:
        self.url = board.url
        self._board = board

    def leads(self, event: Any, where: Callable[..., Place], inputs: Sequence[Any], **options: Any) -> None:
        """On the event go to the place `where` names; a SimulatorError becomes a notice and nothing changes."""
        board = self._board
        led = event(_readable(board.t, _to(board, where)), list(inputs), board.all, **_QUIET | options)
        led.success(None, board.url, None, js=ARRIVE)
        led.failure(None, None, None, js="() => kulanzBroken()")

    def shows(self, event: Any, what: Callable[..., Any], inputs: Sequence[Any], outputs: Any, **options: Any) -> Any:
        """On the event show what `what` gives on `outputs`; a SimulatorError becomes a notice and nothing changes."""
        return event(_readable(self._board.t, what), list(inputs), outputs, **_QUIET | options)


def _to(board: Board, where: Callable[..., Place]) -> Callable[..., Updates]:
    @wraps(where)
    def to(*values: Any) -> Updates:
        return board.show(where(*values))

    return to


def _readable(t: Texts, work: Callable[..., Any]) -> Callable[..., Any]:
    """The same work, but an expected error becomes a notice and changes nothing."""

    @wraps(work)
    def readable(*values: Any) -> Any:
        try:
            return work(*values)
        except SimulatorError as error:
            gr.Warning(str(error), title=t("talk.error"))
            return gr.skip()

    return readable


def _arrive(board: Board) -> Callable[..., Updates]:
    def arrive(request: gr.Request) -> Updates:
        shown = board.show(place_of(str(request.query_params)).idle)
        board.welcome()
        return shown

    return arrive


def _go(board: Board) -> Callable[..., Place]:
    def go(event: gr.EventData) -> Place:
        return board.act(place_of(str(getattr(event, "q", ""))))

    return go
