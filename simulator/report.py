"""What a freelancer reads after a talk: scorecard and report as values; nothing is judged here."""

from typing import Literal

from simulator.tokens import Tokens, total
from simulator.transcript import Frozen, Transcript

Effect = Literal["helps", "hurts"]
Certainty = Literal["sure", "fair", "unsure"]


class Evidence(Frozen):
    """A quote that moved a score: `quote` is an exact substring of `turns[turn]`, a turn of the freelancer."""

    turn: int
    quote: str
    effect: Effect


class Suggestion(Frozen):
    """A better wording of one sentence: `instead_of` is an exact substring of `turns[turn]`."""

    turn: int
    instead_of: str
    wording: str
    gain: float = 0.0
    """How many points of 100 the total rises when it is put in its place and judged again."""


class Result(Frozen):
    """One criterion judged. `score` is in 1.0..5.0; None means not scored, and `comment` says why."""

    id: str
    score: float | None
    evidence: tuple[Evidence, ...] = ()
    comment: str = ""
    suggestion: Suggestion | None = None
    confidence: float = 1.0
    """In [0, 1]; below 0.5 the score is shown as uncertain."""
    spread: float | None = None
    """Range between several samples of a model judge; None when it was judged once."""
    tokens: Tokens | None = None
    """What a model read and wrote for it; a call for several criteria is booked on the first of them. None when none was asked."""

    @property
    def certainty(self) -> Certainty:
        """How far the score can be relied on, for people."""
        return "sure" if self.confidence >= 0.75 else "fair" if self.confidence >= 0.5 else "unsure"


class Scorecard(Frozen):
    """A transcript judged against a rubric. `total` is in 0..100; None means not scored."""

    id: str | None
    rubric: str
    judge: str
    total: float | None
    criteria: tuple[Result, ...]
    flags: tuple[str, ...] = ()
    """What the reader must know, such as `too_little_text` or `total_capped`."""

    @property
    def tokens(self) -> Tokens | None:
        """What a model read and wrote to judge; None when none was asked."""
        return total(result.tokens for result in self.criteria)

    def result(self, criterion: str) -> Result:
        """The result of one criterion. Raises KeyError when the rubric has none of this id."""
        return {result.id: result for result in self.criteria}[criterion]

    def as_json(self) -> dict[str, object]:
        """The contract of `kulanz score`: suggestion as a plain text or null."""
        data: dict[str, object] = {
            "id": self.id,
            "rubric": self.rubric,
            "judge": self.judge,
            "total": self.total,
            "criteria": [_result_json(result) for result in self.criteria],
            "flags": list(self.flags),
        }
        return data | ({"tokens": self.tokens.model_dump()} if self.tokens else {})


def _result_json(result: Result) -> dict[str, object]:
    data: dict[str, object] = {
        "id": result.id,
        "score": result.score,
        "evidence": [evidence.model_dump() for evidence in result.evidence],
        "comment": result.comment,
        "suggestion": result.suggestion.wording if result.suggestion else None,
        "confidence": result.confidence,
    }
    if result.suggestion:
        data["instead_of"] = {"turn": result.suggestion.turn, "quote": result.suggestion.instead_of}
    if result.spread is not None:
        data["spread"] = result.spread
    return data


class Report(Frozen):
    """A finished talk with its score: what the feedback page and the exports show."""

    transcript: Transcript
    scorecard: Scorecard
    strength: Result | None
    """The criterion to be glad of; None when nothing was scored."""
    fix: Result | None
    """The one criterion to work on next; None when nothing was scored or all is well."""
