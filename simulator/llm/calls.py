"""One question to a model, the pieces of its answer and the ways it can fail; nothing is sent here."""

from collections.abc import Generator
from typing import Any, Literal, NamedTuple, Protocol

from simulator.errors import BackendError
from simulator.tokens import Tokens

Message = tuple[Literal["system", "human", "ai"], str]
Cause = Literal["timeout", "unreachable", "busy", "refused", "broken", "setup"]
_ADVICE: dict[Cause, str] = {
    "timeout": "Check the server, or allow more time with KULANZ_TIMEOUT.",
    "unreachable": "Check that the server is running and that KULANZ_BASE_URL is right.",
    "busy": "Wait a little, or choose another model.",
    "refused": "Check the model's name, the key and KULANZ_BASE_URL.",
    "broken": "Try again, or choose a stronger model.",
    "setup": "Check KULANZ_MODEL, KULANZ_BASE_URL and the key.",
}


class ModelError(BackendError):
    """A model failed; `cause` says in which way, `detail` in a few words that hold no key and no text of a talk."""

    def __init__(self, model: str, cause: Cause, detail: str, advice: str = "") -> None:
        self.cause = cause
        self.detail = detail
        self.advice = advice or _ADVICE[cause]
        super().__init__(f"Model {model!r}: {detail}. {self.advice}")


class Call(NamedTuple):
    """What a model is asked."""

    messages: tuple[Message, ...]
    form: dict[str, Any] | None = None
    """The JSON schema of the answer; None means free text, which streams."""
    sample: int = 0
    """Number among calls that are otherwise alike."""


class Piece(NamedTuple):
    """A part of an answer, with the tokens the server reports with it; None when it reports none."""

    text: str
    tokens: Tokens | None = None


class Model(Protocol):
    """Whoever answers calls: a server, a recording, or both."""

    @property
    def name(self) -> str: ...

    def answer(self, call: Call) -> Generator[Piece, None, None]:
        """The answer piece by piece. Raises ModelError when it fails; closing it ends the call."""
