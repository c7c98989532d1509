"""Work in a thread of its own with an end in time, and calls kept apart in time; it knows no model."""

from collections.abc import Callable, Generator, Iterator
from queue import Empty, Queue
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import Any, TypeVar

Item = TypeVar("Item")


class Pace:
    """Lets so many calls a minute begin, evenly spaced; None lets all begin at once."""

    def __init__(self, per_minute: float | None) -> None:
        self._gap = 60 / per_minute if per_minute else 0.0
        self._next = 0.0
        self._lock = Lock()

    def wait(self) -> None:
        """Return when the next call may begin."""
        with self._lock:
            begin = max(monotonic(), self._next)
            self._next = begin + self._gap
        sleep(max(0.0, begin - monotonic()))


def within(seconds: float, work: Callable[[], Iterator[Item]]) -> Generator[Item, None, None]:
    """What `work` yields. Raises TimeoutError when it has not ended in time, however slow each piece is."""
    inbox: Queue[Any] = Queue()
    stop, done = Event(), object()
    Thread(target=_work, args=(work, inbox, stop, done), daemon=True).start()
    end = monotonic() + seconds
    try:
        while True:
            item = inbox.get(timeout=max(0.0, end - monotonic()))
            if item is done:
                return
            if isinstance(item, Exception):
                raise item
            yield item
    except Empty:
        raise TimeoutError from None
    finally:
        stop.set()


def _work(work: Callable[[], Iterator[Any]], inbox: "Queue[Any]", stop: Event, done: object) -> None:
    try:
        for item in work():
            if stop.is_set():
                return
            inbox.put(item)
        inbox.put(done)
    except Exception as error:
        inbox.put(error)
