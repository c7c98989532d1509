"""A talk that was held and its report -> the turns that mattered, what was found out, and what to work on next; it judges nothing itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from simulator.ledger import Entry
from simulator.persona import FactRole
from simulator.record import ledger_of
from simulator.report import Effect, Evidence, Report, Result
from simulator.rubric import Rubric
from simulator.session import Session
from simulator.state import Cause
from simulator.transcript import Frozen

MOST_MOMENTS = 6
"""Turns of a talk that are marked at most."""
MATTERS = 0.14
"""From this weight on a turn mattered: a tenth more trust and a twentieth less anger do."""
_FOUND, _ENDED, _NAMED = 0.15, 0.2, 0.1
"""What a turn gains in weight when it brought out a hidden fact, ended the talk, or is quoted by the strength or the fix."""


class Mark(NamedTuple):
    """A quote the judge took for a criterion."""

    criterion: str
    quote: str
    effect: Effect


class Moment(Frozen):
    """A turn of the freelancer that mattered; turns count from 1."""

    turn: int
    effect: Effect
    anger: float
    trust: float
    understood: float
    """How far each level moved in this turn, in -1..1."""
    causes: tuple[Cause, ...]
    found: tuple[str, ...]
    """Ids of hidden facts that came out in this turn."""
    marks: tuple[Mark, ...]
    weight: float


class Finding(Frozen):
    """A hidden fact in words. `turn` is when it came out; None means it stayed hidden."""

    fact: str
    role: FactRole
    truth: str
    turn: int | None


class Review(Frozen):
    """All that is worth saying about a talk that was held."""

    session: Session
    report: Report
    rubric: Rubric
    moments: tuple[Moment, ...]
    """In the order of the talk."""
    findings: tuple[Finding, ...]
    ledger: tuple[Entry, Entry, Entry]
    guess: dict[str, float] | None = None
    """The freelancer's own guess per core criterion, 1..5; empty when it was skipped, None when it was not asked for yet."""
    aim: str = ""
    """The criterion this talk was to train; empty for none."""

    @property
    def goal(self) -> str:
        """The criterion to work on in the next talk; empty when nothing was scored or all went well."""
        return self.report.fix.id if self.report.fix else ""

    @property
    def core(self) -> tuple[Result, ...]:
        """The results shown large, in the order of the rubric."""
        return tuple(self.report.scorecard.result(criterion.id) for criterion in self.rubric.criteria if criterion.core)

    @property
    def others(self) -> tuple[Result, ...]:
        """The results of the remaining criteria."""
        return tuple(self.report.scorecard.result(criterion.id) for criterion in self.rubric.criteria if not criterion.core)

    def marks(self, turn: int) -> tuple[Mark, ...]:
        """What the judge quotes of this turn."""
        return tuple(_marks(self.report, turn))

    def moment(self, turn: int) -> Moment | None:
        """The moment of this turn; None when the turn did not matter much."""
        return next((moment for moment in self.moments if moment.turn == turn), None)


def review(session: Session, report: Report, rubric: Rubric, guess: Mapping[str, float] | None = None, aim: str = "") -> Review:
    """Look back at a talk. `report` is this talk's, judged by `rubric`."""
    return Review(
        session=session, report=report, rubric=rubric, moments=tuple(_moments(session, report)), findings=tuple(_findings(session)),
        ledger=ledger_of(session), guess=None if guess is None else dict(guess), aim=aim,
    )  # fmt: skip


def turn_of(index: int) -> int:
    """The freelancer's turn, from 1, at an index of the transcript; the client's opening has index 0."""
    return (index + 1) // 2


def usable_guess(given: Mapping[str, object], rubric: Rubric) -> dict[str, float]:
    """Of what was given only levels 1..5 for core criteria; whatever else came along is left out."""
    core = {criterion.id for criterion in rubric.criteria if criterion.core}
    numbers = {
        name: value for name, value in given.items() if name in core and isinstance(value, int | float) and not isinstance(value, bool)
    }
    return {name: float(value) for name, value in numbers.items() if 1 <= value <= 5}


def _moments(session: Session, report: Report) -> list[Moment]:
    """The weightiest turns, in the order of the talk."""
    weighed = [moment for moment in _all_moments(session, report) if moment.weight >= MATTERS]
    kept = sorted(weighed, key=lambda moment: -moment.weight)[:MOST_MOMENTS]
    return sorted(kept, key=lambda moment: moment.turn)


def _all_moments(session: Session, report: Report) -> Iterator[Moment]:
    named = {result.id for result in (report.strength, report.fix) if result}
    told = _told(session)
    before = session.start
    for turn, beat in enumerate(session.beats, start=1):
        moved = {name: round(getattr(beat.levels, name) - getattr(before, name), 4) for name in ("anger", "trust", "understood")}
        marks = tuple(_marks(report, turn))
        found = tuple(fact for fact, at in told.items() if at == turn and session.persona.fact(fact).hidden)
        weight = abs(moved["anger"]) + abs(moved["trust"]) + abs(moved["understood"]) / 2 + _FOUND * bool(found)
        weight += _NAMED * any(mark.criterion in named for mark in marks) + _ENDED * (bool(session.ended) and turn == len(session.beats))
        yield Moment(
            turn=turn, effect=_effect(moved, marks), causes=beat.causes, found=found, marks=marks, weight=round(weight, 4), **moved
        )  # fmt: skip
        before = beat.levels


def _effect(moved: Mapping[str, float], marks: Sequence[Mark]) -> Effect:
    """Did the turn bring the two nearer? Where the levels stood still, the quotes say; what brought nothing cost patience."""
    balance = moved["trust"] - moved["anger"] + moved["understood"] / 2
    if not balance:
        balance = sum(1 if mark.effect == "helps" else -1 for mark in marks)
    return "helps" if balance > 0 else "hurts"


def _marks(report: Report, turn: int) -> Iterator[Mark]:
    quoted: list[tuple[str, Evidence]] = [(result.id, evidence) for result in report.scorecard.criteria for evidence in result.evidence]
    yield from (Mark(criterion, evidence.quote, evidence.effect) for criterion, evidence in quoted if turn_of(evidence.turn) == turn)


def _told(session: Session) -> dict[str, int]:
    """Fact -> the turn in which the client told it."""
    told: dict[str, int] = {}
    for turn, state in enumerate(session.after, start=1):
        for fact in state.memory.revealed:
            told.setdefault(fact, turn)
    return told


def _findings(session: Session) -> Iterator[Finding]:
    """The hidden facts, those that came out first."""
    texts, told = session.persona.text(session.lang).facts, _told(session)
    hidden = [fact for fact in session.persona.facts if fact.hidden]
    for fact in sorted(hidden, key=lambda fact: told.get(fact.id, len(session.beats) + 1)):
        yield Finding(fact=fact.id, role=fact.role, truth=texts[fact.id].truth, turn=told.get(fact.id))
