"""Settings, the only reader of the environment: one frozen object with its defaults beside."""

import os
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, ValidationError

from simulator.errors import InputError
from simulator.transcript import Frozen, Lang

PREFIX = "KULANZ_"


def _home() -> Path:
    return user_data_path("kulanz", appauthor=False)


class Settings(Frozen):
    """All that can be set; each field is read from KULANZ_<NAME>."""

    model: str = ""
    """Name for LangChain's `init_chat_model`, such as 'openai:gpt-5-mini' or 'ollama:qwen3'; empty means offline."""
    judge_model: str = ""
    """Another model for the judge; empty means `model`."""
    base_url: str = ""
    """Address of an OpenAI-compatible server; empty means the provider's own."""
    api_key: str = Field(default="", repr=False)
    """Key for `base_url`; empty means the provider's own variable, such as OPENAI_API_KEY."""
    timeout: float = Field(default=30.0, gt=0, le=600)
    """Seconds a model may take before the authored line is said."""
    judge_samples: int = Field(default=1, ge=1, le=9)
    """How often a model judges each group of criteria; the median counts."""
    database_url: str = ""
    """SQLAlchemy address; empty means an SQLite file in `home`."""
    home: Path = Field(default_factory=_home)
    """The user's folder: own personas and rubrics, and the database."""
    lang: Lang | None = None
    """Language to begin with; None means the browser's or German."""

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
        faults = [f"{PREFIX}{str(e['loc'][0]).upper()}={e['input']!r}: {e['msg']}" for e in error.errors()]
        raise InputError("Cannot use the setting " + "; ".join(faults) + ". Correct or unset it.") from None
