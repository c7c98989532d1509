"""The judge without a model: heard acts -> signals -> scores, quotes, comments and tested suggestions; it never sees the client's state."""

from collections.abc import Sequence
from dataclasses import replace

from simulator.appraisal import Act
from simulator.offline import feedback
from simulator.offline.hearing import Heard, Hearing, sincerity
from simulator.offline.recipes import RECIPES, Formula, Recipe
from simulator.offline.signals import signals
from simulator.report import Effect, Evidence, Result, Suggestion
from simulator.rubric import Criterion, Rubric
from simulator.scoring import GOOD, LEAST_GAIN, total_of
from simulator.transcript import Transcript, Turn

QUOTES = 2
"""At most this many quotes that help, and as many that hurt, per criterion."""
TRIES = 2
"""Wordings tried for one suggestion before it is dropped."""
UNSURE = 0.5


class OfflineJudge:
    """Scores a talk by the recipes; deterministic."""

    name = "offline"

    def __init__(self, hearing: Hearing, formulas: dict[str, Formula]) -> None:
        self._hearing = hearing
        self._formulas = formulas

    def judge(self, transcript: Transcript, rubric: Rubric) -> Sequence[Result]:
        """One result per criterion, in the rubric's order; noise is not scored."""
        heard = self._hearing.talk(transcript)
        if not any(h.readable for h in heard):
            reason = feedback.reasons(transcript.lang)["noise"]
            return [Result(id=criterion.id, score=None, comment=reason, confidence=0.0) for criterion in rubric.criteria]
        bare = self._scores(heard, rubric)
        return [
            self._complete(result, criterion, heard, transcript, rubric, bare)
            for result, criterion in zip(bare, rubric.criteria, strict=True)
        ]

    def _scores(self, heard: Sequence[Heard], rubric: Rubric) -> list[Result]:
        found, sincere = signals(heard), sincerity(heard)
        return [self._score(criterion, found, heard, sincere) for criterion in rubric.criteria]

    def _score(self, criterion: Criterion, found: dict[str, float], heard: Sequence[Heard], sincere: float) -> Result:
        """What could be said in any talk shows no skill: the less speaks of this case, the nearer the score is to the lowest level."""
        if criterion.id in self._formulas:
            score = self._formulas[criterion.id].score(found)
        elif criterion.helps or criterion.hurts:
            score = _plain_score(criterion, found)
        else:
            return Result(id=criterion.id, score=None, comment="", confidence=0.0)
        score = round(1 + (score - 1) * sincere, 2)
        return Result(id=criterion.id, score=score, confidence=_confidence(_recipe(criterion), heard))

    def _complete(
        self, bare: Result, criterion: Criterion, heard: Sequence[Heard], transcript: Transcript, rubric: Rubric, all_bare: Sequence[Result]
    ) -> Result:  # fmt: skip
        """The result with quotes, comment and, where something is to be gained, a suggestion."""
        if bare.score is None:
            return bare.model_copy(update={"comment": feedback.reasons(transcript.lang)["unknown"]})
        recipe = _recipe(criterion)
        helps, hurts = _quotes(heard, recipe.shows, "helps"), _quotes(heard, recipe.spoils, "hurts")
        shown = (*helps, *(hurts if bare.score < 4.5 else ()))
        suggestion = None
        if bare.score < GOOD:
            suggestion = self._suggest(criterion, heard, hurts, transcript, rubric, all_bare)
        return bare.model_copy(
            update={
                "evidence": shown,
                "comment": _comment(bare, criterion, helps, hurts, heard, transcript),
                "suggestion": suggestion,
            }
        )

    def _suggest(
        self, criterion: Criterion, heard: Sequence[Heard], hurts: Sequence[Evidence], transcript: Transcript, rubric: Rubric, bare: Sequence[Result]
    ) -> Suggestion | None:  # fmt: skip
        """A better wording of one sentence, put in its place and judged again; None when none scores higher."""
        place = _place(criterion, heard, hurts)
        if place is None:
            return None
        before = feedback.fragment(feedback.spoken_before(heard, place.turn))
        formal = feedback.is_formal([h.text for h in heard])
        old_total, _ = total_of(bare, rubric)
        old = next(result.score for result in bare if result.id == criterion.id)
        for wording in feedback.wordings(criterion.id, transcript.lang, formal, before, place.quote)[:TRIES]:
            results = self._scores(self._with(heard, transcript, place, wording), rubric)
            total, _ = total_of(results, rubric)
            new = next(result.score for result in results if result.id == criterion.id)
            if (
                total is not None
                and old_total is not None
                and new is not None
                and old is not None
                and total >= old_total + LEAST_GAIN
                and new > old
            ):
                return Suggestion(turn=place.turn, instead_of=place.quote, wording=wording, gain=round(total - old_total, 1))
        return None

    def _with(self, heard: Sequence[Heard], transcript: Transcript, place: Evidence, wording: str) -> list[Heard]:
        """The talk as heard with one sentence said otherwise."""
        turns = list(transcript.turns)
        turns[place.turn] = Turn(role="freelancer", text=turns[place.turn].text.replace(place.quote, wording, 1))
        changed = transcript.model_copy(update={"turns": tuple(turns)})
        position = next(i for i, h in enumerate(heard) if h.turn == place.turn)
        again = self._hearing.turn(changed, place.turn, heard[:position])
        return [again if i == position else replace(h) for i, h in enumerate(heard)]


def _recipe(criterion: Criterion) -> Recipe:
    own = Recipe(helps=(), hurts=(), shows=criterion.helps, spoils=criterion.hurts)
    return RECIPES.get(criterion.id, own) if not (criterion.helps or criterion.hurts) else own


def _plain_score(criterion: Criterion, found: dict[str, float]) -> float:
    """A criterion of a coach's own: 2 when nothing of it happened, up to 5 by what helps, down to 1 by what hurts."""
    helps = [0.6 * found.get(f"{act}.any", 0.0) + 0.4 * min(1.0, 2 * found.get(f"{act}.share", 0.0)) for act in criterion.helps]
    hurts = [0.5 * found.get(f"{act}.any", 0.0) + 0.5 * min(1.0, 2 * found.get(f"{act}.share", 0.0)) for act in criterion.hurts]
    start = 2.0 if criterion.helps else 5.0
    gained = 3.0 * sum(helps) / len(helps) if helps else 0.0
    return round(min(5.0, max(1.0, start + gained - 4.0 * max(hurts, default=0.0))), 2)


def _confidence(recipe: Recipe, heard: Sequence[Heard]) -> float:
    """1 when the acts of the recipe are clearly there or clearly not, less for faint ones and for very short talks."""
    acts = (*recipe.shows, *recipe.spoils)
    doubts = [1 - abs(2 * h.does(act) - 1) for h in heard for act in acts]
    doubt = sum(doubts) / len(doubts) if doubts else 0.0
    short = max(0.0, (3 - len(heard)) * 0.2)
    return round(max(0.05, 1.0 - 2.5 * doubt - short), 2)


def _quotes(heard: Sequence[Heard], acts: Sequence[Act], effect: Effect) -> tuple[Evidence, ...]:
    """The sentences in which these acts are clearest, the clearest first, each once."""
    ranked = sorted(
        ((s.acts.get(act, 0.0) * (h.worth if effect == "helps" else 1.0) - 0.02 * order, h.turn, s.text)
         for h in heard for s in h.sentences for order, act in enumerate(acts) if s.does(act)),
        key=lambda item: (-item[0], item[1]),
    )  # fmt: skip
    found: dict[tuple[int, str], None] = {}
    for strength, turn, text in ranked:
        if strength >= 0.45:
            found.setdefault((turn, text))
    return tuple(Evidence(turn=turn, quote=text, effect=effect) for turn, text in list(found)[:QUOTES])


def _comment(
    bare: Result, criterion: Criterion, helps: Sequence[Evidence], hurts: Sequence[Evidence], heard: Sequence[Heard], transcript: Transcript
) -> str:  # fmt: skip
    if sincerity(heard) < UNSURE:
        return feedback.reasons(transcript.lang)["generic"]
    score = bare.score or 1.0
    moment = hurts[0].turn if hurts else _missed(criterion, heard).turn
    client = feedback.fragment(feedback.spoken_before(heard, moment))
    said = feedback.comment(
        criterion.id, transcript.lang, score, helps[0].quote if helps else "", hurts[0].quote if hurts else "", client, f"{criterion.id}{heard[0].text}"
    )  # fmt: skip
    text = said or criterion.text(transcript.lang).anchors[min(5, max(1, round(score)))]
    return text + (feedback.reasons(transcript.lang)["uncertain"] if bare.confidence < UNSURE else "")


def _place(criterion: Criterion, heard: Sequence[Heard], hurts: Sequence[Evidence]) -> Evidence | None:
    """The sentence to say otherwise: the one that hurt most, else one of the turn that missed the chance."""
    if hurts:
        return hurts[0]
    missed = _missed(criterion, heard)
    good: tuple[Act, ...] = ("paraphrase", "open_question", "ask_needs", "take_responsibility", "offer")
    spare = [s for s in missed.sentences if len(s.text.split()) >= 2]
    if not spare:
        return None
    weakest = min(spare, key=lambda s: max(s.acts.get(act, 0.0) for act in good))
    return Evidence(turn=missed.turn, quote=weakest.text, effect="hurts")


def _missed(criterion: Criterion, heard: Sequence[Heard]) -> Heard:
    """The turn where the criterion was most wanting after the client had said most."""
    acts = _recipe(criterion).shows
    return max(heard, key=lambda h: (min(len(h.before.split()), 40) / 40 - max((h.does(act) for act in acts), default=0.0), -h.turn))
