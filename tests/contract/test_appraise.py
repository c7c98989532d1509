"""`kulanz appraise [TEXT | --file F.jsonl] --lang L`: the acts and the offer of messages."""

from pathlib import Path
from typing import Any

import pytest

from simulator import ACTS
from tests.contract.command import Ran, file_with, kulanz, printed

ROWS = [
    {"text": "Was hatten Sie sich unter der neuen Seite vorgestellt?", "lang": "de", "context": "So habe ich mir das nicht vorgestellt!"},
    {"text": "I'll take 15 percent off the invoice.", "lang": "en"},
    {"text": "Ich erlasse Ihnen 200 Euro. Ich arbeite zwei Stunden kostenlos nach."},
    {"text": "Guten Tag.", "context": None, "lang": None},
]
"""Rows as the contract allows them: with and without context and language."""


@pytest.fixture(scope="module")
def heard(home: Path) -> Ran:
    """The rows, appraised in one run."""
    return printed(kulanz(home, "appraise", "--file", file_with(home, "rows.jsonl", *ROWS), "--lang", "de", "--format", "json"))


def test_every_row_gets_one_value_on_one_line(heard: Ran) -> None:
    assert len(heard.rows) == len(ROWS)


def test_a_value_holds_acts_sentences_and_offer(heard: Ran) -> None:
    for row, value in zip(ROWS, heard.rows, strict=True):
        assert list(value) == ["acts", "sentences", "offer"]
        assert all(list(sentence) == ["text", "acts"] for sentence in value["sentences"])
        assert all(sentence["text"] in str(row["text"]) for sentence in value["sentences"])


def test_only_known_acts_are_heard_with_strengths_between_none_and_all(heard: Ran) -> None:
    found = [acts for value in heard.rows for acts in (value["acts"], *(sentence["acts"] for sentence in value["sentences"]))]
    assert {act for acts in found for act in acts} <= set(ACTS)
    assert all(0 <= strength <= 1 for acts in found for strength in acts.values())


def test_a_message_is_split_into_its_sentences(heard: Ran) -> None:
    assert [s["text"] for s in heard.rows[2]["sentences"]] == ["Ich erlasse Ihnen 200 Euro.", "Ich arbeite zwei Stunden kostenlos nach."]


def test_an_act_of_a_sentence_is_an_act_of_the_message(heard: Ran) -> None:
    for value in heard.rows:
        strongest: dict[str, float] = {}
        for sentence in value["sentences"]:
            strongest |= {act: max(strength, strongest.get(act, 0.0)) for act, strength in sentence["acts"].items() if strength >= 0.5}
        assert strongest.keys() <= value["acts"].keys()


def test_a_question_about_expectations_is_heard_as_one(heard: Ran) -> None:
    acts = heard.rows[0]["acts"]
    assert {act for act, strength in acts.items() if strength >= 0.5} >= {"open_question", "ask_expectation"}
    assert heard.rows[0]["offer"] is None


def test_an_offer_comes_with_its_size(heard: Ran) -> None:
    percent, both = heard.rows[1]["offer"], heard.rows[2]["offer"]
    assert percent == {"kind": "discount", "percent": 15.0}
    assert (both["amount"], both["free_hours"]) == (200.0, 2.0)


def test_a_text_on_the_command_line_is_heard_as_the_same_row_in_a_file(home: Path, heard: Ran) -> None:
    row: dict[str, Any] = ROWS[0]
    alone = printed(kulanz(home, "appraise", row["text"], "--context", row["context"], "--lang", "de", "--format", "json"))
    assert [alone.json] == heard.rows[:1]


def test_people_read_each_sentence_with_what_it_does(home: Path) -> None:
    shown = printed(kulanz(home, "appraise", "What had you expected? I'll take 15 percent off the invoice.", "--lang", "en")).out
    first, second, offer = shown.splitlines()
    assert first.startswith("What had you expected?")
    assert "ask_expectation" in first
    assert second.startswith("I'll take 15 percent off the invoice.")
    assert offer.startswith("offer: ")
    assert "15" in offer


def test_brackets_and_colons_in_a_message_are_shown_as_they_are(home: Path) -> None:
    text = "Was steht in [Anhang] und [/red] genau, und was bei :key: im Text?"
    assert printed(kulanz(home, "appraise", text, "--lang", "de")).out.startswith(text)


def test_blank_lines_in_a_file_are_passed_over(home: Path) -> None:
    path = file_with(home, "gaps.jsonl", "", {"text": "Guten Tag."}, "", {"text": "Guten Tag."})
    assert len(printed(kulanz(home, "appraise", "--file", path, "--format", "json")).rows) == 2
