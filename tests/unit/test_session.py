"""Talks as values: what `open`, `say`, `stream`, `back_to` and `end` give, and what they refuse."""

import pytest

from simulator import InputError, Simulator
from simulator.appraisal import Appraisal
from simulator.difficulty import at_difficulty
from simulator.persona import Persona
from simulator.session import Beat, Session, Stage, lang_of, usable_message
from simulator.state import advance, first_state
from simulator.transcript import MAX_TEXT, Turn
from tests.fakes import DyingVoice, FakeAppraiser, FakeVoice, doing, fake_stage, heard_whole, shipped_personas, small_persona

LISTENING = doing("paraphrase", matched=("turn:0",), substance=1.0)
BRUSHING_OFF = doing("dismiss")


def talk_of(stage: Stage, *messages: str) -> Session:
    """A talk in which the freelancer said these messages."""
    session = stage.open(small_persona(), "en", seed=3)
    for message in messages:
        session = stage.say(session, message)
    return session


def test_the_client_opens_the_talk() -> None:
    session = fake_stage().open(small_persona(), "en", seed=3)
    assert session == Session(persona=small_persona(), lang="en", seed=3, state=first_state(small_persona()), opening="small en 3 opens")
    assert session.lines == ("small en 3 opens",)
    assert session.ended is None


def test_one_message_is_heard_weighed_and_answered() -> None:
    appraiser = FakeAppraiser(LISTENING)
    stage = Stage(appraiser, FakeVoice())
    opened = stage.open(small_persona(), "en", seed=3)
    session = stage.say(opened, "  A board is missing, then?\n")
    state, move = advance(opened.state, LISTENING, small_persona())
    assert appraiser.heard == [("A board is missing, then?", opened.transcript)]
    assert session == opened.model_copy(
        update={
            "state": state,
            "states": (opened.state,),
            "messages": ("A board is missing, then?",),
            "beats": (
                Beat(
                    appraisal=LISTENING, move=move, levels=state.levels, causes=state.causes,
                    line=f"line 1: {move.kind}", notice="faked",
                ),
            ),
        }
    )  # fmt: skip


def test_the_transcript_is_what_was_said_in_order() -> None:
    session = talk_of(fake_stage(BRUSHING_OFF), "First.", "Second.")
    transcript = session.transcript
    assert transcript.turns == (
        Turn(role="client", text="small en 3 opens"),
        Turn(role="freelancer", text="First."),
        Turn(role="client", text="line 1: react_dismiss"),
        Turn(role="freelancer", text="Second."),
        Turn(role="client", text="line 2: react_dismiss"),
    )
    assert (transcript.lang, transcript.persona, transcript.case) == ("en", "small", small_persona().case("en"))


def test_an_old_session_is_left_as_it_was() -> None:
    stage = fake_stage(LISTENING, BRUSHING_OFF)
    opened = stage.open(small_persona(), "en")
    before = opened.model_dump_json()
    first = stage.say(opened, "I hear you.")
    kept = first.model_dump_json()
    stage.say(first, "Calm down.")
    assert opened.model_dump_json() == before
    assert first.model_dump_json() == kept


def test_streaming_and_saying_give_the_same() -> None:
    session = talk_of(fake_stage(LISTENING), "One.")
    pieces, streamed = heard_whole(fake_stage(LISTENING).stream(session, "Two."))
    assert streamed == fake_stage(LISTENING).say(session, "Two.")
    assert "".join(pieces) == streamed.lines[-1]
    assert len(pieces) > 1


@pytest.mark.parametrize("lang", ["de", "en"])
def test_streaming_and_saying_give_the_same_with_the_real_client(simulator: Simulator, lang: str) -> None:
    session = simulator.open("bakery-website", lang=lang, seed=7)
    message = {"de": "Was hatten Sie sich vorgestellt?", "en": "What had you pictured?"}[lang]
    pieces, streamed = heard_whole(simulator.stream(session, message))
    assert streamed == simulator.say(session, message)
    assert "".join(pieces) == streamed.lines[-1]


def test_the_same_seed_gives_the_same_talk_byte_for_byte(simulator: Simulator) -> None:
    messages = ["Das ist ärgerlich, ich höre zu.", "Was hatten Sie sich vorgestellt?", "Das stand so im Angebot."]
    talks = []
    for _ in range(2):
        session = simulator.open("bakery-website", lang="de", seed=7)
        for message in messages:
            session = simulator.say(session, message)
        talks.append(session.model_dump_json())
    assert talks[0] == talks[1]


def test_two_talks_on_one_stage_do_not_know_of_each_other(simulator: Simulator) -> None:
    alone = simulator.say(simulator.open("photo-silent", seed=1), "Was ist passiert?")
    one, other = simulator.open("photo-silent", seed=1), simulator.open("bakery-website", seed=2)
    other = simulator.say(other, "Das ist nicht mein Problem.")
    one = simulator.say(one, "Was ist passiert?")
    simulator.say(other, "Regen Sie sich ab.")
    assert one == alone


# Going back


def test_going_back_gives_the_very_session_of_that_moment() -> None:
    stage = fake_stage(LISTENING, BRUSHING_OFF, doing("justify"))
    sessions = [stage.open(small_persona(), "en")]
    for message in ("One.", "Two.", "Three."):
        sessions.append(stage.say(sessions[-1], message))
    assert [stage.back_to(sessions[-1], turn) for turn in range(4)] == sessions


def test_the_talk_goes_another_way_after_going_back() -> None:
    stage = fake_stage(BRUSHING_OFF, LISTENING)
    harsh = talk_of(stage, "So what.")
    kind = stage.say(stage.back_to(harsh, 0), "A board is missing.")
    assert kind.messages == ("A board is missing.",)
    assert kind.state.levels.trust > harsh.state.levels.trust
    assert harsh.messages == ("So what.",)


def test_a_talk_that_ended_goes_on_from_an_earlier_turn() -> None:
    stage = fake_stage(doing("attack"))
    session = stage.open(small_persona(), "en")
    while not session.ended:
        session = stage.say(session, "You fool.")
    again = stage.back_to(session, 1)
    assert again.ended is None
    assert len(stage.say(again, "Sorry.").messages) == 2


@pytest.mark.parametrize("turn", [-1, 2, 99])
def test_there_is_no_way_back_to_a_turn_that_never_was(turn: int) -> None:
    stage = fake_stage()
    with pytest.raises(InputError, match=rf"^There is no freelancer turn {turn} to go back to\. Choose 0 to 1\.$"):
        stage.back_to(talk_of(stage, "One."), turn)


# Ending


def test_the_freelancer_can_end_a_talk_and_says_nothing_more() -> None:
    stage = fake_stage()
    session = stage.end(talk_of(stage, "One."))
    assert session.ended == "user_ended"
    with pytest.raises(InputError, match=r"^This talk is over \(user_ended\)"):
        stage.say(session, "One more thing.")


def test_a_talk_that_is_over_stays_as_it_ended() -> None:
    stage = fake_stage(doing("attack"))
    session = stage.open(small_persona(), "en")
    while not session.ended:
        session = stage.say(session, "You fool.")
    assert session.ended == "escalated"
    assert stage.end(session) == session


# What is refused


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b", "\u00a0", "\x00\x07"])
def test_an_empty_message_is_refused(text: str) -> None:
    stage = fake_stage()
    with pytest.raises(InputError, match=r"^The message is empty"):
        stage.say(stage.open(small_persona(), "en"), text)


def test_a_message_is_refused_when_it_is_too_long_and_taken_at_the_limit() -> None:
    session = fake_stage().open(small_persona(), "en")
    assert usable_message(session, "x" * MAX_TEXT + "  ") == "x" * MAX_TEXT
    with pytest.raises(InputError, match=r"20,001 characters; at most 20,000"):
        usable_message(session, "x" * (MAX_TEXT + 1))


def test_a_refused_message_is_refused_before_anything_is_heard() -> None:
    appraiser = FakeAppraiser(Appraisal())
    stage = Stage(appraiser, FakeVoice())
    with pytest.raises(InputError):
        stage.say(stage.open(small_persona(), "en"), "")
    assert appraiser.heard == []


def test_a_client_is_not_spoken_to_in_a_language_it_does_not_speak() -> None:
    with pytest.raises(InputError, match=r"^small does not speak 'de'\. Choose one of: en\.$"):
        fake_stage().open(small_persona(), "de")


def test_only_german_and_english_are_spoken() -> None:
    assert [lang_of("de"), lang_of("en")] == ["de", "en"]
    with pytest.raises(InputError, match=r"^Unknown language 'fr'\. Choose one of: de, en\.$"):
        lang_of("fr")


def test_a_voice_that_dies_takes_nothing_of_the_talk_with_it() -> None:
    stage = Stage(FakeAppraiser(), DyingVoice())
    session = stage.open(small_persona(), "en")
    before = session.model_dump_json()
    with pytest.raises(ConnectionResetError):
        stage.say(session, "Hello.")
    assert session.model_dump_json() == before


# Clients


@pytest.mark.parametrize("difficulty", ["easy", "medium", "hard"])
def test_a_talk_is_opened_at_the_difficulty_that_was_asked_for(difficulty: str) -> None:
    session = fake_stage().open(small_persona(), "en", difficulty=difficulty)
    assert session.persona == at_difficulty(small_persona(), difficulty)


@pytest.mark.parametrize("persona", shipped_personas(), ids=lambda persona: persona.slug)
def test_every_shipped_client_opens_with_a_line_of_its_own(simulator: Simulator, persona: Persona) -> None:
    for lang in persona.langs:
        session = simulator.open(persona.slug, lang=lang, seed=1)
        assert session.opening in persona.text(lang).opening
