"""Golden talks: three clients, two languages, a good and a bad freelancer; what the client does was reviewed and must not drift.

When a change is meant, rewrite the files with `python -m tests.contract.golden` and review the difference.
"""

from pathlib import Path
from typing import Any

import pytest

from simulator import Simulator
from tests.contract import golden

GOOD = [path for path in golden.FILES if path.stem.endswith("good")]
BAD = [path for path in golden.FILES if path.stem.endswith("bad")]


def test_three_clients_are_covered_in_both_languages_well_and_badly_treated() -> None:
    talks = {(talk["persona"], talk["lang"], talk["script"]) for talk in map(golden.read, golden.FILES)}
    clients = {persona for persona, _, _ in talks}
    assert len(clients) == 3
    assert talks == {(client, lang, script) for client in clients for lang in ("de", "en") for script in ("good", "bad")}
    assert len(golden.FILES) == len(talks)


@pytest.mark.parametrize("path", golden.FILES, ids=lambda path: path.stem)
def test_the_client_does_what_was_reviewed(simulator: Simulator, path: Path) -> None:
    talk = golden.read(path)
    assert golden.replay(simulator, talk) == talk


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_talk_that_was_reviewed_ends_in_agreement_after_expectation_and_need_are_told(simulator: Simulator, path: Path) -> None:
    talk = golden.read(path)
    played = [turn for turn in talk["turns"] if turn["move"]]
    told = [fact for turn in played for fact in turn["revealed"]]
    assert talk["ended"] == "agreed"
    assert 5 <= len(played) <= 9
    assert len(told) == len(set(told)), "a fact is told once"
    assert {"expectation", "need"} <= _roles(simulator, talk)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_client_in_a_good_talk_that_was_reviewed_is_never_offended(path: Path) -> None:
    turns = golden.read(path)["turns"]
    assert [
        turn for turn in turns if str(turn["move"]).startswith("react_") or turn["move"] in ("threaten", "premature_offer", "call_out")
    ] == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_talk_that_was_reviewed_ends_with_the_client_gone_and_its_need_untold(simulator: Simulator, path: Path) -> None:
    talk = golden.read(path)
    assert talk["ended"] in ("walked_out", "escalated")
    assert _roles(simulator, talk) <= {"detail"}


@pytest.mark.parametrize("path", golden.FILES, ids=lambda path: path.stem)
def test_rewriting_a_file_that_is_right_changes_no_byte(tmp_path: Path, path: Path) -> None:
    golden.write(tmp_path / path.name, golden.read(path))
    assert (tmp_path / path.name).read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


def _roles(simulator: Simulator, talk: dict[str, Any]) -> set[str]:
    """What the told facts are: expectation, source, need or detail."""
    persona = simulator.library.persona(talk["persona"])
    return {persona.fact(fact).role for turn in talk["turns"] for fact in turn["revealed"]}
