"""All kept talks -> what to practise next and why, results per client, a line per criterion, what improved; it keeps and judges nothing."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from statistics import fmean
from typing import Literal

from simulator.persona import DIFFICULTIES, Persona
from simulator.rubric import Rubric
from simulator.store import TalkLine
from simulator.transcript import Frozen

Reason = Literal["first", "weakest", "harder", "least"]
RECENT = 3
"""Scored talks that count as recent: the weakest criterion is looked for in them, and improvement is measured between the first and the last of them."""
FEWEST = 4
"""Scored talks needed before anything is called improved."""
STEP = 0.3
"""A smaller difference of means, in levels of 1 to 5, is not called a change."""
WELL = 4.0
"""From this mean on a criterion needs no practice of its own."""


class Results(Frozen):
    """How talks with one client went, totals in 0..100; None means none was scored."""

    talks: int
    best: float | None
    last: float | None


class Advice(Frozen):
    """Whom to practise with next. `criterion` and its recent mean `level` are given when the reason is the weakest one."""

    client: str
    reason: Reason
    criterion: str | None = None
    level: float | None = None


class Point(Frozen):
    """One criterion in one talk."""

    talk: str
    created: datetime
    score: float


class Change(Frozen):
    """A criterion's mean over the first and over the last `talks` scored talks."""

    criterion: str
    before: float
    after: float
    talks: int


def results_with(client: str, kept: Sequence[TalkLine]) -> Results:
    """How the talks with this client went; `kept` has the newest first."""
    with_client = [line for line in kept if line.persona == client]
    totals = [line.total for line in with_client if line.total is not None]
    return Results(talks=len(with_client), best=max(totals, default=None), last=next(iter(totals), None))


def lines_over_time(kept: Sequence[TalkLine]) -> dict[str, list[Point]]:
    """Per criterion its scores, the oldest talk first."""
    found: dict[str, list[Point]] = {}
    for line in reversed(kept):
        for criterion, score in line.scores.items():
            if score is not None:
                found.setdefault(criterion, []).append(Point(talk=line.id, created=line.created, score=score))
    return found


def changes(kept: Sequence[TalkLine]) -> list[Change]:
    """Criteria whose mean moved by more than a step, the greatest rise first; empty with fewer than four scored talks."""
    found = []
    for criterion, points in lines_over_time(kept).items():
        if len(points) >= FEWEST:
            some = min(RECENT, len(points) // 2)
            before, after = (fmean(point.score for point in part) for part in (points[:some], points[-some:]))
            found.append(Change(criterion=criterion, before=before, after=after, talks=some))
    moved = [change for change in found if abs(change.after - change.before) >= STEP]
    return sorted(moved, key=lambda change: change.before - change.after)


def advice(kept: Sequence[TalkLine], clients: Sequence[Persona], rubric: Rubric) -> Advice | None:
    """Whom to practise with next; None when there is no client."""
    if not clients:
        return None
    if not any(line.scores for line in kept):
        return Advice(client=_least_met(clients, kept).slug, reason="first")
    weakest = _weakest(kept, rubric)
    if weakest and (fitting := [client for client in clients if weakest[0] in client.trains]):
        return Advice(client=_least_met(fitting, kept).slug, reason="weakest", criterion=weakest[0], level=weakest[1])
    met = Counter(line.persona for line in kept)
    harder = [client for client in clients if not met[client.slug] and client.difficulty != "easy"]
    return Advice(client=_least_met(harder or clients, kept).slug, reason="harder" if harder else "least")


def surprise(kept: Sequence[TalkLine], clients: Sequence[Persona], seed: int) -> Persona:
    """A client among those practised with least, drawn by the seed. Raises IndexError without clients."""
    met = Counter(line.persona for line in kept)
    least = min((met[client.slug] for client in clients), default=0)
    return random.Random(seed).choice([client for client in clients if met[client.slug] == least])


def differences(one: Mapping[str, float | None], other: Mapping[str, float | None]) -> dict[str, float]:
    """How much higher `other` is per criterion that both have a score for."""
    both = {name: (score, other.get(name)) for name, score in one.items()}
    return {name: b - a for name, (a, b) in both.items() if a is not None and b is not None}


def _weakest(kept: Sequence[TalkLine], rubric: Rubric) -> tuple[str, float] | None:
    """The criterion with the lowest mean in the recent talks, core ones first among equals; None when all went well."""
    recent = {name: fmean(p.score for p in points[-RECENT:]) for name, points in lines_over_time(kept).items()}
    known = [(recent[c.id], not c.core, c.id) for c in rubric.criteria if c.id in recent and recent[c.id] < WELL]
    return (min(known)[2], min(known)[0]) if known else None


def _least_met(clients: Iterable[Persona], kept: Sequence[TalkLine]) -> Persona:
    """The client practised with least, the easiest among equals."""
    met = Counter(line.persona for line in kept)
    return min(clients, key=lambda client: (met[client.slug], DIFFICULTIES.index(client.difficulty)))
