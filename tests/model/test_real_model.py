"""Whole talks and scores with a real model on this machine: `python -m pytest -m model`. Slow: minutes with the small model, half an hour with the large one."""

from pathlib import Path

import pytest

from simulator import Settings, Simulator, build_simulator
from simulator.llm.served import ServedModel
from tests.model.server import NAMES
from tests.model.talks import PLAN, kept, played, summary

pytestmark = pytest.mark.model
Served = tuple[str, str]
CACHED = {NAMES["small"]: 0.7, NAMES["large"]: 0.9}
"""Share of a prompt that must come from the cache; the small model rambles, and each turn adds more than a client's line."""


def simulator_of(served: Served, home: Path) -> Simulator:
    address, name = served
    return build_simulator(Settings(model=name, base_url=address, timeout=600, home=home))


def test_the_doctor_finds_a_model_that_answers_streams_and_uses_its_cache(served: Served, tmp_path: Path) -> None:
    found = {finding.check: finding.ok for finding in simulator_of(served, tmp_path).examine(served[1], "en")}
    assert {check: found[check] for check in ("reachable", "streams", "cache")} == {"reachable": True, "streams": True, "cache": True}


def test_talks_are_played_to_the_end_and_nothing_that_must_not_be_said_is_said(served: Served, tmp_path: Path) -> None:
    simulator = simulator_of(served, tmp_path)
    model = ServedModel(served[1], simulator.settings)
    plan = PLAN if served[1] == NAMES["large"] else PLAN[:2]
    found = summary([kept(*played(simulator, model, *talk)) for talk in plan])
    print(found)
    assert (found["talks"], found["leaked facts"], found["faults after the guard"]) == (len(plan), 0, {})
    assert found["cached share of turns 2 on"] >= CACHED[served[1]]


def test_a_talk_is_scored_or_says_why_not(served: Served, tmp_path: Path) -> None:
    simulator = simulator_of(served, tmp_path)
    session = simulator.say(simulator.open("bakery-website", lang="de", seed=1), "Guten Tag, was hatten Sie sich denn vorgestellt?")
    card = simulator.score(session.transcript)
    assert [result.id for result in card.criteria if result.score is None and not result.comment.startswith("Nicht bewertet: ")] == []
    assert [q.quote for r in card.criteria for q in r.evidence if q.quote not in session.transcript.turns[q.turn].text] == []
