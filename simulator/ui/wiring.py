"""What happens on which event: handlers ask the service and show the answer; nothing is decided here."""

import time
from collections.abc import AsyncIterator, Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

import anyio
import gradio as gr

from simulator.errors import InputError, SimulatorError
from simulator.formats import number
from simulator.store import Talk
from simulator.transcript import MAX_TEXT
from simulator.ui.board import Board, Updates
from simulator.ui.pages import briefing as briefing_page
from simulator.ui.pages import talk as talk_page
from simulator.ui.pages.frame import banner, page
from simulator.ui.state import Place, place_of

Value = TypeVar("Value")
_HERE = Path(__file__).parent
_PACE, _YIELD = 0.025, 0.15
"""Seconds between two words, and at least between two updates of the page: few updates spare server and screen readers."""

NAVIGATE = (_HERE / "navigate.js").read_text(encoding="utf-8")
"""Links inside the page and the browser's back button become one event; every view keeps an address of its own."""
ARRIVE = (_HERE / "arrive.js").read_text(encoding="utf-8")
"""After a change of view: the address follows, the page begins at its top, and the heading has the focus."""


def wire(board: Board, demo: gr.Blocks) -> None:
    """Connect all events; called inside the Blocks."""
    nav = gr.HTML("", js_on_load=NAVIGATE, elem_id="k-nav")
    quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
    for event in (
        demo.load(_arrive(board), None, board.all, **quiet),
        nav.go(_go(board), [board.url], board.all, **quiet),
        board.start.click(_start(board), [board.client, board.difficulty, board.mood_wanted], board.all, **quiet),
        board.back.click(_back(board), [board.url], board.all, **quiet),
        board.end.click(_end(board), [board.url], board.all, **quiet),
    ):
        event.then(None, board.url, None, js=ARRIVE)
    said = [board.message.submit, board.send.click]
    gr.on(said, _say(board), [board.message, board.url], board.all, api_name="say", **quiet).then(
        None, None, None, js="() => setTimeout(() => document.querySelector('#k-message textarea')?.focus(), 50)"
    )
    board.difficulty.change(_level(board), [board.client, board.difficulty], board.level, **quiet)
    board.hint_button.click(_hint(board), [board.url], board.hint, **quiet)


def _readable(board: Board, work: Callable[[], Updates]) -> Updates:
    """What the work shows; an expected error becomes a notice and changes nothing."""
    try:
        return work()
    except SimulatorError as error:
        gr.Warning(str(error), title=board.t("talk.error"))
        return {board.notice: page(banner(str(error)))}


def _arrive(board: Board) -> Callable[..., Updates]:
    def arrive(request: gr.Request) -> Updates:
        place = place_of(str(request.query_params))
        return board.show(place._replace(branch=None, delete=""))

    return arrive


def _go(board: Board) -> Callable[..., Updates]:
    talks = board.service.talks

    def go(_url: str, event: gr.EventData) -> Updates:
        place = place_of(str(getattr(event, "q", "")))
        return _readable(board, lambda: board.show(act(place)))

    def act(place: Place) -> Place:
        if place.branch is not None:
            return Place("talk", talk=talks.branch(talks.load(place.talk), place.branch).id)
        if place.delete:
            talks.remove_all() if place.delete == "all" else talks.remove(place.delete)
        return place._replace(delete="")

    return go


def _start(board: Board) -> Callable[..., Updates]:
    def start(client: str, difficulty: str, mood: bool) -> Updates:
        def work() -> Updates:
            talk = board.service.talks.open(client, board.t.lang, time.time_ns() % 100_000, difficulty, mood=bool(mood))  # type: ignore[arg-type]
            return board.show(Place("talk", talk=talk.id))

        return _readable(board, work)

    return start


def _back(board: Board) -> Callable[..., Updates]:
    def back(url: str) -> Updates:
        talks = board.service.talks

        def work() -> Updates:
            talk = talks.load(place_of(url).talk)
            last = len(talk.session.beats) - 1
            typed = talk.session.messages[-1] if last >= 0 else ""
            shown = board.show(Place("talk", talk=talks.branch(talk, max(last, 0)).id))
            return shown | {board.message: gr.Textbox(value=typed, interactive=True, visible=True)}

        return _readable(board, work)

    return back


def _end(board: Board) -> Callable[..., Updates]:
    def end(url: str) -> Updates:
        def work() -> Updates:
            talk = board.service.talks.end(board.service.talks.load(place_of(url).talk))
            return board.show(Place("report", talk=talk.id))

        return _readable(board, work)

    return end


def _level(board: Board) -> Callable[..., Any]:
    def level(client: str, difficulty: str) -> str:
        if not client:
            return ""
        return briefing_page.level_line(board.t, board.service.simulator.library.persona(client), difficulty)

    return level


def _hint(board: Board) -> Callable[..., str]:
    def hint(url: str) -> str:
        return page(banner(talk_page.hint(board.t, board.service.talks.load(place_of(url).talk).session)))

    return hint


def _say(board: Board) -> Callable[..., AsyncIterator[Updates]]:
    async def say(text: str, url: str) -> AsyncIterator[Updates]:
        talk_id = place_of(url).talk
        kept: Updates = {board.message: gr.Textbox(value=text, interactive=True)}
        try:
            talk = await _aside(lambda: board.service.talks.load(talk_id))
            if not text.strip():
                raise InputError(board.t("talk.empty"))
            if len(text.strip()) > MAX_TEXT:
                raise InputError(board.t("talk.too_long", n=number(len(text.strip()), board.t.lang), most=number(MAX_TEXT, board.t.lang)))
            yield {
                board.chat: gr.Chatbot(value=talk_page.history(talk.session, text, "…")),
                board.message: gr.Textbox(value="", interactive=False),
                board.hint: "",
            }
            async for shown in _answer(board, talk, text):
                yield shown
        except SimulatorError as error:
            yield kept | {board.notice: page(banner(str(error)))} | _as_it_stands(board, talk_id)
        except Exception:
            # The visitor keeps the text; the bug goes on to the log with its traceback.
            yield kept | {board.notice: page(banner(board.t("errors.unexpected")))} | _as_it_stands(board, talk_id)
            raise

    return say


def _as_it_stands(board: Board, talk_id: str) -> Updates:
    """The chat as it is kept, without the message that could not be said."""
    try:
        return {board.chat: gr.Chatbot(value=talk_page.history(board.service.talks.load(talk_id).session))}
    except SimulatorError:
        return {}


async def _answer(board: Board, talk: Talk, text: str) -> AsyncIterator[Updates]:
    """The client's line as it grows, then the talk view after it."""
    pieces = board.service.talks.stream(talk, text)
    line, shown = "", 0.0
    while True:
        piece, answered = await _aside(lambda: _next(pieces))
        if answered is not None:
            yield board.after_turn(answered)
            return
        line += piece
        if time.monotonic() - shown >= _YIELD:
            shown = time.monotonic()
            yield {board.chat: gr.Chatbot(value=talk_page.history(talk.session, text, line))}
        await anyio.sleep(_PACE)


def _next(pieces: Generator[str, None, Talk]) -> tuple[str, Talk | None]:
    try:
        return next(pieces), None
    except StopIteration as stop:
        answered: Talk = stop.value
        return "", answered


async def _aside(work: Callable[[], Value]) -> Value:
    """Do blocking work in a thread, so that one visitor's turn does not hold up the others."""
    return await anyio.to_thread.run_sync(work)
