"""The client's answer as it grows, at a reading pace and without holding up anybody else; it knows no components."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from threading import Thread
from typing import NamedTuple, TypeVar

from simulator.store import Talk

Value = TypeVar("Value")
_WORDS, _PAUSE = 6, 0.15
"""Words shown at once, and seconds until the next ones: few updates spare server and screen readers."""
_SOON = 0.1
"""Seconds for the first words; only when they take longer is it shown that the client writes, as each change of the page takes time, too."""


class Heard(NamedTuple):
    """One piece of the answer; the last one carries the talk, or what went wrong."""

    piece: str = ""
    talk: Talk | None = None
    error: Exception | None = None


async def growing(pieces: Generator[str, None, Talk], whole: bool) -> AsyncIterator[tuple[str, Talk | None]]:
    """(line so far, None) as the client speaks, then (whole line, the talk after it); with `whole` only the latter, as a letter arrives.

    The line so far is empty, once, when the first words take a while.

    The answer is worked out to its end and kept even when nobody listens any more: a page may lose its connection in the middle of it.
    """
    heard: asyncio.Queue[Heard] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    Thread(target=_work_out, args=(pieces, lambda piece: loop.call_soon_threadsafe(heard.put_nowait, piece)), daemon=True).start()
    first = asyncio.ensure_future(heard.get())
    if whole or not (await asyncio.wait({first}, timeout=_SOON))[0]:
        yield "", None
    coming: Awaitable[Heard] = first
    line, words = "", 0
    while True:
        piece, talk, error = await coming
        if error:
            raise error
        if talk:
            yield line, talk
            return
        line, words = line + piece, words + 1
        if not whole and words % _WORDS == 1:
            yield line, None
            await asyncio.sleep(_PAUSE)
        coming = heard.get()


async def aside(work: Callable[[], Value]) -> Value:
    """Do blocking work in a thread, so that one visitor's turn does not hold up the others."""
    return await asyncio.to_thread(work)


def _work_out(pieces: Generator[str, None, Talk], tell: Callable[[Heard], object]) -> None:
    try:
        while True:
            tell(Heard(next(pieces)))
    except StopIteration as stop:
        tell(Heard(talk=stop.value))
    except Exception as error:  # whoever listens raises it
        tell(Heard(error=error))
