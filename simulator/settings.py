"""Settings, the only reader of the environment: one frozen object with its defaults beside."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from platformdirs import user_data_path
from pydantic import BeforeValidator, Field, ValidationError, model_validator

from simulator.errors import InputError
from simulator.tokens import Prices
from simulator.transcript import Frozen, Lang

PREFIX = "KULANZ_"


def _home() -> Path:
    return user_data_path("kulanz", appauthor=False)


def _prices(given: Any) -> Any:
    """'{"NAME": [input, cached, output]}' -> prices by model."""
    read = json.loads(given) if isinstance(given, str) else given
    if not isinstance(read, dict):
        raise ValueError('must be such as {"openai:gpt-5-mini": [0.25, 0.025, 2]}')
    return {name: dict(zip(Prices.model_fields, row, strict=True)) if isinstance(row, list) else row for name, row in read.items()}


class Settings(Frozen):
    """All that can be set; each field is read from KULANZ_<NAME>."""

    model: str = ""
    """Name for LangChain's `init_chat_model`, such as 'openai:gpt-5-mini' or 'ollama:qwen3'; empty means offline."""
    judge_model: str = ""
    """Another model for the judge; empty means `model`."""
    ear_model: str = ""
    """A model that hears the freelancer's messages; empty means the offline ear."""
    base_url: str = ""
    """Address of an OpenAI-compatible server; empty means the provider's own."""
    api_key: str = Field(default="", repr=False)
    """Key for `base_url`; empty means the provider's own variable, such as OPENAI_API_KEY."""
    timeout: float = Field(default=30.0, gt=0, le=600)
    """Seconds a model may take before the authored line is said."""
    calls_per_minute: float | None = Field(default=None, gt=0)
    """So many calls may begin in a minute, evenly spaced; None means no limit."""
    prices: Annotated[dict[str, Prices], BeforeValidator(_prices)] = {}
    """By model, what a million tokens cost: read anew, read from the server's cache, written."""
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    """Of the prices."""
    record: Path | None = None
    """A .jsonl file, or a folder, in which all model calls are kept; None means that none is."""
    replay: Path | None = None
    """A recording that answers in place of any server; None means that servers answer."""
    judge_samples: int = Field(default=1, ge=1, le=9)
    """How often a model judges each group of criteria; the median counts."""
    database_url: str = ""
    """SQLAlchemy address; empty means an SQLite file in `home`."""
    home: Path = Field(default_factory=_home)
    """The user's folder: own personas and rubrics, and the database."""
    lang: Lang | None = None
    """Language to begin with; None means the browser's or German."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.record and self.replay:
            raise ValueError("KULANZ_RECORD and KULANZ_REPLAY exclude each other; unset one")
        return self

    @property
    def database(self) -> str:
        """The SQLAlchemy address in force."""
        return self.database_url or f"sqlite:///{self.home / 'kulanz.db'}"


def from_environment(env: Mapping[str, str] | None = None) -> Settings:
    """Settings from KULANZ_* variables. Raises InputError that names each variable that cannot be used."""
    given = os.environ if env is None else env
    values = {name: given[PREFIX + name.upper()] for name in Settings.model_fields if given.get(PREFIX + name.upper())}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        faults = [_fault(e) for e in error.errors()]
        raise InputError("Cannot use the setting " + "; ".join(faults) + ". Correct or unset it.") from None


def _fault(error: Any) -> str:
    if not error["loc"]:  # between settings, not in one
        return str(error["msg"]).removeprefix("Value error, ")
    name = str(error["loc"][0])
    return f"{PREFIX}{name.upper()}={error['input']!r}: {error['msg']}"
