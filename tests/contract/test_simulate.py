"""`kulanz simulate PERSONA --lang L --script FILE [--seed N]`: a scripted freelancer against a client."""

from pathlib import Path
from typing import Any

import pytest

from simulator import ACTS, load_persona
from tests.contract.command import ROOT, UNREACHABLE, Ran, file_with, kulanz, printed

BAKERY = load_persona(ROOT / "personas" / "bakery-website.yaml")
SCRIPT = [
    "Was hatten Sie sich vorgestellt, als Sie mir den Auftrag gegeben haben?",
    "Woran haben Sie das festgemacht?",
    "Ich biete Ihnen 15 Prozent Nachlass auf die Rechnung an.",
]
RUDE = ["Lesen Sie doch das Angebot, Sie sind selbst schuld.", "Hören Sie auf zu jammern, das ist lächerlich."] * 6


def _simulate(home: Path, script: Path, *more: str, lang: str = "de", **env: str) -> Ran:
    return printed(kulanz(home, "simulate", "bakery-website", "--lang", lang, "--script", script, *more, env=env))


@pytest.fixture(scope="module")
def script(home: Path) -> Path:
    return file_with(home, "script.txt", *SCRIPT)


@pytest.fixture(scope="module")
def played(home: Path, script: Path) -> Ran:
    return _simulate(home, script, "--seed", "7", "--format", "json", PYTHONHASHSEED="1")


@pytest.fixture(scope="module")
def talk(played: Ran) -> Any:
    return played.json


def test_the_record_has_the_shape_of_the_contract(talk: Any) -> None:
    assert list(talk) == ["persona", "lang", "seed", "turns", "ended", "outcome", "scorecard"]
    assert (talk["persona"], talk["lang"], talk["seed"]) == ("bakery-website", "de", 7)
    assert [list(turn) for turn in talk["turns"]] == [
        ["role", "text"],
        *[["role", "text", "acts", "offer"], ["role", "text", "move", "revealed", "state"]] * len(SCRIPT),
    ]


def test_the_client_opens_and_answers_every_line_of_the_script(talk: Any) -> None:
    assert [turn["role"] for turn in talk["turns"]] == ["client", *["freelancer", "client"] * len(SCRIPT)]
    assert [turn["text"] for turn in talk["turns"][1::2]] == SCRIPT
    assert talk["turns"][0]["text"] in BAKERY.text("de").opening


def test_a_turn_of_the_freelancer_holds_what_was_heard(talk: Any) -> None:
    for turn in talk["turns"][1::2]:
        assert turn["acts"].keys() <= set(ACTS)
        assert all(0.5 <= strength <= 1 for strength in turn["acts"].values())
    assert "ask_expectation" in talk["turns"][1]["acts"]
    assert [turn["offer"] for turn in talk["turns"][1::2]] == [None, None, {"kind": "discount", "percent": 15.0}]


def test_a_turn_of_the_client_holds_move_facts_and_state(talk: Any) -> None:
    facts = {fact.id for fact in BAKERY.facts}
    for turn in talk["turns"][2::2]:
        assert list(turn["state"]) == ["anger", "trust", "understood", "patience", "clarity"]
        assert all(0 <= level <= 1 for level in turn["state"].values())
        assert set(turn["revealed"]) <= facts
    assert [(turn["move"], turn["revealed"]) for turn in talk["turns"][2:3]] == [("reveal", ["expectation"])]


def test_a_script_that_runs_out_leaves_the_talk_open(talk: Any) -> None:
    assert talk["ended"] is None
    assert talk["outcome"]["reason"] is None


def test_the_outcome_says_what_was_found_what_stayed_hidden_and_what_it_costs(talk: Any) -> None:
    outcome = talk["outcome"]
    told = [fact for turn in talk["turns"][2::2] for fact in turn["revealed"]]
    hidden = [fact.id for fact in BAKERY.facts if fact.hidden]
    assert (outcome["found"], outcome["hidden"]) == ([f for f in hidden if f in told], [f for f in hidden if f not in told])
    assert outcome["freelancer_turns"] == len(SCRIPT)
    assert outcome["offer"] == {"kind": "discount", "percent": 15.0}
    assert outcome["final_state"] == talk["turns"][-1]["state"]
    assert [entry["path"] for entry in outcome["ledger"]] == ["yours", "insisted", "gave_everything"]


def test_the_scorecard_is_the_one_that_score_gives_for_the_same_talk(home: Path, talk: Any) -> None:
    turns = [{"role": turn["role"], "text": turn["text"]} for turn in talk["turns"]]
    path = file_with(home, "played.json", {"lang": "de", "persona": "bakery-website", "turns": turns})
    assert printed(kulanz(home, "score", path, "--format", "json")).json == talk["scorecard"]


def test_the_same_seed_gives_the_same_output_byte_for_byte(home: Path, script: Path, played: Ran) -> None:
    assert _simulate(home, script, "--seed", "7", "--format", "json", PYTHONHASHSEED="2") == played


def test_other_seeds_choose_other_words(home: Path, script: Path, talk: Any) -> None:
    others = [_simulate(home, script, "--seed", seed, "--format", "json").json for seed in ("1", "2", "3")]
    words = {tuple(turn["text"] for turn in t["turns"][::2]) for t in (talk, *others)}
    assert len(words) >= 3
    assert [t["seed"] for t in others] == [1, 2, 3]


def test_a_list_in_json_is_the_same_script(home: Path, played: Ran) -> None:
    path = file_with(home, "script.json", SCRIPT)
    assert _simulate(home, path, "--seed", "7", "--format", "json") == played


def test_blank_lines_of_a_script_are_not_said(home: Path, played: Ran) -> None:
    path = file_with(home, "gaps.txt", "", SCRIPT[0], "   ", *SCRIPT[1:], "")
    assert _simulate(home, path, "--seed", "7", "--format", "json") == played


def test_a_message_of_several_lines_stays_one_message_in_json(home: Path) -> None:
    path = file_with(home, "lines.json", ["Guten Tag.\nWas hatten Sie erwartet?"])
    turns = _simulate(home, path, "--format", "json").json["turns"]
    assert [turn["text"] for turn in turns[1::2]] == ["Guten Tag.\nWas hatten Sie erwartet?"]


def test_the_talk_stops_when_the_client_leaves_and_the_rest_is_not_said(home: Path) -> None:
    left = _simulate(home, file_with(home, "rude.json", RUDE), "--format", "json").json
    assert left["ended"] in ("walked_out", "escalated")
    assert left["outcome"]["reason"] == left["ended"]
    assert 3 <= len(left["turns"]) < 2 * len(RUDE)
    assert left["turns"][-1]["role"] == "client"


def test_difficulty_changes_the_client_and_not_the_rubric(home: Path, script: Path, talk: Any) -> None:
    hard = _simulate(home, script, "--seed", "7", "--difficulty", "hard", "--format", "json").json
    assert hard["turns"][2]["state"]["patience"] < talk["turns"][2]["state"]["patience"]
    assert [result["id"] for result in hard["scorecard"]["criteria"]] == [result["id"] for result in talk["scorecard"]["criteria"]]


def test_people_read_the_talk_and_its_score(home: Path, script: Path, talk: Any) -> None:
    shown = _simulate(home, script, "--seed", "7").out.splitlines()
    spoken = [f"{'Sie' if turn['role'] == 'freelancer' else BAKERY.text('de').name}: {turn['text']}" for turn in talk["turns"]]
    assert shown[: len(spoken)] == spoken
    assert any(f"{talk['scorecard']['total']:.0f} / 100" in line for line in shown)


def test_english_is_spoken_as_well(home: Path) -> None:
    path = file_with(home, "english.txt", "What had you pictured when you gave me the job?")
    turns = _simulate(home, path, "--format", "json", lang="en").json["turns"]
    assert turns[0]["text"] in BAKERY.text("en").opening
    assert turns[2]["text"] in BAKERY.text("en").facts["expectation"].tell


def test_a_model_that_is_not_there_costs_neither_the_talk_nor_the_truth(home: Path) -> None:
    path = file_with(home, "one.txt", SCRIPT[0])
    ran = kulanz(home, "simulate", "bakery-website", "--lang", "de", "--script", path, "--format", "json", env=UNREACHABLE)
    offline = _simulate(home, path, "--format", "json").json
    assert ran.code == 0, ran
    said = [{key: value for key, value in turn.items() if key not in ("origin", "notice")} for turn in ran.json["turns"]]
    assert said == offline["turns"], "the talk goes on with the authored voice"
    assert [turn["origin"]["by"] for turn in ran.json["turns"] if "origin" in turn] == ["authored"]
    assert ran.json["scorecard"]["total"] is None
    said_so = "Das Sprachmodell antwortet nicht" in ran.out + ran.err
    assert said_so, "whoever compares models must learn that this one was silent"
