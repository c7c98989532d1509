"""One practice conversation: message -> appraisal -> (state, move) -> line -> transcript; it knows no backend and no rubric."""

from collections.abc import Generator
from typing import Literal, Protocol, TypeVar

from simulator.appraisal import Appraisal
from simulator.difficulty import at_difficulty
from simulator.errors import InputError
from simulator.persona import Difficulty, Levels, Persona
from simulator.state import Cause, ClientState, Ended, Move, advance, first_state
from simulator.tokens import Tokens, total
from simulator.transcript import LANGS, MAX_TEXT, Frozen, Lang, Transcript

Value = TypeVar("Value")


class Origin(Frozen):
    """How the words of a line were found."""

    by: Literal["authored", "model", "both"] = "authored"
    held: tuple[str, ...] = ()
    """What was held back before it was shown: the faults found, one entry each time."""
    tokens: Tokens | None = None
    """What a model read and wrote for this line; None when none was asked."""


class Beat(Frozen):
    """One turn of the freelancer with all that followed from it."""

    appraisal: Appraisal
    move: Move
    levels: Levels
    causes: tuple[Cause, ...]
    line: str
    notice: str = ""
    """What a backend had to report about this line, such as a model that failed; empty when all went well."""
    origin: Origin = Origin()


class Session(Frozen):
    """A conversation in progress. A value: `say` gives a new one, undo is keeping the old one."""

    persona: Persona
    lang: Lang
    seed: int = 0
    state: ClientState
    opening: str
    messages: tuple[str, ...] = ()
    beats: tuple[Beat, ...] = ()
    states: tuple[ClientState, ...] = ()
    """The state before each beat, for going back."""

    @property
    def transcript(self) -> Transcript:
        """What was said so far; the client's opening is turn 0."""
        transcript = Transcript(lang=self.lang, persona=self.persona.slug, case=self.persona.case(self.lang))
        transcript = transcript.plus("client", self.opening)
        for message, beat in zip(self.messages, self.beats, strict=True):
            transcript = transcript.plus("freelancer", message).plus("client", beat.line)
        return transcript

    @property
    def start(self) -> Levels:
        """The levels before the first word of the freelancer."""
        return (self.states[0] if self.states else self.state).levels

    @property
    def after(self) -> tuple[ClientState, ...]:
        """The state after each beat."""
        return (*self.states[1:], self.state) if self.beats else ()

    @property
    def ended(self) -> Ended | None:
        return self.state.ended

    @property
    def tokens(self) -> Tokens | None:
        """What models read and wrote so far; None when none was asked."""
        return total(part for beat in self.beats for part in (beat.appraisal.tokens, beat.origin.tokens))

    @property
    def lines(self) -> tuple[str, ...]:
        """All the client has said, the opening first."""
        return (self.opening, *(beat.line for beat in self.beats))


class Cue(Frozen):
    """All a voice may know when it finds the words: nothing locked, no rubric."""

    persona: Persona
    lang: Lang
    seed: int
    move: Move
    message: str
    """What the freelancer said last."""
    appraisal: Appraisal
    lines: tuple[str, ...]
    """All the client has said so far."""
    messages: tuple[str, ...]
    moves: tuple[Move, ...] = ()
    """What the client decided before, one for each message before the last."""
    revealed: tuple[str, ...]
    """Ids of the facts the client has told, the one of this move included."""


class Spoken(Frozen):
    """What a voice reports when a line is complete: the whole line, and a notice when something went wrong."""

    line: str
    notice: str = ""
    origin: Origin = Origin()


class Appraiser(Protocol):
    """Hears what a message does."""

    def appraise(self, text: str, transcript: Transcript, persona: Persona | None = None) -> Appraisal:
        """Appraise `text` as the answer to the last client turn of `transcript`."""


class Voice(Protocol):
    """Finds the client's words."""

    def open(self, persona: Persona, lang: Lang, seed: int) -> str:
        """The first words of the client."""

    def speak(self, cue: Cue) -> Generator[str, None, Spoken]:
        """Yield the line piece by piece; return it whole."""


class Stage:
    """Plays conversations. It holds no conversation, so one stage serves everybody."""

    def __init__(self, appraiser: Appraiser, voice: Voice) -> None:
        self._appraiser = appraiser
        self._voice = voice

    def open(self, persona: Persona, lang: Lang, seed: int = 0, difficulty: Difficulty | None = None) -> Session:
        """A new talk; the client has spoken first. Raises InputError for a language the client does not speak."""
        if lang not in persona.langs:
            raise InputError(f"{persona.slug} does not speak {lang!r}. Choose one of: {', '.join(persona.langs)}.")
        adjusted = at_difficulty(persona, difficulty or persona.difficulty)
        opening = self._voice.open(adjusted, lang, seed)
        return Session(persona=adjusted, lang=lang, seed=seed, state=first_state(adjusted), opening=opening)

    def say(self, session: Session, text: str) -> Session:
        """The talk after the freelancer said `text` and the client answered.

        Raises InputError when the message is empty or too long, or the talk is over.
        """
        return exhaust(self.stream(session, text))

    def stream(self, session: Session, text: str) -> Generator[str, None, Session]:
        """As `say`, but yields the client's line piece by piece and returns the new session."""
        message = usable_message(session, text)
        appraisal = self._appraiser.appraise(message, session.transcript, session.persona)
        state, move = advance(session.state, appraisal, session.persona)
        spoken = yield from self._voice.speak(_cue(session, message, appraisal, state, move))
        beat = Beat(
            appraisal=appraisal, move=move, levels=state.levels, causes=state.causes, line=spoken.line, origin=spoken.origin,
            notice=" ".join(filter(None, [appraisal.notice, spoken.notice])),
        )  # fmt: skip
        return session.model_copy(
            update={
                "state": state,
                "states": (*session.states, session.state),
                "messages": (*session.messages, message),
                "beats": (*session.beats, beat),
            }
        )

    def back_to(self, session: Session, turn: int) -> Session:
        """The talk as it stood before freelancer turn `turn` (0 is the first). Raises InputError out of range."""
        if not 0 <= turn <= len(session.beats):
            raise InputError(f"There is no freelancer turn {turn} to go back to. Choose 0 to {len(session.beats)}.")
        if turn == len(session.beats):
            return session
        return session.model_copy(
            update={
                "state": session.states[turn],
                "states": session.states[:turn],
                "messages": session.messages[:turn],
                "beats": session.beats[:turn],
            }
        )

    def end(self, session: Session) -> Session:
        """The talk, ended by the freelancer; one that is over already stays as it ended."""
        if session.ended:
            return session
        return session.model_copy(update={"state": session.state.model_copy(update={"ended": "user_ended"})})


def usable_message(session: Session, text: str) -> str:
    """The message, stripped. Raises InputError when it is empty or too long, or the talk is over."""
    if session.ended:
        raise InputError(f"This talk is over ({session.ended}). Go back to a turn or open a new one.")
    return usable_text(text)


def usable_text(text: str) -> str:
    """The text of a message, stripped. Raises InputError when it is empty, too long or not whole."""
    message = text.strip()
    if any("\ud800" <= char <= "\udfff" for char in message):
        raise InputError("The message holds half a character (a lone surrogate). Write the text anew.")
    if not any(char.isprintable() and not char.isspace() for char in message):
        raise InputError("The message is empty. Write what you would say to the client.")
    if len(message) > MAX_TEXT:
        raise InputError(f"The message has {len(message):,} characters; at most {MAX_TEXT:,} are read. Shorten it.")
    return message


def lang_of(name: str) -> Lang:
    """The language of this name. Raises InputError for one that is not spoken here."""
    for lang in LANGS:
        if name == lang:
            return lang
    raise InputError(f"Unknown language {name!r}. Choose one of: {', '.join(LANGS)}.")


def exhaust(pieces: Generator[str, None, Value]) -> Value:
    """The value a stream returns, its pieces passed over."""
    while True:
        try:
            next(pieces)
        except StopIteration as stop:
            value: Value = stop.value
            return value


def _cue(session: Session, message: str, appraisal: Appraisal, state: ClientState, move: Move) -> Cue:
    return Cue(
        persona=session.persona, lang=session.lang, seed=session.seed, move=move, message=message, appraisal=appraisal,
        lines=session.lines, messages=session.messages, moves=tuple(beat.move for beat in session.beats), revealed=state.memory.revealed,
    )  # fmt: skip
