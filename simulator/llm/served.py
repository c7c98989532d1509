"""A model that a server runs, by LangChain's name: time limits, repeated calls, answers held to a schema; it knows no talk and no rubric."""

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from simulator.llm.answers import schema_text
from simulator.llm.calls import Call, Cause, ModelError, Piece
from simulator.llm.timed import Pace, within
from simulator.settings import Settings
from simulator.tokens import Tokens

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

PAUSES = (0.5, 1.0)
"""Seconds before a call is repeated after 429, 5xx or a lost connection, unless the server names its own."""
_SERVERS = ("openai", "ollama")
"""Providers whose prefix is read when a server's address is given; any other name with a colon is a name of that server."""
_EXTRAS = {"langchain-ollama": "'kulanz[ollama]'", "langchain-openai": "kulanz"}


class ServedModel:
    """Sends calls to one model. It holds no conversation, so one serves everybody."""

    def __init__(self, name: str, settings: Settings) -> None:
        """Raises ModelError when the package or key is missing or the name is unknown."""
        self.name = name
        self._limit = settings.timeout
        self._pace = Pace(settings.calls_per_minute)
        self._backend = _backend(name, settings)
        self._plain = False  # set once the server has refused a schema

    @property
    def holds_to_schema(self) -> bool:
        """False once the server has refused a schema; from then on it is asked for JSON in words."""
        return not self._plain

    def answer(self, call: Call) -> Generator[Piece, None, None]:
        """The answer piece by piece. Raises ModelError when it fails or is not complete within the time limit."""
        if call.form is None:
            yield from self._timed(lambda: self._backend.stream(list(call.messages)))
        else:
            yield from self._formed(call, call.form)

    def _formed(self, call: Call, form: dict[str, Any]) -> Generator[Piece, None, None]:
        """An answer held to the schema by the server where it can, else by asking."""
        if not self._plain:
            try:
                yield from self._timed(lambda: iter([self._held_to(form, call)]))
                return
            except ModelError as error:
                if error.cause not in ("refused", "broken"):
                    raise
        role, text = call.messages[-1]
        asked = [*call.messages[:-1], (role, f"{text}\n\n{schema_text(form)}")]
        yield from self._timed(lambda: iter([self._backend.invoke(asked)]))
        self._plain = True  # it was the schema that did not work, for without it the server answers

    def _held_to(self, form: dict[str, Any], call: Call) -> "BaseMessage":
        runnable = self._backend.with_structured_output(form, method="json_schema", include_raw=True)
        answer: Any = runnable.invoke(list(call.messages))
        raw: BaseMessage = answer["raw"]
        return raw

    def _timed(self, work: "Callable[[], Iterator[BaseMessage]]") -> Generator[Piece, None, None]:
        """What `work` yields. It is begun again after a failure that may pass, as long as nothing came and time is left."""
        self._pace.wait()
        end = monotonic() + self._limit
        for pause in (*PAUSES, None):
            begun = False
            try:
                with closing(within(end - monotonic(), lambda: _untraced(work))) as messages:
                    for message in messages:
                        begun = True
                        yield _piece(message)
                return
            except Exception as error:
                failure = self._failure(error)
                passing = failure.cause in ("busy", "unreachable") and not begun
                wait = _asked_to_wait(error) or pause or 0.0
                if pause is None or not passing or monotonic() + wait >= end:
                    raise failure from error
            sleep(wait)
            self._pace.wait()

    def _failure(self, error: Exception) -> ModelError:
        failure = _readable(self.name, error)
        if failure.cause == "timeout":  # the client's own limit and ours are the same; which ends first is chance
            return ModelError(self.name, "timeout", f"no complete answer within {self._limit:g} s")
        return failure


def _untraced(work: "Callable[[], Iterator[BaseMessage]]") -> "Iterator[BaseMessage]":
    from langsmith import tracing_context

    with tracing_context(enabled=False):  # talks are private, whatever the environment says
        yield from work()


def _piece(message: "BaseMessage") -> Piece:
    used: Any = getattr(message, "usage_metadata", None) or {}
    if not used:
        return Piece(str(message.text))
    cached = (used.get("input_token_details") or {}).get("cache_read") or 0
    return Piece(str(message.text), Tokens(input=used.get("input_tokens", 0), cached=cached, output=used.get("output_tokens", 0)))


def _backend(model: str, settings: Settings) -> "BaseChatModel":
    """LangChain's model of this name. Nothing is sent yet."""
    from langchain.chat_models import init_chat_model

    provider = _provider(model, settings.base_url)
    name = model.removeprefix(f"{provider}:")
    try:
        backend: BaseChatModel = init_chat_model(name, model_provider=provider, **_options(provider, settings))
    except ImportError as error:
        raise _missing(model, error) from error
    except Exception as error:
        raise _readable(model, error, "setup") from error
    return backend


def _options(provider: str | None, settings: Settings) -> dict[str, Any]:
    """What the provider's class is told: address, key and time limit under its own names."""
    options: dict[str, Any] = {}
    if settings.base_url:
        options["base_url"] = settings.base_url
    if settings.api_key or (settings.base_url and provider == "openai"):
        options["api_key"] = settings.api_key or "none"
    if provider == "ollama":
        return options | {"client_kwargs": {"timeout": settings.timeout}}
    # Calls are repeated here: a client of its own would go on asking after the time limit.
    options |= {"timeout": settings.timeout, "max_retries": 0}
    return options | ({"stream_usage": True} if provider == "openai" else {})


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
