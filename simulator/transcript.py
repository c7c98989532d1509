"""What was said: turns and transcripts as frozen values; it knows neither state nor score."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Lang = Literal["de", "en"]
LANGS: tuple[Lang, ...] = ("de", "en")
Role = Literal["client", "freelancer"]
MAX_TEXT = 20_000
"""Longest text of one turn that is read, in characters; a longer one is refused, never cut silently."""


class Frozen(BaseModel):
    """Base of all values that travel through the house: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Turn(Frozen):
    """One message of one side."""

    role: Role
    text: str = Field(max_length=MAX_TEXT)

    @field_validator("text")
    @classmethod
    def _of_whole_characters(cls, text: str) -> str:
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise ValueError("holds half a character (a lone surrogate); write the text anew")
        return text


class Case(Frozen):
    """The job in dispute. `price` is in `currency`; None means that it was never said."""

    trade: str = ""
    project: str = ""
    agreed: str = ""
    price: float | None = None
    currency: str = "EUR"
    complaint: str = ""


class Transcript(Frozen):
    """A conversation, also one that took place elsewhere.

    With `persona` (a slug) the case is implied; without one `case` may be given or None.
    """

    id: str | None = None
    lang: Lang
    persona: str | None = None
    case: Case | None = None
    turns: tuple[Turn, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _ignore_reference_fields(cls, data: Any) -> Any:
        # Reference files carry ratings beside the transcript; whoever scores must not need to strip them.
        if isinstance(data, dict):
            return {key: value for key, value in data.items() if key in cls.model_fields}
        return data

    def plus(self, role: Role, text: str) -> Self:
        """A new transcript with one more turn."""
        return self.model_copy(update={"turns": (*self.turns, Turn(role=role, text=text))})

    def until(self, turns: int) -> Self:
        """A new transcript with the first `turns` turns."""
        return self.model_copy(update={"turns": self.turns[:turns]})

    def of(self, role: Role) -> tuple[Turn, ...]:
        """The turns of one side, in order."""
        return tuple(turn for turn in self.turns if turn.role == role)
