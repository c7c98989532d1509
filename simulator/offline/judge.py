"""The judge without a model: heard acts -> signals -> scores, quotes, comments and tested suggestions; it never sees the client's state."""

from collections.abc import Sequence

from simulator.appraisal import HEARD, Act
from simulator.offline import feedback
from simulator.offline.feedback import POOR
from simulator.offline.heard import Heard
from simulator.offline.hearing import Draft, Hearing, clients_before
from simulator.offline.recipes import RECIPES, Formula, Recipe
from simulator.offline.signals import signals
from simulator.offline.trust import UNSURE, Talk
from simulator.report import Effect, Evidence, Result, Suggestion
from simulator.rubric import Criterion, Rubric
from simulator.scoring import GOOD, LEAST_GAIN, total_of
from simulator.transcript import Transcript

QUOTES = 2
"""At most this many quotes that help, and as many that hurt, per criterion."""
_CLEAR = 0.45
"""What is quoted is at least so strong; what helps in a string of phrases or a repetition is not."""
_FAINT_WORDS, _CLEARLY = 2, 0.75
"""What hurts in so few words ("I see.") is quoted only where it is so strong: the ear is least sure of them. What helps in them comes last."""
TRIES = 2
"""Wordings tried for one suggestion before it is dropped."""
_WORTH_KEEPING: tuple[Act, ...] = ("paraphrase", "open_question", "ask_needs", "take_responsibility", "offer")
"""A sentence that does one of these stays; the better wording is said after it."""


class OfflineJudge:
    """Scores a talk by the recipes; deterministic."""

    name = "offline"

    def __init__(self, hearing: Hearing, formulas: dict[str, Formula]) -> None:
        self._hearing = hearing
        self._formulas = formulas

    def judge(self, transcript: Transcript, rubric: Rubric) -> Sequence[Result]:
        """One result per criterion, in the rubric's order; noise is not scored."""
        talk = self._hearing.talk(transcript)
        if not any(h.readable for h in talk.heard):
            reason = feedback.reasons(transcript.lang)["noise"]
            return [Result(id=criterion.id, score=None, comment=reason, confidence=0.0) for criterion in rubric.criteria]
        bare = self._scores(talk, rubric)
        suggestions = self._suggestions(talk, transcript, rubric, bare)
        return [
            self._complete(result, criterion, talk, transcript, suggestions.get(result.id))
            for result, criterion in zip(bare, rubric.criteria, strict=True)
        ]

    def _scores(self, talk: Talk, rubric: Rubric) -> list[Result]:
        """What could be said in any talk shows no skill: with less trust the score is nearer to the one without it,
        and the less speaks of this case, the nearer it is to the lowest level."""
        whole = signals(talk.heard)
        bare = whole if talk.trust == 1.0 else signals(talk.bare)
        return [self._score(criterion, whole, bare, talk) for criterion in rubric.criteria]

    def _score(self, criterion: Criterion, whole: dict[str, float], bare: dict[str, float], talk: Talk) -> Result:
        if criterion.id not in self._formulas and not (criterion.helps or criterion.hurts):
            return Result(id=criterion.id, score=None, comment="", confidence=0.0)
        recipe = _recipe(criterion)
        score = self._level(criterion, whole)
        if talk.trust < 1.0:
            left = 1 + (self._level(criterion, bare) - 1) * talk.left
            score = left + talk.trust * (score - left)
        kept = (score - 1) * talk.sincere + min(score - 1, recipe.stays) * (1 - talk.sincere)
        return Result(id=criterion.id, score=round(1 + kept, 2), confidence=_confidence(recipe, talk.heard))

    def _level(self, criterion: Criterion, found: dict[str, float]) -> float:
        if criterion.id in self._formulas:
            return _recipe(criterion).held(self._formulas[criterion.id].score(found), found)
        return _plain_score(criterion, found)

    def _complete(
        self, bare: Result, criterion: Criterion, talk: Talk, transcript: Transcript, suggestion: Suggestion | None
    ) -> Result:  # fmt: skip
        """The result with quotes, comment and suggestion."""
        if bare.score is None:
            return bare.model_copy(update={"comment": feedback.reasons(transcript.lang)["unknown"]})
        helps, hurts = _evidence(criterion, talk)
        general = () if hurts or bare.score >= GOOD else _general(criterion, talk, helps)
        return bare.model_copy(
            update={
                "evidence": (*helps, *(hurts if bare.score < 4.5 else ()), *general),
                "comment": self._comment(bare, criterion, helps, hurts, general, talk, transcript),
                "suggestion": suggestion,
            }
        )

    def _suggestions(self, talk: Talk, transcript: Transcript, rubric: Rubric, bare: Sequence[Result]) -> dict[str, Suggestion]:
        """Per criterion the first draft that scores higher when it is put in its place and judged again."""
        pairs = zip(bare, rubric.criteria, strict=True)
        drafts = {
            result.id: self._drafts(criterion, talk, transcript) for result, criterion in pairs if result.score and result.score < GOOD
        }
        found: dict[str, Suggestion] = {}
        for number in range(TRIES):
            tries = {name: listed[number] for name, listed in drafts.items() if name not in found and number < len(listed)}
            self._hearing.ready([draft.put(transcript.turns[draft.turn].text) for draft in tries.values()])
            for name, draft in tries.items():
                gain = self._gain(name, draft, talk, transcript, rubric, bare)
                if gain >= LEAST_GAIN:
                    found[name] = Suggestion(turn=draft.turn, instead_of=draft.instead_of, wording=draft.wording, gain=gain)
        return found

    def _gain(self, name: str, draft: Draft, talk: Talk, transcript: Transcript, rubric: Rubric, bare: Sequence[Result]) -> float:
        """Points of the total that the draft brings; 0 when the criterion itself does not rise."""
        results = self._scores(self._hearing.again(talk, draft, transcript), rubric)
        (old, _), (new, _) = total_of(bare, rubric), total_of(results, rubric)
        was, now = (next(result.score or 0.0 for result in listed if result.id == name) for listed in (bare, results))
        return round((new or 0.0) - (old or 0.0), 1) if now > was else 0.0

    def _drafts(self, criterion: Criterion, talk: Talk, transcript: Transcript) -> list[Draft]:
        """Wordings of one sentence that are worth a try."""
        _, hurts = _evidence(criterion, talk)
        place = _place(criterion, talk.heard, hurts)
        if place is None:
            return []
        formal = feedback.is_formal([h.text for h in talk.heard])
        wordings = feedback.wordings(criterion.id, transcript.lang, formal, self._client(place.turn, transcript), place.quote)
        kept = "" if hurts or not _good(talk.at(place.turn), place.quote) else f"{place.quote} "
        return [Draft(place.turn, place.quote, kept + wording) for wording in wordings[:TRIES]]

    def _comment(
        self, bare: Result, criterion: Criterion, helps: Sequence[Evidence], hurts: Sequence[Evidence], general: Sequence[Evidence],
        talk: Talk, transcript: Transcript,
    ) -> str:  # fmt: skip
        if general:
            return feedback.generic(transcript.lang, general[0].quote)
        score = bare.score or 1.0
        client = self._client(hurts[0].turn if hurts else _missed(criterion, talk.heard).turn, transcript)
        beside = helps and score >= POOR and hurts and not _at_heart(criterion, talk, hurts[0])
        hurt = hurts[0].quote if hurts and not beside else ""
        said = feedback.comment(
            criterion.id, transcript.lang, score, helps[0].quote if helps else "", hurt, client, f"{criterion.id}{talk.heard[0].text}"
        )  # fmt: skip
        text = said or criterion.text(transcript.lang).anchors[min(5, max(1, round(score)))]
        return text + (feedback.reasons(transcript.lang)["uncertain"] if bare.confidence < UNSURE else "")

    def _client(self, turn: int, transcript: Transcript) -> str:
        """A few words of what the client said up to the turn: of the sentence that speaks most of the complaint."""
        return feedback.fragment(self._hearing.complaint(clients_before(transcript, turn), transcript))


def _evidence(criterion: Criterion, talk: Talk) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """(quotes that help, quotes that hurt); a talk without trust is quoted without its phrases."""
    recipe, heard = _recipe(criterion), _counted(talk)
    return _quotes(heard, recipe.shows, "helps"), _quotes(heard, recipe.spoils, "hurts")


def _counted(talk: Talk) -> tuple[Heard, ...]:
    """The turns as they are quoted: without phrases where the talk is not trusted."""
    return talk.bare if talk.trust < UNSURE else talk.heard


def _at_heart(criterion: Criterion, talk: Talk, found: Evidence) -> bool:
    """Does this sentence do what a comment on this criterion must speak of?"""
    acts = next(s.acts for h in _counted(talk) for s in h.sentences if (h.turn, s.text) == (found.turn, found.quote))
    return any(acts.get(act, 0.0) >= HEARD for act in _recipe(criterion).heart)


def _general(criterion: Criterion, talk: Talk, helps: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """In a talk without trust, sentences that would help as well if they spoke of this case: the score is low because they do not."""
    counted = {found.quote for found in helps}
    found = _quotes(talk.heard, _recipe(criterion).shows, "hurts") if talk.doubtful else ()
    return tuple(one for one in found if one.quote not in counted)


def _recipe(criterion: Criterion) -> Recipe:
    own = Recipe(helps=(), hurts=(), shows=criterion.helps, spoils=criterion.hurts, heart=criterion.hurts)
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
    """The sentences in which these acts are clearest, each once: of what helps the most telling act first, of what hurts the clearest sentence."""
    helps = effect == "helps"
    ranked = sorted(
        (order if helps else 0, helps and _brief(s.text), -s.acts[act] * (h.worth if helps else 1.0), h.turn, s.text)
        for h in heard for s in h.sentences for order, act in enumerate(acts) if s.does(act)
    )  # fmt: skip
    found: dict[tuple[int, str], None] = {}
    for *_, strength, turn, text in ranked:
        if -strength >= (_CLEAR if helps or not _brief(text) else _CLEARLY):
            found.setdefault((turn, text))
    return tuple(Evidence(turn=turn, quote=text, effect=effect) for turn, text in list(found)[:QUOTES])


def _brief(text: str) -> bool:
    return len(text.split()) <= _FAINT_WORDS


def _place(criterion: Criterion, heard: Sequence[Heard], hurts: Sequence[Evidence]) -> Evidence | None:
    """The sentence to say otherwise: the one that hurt most, else one of the turn that missed the chance."""
    if hurts:
        return hurts[0]
    missed = _missed(criterion, heard)
    spare = [s for s in missed.sentences if len(s.text.split()) >= 2]
    if not spare:
        return None
    weakest = min(spare, key=lambda s: max(s.acts.get(act, 0.0) for act in _WORTH_KEEPING))
    return Evidence(turn=missed.turn, quote=weakest.text, effect="hurts")


def _good(heard: Heard, quote: str) -> bool:
    """Does this sentence of the turn do something that a better wording must not take away?"""
    return any(s.does(act) for s in heard.sentences if s.text == quote for act in _WORTH_KEEPING)


def _missed(criterion: Criterion, heard: Sequence[Heard]) -> Heard:
    """The turn where the criterion was most wanting after the client had said most."""
    acts = _recipe(criterion).shows
    return max(heard, key=lambda h: (min(len(h.before.split()), 40) / 40 - max((h.does(act) for act in acts), default=0.0), -h.turn))
