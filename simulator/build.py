"""Settings -> a working simulator: the only module that names concrete parts; it imports a part when it is chosen."""

from collections.abc import Generator, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from simulator.appraisal import Appraisal
from simulator.errors import InputError
from simulator.library import Library
from simulator.own_case import CaseForm
from simulator.persona import Difficulty, Persona
from simulator.report import Scorecard
from simulator.rubric import Rubric
from simulator.scoring import Judge, completed, score
from simulator.session import Appraiser, Session, Stage, Voice, lang_of, usable_text
from simulator.settings import Settings
from simulator.store import Store
from simulator.talks import Talks
from simulator.transcript import MAX_TEXT, Lang, Transcript
from simulator.workshop import Workshop

if TYPE_CHECKING:
    from simulator.llm import Models
    from simulator.llm.doctor import Finding
    from simulator.offline import Offline

DEFAULT_RUBRIC = "unhappy-client"
OFFLINE = "offline"
_ALL_NEEDED: dict[Lang, str] = {
    "de": "Ihnen war also etwas anderes versprochen. Was genau hatten Sie erwartet?",
    "en": "So you were promised something else. What exactly did you expect?",
}
"""A message that gives back and asks is compared with everything a client knows."""


class Simulator:
    """Everything a caller needs, built once and shared; it holds no conversation."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.library = Library(settings.home)
        self.workshop = Workshop(settings.home)

    def personas(self) -> list[Persona]:
        """All clients at hand."""
        return self.library.personas()

    def open(self, persona: str | Persona, lang: str = "de", seed: int = 0, difficulty: Difficulty | None = None) -> Session:
        """A new talk with a client, by slug or as a value. Raises UnknownNameError or InputError."""
        client = persona if isinstance(persona, Persona) else self.library.persona(persona)
        return self.stage.open(client, lang_of(lang), seed, difficulty)

    def say(self, session: Session, text: str) -> Session:
        """The talk after the freelancer said `text` and the client answered."""
        return self.stage.say(session, text)

    def stream(self, session: Session, text: str) -> Generator[str, None, Session]:
        """As `say`, yielding the client's line piece by piece; the new session is the generator's return value."""
        return self.stage.stream(session, text)

    def back_to(self, session: Session, turn: int) -> Session:
        """The talk as it stood before freelancer turn `turn`; 0 is the first."""
        return self.stage.back_to(session, turn)

    def appraise(self, text: str, context: str = "", lang: str = "de", ear: str = "") -> Appraisal:
        """What a message does, said in answer to `context`. `ear` is 'offline' or a model's name; empty means the one of the settings."""
        transcript = Transcript(lang=lang_of(lang))
        if len(context) > MAX_TEXT:
            raise InputError(f"The context has {len(context):,} characters; at most {MAX_TEXT:,} are read. Shorten it.")
        return self.ear(ear).appraise(usable_text(text), transcript.plus("client", context) if context else transcript)

    def score(self, transcript: Transcript, rubric: str = DEFAULT_RUBRIC, judge: str = "") -> Scorecard:
        """Judge a transcript by a rubric. `judge` is 'offline' or a model's name; empty means the one of the settings."""
        return score(self._with_case(transcript), self.rubric(rubric), self.judge(judge))

    def score_rest(self, card: Scorecard, transcript: Transcript) -> Scorecard:
        """The scorecard with what was not scored judged once more by the same judge."""
        return completed(card, self._with_case(transcript), self.rubric(card.rubric), self.judge(card.judge))

    def rubric(self, name: str = DEFAULT_RUBRIC) -> Rubric:
        """A rubric by id."""
        return self.library.rubric(name)

    def judge(self, name: str = "") -> Judge:
        """The judge by name: 'offline' or a model; empty means the one of the settings."""
        chosen = name or self.settings.judge_model or self.settings.model or OFFLINE
        return self._offline.judge if chosen == OFFLINE else self._models.judge(chosen, self._offline.judge)

    def ear(self, name: str = "") -> Appraiser:
        """The ear by name: 'offline' or a model; empty means the one of the settings."""
        chosen = name or self.settings.ear_model or OFFLINE
        return self._offline.appraiser if chosen == OFFLINE else self._models.ear(chosen, self._offline.appraiser)

    def voice(self, name: str = "") -> Voice:
        """The client's voice by name: 'offline' or a model; empty means the one of the settings."""
        chosen = name or self.settings.model or OFFLINE
        return self._offline.voice if chosen == OFFLINE else self._models.voice(chosen, self._offline.voice)

    def with_voice(self, name: str) -> Stage:
        """A stage whose client speaks with another voice."""
        return Stage(self.ear(), self.voice(name))

    def prepare(self, persona: Persona, lang: str) -> None:
        """Load what the first turn with a client needs, so that nobody waits for it in the talk. No model is asked, nothing is kept."""
        stage = Stage(self.ear(OFFLINE), self.voice(OFFLINE))
        stage.say(stage.open(persona, lang_of(lang)), _ALL_NEEDED[lang_of(lang)])

    def draft_case(self, text: str, lang: str = "de", mask: bool = True) -> CaseForm:
        """The form of the own case as far as the model of the settings finds it in a client's messages; the rest stays empty.

        With `mask`, names and addresses are replaced before anything is sent, and put back in the form. Raises InputError without a model.
        """
        if not self.settings.model:
            raise InputError("No model is set that could read the messages. Set KULANZ_MODEL, or fill in the form by hand.")
        return self._models.draft(self.settings.model, text, lang_of(lang), mask)

    def examine(self, model: str, lang: str = "de") -> Iterator["Finding"]:
        """Try a model and say what was found, check by check, as `kulanz doctor` shows it."""
        spoken = lang_of(lang)
        client = next(persona for persona in self.personas() if spoken in persona.langs)
        return self._models.examine(model, client, spoken)

    @cached_property
    def stage(self) -> Stage:
        """Where talks are played."""
        return self.with_voice("")

    @cached_property
    def talks(self) -> Talks:
        """Talks that are kept. Raises StoreError when the database cannot be used."""
        return Talks(self, Store(self.settings.database))

    @cached_property
    def _offline(self) -> "Offline":
        from simulator.offline import Offline

        return Offline()

    @cached_property
    def _models(self) -> "Models":
        from simulator.llm import Models

        return Models(self.settings)

    def _with_case(self, transcript: Transcript) -> Transcript:
        """The transcript with the case its persona implies; a persona that is not at hand implies none."""
        if transcript.case or not transcript.persona:
            return transcript
        known = {persona.slug: persona for persona in self.personas()}
        persona = known.get(transcript.persona)
        if persona is None or transcript.lang not in persona.langs:
            return transcript
        return transcript.model_copy(update={"case": persona.case(transcript.lang)})


def build_simulator(settings: Settings | None = None) -> Simulator:
    """A simulator ready to use. Parts that are not needed are not loaded."""
    return Simulator(settings or Settings())
