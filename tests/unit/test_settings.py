"""Settings: one frozen object, read from the environment once."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from simulator.errors import InputError
from simulator.settings import Settings, from_environment
from simulator.tokens import Prices


def test_an_empty_environment_gives_the_defaults() -> None:
    assert from_environment({}) == Settings()
    assert from_environment({}).model_dump(exclude={"home"}) == {
        "model": "", "judge_model": "", "ear_model": "", "base_url": "", "api_key": "", "timeout": 30.0, "calls_per_minute": None, "prices": {},
        "currency": "USD", "record": None, "replay": None, "judge_samples": 1, "database_url": "", "lang": None,
    }  # fmt: skip


def test_every_setting_is_read_from_its_variable() -> None:
    env = {
        "KULANZ_MODEL": "openai:gpt-5-mini", "KULANZ_JUDGE_MODEL": "ollama:qwen3", "KULANZ_BASE_URL": "http://localhost:1/v1",
        "KULANZ_API_KEY": "k", "KULANZ_TIMEOUT": "5.5", "KULANZ_JUDGE_SAMPLES": "3", "KULANZ_DATABASE_URL": "sqlite://",
        "KULANZ_HOME": "/somewhere", "KULANZ_LANG": "en", "KULANZ_EAR_MODEL": "ollama:qwen3", "KULANZ_CALLS_PER_MINUTE": "20",
        "KULANZ_PRICES": '{"openai:gpt-5-mini": [0.25, 0.025, 2]}', "KULANZ_CURRENCY": "EUR", "KULANZ_RECORD": "", "KULANZ_REPLAY": "/tapes",
    }  # fmt: skip
    assert from_environment(env) == Settings(
        model="openai:gpt-5-mini", judge_model="ollama:qwen3", base_url="http://localhost:1/v1", api_key="k", timeout=5.5,
        judge_samples=3, database_url="sqlite://", home=Path("/somewhere"), lang="en",
        ear_model="ollama:qwen3", calls_per_minute=20, prices={"openai:gpt-5-mini": Prices(input=0.25, cached=0.025, output=2)},
        currency="EUR", replay=Path("/tapes"),
    )  # fmt: skip
    assert set(env) == {f"KULANZ_{name.upper()}" for name in Settings.model_fields}


def test_empty_and_foreign_variables_are_passed_over() -> None:
    assert from_environment({"KULANZ_LANG": "", "KULANZ_TIMEOUT": "", "KULANZ_COLOUR": "red", "TIMEOUT": "x", "PATH": "/bin"}) == Settings()


def test_all_settings_that_cannot_be_used_are_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        from_environment({"KULANZ_LANG": "fr", "KULANZ_TIMEOUT": "soon", "KULANZ_JUDGE_SAMPLES": "0", "KULANZ_MODEL": "x"})
    assert str(caught.value) == (
        "Cannot use the setting KULANZ_TIMEOUT='soon': Input should be a valid number, unable to parse string as a number; "
        "KULANZ_JUDGE_SAMPLES='0': Input should be greater than or equal to 1; "
        "KULANZ_LANG='fr': Input should be 'de' or 'en'. Correct or unset it."
    )


@pytest.mark.parametrize("timeout", ["0", "-1", "601", "nan", "inf"])
def test_a_timeout_nobody_could_wait_for_is_refused(timeout: str) -> None:
    with pytest.raises(InputError, match=f"^Cannot use the setting KULANZ_TIMEOUT='{timeout}'"):
        from_environment({"KULANZ_TIMEOUT": timeout})


def test_the_database_stands_in_the_home_folder_unless_another_is_named() -> None:
    assert Settings(home=Path("/h")).database == "sqlite:////h/kulanz.db"
    assert Settings(home=Path("/h"), database_url="postgresql+psycopg://u@h/d").database == "postgresql+psycopg://u@h/d"


def test_settings_cannot_be_changed_and_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().lang = "de"
    with pytest.raises(ValidationError, match="Extra inputs"):
        Settings(colour="red")


def test_the_key_is_never_shown() -> None:
    assert "sk-secret" not in repr(Settings(api_key="sk-secret"))
    assert "sk-secret" not in str(Settings(api_key="sk-secret"))


def test_recording_and_replaying_at_once_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        from_environment({"KULANZ_RECORD": "/a", "KULANZ_REPLAY": "/b"})
    assert str(caught.value) == (
        "Cannot use the setting KULANZ_RECORD and KULANZ_REPLAY exclude each other; unset one. Correct or unset it."
    )


@pytest.mark.parametrize("given", ["0.25", "{", '{"m": [1, 2]}', '{"m": [1, 2, -3]}'])
def test_prices_of_another_shape_are_refused(given: str) -> None:
    with pytest.raises(InputError, match="KULANZ_PRICES"):
        from_environment({"KULANZ_PRICES": given})
