"""The client's authored words: never a line twice, no open slot, and always something to say."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.appraisal import Appraisal, Offer, Sentence
from simulator.offline.voice import AuthoredVoice, samples, words_of
from simulator.persona import MOODS_OF, Mood, MoveKind, Persona
from simulator.session import Cue
from simulator.state import MOST_TURNS, Move
from simulator.transcript import Lang
from tests.fakes import heard_whole, persona_data, shipped_personas, small_persona

VOICE = AuthoredVoice()
SPEAKERS = [(persona, lang) for persona in shipped_personas() for lang in persona.langs]
EVERY_SPEAKER = pytest.mark.parametrize(("persona", "lang"), SPEAKERS, ids=[f"{persona.slug}-{lang}" for persona, lang in SPEAKERS])
JUSTIFYING = "Das stand genau so im Angebot, da kann ich nichts dafür."
HEARD = Appraisal(
    acts={"justify": 0.9, "blame": 0.9, "dismiss": 0.9, "validate": 0.9},
    sentences=(Sentence(text=JUSTIFYING, acts={"justify": 0.9, "blame": 0.9, "dismiss": 0.9, "validate": 0.9}),),
)


def cue_for(persona: Persona, lang: Lang, move: Move, lines: tuple[str, ...] = (), **more: Any) -> Cue:
    """What the voice is told about one move."""
    known = {"seed": 1, "message": JUSTIFYING, "appraisal": HEARD, "messages": (), "revealed": ()} | more
    return Cue(persona=persona, lang=lang, move=move, lines=lines, **known)


def speaking(move: str, mood: str, *lines: str) -> Persona:
    """The small client with only these lines for one move."""
    text = persona_data()["en"]
    text["lines"][move][mood] = list(lines)
    return small_persona(en=text)


offers = st.none() | st.builds(
    Offer,
    kind=st.just("discount"),
    percent=st.none() | st.just(12.5),
    amount=st.none() | st.just(1200.0),
    free_hours=st.none() | st.just(2.0),
)


@st.composite
def moves(draw: st.DrawFn, persona: Persona) -> Move:
    """Any move this client may be told to make."""
    if draw(st.integers(1, 4)) == 1:
        fact = draw(st.sampled_from([fact.id for fact in persona.facts]))
        return Move(
            kind="reveal", mood=draw(st.sampled_from(["hot", "cool", "warm"])), fact=fact, lead=draw(st.sampled_from([None, "confirm"]))
        )
    kind: MoveKind = draw(st.sampled_from(list(MOODS_OF)))
    mood: Mood = draw(st.sampled_from(MOODS_OF[kind]))
    return Move(kind=kind, mood=mood, offer=draw(offers), lead=draw(st.sampled_from([None, None, "confirm"])))


# Never twice


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), seed=st.integers(0, 10_000))
def test_no_line_comes_twice_in_a_whole_talk_and_no_slot_stays_open(data: st.DataObject, seed: int) -> None:
    persona, lang = data.draw(st.sampled_from(SPEAKERS))
    lines = (VOICE.open(persona, lang, seed),)
    for _ in range(MOST_TURNS):
        cue = cue_for(
            persona, lang, data.draw(moves(persona)), lines, seed=seed, appraisal=data.draw(st.sampled_from([HEARD, Appraisal()]))
        )
        line = VOICE.line(cue)
        assert line.strip()
        assert line not in lines
        assert not re.search(r"[{}]", line)
        lines = (*lines, line)


@EVERY_SPEAKER
def test_even_one_move_repeated_for_a_whole_talk_never_repeats_a_sentence(persona: Persona, lang: Lang) -> None:
    for kind, moods in MOODS_OF.items():
        for mood in moods:
            lines = (VOICE.open(persona, lang, 1),)
            for _ in range(MOST_TURNS):
                line = VOICE.line(cue_for(persona, lang, Move(kind=kind, mood=mood), lines, appraisal=Appraisal()))
                assert line
                assert not any(line in said for said in lines)
                lines = (*lines, line)


@EVERY_SPEAKER
def test_every_fact_is_told_in_the_clients_own_words(persona: Persona, lang: Lang) -> None:
    for fact in persona.facts:
        for mood in ("hot", "cool", "warm"):
            line = VOICE.line(cue_for(persona, lang, Move(kind="reveal", mood=mood, fact=fact.id)))
            assert line in persona.text(lang).facts[fact.id].tell


@EVERY_SPEAKER
def test_no_line_for_another_move_tells_a_fact_word_for_word(persona: Persona, lang: Lang) -> None:
    text = persona.text(lang)
    authored = {line for moods in text.lines.values() for lines in moods.values() for line in lines}
    told = {line for fact in persona.facts if fact.hidden for line in text.facts[fact.id].tell}
    assert authored & told == set()


# The same seed


@EVERY_SPEAKER
def test_the_same_cue_gives_the_same_line_and_another_seed_may_give_another(persona: Persona, lang: Lang) -> None:
    move = Move(kind="vent", mood="hot")
    assert len({VOICE.line(cue_for(persona, lang, move)) for _ in range(3)}) == 1
    assert len({VOICE.line(cue_for(persona, lang, move, seed=seed)) for seed in range(12)}) > 1


@EVERY_SPEAKER
def test_two_freelancers_with_the_same_seed_do_not_hear_the_same_words(persona: Persona, lang: Lang) -> None:
    move = Move(kind="vent", mood="hot")
    assert len({VOICE.line(cue_for(persona, lang, move, message=f"{number} Tage")) for number in range(12)}) > 1


def test_a_line_does_not_begin_like_an_earlier_one_while_there_is_another() -> None:
    persona = speaking("vent", "hot", "And then nothing came.", "And then you left.", "Not a word from you.")
    line = VOICE.line(cue_for(persona, "en", Move(kind="vent", mood="hot"), ("Well. And then it rained.",)))
    assert line == "Not a word from you."


def test_the_client_does_not_ask_what_it_was_just_told() -> None:
    persona = speaking("ask_terms", "cool", "And what does it cost?", "How much is it?", "Write that down for me.")
    priced = Appraisal(sentences=(Sentence(text="Two hours, at no charge.", acts={"offer": 0.9}),))
    assert VOICE.line(cue_for(persona, "en", Move(kind="ask_terms", mood="cool"), appraisal=priced)) == "Write that down for me."


def test_the_opening_is_one_of_the_authored_ones() -> None:
    persona, lang = SPEAKERS[0]
    assert {VOICE.open(persona, lang, seed) for seed in range(30)} == set(persona.text(lang).opening)


# Slots


@pytest.mark.parametrize(
    ("offer", "number"),
    [
        (Offer(kind="discount", percent=12.5), "12.5%"),
        (Offer(kind="refund", amount=1200), "€1,200"),
        (Offer(kind="rework", free_hours=2), "2 hours"),
    ],
)
def test_the_size_of_the_offer_is_said_as_the_client_would(offer: Offer, number: str) -> None:
    persona = speaking("too_little", "hot", "{number}? And then?", "{number}, is it?")
    line = VOICE.line(cue_for(persona, "en", Move(kind="too_little", mood="hot", offer=offer)))
    assert line in (f"{number}? And then?", f"{number}, is it?")


def test_the_size_is_said_in_the_money_of_the_client() -> None:
    text = persona_data()["en"]
    text["case"]["currency"] = "GBP"
    text["lines"]["too_little"]["hot"] = ["{number}, is it?", "{number}!"]
    cue = cue_for(small_persona(en=text), "en", Move(kind="too_little", mood="hot", offer=Offer(kind="discount", amount=50)))
    assert VOICE.line(cue).startswith("£50")


@pytest.mark.parametrize("offer", [None, Offer(kind="discount")])
def test_a_line_whose_number_was_never_said_is_left_out(offer: Offer | None) -> None:
    persona = speaking("too_little", "hot", "{number}? And then?", "That is little.")
    assert VOICE.line(cue_for(persona, "en", Move(kind="too_little", mood="hot", offer=offer))) == "That is little."


def test_the_freelancers_own_words_are_quoted() -> None:
    persona = speaking("react_justify", "hot", "“{quote}”, you say.", "“{quote}”?")
    line = VOICE.line(cue_for(persona, "en", Move(kind="react_justify", mood="hot")))
    assert line in ("“Das stand genau so im”, you say.", "“da kann ich nichts dafür”, you say.", "“da kann ich nichts dafür”?")
    quoted = line.split("“")[1].split("”")[0]
    assert quoted in JUSTIFYING
    assert 2 <= len(quoted.split()) <= 5


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Nein.",
        "Das habe ich Ihnen doch schon am Telefon mehrfach ganz genau erklärt",
        "{quote} {number}",
        "<b>nicht meine Schuld</b>",
        "call 0171 2345",
    ],
)
def test_a_line_whose_quote_cannot_be_had_is_left_out(sentence: str) -> None:
    persona = speaking("react_justify", "hot", "“{quote}”, you say.", "I have heard enough.")
    heard = Appraisal(acts={"justify": 0.9}, sentences=(Sentence(text=sentence, acts={"justify": 0.9}),) if sentence else ())
    assert VOICE.line(cue_for(persona, "en", Move(kind="react_justify", mood="hot"), appraisal=heard)) == "I have heard enough."


@given(st.text(max_size=60))
def test_nothing_a_freelancer_writes_opens_a_slot(text: str) -> None:
    persona = speaking("react_justify", "hot", "“{quote}”, you say.", "I have heard enough.")
    heard = Appraisal(acts={"justify": 0.9}, sentences=(Sentence(text=text, acts={"justify": 0.9}),))
    line = VOICE.line(cue_for(persona, "en", Move(kind="react_justify", mood="hot"), appraisal=heard))
    assert not re.search(r"[{}<>]", line)


# Moods, leads and pieces


def test_the_line_fits_the_mood_and_only_then_comes_near_it() -> None:
    move = Move(kind="vent", mood="hot")
    first = VOICE.line(cue_for(small_persona(), "en", move))
    second = VOICE.line(cue_for(small_persona(), "en", move, (first,)))
    third = VOICE.line(cue_for(small_persona(), "en", move, (first, second)))
    assert {first, second} == {"vent hot one.", "vent hot two."}
    assert third in ("vent cool one.", "vent cool two.")


def test_a_lead_is_said_before_the_line_it_leads() -> None:
    line = VOICE.line(cue_for(small_persona(), "en", Move(kind="reveal", mood="cool", fact="wish", lead="confirm")))
    assert re.fullmatch(r"confirm cool (one|two)\. wish (one|two)\.", line)


@EVERY_SPEAKER
def test_a_line_is_spoken_word_by_word_and_whole(persona: Persona, lang: Lang) -> None:
    cue = cue_for(persona, lang, Move(kind="vent", mood="hot"))
    pieces, spoken = heard_whole(VOICE.speak(cue))
    assert "".join(pieces) == spoken.line == VOICE.line(cue)
    assert len(pieces) == len(spoken.line.split())
    assert spoken.notice == ""


@given(st.text())
def test_the_pieces_of_a_line_make_up_the_line(line: str) -> None:
    assert "".join(words_of(line)) == line.lstrip()


def test_the_patterns_for_a_model_hold_no_slot_and_fit_the_move() -> None:
    persona = speaking("vent", "hot", "{number}!", "Vent A.", "Vent B.", "Vent C.")
    assert samples(cue_for(persona, "en", Move(kind="vent", mood="hot"))) == ["Vent A.", "Vent B."]
    assert samples(cue_for(persona, "en", Move(kind="reveal", mood="hot", fact="wish")), count=1) == ["wish one."]
