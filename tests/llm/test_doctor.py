"""The doctor over real HTTP: plain words on what a model can do, and what to do where it cannot."""

import json
from collections.abc import Callable

import pytest

from simulator.llm import Models
from simulator.llm.doctor import Finding
from simulator.settings import Settings
from tests.fake_openai import Body, Cut, FakeOpenAI, Garbled, Reply, Stall, Status, Text
from tests.llm.cast import CLIENT

LINE = "Die Uhrzeit ist winzig. So kann ich das nicht aufhängen."
HEARING = json.dumps({"sentences": [{"sentence": 1, "acts": ["open_question"]}, {"sentence": 2, "acts": ["ask_expectation"]}]})


def model(line: Reply, hearing: Reply, cached: int = 0) -> Callable[[Body], Reply]:
    """Speaks when it may stream and marks when it is held to a schema; the second prompt comes from a cache."""

    def answer(body: Body) -> Reply:
        if not body.get("stream"):
            return hearing
        second = len(body["messages"]) > 4
        return Text(line.text, cached=cached) if second and isinstance(line, Text) else line

    return answer


def examined(script: Callable[[Body], Reply] | Reply, timeout: float = 5.0) -> dict[str, Finding]:
    with FakeOpenAI(script) as server:
        return {finding.check: finding for finding in Models(Settings(base_url=server.url, timeout=timeout)).examine("fake", CLIENT, "de")}


def verdicts(found: dict[str, Finding]) -> dict[str, bool | None]:
    return {check: finding.ok for check, finding in found.items()}


def test_a_model_that_can_do_all_is_told_so_and_nothing_is_to_be_done() -> None:
    found = examined(model(Text(LINE), Text(HEARING), cached=80))
    assert verdicts(found) == {"reachable": True, "streams": True, "speed": True, "client": True, "cache": True, "structured": True}
    assert [finding.advice for finding in found.values()] == [""] * 6
    assert found["cache"].found.startswith("80% of the second prompt came from the server's cache")
    assert found["client"].found == f"It speaks as the client: {LINE}"


@pytest.mark.parametrize(
    ("reply", "found", "advice"),
    [
        (Status(401), "the server answered with status 401.", "Check KULANZ_MODEL, KULANZ_BASE_URL and the key."),
        (Status(404), "the server answered with status 404.", "Check the model's name, the key and KULANZ_BASE_URL."),
        (Status(500), "the server answered with status 500.", "Wait a little, or choose another model."),
        (Stall(), "no complete answer within 0.5 s.", "Check the server, or allow more time with KULANZ_TIMEOUT."),
        (Garbled(), "the answer cannot be read", "Try again, or choose a stronger model."),
        (Cut("So"), "the server cannot be reached or the connection was lost.", "Check that the server is running"),
    ],
    ids=["401", "404", "500", "stall", "garbled", "cut"],
)
def test_a_model_that_does_not_answer_is_told_with_the_reason_and_what_to_do(reply: Reply, found: str, advice: str) -> None:
    [finding] = examined(reply, timeout=0.5 if isinstance(reply, Stall) else 5.0).values()
    assert (finding.check, finding.ok) == ("reachable", False)
    assert finding.found.startswith(found)
    assert finding.advice.startswith(advice)


def test_a_missing_package_is_a_finding_with_the_command_that_installs_it() -> None:
    [finding] = Models(Settings(api_key="k")).examine("mistralai:mistral-small", CLIENT, "de")
    assert finding == Finding(
        check="reachable", ok=False, found="the package langchain-mistralai is not installed.", advice="Install it: python -m pip install langchain-mistralai"
    )  # fmt: skip


def test_a_line_the_guard_would_hold_back_is_shown_with_its_fault() -> None:
    found = examined(model(Text("Vielen Dank für Ihr Verständnis."), Text(HEARING), cached=80))
    assert verdicts(found)["client"] is False
    assert found["client"].found == "The guard would hold its line back (polite_phrase): Vielen Dank für Ihr Verständnis."


def test_a_model_without_usable_json_is_told_it_cannot_judge() -> None:
    found = examined(model(Text(LINE), Text("Gern!"), cached=80))
    assert found["structured"] == Finding(
        check="structured", ok=False, found="No usable JSON: the answer is not the JSON that was asked for.",
        advice="It cannot judge. Judge offline (KULANZ_JUDGE_MODEL=offline), or choose a stronger model for KULANZ_JUDGE_MODEL.",
    )  # fmt: skip


def test_a_cache_that_is_not_used_is_named_but_not_held_against_a_quick_server() -> None:
    found = examined(model(Text(LINE), Text(HEARING)))
    assert (found["cache"].ok, found["cache"].advice.split(":")[0]) == (None, "Every turn is read from the start")


def test_an_answer_in_one_piece_does_not_stream() -> None:
    found = examined(model(Text("Winzig."), Text(HEARING), cached=80))
    assert verdicts(found)["streams"] is False


def test_an_answer_that_takes_most_of_the_time_limit_is_too_slow() -> None:
    found = examined(model(Text(LINE, pause=0.12), Text(HEARING), cached=80), timeout=2.0)
    assert verdicts(found)["speed"] is False
    assert "near the time limit of 2 s" in found["speed"].advice
