"""The client's answer as it grows, at a reading pace and without holding up anybody else; it knows no components."""

import time
from collections.abc import AsyncIterator, Callable, Generator
from typing import TypeVar

import anyio

from simulator.store import Talk

Value = TypeVar("Value")
_PACE, _YIELD = 0.025, 0.15
"""Seconds between two words, and at least between two updates of the page: few updates spare server and screen readers."""


async def growing(pieces: Generator[str, None, Talk], whole: bool) -> AsyncIterator[tuple[str, Talk | None]]:
    """(line so far, None) as the client speaks, then (whole line, the talk after it); with `whole` only the latter, as a letter arrives."""
    line, shown = "", 0.0
    while True:
        piece, answered = await aside(lambda: _next(pieces))
        if answered is not None:
            yield line, answered
            return
        line += piece
        if whole:
            continue
        if time.monotonic() - shown >= _YIELD:
            shown = time.monotonic()
            yield line, None
        await anyio.sleep(_PACE)


async def aside(work: Callable[[], Value]) -> Value:
    """Do blocking work in a thread, so that one visitor's turn does not hold up the others."""
    return await anyio.to_thread.run_sync(work)


def _next(pieces: Generator[str, None, Talk]) -> tuple[str, Talk | None]:
    try:
        return next(pieces), None
    except StopIteration as stop:
        answered: Talk = stop.value
        return "", answered
