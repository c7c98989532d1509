"""The judge by a model: groups of criteria -> marks with verified quotes -> results; it knows no state of the client."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from statistics import median_low
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.json_schema import SkipJsonSchema

from simulator import formats
from simulator.llm import notices
from simulator.llm.answers import every_field
from simulator.llm.calls import Message, ModelError
from simulator.llm.chat import Chat
from simulator.llm.patterns import TO_GRADER
from simulator.llm.prompts import prompt
from simulator.llm.sentences import split, words
from simulator.report import Effect, Evidence, Result, Suggestion
from simulator.rubric import Criterion, Rubric
from simulator.scoring import GOOD, Judge, tested
from simulator.tokens import Tokens
from simulator.transcript import Lang, Transcript

GROUP = 3
"""Criteria judged in one call."""
QUOTES = 2
"""At most this many quotes that help, and as many that hurt."""
MARK = 4
"""Signs of the fence: each turn begins with it, and a long one takes as many tokens as the talk itself."""
COMMENT_WORDS = 40
SHORTEST = 3
"""Words from which on a part of a sentence proves something; fewer must be the whole sentence."""
FAR = 2
"""Levels between the anchors that fit best; further apart they contradict each other."""
POOR = 1.5
"""A level below this is an extreme one, as is one from GOOD on."""
UNSURE = 0.4
"""Confidence in an extreme level for which the model shows no quote; results below 0.5 are shown as uncertain."""


_FIELDS: dict[Lang, tuple[str, ...]] = {
    "de": ("Beruf", "Auftrag", "vereinbart", "Preis", "Beschwerde"),
    "en": ("trade", "job", "agreed", "price", "complaint"),
}


Fit = Annotated[int, Field(strict=True, ge=0, le=2)]


def _bounded(**limit: int) -> Any:
    """A bound the model is held to, so that it comes to an end; an answer beyond it is still read."""
    return Field(json_schema_extra=dict(limit))


Words = Annotated[str, _bounded(maxLength=120)]
Quotes = Annotated[list[Words], _bounded(maxItems=QUOTES)]
"""The first words of sentences of the freelancer, as the model gives them: not verified yet."""


class Better(BaseModel):
    """A better wording of one sentence, as the model gives it."""

    instead_of: Words
    wording: Annotated[str, Field(min_length=1), _bounded(maxLength=300)]


class Mark(BaseModel):
    """One criterion as a model marks it: the evidence first, then how well each anchor fits it. The level is counted from these."""

    model_config = ConfigDict(json_schema_extra=every_field)

    helps: Quotes = []
    hurts: Quotes = []
    comment: Annotated[str, Field(min_length=1), _bounded(maxLength=240)]
    fits: Annotated[list[Fit], Field(min_length=5, max_length=5)]
    """For the levels 1 to 5: the anchor does not fit (0), fits in part (1), fits (2)."""
    better: Better | None = None

    @property
    def level(self) -> float | None:
        """The mean of the levels, weighted by how well they fit; None when none does, or when anchors far apart fit equally well: that says nothing."""
        best = [level for level, fit in enumerate(self.fits, start=1) if fit == max(self.fits)]
        if not any(self.fits) or best[-1] - best[0] > FAR:
            return None
        return round(sum(level * fit for level, fit in enumerate(self.fits, start=1)) / sum(self.fits), 1)


Maybe = Mark | SkipJsonSchema[None]
"""A mark that an answer may lack, though the model is asked for it."""


class Checked(NamedTuple):
    """A mark with the level counted from it and the quotes that stand in the talk."""

    mark: Mark
    level: float
    evidence: tuple[Evidence, ...]
    doubt: bool
    """True when quotes were given and none stands, or an extreme level is given without any."""


class Answers(NamedTuple):
    """What the samples of one group answered, and what that took."""

    given: list[dict[str, Checked] | ModelError]
    tokens: Tokens


class ModelJudge:
    """Scores a talk by a model's marks."""

    def __init__(self, chat: Chat, samples: int, second: Judge) -> None:
        """`samples` is how often each group is judged; `second` tests the wordings the model suggests."""
        self.name = chat.name
        self._chat = chat
        self._samples = samples
        self._second = second

    def judge(self, transcript: Transcript, rubric: Rubric) -> Sequence[Result]:
        """One result per criterion, in the rubric's order. A call that fails leaves its criteria unscored, with the reason."""
        groups = [rubric.criteria[i : i + GROUP] for i in range(0, len(rubric.criteria), GROUP)]
        with ThreadPoolExecutor(max_workers=len(groups) * self._samples) as pool:  # they wait for the server, they do not compute
            waiting = [(group, self._asked(pool, transcript, group)) for group in groups]
            results = [result for group, answers in waiting for result in self._results(group, answers(), transcript)]
        return self._tested(results, transcript, rubric)

    def _asked(self, pool: ThreadPoolExecutor, transcript: Transcript, group: Sequence[Criterion]) -> Callable[[], Answers]:
        """Begin the calls for a group; what it returns waits for their answers."""
        chat = self._chat.fresh()
        begun = [pool.submit(_marked, chat, transcript, group, sample) for sample in range(self._samples)]
        return lambda: Answers([one.result() for one in begun], chat.tokens)

    def _results(self, group: Sequence[Criterion], answers: Answers, transcript: Transcript) -> list[Result]:
        first, *others = [self._result(criterion, answers.given, transcript) for criterion in group]
        return [first.model_copy(update={"tokens": answers.tokens}), *others]

    def _tested(self, results: Sequence[Result], transcript: Transcript, rubric: Rubric) -> list[Result]:
        """The results with the suggestions that gain something in the eyes of the second judge."""
        if not any(result.suggestion for result in results):
            return list(results)
        before = self._second.judge(transcript, rubric)
        return [
            result.model_copy(update={"suggestion": tested(result.suggestion, result.id, transcript, rubric, self._second, before)})
            if result.suggestion
            else result
            for result in results
        ]

    def _result(self, criterion: Criterion, answers: Sequence[dict[str, Checked] | ModelError], transcript: Transcript) -> Result:
        """The median of the samples that hold; the sample nearest to it lends its quotes and words."""
        given = [answer[criterion.id] for answer in answers if not isinstance(answer, ModelError) and criterion.id in answer]
        proven = [checked for checked in given if not _made_up(checked)]
        if not proven:
            return Result(id=criterion.id, score=None, comment=_reason(answers, bool(given), transcript.lang), confidence=0.0)
        levels = [checked.level for checked in proven]
        level = median_low(levels)
        shown = next(checked for checked in proven if checked.level == level)
        return Result(
            id=criterion.id,
            score=level,
            evidence=shown.evidence,
            comment=shortened(shown.mark.comment),
            suggestion=_suggestion(shown, transcript) if level < GOOD else None,
            confidence=UNSURE if shown.doubt else _agreement(levels),
            spread=round(max(levels) - min(levels), 1) if self._samples > 1 else None,
        )


def _marked(chat: Chat, transcript: Transcript, group: Sequence[Criterion], sample: int) -> dict[str, Checked] | ModelError:
    """Checked marks by criterion; those that lack proof or are missing are asked for once more."""
    try:
        first = _by_criterion(chat.structured(messages(transcript, group), _form(tuple(c.id for c in group)), sample), group, transcript)
    except ModelError as error:
        return error
    doubtful = [c for c in group if c.id not in first or first[c.id].doubt]
    if not doubtful:
        return first
    try:
        again = messages(transcript, group, again=doubtful)
        return first | _by_criterion(chat.structured(again, _form(tuple(c.id for c in doubtful)), sample), doubtful, transcript)
    except ModelError:
        return first  # the first answer stands, its doubts included


@cache
def _form(ids: tuple[str, ...]) -> type[BaseModel]:
    """What one call answers: a mark for each criterion, under its id. One that is left out leaves the others usable."""
    fields: dict[str, Any] = {f"mark{i}": (Maybe, Field(None, alias=name)) for i, name in enumerate(ids)}
    form: type[BaseModel] = create_model("Marks", __config__=ConfigDict(json_schema_extra=every_field), **fields)
    return form


def messages(transcript: Transcript, group: Sequence[Criterion], again: Sequence[Criterion] = ()) -> list[Message]:
    """The rules and anchors first, which are the same for every talk; then the talk, fenced as data; last what is to be judged.

    With `again` only these, and why. What was answered for them is left out: a small model would say it once more.
    """
    lang, ids = transcript.lang, [criterion.id for criterion in group]
    rules = prompt("judge", lang, criteria=[_sheet(criterion, lang) for criterion in group], ids=ids)
    wanted = [criterion.id for criterion in again] or ids
    talk = prompt("talk", lang, turns=transcript.turns, mark=mark_of(transcript), case=_case(transcript), ids=wanted)
    return [("system", rules), ("human", talk + prompt("again", lang, ids=wanted) if again else talk)]


def mark_of(transcript: Transcript) -> str:
    """A short fence that stands nowhere in the talk; it is made from all of it, so who writes a turn cannot know it."""
    text = transcript.model_dump_json()
    digest = sha256(text.encode()).hexdigest()
    marks = (f"#{digest[i : i + MARK]}" for i in range(len(digest) - MARK))
    return next((mark for mark in marks if mark not in text), f"#{digest}")


def shortened(comment: str) -> str:
    """The first whole sentences of a comment, 40 words at most; a longer first sentence is cut with an ellipsis."""
    if len(comment.split()) <= COMMENT_WORDS:
        return comment.strip()
    kept = ""
    for sentence in re.findall(r"\S.*?[.!?](?=\s|$)", comment, re.DOTALL):
        if len(f"{kept} {sentence}".split()) > COMMENT_WORDS:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or " ".join(comment.split()[:COMMENT_WORDS]) + " …"


def _sheet(criterion: Criterion, lang: Lang) -> dict[str, object]:
    text = criterion.text(lang)
    example = text.examples[0]
    return {
        "id": criterion.id, "name": text.name, "goal": text.goal, "anchors": sorted(text.anchors.items()),
        "mistakes": text.mistakes, "weak": example.weak, "strong": example.strong,
    }  # fmt: skip


def _case(transcript: Transcript) -> list[tuple[str, str]]:
    """What is known of the case, empty fields left out."""
    case = transcript.case
    if case is None:
        return []
    price = formats.money(case.price, case.currency, transcript.lang) if case.price is not None else ""
    values = (case.trade, case.project, case.agreed, price, case.complaint)
    return [(name, value) for name, value in zip(_FIELDS[transcript.lang], values, strict=True) if value]


def _by_criterion(marks: BaseModel, group: Sequence[Criterion], transcript: Transcript) -> dict[str, Checked]:
    """What was marked, by criterion; a mark without a level is as good as none."""
    given = {criterion.id: mark for criterion, (_, mark) in zip(group, marks, strict=True) if mark}
    return {name: _checked(mark, mark.level, transcript) for name, mark in given.items() if mark.level is not None}


def _checked(mark: Mark, level: float, transcript: Transcript) -> Checked:
    evidence = (*_standing(mark.helps, "helps", transcript), *_standing(mark.hurts, "hurts", transcript))
    unshown = (level >= GOOD and not any(e.effect == "helps" for e in evidence)) or (level < POOR and not evidence)
    return Checked(mark, level, evidence, doubt=unshown or (bool(mark.helps or mark.hurts) and not evidence))


def _standing(quotes: Sequence[str], effect: Effect, transcript: Transcript) -> list[Evidence]:
    """The sentences quoted that stand in a turn of the freelancer and speak to the client, not to the judge."""
    found = dict.fromkeys(said for quote in quotes if (said := sentence_of(quote, transcript)))
    kept = [(turn, text) for turn, text in found if not (effect == "helps" and TO_GRADER.search(text))]
    return [Evidence(turn=turn, quote=text, effect=effect) for turn, text in kept[:QUOTES]]


def sentence_of(quote: str, transcript: Transcript) -> tuple[int, str] | None:
    """The freelancer's turn and sentence that hold these words exactly; None when none does, or when they are too few to prove anything."""
    text = quote.strip(' \n„“”"«»…').removesuffix("...")
    for turn, said in enumerate(transcript.turns):
        if said.role == "freelancer" and text in said.text:
            sentence = next((one for one in split(said.text) if text in one), text)
            return (turn, sentence) if len(words(text)) >= SHORTEST or words(text) == words(sentence) else None
    return None


def _made_up(checked: Checked) -> bool:
    """Quotes were given as proof, and none of them stands."""
    return bool(checked.mark.helps or checked.mark.hurts) and not checked.evidence


def _reason(answers: Sequence[dict[str, Checked] | ModelError], given: bool, lang: Lang) -> str:
    if given:
        return notices.unproven(lang)
    failed = [answer for answer in answers if isinstance(answer, ModelError)]
    return notices.unscored(failed[0], lang) if failed else notices.unmarked(lang)


def _suggestion(checked: Checked, transcript: Transcript) -> Suggestion | None:
    """The better wording, when the sentence it replaces stands in the talk and the wording is another one."""
    better = checked.mark.better
    if better is None:
        return None
    found, wording = sentence_of(better.instead_of, transcript), better.wording.strip()
    if found is None or wording == found[1] or TO_GRADER.search(wording):
        return None
    return Suggestion(turn=found[0], instead_of=found[1], wording=wording)


def _agreement(levels: Sequence[float]) -> float:
    """1 when all samples give the same level, less with their range."""
    return round(1.0 - 0.2 * (max(levels) - min(levels)), 2)
