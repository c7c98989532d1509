"""Many transcripts -> their scorecards in the same order, side by side in processes when there are enough; it knows no file and no screen."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context

from simulator.build import Simulator, build_simulator
from simulator.report import Scorecard
from simulator.settings import Settings
from simulator.transcript import Transcript

ALONE = 12
"""So many transcripts are scored before further processes are worth their start."""
AHEAD = 8
"""Transcripts that may wait per process: memory stays flat however long the file is."""


def scored(simulator: Simulator, transcripts: Iterable[Transcript], rubric: str, judge: str) -> Iterator[tuple[Transcript, Scorecard]]:
    """Each transcript with its scorecard. What `transcripts` raises is raised after all before it is scored."""
    remaining = iter(transcripts)
    for transcript in islice(remaining, ALONE):
        yield transcript, simulator.score(transcript, rubric, judge)
    cores = os.cpu_count() or 1
    # A model judge waits for its server; more processes would only ask it more at once.
    if cores > 1 and simulator.judge(judge).name == "offline":
        yield from _side_by_side(simulator.settings, remaining, rubric, cores)
    else:
        yield from ((transcript, simulator.score(transcript, rubric, judge)) for transcript in remaining)


def _side_by_side(
    settings: Settings, transcripts: Iterator[Transcript], rubric: str, workers: int
) -> Iterator[tuple[Transcript, Scorecard]]:
    first = next(transcripts, None)
    if first is None:
        return
    waiting: deque[tuple[Transcript, Future[Scorecard]]] = deque()
    fault: Exception | None = None
    with ProcessPoolExecutor(workers, get_context("spawn"), _prepare, (settings,)) as pool:
        upcoming: Transcript | None = first
        while upcoming:
            waiting.append((upcoming, pool.submit(_score, upcoming, rubric)))
            if len(waiting) >= AHEAD * workers:
                transcript, card = waiting.popleft()
                yield transcript, card.result()
            try:
                upcoming = next(transcripts, None)
            except Exception as error:
                upcoming, fault = None, error
        for transcript, card in waiting:
            yield transcript, card.result()
    if fault:
        raise fault


_worker: list[Simulator] = []
"""The simulator of a process of the pool, built once when the process starts."""


def _prepare(settings: Settings) -> None:
    _worker.append(build_simulator(settings))


def _score(transcript: Transcript, rubric: str) -> Scorecard:
    return _worker[0].score(transcript, rubric, "offline")
