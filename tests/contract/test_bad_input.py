"""What `kulanz` cannot use: exactly one readable line on stderr that begins `kulanz: `, exit code 2, never a traceback."""

from pathlib import Path

import pytest

from tests.contract.command import ROOT, complaint, file_with, kulanz

SLUGS = ", ".join(sorted(path.stem for path in (ROOT / "personas").glob("*.yaml")))
TOO_LONG = "The message has 100,000 characters; at most 20,000 are read. Shorten it."
NO_LANGUAGE = "Unknown language 'fr'. Choose one of: de, en."


@pytest.fixture(scope="module")
def script(home: Path) -> Path:
    return file_with(home, "script.txt", "Was hatten Sie sich vorgestellt?")


# Names


@pytest.mark.parametrize("command", [("show",), ("practice",), ("simulate", "--script", "script.txt")], ids=lambda c: c[0])
def test_an_unknown_client_is_answered_with_the_nearest_name(home: Path, script: Path, command: tuple[str, ...]) -> None:
    assert script.is_file()
    said = complaint(kulanz(home, *command, "bakery-websit"))
    assert said == f"Unknown persona 'bakery-websit'. Did you mean 'bakery-website'? Choose one of: {SLUGS}."


def test_a_name_like_none_is_answered_with_the_choice(home: Path) -> None:
    assert complaint(kulanz(home, "show", "../../etc/passwd")) == f"Unknown persona '../../etc/passwd'. Choose one of: {SLUGS}."


def test_an_unknown_rubric_is_answered_with_the_nearest_name(home: Path) -> None:
    path = file_with(home, "talk.json", {"lang": "de", "turns": []})
    said = complaint(kulanz(home, "score", path, "--rubric", "unhappy"))
    assert said == "Unknown rubric 'unhappy'. Did you mean 'unhappy-client'? Choose one of: unhappy-client."


@pytest.mark.parametrize(
    "command",
    [
        ("personas",),
        ("show", "bakery-website"),
        ("practice", "bakery-website"),
        ("appraise", "Guten Tag"),
        ("simulate", "bakery-website", "--script", "script.txt"),
    ],
    ids=lambda c: c[0],
)
def test_an_unknown_language_is_answered_with_the_choice(home: Path, script: Path, command: tuple[str, ...]) -> None:
    assert script.is_file()
    assert complaint(kulanz(home, *command, "--lang", "fr")) == NO_LANGUAGE


def test_an_unknown_schema_and_difficulty_are_answered_with_the_choice(home: Path) -> None:
    assert complaint(kulanz(home, "schema", "talk")) == "There is no schema of 'talk'. Choose persona or rubric."
    said = complaint(kulanz(home, "practice", "bakery-website", "--difficulty", "brutal"))
    assert said == "Unknown difficulty 'brutal'. Choose one of: easy, medium, hard."


@pytest.mark.parametrize("option", ["--voice", "--judge"])
def test_an_unknown_model_is_named(home: Path, script: Path, option: str) -> None:
    talk = file_with(home, "talk.json", {"lang": "de", "turns": [{"role": "freelancer", "text": "Was hatten Sie sich vorgestellt?"}]})
    command = ("simulate", "bakery-website", "--script", script) if option == "--voice" else ("score", talk)
    said = complaint(kulanz(home, *command, option, "nonsense"))
    assert said.startswith("Model 'nonsense': ")


# Flags and arguments


def test_an_unknown_flag_and_an_unknown_command_are_named(home: Path) -> None:
    assert "--frmat" in complaint(kulanz(home, "personas", "--frmat", "json"))
    assert "'shwo'" in complaint(kulanz(home, "shwo", "bakery-website"))


@pytest.mark.parametrize(
    ("command", "missing"),
    [(("show",), "PERSONA"), (("simulate", "bakery-website"), "--script"), (("score",), "FILE"), (("schema",), "KIND")],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_is_missing_on_the_command_line_is_named(home: Path, command: tuple[str, ...], missing: str) -> None:
    assert missing.lower() in complaint(kulanz(home, *command)).lower()


@pytest.mark.parametrize(
    ("command", "option", "value"),
    [
        (("simulate", "bakery-website", "--script", "script.txt"), "--seed", "abc"),
        (("serve",), "--port", "99999"),
        (("personas",), "--format", "xml"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_option_that_does_not_take_its_value_is_named(
    home: Path, script: Path, command: tuple[str, ...], option: str, value: str
) -> None:
    assert script.is_file()
    said = complaint(kulanz(home, *command, option, value))
    assert option in said, "whoever gave several options must see which one is meant"


# Messages


@pytest.mark.parametrize("text", ["", "   ", "\t\n"], ids=["nothing", "blanks", "tab and line break"])
def test_an_empty_message_is_refused(home: Path, text: str) -> None:
    assert complaint(kulanz(home, "appraise", text, "--lang", "de"))


def test_text_and_file_exclude_each_other(home: Path, script: Path) -> None:
    assert complaint(kulanz(home, "appraise", "Guten Tag", "--file", script)) == "Give either a TEXT or --file, and not both."


def test_a_message_of_100000_characters_is_refused_and_never_cut(home: Path) -> None:
    text = "Guten Tag. " * 10_000
    path = file_with(home, "long.jsonl", {"text": text[:100_000]})
    assert complaint(kulanz(home, "appraise", text[:100_000])) == TOO_LONG
    assert TOO_LONG in complaint(kulanz(home, "appraise", "--file", path))


def test_a_script_with_a_message_of_100000_characters_is_refused(home: Path) -> None:
    path = file_with(home, "long.txt", "a" * 100_000)
    assert complaint(kulanz(home, "simulate", "bakery-website", "--script", path)) == TOO_LONG


def test_a_context_of_100000_characters_is_refused(home: Path) -> None:
    assert "20,000" in complaint(kulanz(home, "appraise", "Guten Tag", "--context", "a" * 100_000))


# Settings


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("KULANZ_TIMEOUT", "abc", "Input should be a valid number, unable to parse string as a number"),
        ("KULANZ_TIMEOUT", "0", "Input should be greater than 0"),
        ("KULANZ_JUDGE_SAMPLES", "1000", "Input should be less than or equal to 9"),
        ("KULANZ_LANG", "fr", "Input should be 'de' or 'en'"),
    ],
)
def test_an_impossible_setting_is_named_with_its_value(home: Path, name: str, value: str, why: str) -> None:
    said = complaint(kulanz(home, "personas", env={name: value}))
    assert said == f"Cannot use the setting {name}='{value}': {why}. Correct or unset it."


def test_all_impossible_settings_are_named_at_once(home: Path) -> None:
    said = complaint(kulanz(home, "personas", env={"KULANZ_TIMEOUT": "abc", "KULANZ_LANG": "fr"}))
    assert "KULANZ_TIMEOUT='abc'" in said
    assert "KULANZ_LANG='fr'" in said


def test_a_model_without_a_key_is_refused_before_the_talk_begins(home: Path) -> None:
    said = complaint(kulanz(home, "practice", "bakery-website", typed="/ende\n", env={"KULANZ_MODEL": "openai:x"}))
    assert "key" in said
