"""`kulanz doctor`, `kulanz draft` and recordings, as a user runs them against a server."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.command import UNREACHABLE, complaint, file_with, kulanz, printed
from tests.fake_openai import Body, FakeOpenAI, Reply, Text
from tests.llm.test_draft import DRAFT, THREAD

KEY = "sk-secret-123"
LINES = ("Das kann ich so nicht gebrauchen, und das wissen Sie.", "Darauf gehe ich gar nicht erst ein, glauben Sie mir.")
HEARING = json.dumps({"sentences": [{"sentence": 1, "acts": []}, {"sentence": 2, "acts": []}]})


def answer(body: Body) -> Reply:
    if body.get("stream"):
        return Text(LINES[len(body["messages"]) // 2 % 2])
    asked = json.dumps(body["messages"])
    return Text(json.dumps(DRAFT) if "Formular" in asked else HEARING)


@pytest.fixture
def env() -> Iterator[dict[str, str]]:
    with FakeOpenAI(answer, counts=True) as server:
        yield {"KULANZ_MODEL": "fake", "KULANZ_BASE_URL": server.url, "KULANZ_API_KEY": KEY, "KULANZ_TIMEOUT": "100"}


def test_the_doctor_says_check_by_check_what_it_found(home: Path, env: dict[str, str]) -> None:
    ran = kulanz(home, "doctor", "--lang", "de", "--format", "json", env=env)
    checks = {finding["check"]: finding["ok"] for finding in ran.json["fake"]}
    assert checks == {"reachable": True, "streams": True, "speed": True, "client": True, "cache": True, "structured": True}
    assert (ran.code, ran.err, KEY in ran.out) == (0, "", False)


def test_the_doctor_of_a_server_that_is_not_there_says_what_to_do_and_fails(home: Path) -> None:
    ran = kulanz(home, "doctor", env=UNREACHABLE)
    told = " ".join(ran.out.split())
    assert (ran.code, ran.err) == (1, "")
    assert told == (
        "no reachable the server cannot be reached or the connection was lost. "
        "-> Check that the server is running and that KULANZ_BASE_URL is right."
    )


def test_without_a_model_there_is_nothing_to_cure(home: Path) -> None:
    assert printed(kulanz(home, "doctor")).out.startswith("No model is set, and none is needed: Kulanz runs offline.")


def test_a_draft_is_a_client_that_passes_the_check(home: Path, env: dict[str, str]) -> None:
    ran = printed(kulanz(home, "draft", file_with(home, "mail.txt", THREAD), "--lang", "de", env=env))
    (home / "personas").mkdir()
    drafted = file_with(home / "personas", "frau-sabine-kroeger.yaml", ran.out)
    assert printed(kulanz(home, "check", drafted)).out == f"{drafted}: ok\n"


def test_what_a_draft_lacks_is_said_in_plain_words(home: Path) -> None:
    with FakeOpenAI(Text(json.dumps(DRAFT | {"price": None, "kinds": [], "need": "Ja"}))) as server:
        env = {"KULANZ_MODEL": "fake", "KULANZ_BASE_URL": server.url}
        mail = file_with(home, "mail.txt", THREAD)
        said = complaint(kulanz(home, "draft", mail, "--lang", "de", env=env))
    assert said == (
        f"The model did not find all of it in the messages. Add to {mail}, in a line each: the price of the whole job; "
        "what the client needs now in a whole sentence; what would settle it (rework, extra work, a discount, money back, a split, another date). "
        "Then draft again."
    )


def test_a_draft_without_a_model_is_refused(home: Path) -> None:
    said = complaint(kulanz(home, "draft", file_with(home, "mail.txt", THREAD)))
    assert said == "No model is set that could read the messages. Set KULANZ_MODEL, or fill in the form by hand."


def test_a_recorded_talk_is_replayed_without_a_server_byte_for_byte(home: Path, env: dict[str, str]) -> None:
    arguments = (
        "simulate",
        "bakery-website",
        "--script",
        file_with(home, "s.txt", "Guten Tag.", "Was hatten Sie erwartet?"),
        "--format",
        "json",
    )
    tape = {"KULANZ_MODEL": "fake", "KULANZ_JUDGE_MODEL": "offline"}
    live = kulanz(home, *arguments, env=env | tape | {"KULANZ_RECORD": str(home / "tape.jsonl")})
    again = kulanz(home, *arguments, env=tape | {"KULANZ_REPLAY": str(home / "tape.jsonl")})
    assert (again.code, again.out, again.err) == (0, live.out, live.err)
    assert live.json["tokens"]["calls"] >= 2
    assert KEY not in (home / "tape.jsonl").read_text(encoding="utf-8")


def test_a_talk_that_was_not_recorded_is_one_clear_line(home: Path) -> None:
    (home / "empty.jsonl").touch()
    env = {"KULANZ_MODEL": "fake", "KULANZ_REPLAY": str(home / "empty.jsonl")}
    said = complaint(kulanz(home, "simulate", "bakery-website", "--script", file_with(home, "s.txt", "Guten Tag."), env=env))
    assert said.startswith("Model 'fake': this call (")
    assert f"is not in the recording {home / 'empty.jsonl'}" in said
