"""Files that `kulanz` cannot use: exactly one readable line on stderr that begins `kulanz: `, exit code 2, never a traceback."""

import json
from pathlib import Path

import pytest

from tests.contract.command import complaint, file_with, kulanz

HELLO = {"role": "freelancer", "text": "Was hatten Sie sich genau vorgestellt?"}
LATIN = '{"lang": "de", "text": "Grüße an alle", "turns": []}\n'.encode("latin-1")
HALF_A_CHARACTER = "Guten Tag \ud800, was hatten Sie sich vorgestellt?"
"""One half of a pair that makes a character; JSON can carry it, UTF-8 cannot."""


@pytest.mark.parametrize(
    "command",
    [("score",), ("appraise", "--file"), ("check",), ("simulate", "bakery-website", "--script")],
    ids=lambda command: command[0],
)
@pytest.mark.parametrize(
    ("name", "why"),
    [("nowhere.jsonl", "No such file or directory"), ("folder.jsonl", "Is a directory")],
)
def test_a_path_that_is_no_file_is_named(home: Path, command: tuple[str, ...], name: str, why: str) -> None:
    (home / "folder.jsonl").mkdir(exist_ok=True)
    path = home / name
    assert complaint(kulanz(home, *command, path)) == f"Cannot read {path}: {why}. Check the path and its permissions."


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("score",), "latin.json"),
        (("score",), "latin.jsonl"),
        (("appraise", "--file"), "latin.jsonl"),
        (("simulate", "bakery-website", "--script"), "latin.txt"),
    ],
)
def test_a_file_in_another_encoding_is_refused_with_its_place(home: Path, command: tuple[str, ...], name: str) -> None:
    path = home / name
    path.write_bytes(LATIN)
    said = complaint(kulanz(home, *command, path))
    assert str(path) in said
    assert "not UTF-8" in said


# Transcripts


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "not valid JSON: Expecting value (line 2, column 1)"),
        ("[]", "transcript: Input should be a valid dictionary or instance of Transcript (given: [])"),
        ('"talk"', "transcript: Input should be a valid dictionary or instance of Transcript (given: 'talk')"),
        ("{}", "lang: is missing; add it"),
        ('{"lang": "fr", "turns": []}', "lang: Input should be 'de' or 'en' (given: 'fr')"),
        ('{"lang": "de", "turns": 5}', "turns: Input should be a valid tuple (given: 5)"),
        ('{"lang": "de", "turns": [{"text": "a"}]}', "turns.0.role: is missing; add it"),
        ('{"lang": "de", "turns": [{"role": "client", "text": null}]}', "turns.0.text: Input should be a valid string (given: None)"),
        (
            '{"lang": "de", "case": {"price": "viel"}, "turns": []}',
            "case.price: Input should be a valid number, unable to parse string as a number (given: 'viel')",
        ),
        ("[" * 100_000, "the JSON is nested too deeply"),
    ],
    ids=[
        "empty",
        "list",
        "text",
        "no language",
        "unknown language",
        "turns as number",
        "no role",
        "no text",
        "price in words",
        "very deep",
    ],
)
def test_a_transcript_of_the_wrong_shape_is_refused_with_the_field(home: Path, content: str, why: str) -> None:
    path = file_with(home, "talk.json", content)
    assert complaint(kulanz(home, "score", path)) == f"{path} is not valid: {why}"


def test_all_faults_of_a_transcript_are_named_at_once(home: Path) -> None:
    turns = [{"role": "boss", "text": "a"}, {"role": "client", "text": 5}]
    path = file_with(home, "talk.json", {"turns": turns})
    assert complaint(kulanz(home, "score", path)) == (
        f"{path} is not valid: lang: is missing; add it; turns.0.role: Input should be 'client' or 'freelancer' (given: 'boss'); "
        "turns.1.text: Input should be a valid string (given: 5)"
    )


def test_a_turn_of_100000_characters_is_refused(home: Path) -> None:
    path = file_with(home, "long.json", {"lang": "de", "turns": [{"role": "freelancer", "text": "a" * 100_000}]})
    assert complaint(kulanz(home, "score", path)) == f"{path} is not valid: turns.0.text: String should have at most 20000 characters"


def test_the_broken_line_of_many_transcripts_is_named_and_those_before_it_are_scored(home: Path) -> None:
    path = file_with(home, "talks.jsonl", {"id": "one", "lang": "de", "turns": []}, "{")
    ran = kulanz(home, "score", path, "--format", "json")
    assert ran.code == 2
    assert [card["id"] for card in ran.rows] == ["one"]
    assert ran.err.startswith(f"kulanz: {path} line 2 is not valid: not valid JSON: ")
    assert ran.err.count("\n") == 1


# Rows of messages


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('{"text": "a"', "not valid JSON: "),
        ("[]", 'must be an object with "text"'),
        ("{}", 'must be an object with "text"'),
        ('{"text": 5}', 'must be an object with "text"'),
        ('{"text": "Guten Tag", "context": 5}', "context"),
        ('{"text": "Guten Tag", "lang": "fr"}', "Unknown language 'fr'"),
        ('{"text": "Guten Tag", "lang": ["de"]}', "Unknown language ['de']"),
    ],
    ids=["broken", "list", "no text", "number", "context as number", "unknown language", "languages"],
)
def test_a_row_of_the_wrong_shape_is_refused(home: Path, row: str, why: str) -> None:
    assert why in complaint(kulanz(home, "appraise", "--file", file_with(home, "row.jsonl", row), "--format", "json"))


# Scripts


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "holds no line. Write one message of the freelancer per line."),
        ("   ", "holds no line. Write one message of the freelancer per line."),
        ("[]", ""),
        ('["", "  "]', ""),
        ("[1, 2]", "must be a JSON list of texts only."),
        ('[["a"]]', "must be a JSON list of texts only."),
        ('["a"', "is not valid JSON: "),
    ],
    ids=["empty", "blanks", "empty list", "empty texts", "numbers", "lists", "broken"],
)
def test_a_script_that_holds_no_messages_is_refused(home: Path, content: str, why: str) -> None:
    path = file_with(home, "script.json", content)
    said = complaint(kulanz(home, "simulate", "bakery-website", "--script", path, "--format", "json"))
    assert said.startswith(str(path))
    assert why in said


@pytest.mark.parametrize("command", ["appraise", "score", "simulate"])
def test_half_a_character_is_no_traceback(home: Path, command: str) -> None:
    content = {
        "appraise": {"text": HALF_A_CHARACTER},
        "score": {"lang": "de", "turns": [HELLO, {**HELLO, "text": HALF_A_CHARACTER}]},
        "simulate": [HALF_A_CHARACTER],
    }[command]
    path = home / "half.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    arguments = {"appraise": ("--file",), "score": (), "simulate": ("bakery-website", "--script")}[command]
    assert complaint(kulanz(home, command, *arguments, path, "--format", "json"))
