"""Transcript + rubric + judge -> Scorecard; arithmetic lives here, it knows no client state and no model."""

from collections.abc import Sequence
from typing import Protocol

from simulator.report import Evidence, Report, Result, Scorecard, Suggestion
from simulator.rubric import Rubric
from simulator.transcript import Transcript, Turn

FEWEST_WORDS = 4
"""A freelancer who said fewer words than this in the whole talk is not scored."""
GOOD = 4.0
"""From this score on a criterion needs no fix."""
LEAST_GAIN = 0.3
"""Points of 100 a suggestion must gain when it is judged in its place."""


class Judge(Protocol):
    """Scores the criteria of a rubric, one Result each, in the order of the rubric."""

    name: str

    def judge(self, transcript: Transcript, rubric: Rubric) -> Sequence[Result]:
        """Results for all criteria; a criterion that cannot be judged has score None and says why."""


def score(transcript: Transcript, rubric: Rubric, judge: Judge) -> Scorecard:
    """Judge a transcript. Too little text gives a scorecard without scores and the flag `too_little_text`."""
    if _too_little(transcript):
        return _unscored(transcript, rubric, judge.name)
    results = tuple(_verified(result, transcript) for result in judge.judge(transcript, rubric))
    return _card(transcript, rubric, judge.name, results)


def completed(card: Scorecard, transcript: Transcript, rubric: Rubric, judge: Judge) -> Scorecard:
    """The scorecard with the criteria that were not scored judged once more; the others stay as they are."""
    missing = tuple(criterion for criterion in rubric.criteria if card.result(criterion.id).score is None)
    if not missing or _too_little(transcript):
        return card
    again = judge.judge(transcript, rubric.model_copy(update={"criteria": missing}))
    found = {result.id: _verified(result, transcript) for result in again}
    return _card(transcript, rubric, card.judge, tuple(found.get(result.id, result) for result in card.criteria))


def tested(
    suggestion: Suggestion, criterion: str, transcript: Transcript, rubric: Rubric, judge: Judge, before: Sequence[Result]
) -> Suggestion | None:  # fmt: skip
    """The suggestion with its gain when it is put in its place and judged; None when total or criterion do not rise.

    `before` are the results of the same judge for the talk as it is.
    """
    after = judge.judge(_with(suggestion, transcript), rubric)
    (old, _), (new, _) = total_of(before, rubric), total_of(after, rubric)
    was, now = (next(result.score for result in results if result.id == criterion) for results in (before, after))
    if old is None or new is None or was is None or now is None or new < old + LEAST_GAIN or now <= was:
        return None
    return suggestion.model_copy(update={"gain": round(new - old, 1)})


def _with(suggestion: Suggestion, transcript: Transcript) -> Transcript:
    turns = list(transcript.turns)
    text = turns[suggestion.turn].text.replace(suggestion.instead_of, suggestion.wording, 1)
    turns[suggestion.turn] = Turn(role="freelancer", text=text)
    return transcript.model_copy(update={"turns": tuple(turns)})


def _card(transcript: Transcript, rubric: Rubric, judge: str, results: tuple[Result, ...]) -> Scorecard:
    total, capped = total_of(results, rubric)
    flags = (["total_capped"] if capped else []) + (["partly_scored"] if any(r.score is None for r in results) else [])
    return Scorecard(id=transcript.id, rubric=rubric.id, judge=judge, total=total, criteria=results, flags=tuple(flags))


def total_of(results: Sequence[Result], rubric: Rubric) -> tuple[float | None, bool]:
    """(total 0..100 over what could be judged, whether a cap held it down). None when less than half was judged.

    Level 1 is 0 and level 5 is 100 of 100; weights and caps stand in the rubric.
    """
    weights = {criterion.id: criterion.weight for criterion in rubric.criteria}
    scored = [(result, result.score) for result in results if result.score is not None]
    weight = sum(weights[result.id] for result, _ in scored)
    if weight < sum(weights.values()) / 2:
        return None, False
    total = sum(weights[result.id] * (value - 1) * 25 for result, value in scored) / weight
    levels = {result.id: value for result, value in scored}
    caps = [cap.total for cap in rubric.caps if cap.criterion in levels and round(levels[cap.criterion]) <= cap.level]
    limit = min(caps, default=100.0)
    return round(min(total, limit), 1), total > limit


def report_of(transcript: Transcript, scorecard: Scorecard) -> Report:
    """The report of a scored talk: one strength and one fix first."""
    scored = [result for result in scorecard.criteria if result.score is not None]
    ranked = sorted(scored, key=lambda result: result.score or 0.0)
    weak = [result for result in ranked if (result.score or 0.0) < GOOD]
    # The change that gains most comes first; without a tested suggestion, the weakest criterion does.
    fix = max(weak, key=lambda result: result.suggestion.gain if result.suggestion else 0.0, default=None)
    strengths = [result for result in reversed(ranked) if any(e.effect == "helps" for e in result.evidence)]
    strength = next((result for result in strengths if result is not fix), None)
    return Report(transcript=transcript, scorecard=scorecard, strength=strength, fix=fix)


def _too_little(transcript: Transcript) -> bool:
    said = " ".join(turn.text for turn in transcript.of("freelancer"))
    return sum(any(char.isalpha() for char in word) for word in said.split()) < FEWEST_WORDS


def _unscored(transcript: Transcript, rubric: Rubric, judge: str) -> Scorecard:
    reason = {
        "de": "Nicht bewertet: Dafür steht hier zu wenig Text der Freelancerin oder des Freelancers.",
        "en": "Not scored: the freelancer said too little to judge.",
    }[transcript.lang]
    results = tuple(Result(id=criterion.id, score=None, comment=reason, confidence=0.0) for criterion in rubric.criteria)
    return Scorecard(id=transcript.id, rubric=rubric.id, judge=judge, total=None, criteria=results, flags=("too_little_text",))


def _verified(result: Result, transcript: Transcript) -> Result:
    """The result without quotes that do not stand in the transcript: a false quote is never shown."""
    kept = tuple(evidence for evidence in result.evidence if _stands(evidence, transcript))
    suggestion = result.suggestion
    if suggestion and not _stands(Evidence(turn=suggestion.turn, quote=suggestion.instead_of, effect="hurts"), transcript):
        suggestion = None
    return result.model_copy(update={"evidence": kept, "suggestion": suggestion})


def _stands(evidence: Evidence, transcript: Transcript) -> bool:
    if not 0 <= evidence.turn < len(transcript.turns) or not evidence.quote:
        return False
    turn = transcript.turns[evidence.turn]
    return turn.role == "freelancer" and evidence.quote in turn.text
