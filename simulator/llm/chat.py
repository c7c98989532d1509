"""What voice, ear, judge and draft ask a model through: streamed text, checked values, tokens counted; it knows no server."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from threading import Lock
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from simulator.llm.answers import parsed
from simulator.llm.calls import Call, Message, Model, ModelError
from simulator.tokens import Prices, Tokens

Answer = TypeVar("Answer", bound=BaseModel)


class Chat:
    """One model with a count of the tokens that go through it. It holds no conversation."""

    def __init__(self, model: Model, prices: Prices | None = None, currency: str = "") -> None:
        """`prices` are the model's, in `currency`; None means that no cost is counted."""
        self.model = model
        self._prices = prices
        self._currency = currency
        self._tokens = Tokens()
        self._lock = Lock()

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def tokens(self) -> Tokens:
        """Tokens of all calls of this chat."""
        return self._tokens.priced(self._prices, self._currency)

    def fresh(self) -> "Chat":
        """The same model with a count that begins at zero."""
        return Chat(self.model, self._prices, self._currency)

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        """The answer piece by piece, a model's thinking left out. Raises ModelError."""
        return self._heard(Call(tuple(messages)))

    def structured(self, messages: Sequence[Message], schema: type[Answer], sample: int = 0) -> Answer:
        """The answer as a value; one that does not fit is sent back once with its faults. Raises ModelError."""
        form = schema.model_json_schema()
        text = "".join(self._heard(Call(tuple(messages), form, sample)))
        try:
            return parsed(text, schema)
        except ValueError as fault:
            again: list[Message] = [*messages, ("ai", text or "{}"), ("human", _repair(fault))]
        try:
            return parsed("".join(self._heard(Call(tuple(again), form, sample))), schema)
        except ValueError as fault:
            raise ModelError(self.name, "broken", "the answer is not the JSON that was asked for") from fault

    def _heard(self, call: Call) -> Generator[str, None, None]:
        """The words of the answer; its tokens are counted however it ends."""
        found: list[Tokens] = []
        try:
            with closing(self._words(call, found)) as words:
                yield from _without_thoughts(words)
        finally:
            with self._lock:
                self._tokens += sum(found, Tokens(calls=1, unreported=0 if found else 1))

    def _words(self, call: Call, found: list[Tokens]) -> Generator[str, None, None]:
        with closing(self.model.answer(call)) as pieces:
            for piece in pieces:
                if piece.tokens:
                    found.append(piece.tokens)
                yield piece.text


def _without_thoughts(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces without a leading `<think>...</think>`, which some servers send as text."""
    head = ""
    for piece in pieces:
        head += piece
        answer = _after_thoughts(head)
        if answer:
            yield answer
            break
    yield from pieces


def _after_thoughts(head: str) -> str:
    """What of the first words is the answer; empty while that is open."""
    bare = head.lstrip()
    if bare.startswith("<think>"):
        return bare.partition("</think>")[2].lstrip()
    return "" if "<think>".startswith(bare) else head


def _repair(fault: ValueError) -> str:
    errors = fault.errors()[:8] if isinstance(fault, ValidationError) else []
    faults = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in errors) or str(fault)
    return f"That answer cannot be used: {faults}. Send the whole JSON once more, corrected, and nothing else."
