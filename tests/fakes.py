"""Small honest stand-ins for the parts a test does not mean: each does one thing and remembers what it was asked."""

from collections.abc import Generator, Sequence
from functools import cache
from typing import Any, TypeVar

from simulator.appraisal import Act, Appraisal
from simulator.library import Library
from simulator.persona import MOODS_OF, ONLY, Persona
from simulator.report import Result
from simulator.rubric import Rubric
from simulator.session import Cue, Spoken, Stage
from simulator.transcript import Lang, Transcript

Value = TypeVar("Value")


class FakeAppraiser:
    """Hears what it was told to hear, message by message; the last appraisal stays."""

    def __init__(self, *appraisals: Appraisal) -> None:
        self._appraisals = appraisals or (Appraisal(),)
        self.heard: list[tuple[str, Transcript]] = []
        """The messages with the transcripts they answer."""

    def appraise(self, text: str, transcript: Transcript, persona: Persona | None = None) -> Appraisal:  # noqa: ARG002
        self.heard.append((text, transcript))
        return self._appraisals[min(len(self.heard), len(self._appraisals)) - 1]


class FakeVoice:
    """Says which move it was given, word by word, with a number so that no line comes twice."""

    def open(self, persona: Persona, lang: Lang, seed: int) -> str:
        return f"{persona.slug} {lang} {seed} opens"

    def speak(self, cue: Cue) -> Generator[str, None, Spoken]:
        words = ["line", " ", str(len(cue.lines)), ": ", cue.move.kind]
        yield from words
        return Spoken(line="".join(words), notice="faked")


class DyingVoice(FakeVoice):
    """Breaks in the middle of every line, as a lost connection does."""

    def speak(self, cue: Cue) -> Generator[str, None, Spoken]:  # noqa: ARG002
        yield "And then"
        raise ConnectionResetError("the line went dead")


class FakeJudge:
    """Gives the results it was given, whatever was said."""

    name = "fake"

    def __init__(self, *results: Result) -> None:
        self._results = results
        self.judged: list[Transcript] = []

    def judge(self, transcript: Transcript, rubric: Rubric) -> Sequence[Result]:  # noqa: ARG002
        self.judged.append(transcript)
        return self._results


def fake_stage(*appraisals: Appraisal) -> Stage:
    """A stage that needs no encoder and no authored line."""
    return Stage(FakeAppraiser(*appraisals), FakeVoice())


def doing(*acts: Act, **more: Any) -> Appraisal:
    """A message that clearly does these acts."""
    return Appraisal(acts=dict.fromkeys(acts, 0.9), **more)


def heard_whole(stream: Generator[str, None, Value]) -> tuple[list[str], Value]:
    """The pieces of a stream and the value it returns."""
    pieces: list[str] = []
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as stop:
            return pieces, stop.value


@cache
def shipped_personas() -> tuple[Persona, ...]:
    """All clients that are shipped."""
    return tuple(Library(None).personas())


def small_persona(**changes: Any) -> Persona:
    """A valid client as small as the rules allow; `changes` replace whole fields."""
    return Persona.model_validate(persona_data() | changes)


def small_rubric(*criteria: str, core: str = "") -> Rubric:
    """A rubric of these criteria; `core` names the one shown large."""
    text = {
        "name": "Name",
        "goal": "Goal.",
        "anchors": dict.fromkeys(range(1, 6), "Anchor."),
        "mistakes": [],
        "examples": [{"weak": "W", "strong": "S"}],
    }
    listed = [{"id": name, "core": name == core, "de": text, "en": text} for name in criteria]
    return Rubric.model_validate({"id": "small", "de": "Klein", "en": "Small", "criteria": listed})


def persona_data() -> dict[str, Any]:
    """The fields of `small_persona` as they would stand in its file."""
    return {
        "slug": "small",
        "temperament": "icy",
        "price": 1000,
        "start": {"anger": 0.5, "trust": 0.3, "understood": 0.1, "patience": 0.6, "clarity": 0.1},
        "nature": {"anger_step": 0.12},
        "needs": [{"id": "repair", "met_by": ["rework"]}],
        "fair": {"percent": [10, 30], "hours": [2, 6]},
        "facts": [
            {"id": "wish", "role": "expectation", "hidden": True, "gate": 0.3},
            {"id": "origin", "role": "source", "hidden": True, "gate": 0.4},
            {"id": "want", "role": "need"},
        ],
        "economics": {"orders_per_year": 2, "order_value": 500, "margin": 0.5, "referrals_per_year": 1, "hourly_rate": 50},
        "en": _text_data(),
    }


def _text_data() -> dict[str, Any]:
    case = {"trade": "Joinery", "project": "A shelf", "agreed": "Six boards", "delivered": "Five boards", "complaint": "One is missing."}
    fact = {
        "truth": "She wanted six.",
        "ask": ["Six?", "Why six?", "Which six?"],
        "tell": ["I said six.", "Six, I said."],
        "wrong": ["Five."],
    }
    return {
        "name": "Ada Small",
        "who": "Owner of a shop",
        "situation": "One board is missing.",
        "character": "Says little.",
        "address": "you",
        "levels": {"easy": "Easy.", "medium": "Medium.", "hard": "Hard."},
        "case": case,
        "documents": [{"kind": "offer", "title": "Offer", "text": "Six boards."}],
        "you_know": ["The shelf is sound."],
        "goal": "Find out what was expected.",
        "opening": ["Where is the sixth board?"],
        "facts": {name: {**fact, "tell": [f"{name} one.", f"{name} two."]} for name in ("wish", "origin", "want")},
        "needs": {"repair": "The sixth board."},
        "lines": {
            move: {mood: [f"{move} {mood} one.", f"{move} {mood} two."] for mood in moods}
            for move, moods in MOODS_OF.items()
            if move not in ONLY
        },
    }
