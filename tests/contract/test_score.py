"""`kulanz score FILE [--rubric] [--judge] [--format json]`: scorecards of transcripts, also of talks that took place elsewhere."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator import load_rubric
from tests.contract.command import ROOT, UNREACHABLE, Ran, file_with, kulanz, printed

RUBRIC = load_rubric(ROOT / "rubrics" / "unhappy-client.yaml")
CRITERIA = [criterion.id for criterion in RUBRIC.criteria]


def _talk(name: str, lang: str, *texts: str, **more: Any) -> dict[str, Any]:
    """A transcript in which the client speaks first."""
    turns = [{"role": ("client", "freelancer")[i % 2], "text": text} for i, text in enumerate(texts)]
    return {"id": name, "lang": lang, **more, "turns": turns}


GOOD = _talk(
    "good-de",
    "de",
    "Ich hatte mit fertigen Texten gerechnet, und jetzt steht da Latein!",
    "Sie öffnen Ihre Seite und finden Latein statt Ihrer Texte, das ist bitter. Was hatten Sie sich vorgestellt?",
    "Dass Sie in die Backstube kommen und alles aufschreiben. Sie haben doch eine Stunde lang mitgeschrieben.",
    "Daraus mussten Sie schließen, dass die Texte dabei sind. Ich habe Ihnen nie gesagt, wer sie schreibt, das war mein Versäumnis. "
    "Was brauchen Sie, damit es gut wird?",
    "Bis zum Fest müssen die drei wichtigsten Seiten stehen.",
    "Dann schreibe ich diese drei Seiten dieses eine Mal ohne Berechnung, bis Donnerstag liegt der Entwurf bei Ihnen. Passt das?",
)
BAD = _talk(
    "bad-en",
    "en",
    "I thought you would write the texts, and now there is Latin on my website!",
    "That was what we agreed, it is all in the quote. You should have read it.",
    "Nobody told me that I had to write anything.",
    "That's not my problem. Everybody in my trade does it this way, and you have to pay.",
    case={"trade": "Web design", "project": "Website", "agreed": "Eight pages", "price": 2400, "currency": "GBP", "complaint": "Latin"},
)
SHORT = _talk("short", "en", "Where are my texts?", "Well.")
NOISE = _talk("noise", "de", "Wo sind meine Texte?", "xkcd wrzl grmpf qqqq hjkl asdf mnbv", persona="bakery-website")
SILENT = {"lang": "de", "turns": []}
TALKS = [GOOD, BAD, SHORT, NOISE, SILENT]


@pytest.fixture(scope="module")
def scored(home: Path) -> Ran:
    """All talks, scored in one run."""
    return printed(kulanz(home, "score", file_with(home, "talks.jsonl", *TALKS), "--format", "json"))


def test_every_transcript_gets_one_scorecard_on_one_line(scored: Ran) -> None:
    assert [card["id"] for card in scored.rows] == ["good-de", "bad-en", "short", "noise", None]
    assert all(list(card) == ["id", "rubric", "judge", "total", "criteria", "flags"] for card in scored.rows)
    assert {(card["rubric"], card["judge"]) for card in scored.rows} == {("unhappy-client", "offline")}


def test_every_criterion_of_the_rubric_is_there_in_its_order(scored: Ran) -> None:
    for card in scored.rows:
        assert [result["id"] for result in card["criteria"]] == CRITERIA
        assert all(result.keys() >= {"id", "score", "evidence", "comment", "suggestion"} for result in card["criteria"])


def test_scores_stay_on_their_scales(scored: Ran) -> None:
    for card in scored.rows[:2]:
        assert 0 <= card["total"] <= 100
        assert all(1 <= result["score"] <= 5 for result in card["criteria"])


def test_every_quote_stands_word_for_word_in_a_turn_of_the_freelancer(scored: Ran) -> None:
    quotes = 0
    for talk, card in zip(TALKS, scored.rows, strict=True):
        for evidence in (evidence for result in card["criteria"] for evidence in result["evidence"]):
            quotes += 1
            turn = talk["turns"][evidence["turn"]]
            assert list(evidence) == ["turn", "quote", "effect"]
            assert turn["role"] == "freelancer"
            assert evidence["quote"], "an empty quote proves nothing"
            assert evidence["quote"] in turn["text"]
            assert evidence["effect"] in ("helps", "hurts")
    assert quotes >= len(CRITERIA), "both talks give occasion to quote"


def test_a_scored_criterion_says_why_and_a_weak_one_says_it_better(scored: Ran) -> None:
    results = [result for card in scored.rows[:2] for result in card["criteria"]]
    assert all(result["comment"] for result in results)
    assert all(result["suggestion"] is None for result in results if result["score"] >= 4)
    assert any(result["suggestion"] for result in results)


def test_goodwill_scores_far_above_pettiness(scored: Ran) -> None:
    good, bad = scored.rows[:2]
    assert good["total"] - bad["total"] >= 30


@pytest.mark.parametrize(("index", "flag"), [(2, "too_little_text"), (3, "partly_scored"), (4, "too_little_text")])
def test_what_cannot_be_judged_has_no_score_and_says_why(scored: Ran, index: int, flag: str) -> None:
    card = scored.rows[index]
    assert card["total"] is None
    assert card["flags"] == [flag]
    assert [(r["score"], r["evidence"], r["suggestion"]) for r in card["criteria"]] == [(None, [], None)] * len(CRITERIA)
    assert all(result["comment"] for result in card["criteria"])


def test_a_single_transcript_is_scored_as_the_same_line_of_many(home: Path, scored: Ran) -> None:
    single = printed(kulanz(home, "score", file_with(home, "talk.json", GOOD), "--format", "json", env={"PYTHONHASHSEED": "7"}))
    assert single.out == scored.out.splitlines(keepends=True)[0]


def test_ratings_that_stand_beside_a_transcript_are_passed_over(home: Path, scored: Ran) -> None:
    rated = GOOD | {"ratings": {"listening": 5}, "source": "elsewhere"}
    assert printed(kulanz(home, "score", file_with(home, "rated.json", rated), "--format", "json")).json == scored.rows[0]


def test_a_persona_that_is_not_at_hand_does_no_harm(home: Path, scored: Ran) -> None:
    foreign = {**GOOD, "persona": "somebody-elses"}
    assert printed(kulanz(home, "score", file_with(home, "foreign.json", foreign), "--format", "json")).json == scored.rows[0]


def test_people_read_total_criteria_and_a_dash_where_nothing_was_judged(home: Path, scored: Ran) -> None:
    shown = printed(kulanz(home, "score", file_with(home, "two.jsonl", GOOD, SHORT))).out
    total = f"{scored.rows[0]['total']:.0f} / 100"
    lines = shown.splitlines()
    assert total in next(line for line in lines if "good-de" in line)
    assert "– / 100" in next(line for line in lines if line.startswith("short"))
    assert [c.de.name for c in RUBRIC.criteria if c.de.name not in shown] == []
    assert [c.en.name for c in RUBRIC.criteria if c.en.name not in shown] == []


def test_brackets_in_an_id_are_shown_as_they_are(home: Path) -> None:
    path = file_with(home, "brackets.json", {**SHORT, "id": "call [3] of [/monday]"})
    assert "call [3] of [/monday]" in printed(kulanz(home, "score", path)).out


def test_a_rubric_of_the_users_folder_is_heeded(tmp_path: Path) -> None:
    data = yaml.load((ROOT / "rubrics" / "unhappy-client.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    mine = {**data, "id": "mine", "criteria": data["criteria"][:2], "caps": []}
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "mine.yaml").write_text(yaml.safe_dump(mine, allow_unicode=True), encoding="utf-8")
    card = printed(kulanz(tmp_path, "score", file_with(tmp_path, "talk.json", GOOD), "--rubric", "mine", "--format", "json")).json
    assert (card["rubric"], [result["id"] for result in card["criteria"]]) == ("mine", CRITERIA[:2])


def test_a_model_that_is_not_there_gives_reasons_and_no_numbers(home: Path) -> None:
    card = printed(kulanz(home, "score", file_with(home, "talk.json", GOOD), "--format", "json", env=UNREACHABLE)).json
    assert (card["judge"], card["total"]) == ("openai:x", None)
    assert [result["score"] for result in card["criteria"]] == [None] * len(CRITERIA)
    assert all("Server nicht erreichbar" in result["comment"] for result in card["criteria"])


def test_the_judge_without_a_model_is_at_hand_whatever_model_is_set(home: Path, scored: Ran) -> None:
    path = file_with(home, "talk.json", GOOD)
    card = printed(kulanz(home, "score", path, "--judge", "offline", "--format", "json", env=UNREACHABLE)).json
    assert card == scored.rows[0]
