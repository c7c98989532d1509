"""The record of a played talk: the contract of `kulanz simulate` and its scripts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.appraisal import Appraisal, Offer, Sentence
from simulator.errors import InputError
from simulator.ledger import entries
from simulator.record import appraisal_json, is_good_end, lines_of, mood_points, outcome, play, record
from simulator.report import Result, Scorecard
from simulator.session import Origin, Session, Stage
from simulator.tokens import Tokens
from tests.fakes import FakeAppraiser, FakeVoice, doing, fake_stage, small_persona

ASKS_WISH = doing("ask_expectation", "paraphrase", asked=("wish",), matched=("turn:0",), substance=1.0)
OFFERS = Appraisal(acts={"offer": 0.8, "courtesy": 0.3}, offer=Offer(kind="rework", free_hours=2), substance=1.0)
ATTACKS = doing("attack")


def played(*appraisals: Appraisal, lines: tuple[str, ...]) -> Session:
    stage = fake_stage(*appraisals)
    return play(stage, stage.open(small_persona(), "en", seed=9), lines)


# Playing


def test_a_script_is_played_line_by_line_without_its_blank_lines() -> None:
    assert played(lines=("One.", "", "  ", "Two.")).messages == ("One.", "Two.")


def test_a_script_stops_where_the_talk_ended() -> None:
    session = played(ATTACKS, lines=tuple(f"Insult {n}." for n in range(30)))
    assert session.ended == "escalated"
    assert len(session.messages) < 24


def test_an_empty_script_plays_nothing() -> None:
    assert played(lines=()) == fake_stage().open(small_persona(), "en", seed=9)


# The record


def test_the_record_holds_all_that_was_said_heard_decided_and_felt() -> None:
    session = played(ASKS_WISH, OFFERS, lines=("You wanted six? What had you pictured?", "Two hours of mine."))
    first, second = (beat.levels.model_dump() for beat in session.beats)
    assert record(session, None) == {
        "persona": "small",
        "lang": "en",
        "seed": 9,
        "turns": [
            {"role": "client", "text": "small en 9 opens"},
            {
                "role": "freelancer",
                "text": "You wanted six? What had you pictured?",
                "acts": {"ask_expectation": 0.9, "paraphrase": 0.9},
                "offer": None,
            },
            {"role": "client", "text": "line 1: reveal", "move": "reveal", "revealed": ["wish"], "state": first, "notice": "faked"},
            {"role": "freelancer", "text": "Two hours of mine.", "acts": {"offer": 0.8}, "offer": {"kind": "rework", "free_hours": 2}},
            {
                "role": "client",
                "text": "line 2: premature_offer",
                "move": "premature_offer",
                "revealed": [],
                "state": second,
                "notice": "faked",
            },
        ],
        "ended": None,
        "outcome": outcome(session),
        "scorecard": None,
    }


def test_what_a_model_took_and_what_was_held_back_stand_in_the_record() -> None:
    session, tokens = played(ASKS_WISH, lines=("What?",)), Tokens(calls=2, input=200, cached=80, output=9)
    origin = Origin(by="both", held=("wrong_language", "role_swap"), tokens=tokens)
    beat = session.beats[0].model_copy(update={"origin": origin})
    card = Scorecard(id=None, rubric="small", judge="m", total=None, criteria=(Result(id="a", score=None, tokens=tokens),))
    written = record(session.model_copy(update={"beats": (beat,)}), card)
    assert written["turns"][2]["origin"] == {"by": "both", "held": ["wrong_language", "role_swap"], "tokens": tokens.model_dump()}
    assert written["scorecard"]["tokens"] == tokens.model_dump()
    assert written["tokens"] == (tokens + tokens).model_dump()


def test_the_record_of_a_talk_is_json_and_holds_its_scorecard() -> None:
    card = Scorecard(id=None, rubric="small", judge="fake", total=None, criteria=(), flags=("too_little_text",))
    written = json.loads(json.dumps(record(played(ASKS_WISH, lines=("What?",)), card), allow_nan=False))
    assert written["scorecard"] == card.as_json()


def test_the_outcome_says_what_was_found_and_what_stayed_hidden() -> None:
    session = played(ASKS_WISH, OFFERS, lines=("What had you pictured?", "Two hours of mine."))
    assert outcome(session) == {
        "reason": None,
        "freelancer_turns": 2,
        "offer": {"kind": "rework", "free_hours": 2},
        "offer_weighed": "premature",
        "found": ["wish"],
        "hidden": ["origin"],
        "needs": [{"id": "repair", "text": "The sixth board.", "essential": True, "met": False}],
        "final_state": session.state.levels.model_dump(),
        "ledger": [entry.model_dump() for entry in entries(small_persona(), None, session.state.levels.trust, None)],
    }


def test_an_offer_that_was_refused_is_not_booked() -> None:
    session = played(OFFERS, ATTACKS, lines=tuple(f"Line {n}." for n in range(24)))
    assert session.ended == "escalated"
    found = outcome(session)
    assert found["ledger"][0]["concession"] == 0
    assert found["ledger"][0]["resolution"] == "walked_out"


def test_the_mood_curve_begins_before_the_first_word_and_names_its_causes() -> None:
    session = played(ASKS_WISH, ATTACKS, lines=("What?", "Fool."))
    points = mood_points(session)
    assert [point["turn"] for point in points] == [0, 1, 2]
    assert points[0] == {"turn": 0, "levels": small_persona().start.model_dump(), "causes": []}
    assert points[2] == {
        "turn": 2, "levels": session.state.levels.model_dump(), "causes": [cause.model_dump() for cause in session.state.causes],
    }  # fmt: skip
    assert mood_points(played(lines=())) == points[:1]


def test_the_same_talk_gives_the_same_record_byte_for_byte() -> None:
    texts = {json.dumps(record(played(ASKS_WISH, OFFERS, lines=("What?", "Two hours.")), None)) for _ in range(3)}
    assert len(texts) == 1


def test_an_appraisal_is_written_with_its_strongest_act_first() -> None:
    appraisal = Appraisal(
        sentences=(Sentence(text="Two hours.", acts={"offer": 0.8}),),
        acts={"courtesy": 0.2, "offer": 0.8},
        offer=Offer(kind="rework", free_hours=2),
        asked=("wish",),
    )
    assert json.dumps(appraisal_json(appraisal)) == (
        '{"acts": {"offer": 0.8, "courtesy": 0.2}, "sentences": [{"text": "Two hours.", "acts": {"offer": 0.8}}], '
        '"offer": {"kind": "rework", "free_hours": 2.0}}'
    )
    assert appraisal_json(Appraisal()) == {"acts": {}, "sentences": [], "offer": None}


def test_only_an_agreement_is_a_good_end() -> None:
    ends = ("agreed", "agreed_grudgingly", "walked_out", "escalated", "user_ended", "at_limit", None)
    assert [end for end in ends if is_good_end(end)] == ["agreed", "agreed_grudgingly"]


# Scripts


def test_a_script_is_a_line_for_each_message_or_a_json_list() -> None:
    assert lines_of(" One. \n\n Two.\r\n", "s") == ["One.", "Two."]
    assert lines_of('\n["One.", "Two\\nlines."]', "s") == ["One.", "Two\nlines."]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "s holds no line"),
        (" \n\t\n", "s holds no line"),
        ('["One.",]', "s is not valid JSON"),
        ('["One.", 2]', "s must be a JSON list of texts only"),
        ("[[1]]", "s must be a JSON list of texts only"),
        ("[" * 100_000, "s"),
        ("[" + "1" * 5000 + "]", "s"),
    ],
    ids=["empty", "blank", "broken", "a number", "a list", "nested too deeply", "a number of 5000 digits"],
)
def test_another_shape_of_script_is_refused_with_its_name(text: str, problem: str) -> None:
    with pytest.raises(InputError, match=f"^{problem}"):
        lines_of(text, "s")


@given(st.text() | st.text(alphabet='[]{}",1\\ ').map("[{}".format))
def test_any_text_is_a_script_or_refused(text: str) -> None:
    try:
        lines = lines_of(text, "s")
    except InputError:
        return
    assert all(isinstance(line, str) for line in lines)


def test_a_script_heard_by_the_stage_is_what_the_file_says() -> None:
    appraiser = FakeAppraiser()
    stage = Stage(appraiser, FakeVoice())
    play(stage, stage.open(small_persona(), "en"), lines_of("Hello there.\n\nGood-bye.", "s"))
    assert [text for text, _ in appraiser.heard] == ["Hello there.", "Good-bye."]
