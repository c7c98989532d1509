"""One model by LangChain's name: streamed text, structured answers, time limits, token counts; it knows no talk and no rubric."""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from queue import Empty, Queue
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from simulator.errors import BackendError
from simulator.llm.answers import parsed, schema_text
from simulator.settings import Settings
from simulator.transcript import Frozen

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

Message = tuple[Literal["system", "human", "ai"], str]
Cause = Literal["timeout", "unreachable", "busy", "refused", "broken", "setup"]
Answer = TypeVar("Answer", bound=BaseModel)

PAUSES = (0.5, 1.0)
"""Seconds before a call is repeated after 429, 5xx or a lost connection, unless the server names its own."""
_SERVERS = ("openai", "ollama")
"""Providers whose prefix is read when a server's address is given; any other name with a colon is a name of that server."""
_EXTRAS = {"langchain-ollama": "'kulanz[ollama]'", "langchain-openai": "kulanz"}
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
        super().__init__(f"Model {model!r}: {detail}. {advice or _ADVICE[cause]}")


class Usage(Frozen):
    """Tokens since the start. `cached` is the part of `input` that the server had at hand."""

    input: int = 0
    cached: int = 0
    output: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(input=self.input + other.input, cached=self.cached + other.cached, output=self.output + other.output)


class Chat:
    """Talks to one model. It holds no conversation, so one chat serves everybody."""

    def __init__(self, model: str, settings: Settings) -> None:
        """Raises ModelError when the package or key is missing or the name is unknown."""
        self.model = model
        self._limit = settings.timeout
        self._backend = _backend(model, settings)
        self._usage = Usage()
        self._lock = Lock()
        self._plain = False  # set once the server has refused a schema

    @property
    def usage(self) -> Usage:
        """Tokens of all calls of this chat; servers that report none count as zero."""
        return self._usage

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The answer piece by piece, a model's thinking left out.

        Raises ModelError when it fails or is not complete within the time limit.
        """
        with closing(self._timed(lambda: self._backend.stream(list(messages)))) as chunks:
            yield from _without_thoughts(self._text(chunk) for chunk in chunks)

    def structured(self, messages: Sequence[Message], schema: type[Answer]) -> Answer:
        """The answer as a value; one that does not fit is sent back once with its faults. Raises ModelError."""
        text = self._answer(messages, schema)
        try:
            return parsed(text, schema)
        except ValueError as fault:
            again: list[Message] = [*messages, ("ai", text or "{}"), ("human", _repair(fault))]
        try:
            return parsed(self._answer(again, schema), schema)
        except ValueError as fault:
            raise ModelError(self.model, "broken", "the answer is not the JSON that was asked for") from fault

    def _answer(self, messages: Sequence[Message], schema: type[BaseModel]) -> str:
        """The text of an answer, held to the schema by the server where it can, else by asking."""
        if not self._plain:
            try:
                return self._once(lambda: self._held_to(schema, messages))
            except ModelError as error:
                if error.cause not in ("refused", "broken"):
                    raise
        asked = [*messages[:-1], (messages[-1][0], f"{messages[-1][1]}\n\n{schema_text(schema)}")]
        text = self._once(lambda: self._backend.invoke(asked))
        self._plain = True  # it was the schema that did not work, for without it the server answers
        return text

    def _held_to(self, schema: type[BaseModel], messages: Sequence[Message]) -> "BaseMessage":
        runnable = self._backend.with_structured_output(schema.model_json_schema(), method="json_schema", include_raw=True)
        answer: Any = runnable.invoke(list(messages))
        raw: BaseMessage = answer["raw"]
        return raw

    def _once(self, call: "Callable[[], BaseMessage]") -> str:
        with closing(self._timed(lambda: iter([call()]))) as answers:
            return "".join(_without_thoughts(self._text(answer) for answer in answers))

    def _timed(self, work: "Callable[[], Iterator[BaseMessage]]") -> "Generator[BaseMessage, None, None]":
        """What `work` yields. It is begun again after a failure that may pass, as long as nothing came and time is left."""
        end = monotonic() + self._limit
        for pause in (*PAUSES, None):
            begun = False
            try:
                for item in _within(end - monotonic(), work):
                    begun = True
                    yield item
                return
            except Exception as error:
                failure = self._failure(error)
                passing = failure.cause in ("busy", "unreachable") and not begun
                wait = _asked_to_wait(error) or pause or 0.0
                if pause is None or not passing or monotonic() + wait >= end:
                    raise failure from error
            sleep(wait)

    def _failure(self, error: Exception) -> ModelError:
        if isinstance(error, TimeoutError):
            return ModelError(self.model, "timeout", f"no complete answer within {self._limit:g} s")
        return _readable(self.model, error)

    def _text(self, message: "BaseMessage") -> str:
        used: Any = getattr(message, "usage_metadata", None) or {}
        cached = (used.get("input_token_details") or {}).get("cache_read") or 0
        with self._lock:
            self._usage += Usage(input=used.get("input_tokens", 0), cached=cached, output=used.get("output_tokens", 0))
        return str(message.text)


def _backend(model: str, settings: Settings) -> "BaseChatModel":
    """LangChain's model of this name. Nothing is sent yet."""
    from langchain.chat_models import init_chat_model

    provider = _provider(model, settings.base_url)
    options: dict[str, Any] = {}
    if settings.base_url:
        options["base_url"] = settings.base_url
    if settings.api_key or (settings.base_url and provider == "openai"):
        options["api_key"] = settings.api_key or "none"
    if provider != "ollama":
        options |= {
            "timeout": settings.timeout,
            "max_retries": 0,
        }  # repeated here: a client of its own would go on asking after the time limit
    if provider == "openai":
        options |= {"stream_usage": True}
    if provider == "ollama":
        options["client_kwargs"] = {"timeout": settings.timeout}
    name = model.removeprefix(f"{provider}:")
    try:
        backend: BaseChatModel = init_chat_model(name, model_provider=provider, **options)
    except ImportError as error:
        raise _missing(model, error) from error
    except Exception as error:
        raise _readable(model, error, "setup") from error
    return backend


def _provider(model: str, base_url: str) -> str | None:
    """The provider to name; None leaves it to LangChain."""
    prefix = model.split(":", 1)[0] if ":" in model else ""
    if prefix in _SERVERS:
        return prefix
    return "openai" if base_url else None


def _missing(model: str, error: ImportError) -> ModelError:
    found = re.search(r"pip install ([\w-]+)", str(error))
    package = found.group(1) if found else "langchain"
    command = f"python -m pip install {_EXTRAS.get(package, package)}"
    return ModelError(model, "setup", f"the package {package} is not installed", f"Install it: {command}")


def _readable(model: str, error: Exception, fallback: Cause = "broken") -> ModelError:
    """The failure in a few words. The provider's own text is left out: it may hold a key or parts of the talk."""
    status = getattr(error, "status_code", None)
    names = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, ModelError):
        return error
    if isinstance(status, int):
        cause: Cause = "busy" if status == 429 or status >= 500 else "setup" if status in (401, 403) else "refused"
        return ModelError(model, cause, f"the server answered with status {status}")
    if names & {"TimeoutException", "APITimeoutError", "TimeoutError"}:
        return ModelError(model, "timeout", "the server did not answer in time")
    if names & {"TransportError", "APIConnectionError", "ConnectionError"}:
        return ModelError(model, "unreachable", "the server cannot be reached or the connection was lost")
    if isinstance(error, NotImplementedError):
        return ModelError(model, "refused", "it offers no structured output")
    hints: dict[Cause, str] = {"setup": "it cannot be set up (unknown name or missing key)"}
    return ModelError(model, fallback, f"{hints.get(fallback, 'the answer cannot be read')} [{type(error).__name__}]")


def _asked_to_wait(error: Exception) -> float | None:
    """Seconds the server asks for; None when it names none."""
    headers: Any = getattr(getattr(error, "response", None), "headers", {})
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return float(headers[name]) * unit
        except (KeyError, ValueError):
            continue
    return None


def _within(seconds: float, work: "Callable[[], Iterator[BaseMessage]]") -> "Generator[BaseMessage, None, None]":
    """What `work` yields in a thread of its own. Raises TimeoutError when it has not ended in time, however slow each piece is."""
    inbox: Queue[Any] = Queue()
    stop, done = Event(), object()
    Thread(target=_work, args=(work, inbox, stop, done), daemon=True).start()
    end = monotonic() + seconds
    try:
        while True:
            item = inbox.get(timeout=max(0.0, end - monotonic()))
            if item is done:
                return
            if isinstance(item, Exception):
                raise item
            yield item
    except Empty:
        raise TimeoutError from None
    finally:
        stop.set()


def _work(work: "Callable[[], Iterator[BaseMessage]]", inbox: "Queue[Any]", stop: Event, done: object) -> None:
    from langsmith import tracing_context

    try:
        with tracing_context(enabled=False):  # talks are private, whatever the environment says
            for item in work():
                if stop.is_set():
                    return
                inbox.put(item)
        inbox.put(done)
    except Exception as error:
        inbox.put(error)


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
