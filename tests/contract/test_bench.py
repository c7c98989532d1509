"""`kulanz bench [PERSONA...] [--all] [--lang] [--seeds] [--script] [--out] [--format json]`: clients against graded freelancers."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from simulator.scripts import GRADES, graded_scripts
from tests.contract.command import complaint, file_with, kulanz
from tests.fakes import shipped_personas

BAKERY = next(persona for persona in shipped_personas() if persona.slug == "bakery-website")


@pytest.fixture(scope="module")
def drawn(home: Path) -> Path:
    return home / "curves"


@pytest.fixture(scope="module")
def benched(home: Path, drawn: Path) -> Any:
    """The bakery on the bench in German, as JSON."""
    ran = kulanz(home, "bench", BAKERY.slug, "--lang", "de", "--seeds", "2", "--out", drawn, "--format", "json")
    [found] = json.loads(ran.out)
    assert (ran.code == 0) == found["ok"], ran.err
    return found


def test_all_freelancers_are_played_over_all_seeds(benched: Any) -> None:
    assert (benched["persona"], benched["lang"], benched["seeds"]) == (BAKERY.slug, "de", 2)
    assert [(row["grade"], row["talks"], sum(row["ends"].values())) for row in benched["grades"]] == [(grade, 2, 2) for grade in GRADES]


def test_the_verdict_is_that_of_its_parts(benched: Any) -> None:
    assert all(set(verdict) == {"what", "value", "target", "ok", "faults"} for verdict in benched["verdicts"])
    assert benched["ok"] == all(verdict["ok"] is not False for verdict in benched["verdicts"])


def test_the_mood_curves_are_drawn_one_picture_per_client_and_language(benched: Any, drawn: Path) -> None:
    assert [path.name for path in drawn.iterdir()] == ["bakery-website.de.svg"]
    root = ElementTree.parse(drawn / "bakery-website.de.svg").getroot()  # noqa: S314 - our own file
    assert len([node for node in root.iter() if node.tag.endswith("polyline")]) == 2 * len(benched["curves"])


def test_the_same_bench_gives_the_same_output_byte_for_byte(home: Path) -> None:
    command = ("bench", BAKERY.slug, "--lang", "en", "--seeds", "1", "--format", "json")
    assert kulanz(home, *command) == kulanz(home, *command, env={"PYTHONHASHSEED": "5"})


def test_people_read_the_verdicts_and_a_fault_ends_with_exit_code_one(home: Path) -> None:
    rude = file_with(home, "rude.txt", *["That is your own fault. You should have read the quote."] * 6)
    ran = kulanz(home, "bench", BAKERY.slug, "--lang", "en", "--seeds", "1", "--script", rude)
    assert "FAULT  ideal agreed in 5 to 9 turns: 0 (must be = 1)" in ran.out
    assert (ran.code, ran.err) == (1, "kulanz: faults found: bakery-website (en)\n")


def test_an_own_client_without_an_ideal_script_is_benched_with_the_others(home: Path) -> None:
    assert kulanz(home, "new", "my-inn", "--lang", "en").code == 0
    ran = kulanz(home, "bench", "my-inn", "--seeds", "1", "--format", "json")
    assert ran.err.splitlines()[0] == "bench: no ideal script for my-inn; give --script FILE"
    [found] = ran.json
    assert [row["grade"] for row in found["grades"]] == [grade for grade in GRADES if grade not in ("ideal", "good")]


def test_an_own_ideal_script_is_played(home: Path) -> None:
    lines = graded_scripts(BAKERY, "en")["ideal"]
    script = file_with(home, "ideal.json", lines)
    command = ("bench", BAKERY.slug, "--lang", "en", "--seeds", "1", "--format", "json")
    assert kulanz(home, *command, "--script", script).json == kulanz(home, *command).json


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Name the clients to bench, or give --all"),
        (("bakery-website", "--all"), "and not both"),
        (("bakery-websit",), "Did you mean 'bakery-website'"),
        (("bakery-website", "--lang", "fr"), "Unknown language 'fr'"),
        (("bakery-website", "--script", "missing.txt"), "--script is for one client in one language"),
        (("bakery-website", "--lang", "de", "--script", "missing.txt"), "Cannot read missing.txt"),
        (("bakery-website", "--seeds", "0"), "--seeds"),
    ],
)
def test_what_cannot_be_benched_is_refused(home: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in complaint(kulanz(home, "bench", *arguments))
