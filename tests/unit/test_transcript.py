"""What was said, as a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from simulator.transcript import MAX_TEXT, Case, Transcript, Turn

texts = st.text(max_size=30)
turns = st.builds(Turn, role=st.sampled_from(["client", "freelancer"]), text=texts)
cases = st.builds(Case, trade=texts, project=texts, agreed=texts, price=st.none() | st.floats(0, 1e6), complaint=texts)
transcripts = st.builds(
    Transcript,
    id=st.none() | texts,
    lang=st.sampled_from(["de", "en"]),
    persona=st.none() | texts,
    case=st.none() | cases,
    turns=st.lists(turns, max_size=6).map(tuple),
)


@given(transcripts)
def test_a_transcript_survives_being_written_and_read(transcript: Transcript) -> None:
    assert Transcript.model_validate_json(transcript.model_dump_json()) == transcript


@given(transcripts, turns)
def test_one_more_turn_makes_a_new_transcript_and_leaves_the_old_one(transcript: Transcript, turn: Turn) -> None:
    before = transcript.model_dump_json()
    longer = transcript.plus(turn.role, turn.text)
    assert longer == transcript.model_copy(update={"turns": (*transcript.turns, turn)})
    assert longer.until(len(transcript.turns)) == transcript
    assert transcript.model_dump_json() == before


@given(transcripts)
def test_the_two_sides_make_up_the_whole(transcript: Transcript) -> None:
    client, freelancer = transcript.of("client"), transcript.of("freelancer")
    assert [turn for turn in transcript.turns if turn.role == "client"] == list(client)
    assert len(client) + len(freelancer) == len(transcript.turns)


def test_a_transcript_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Transcript(lang="de").lang = "en"


def test_ratings_beside_a_transcript_are_passed_over() -> None:
    data = {"lang": "de", "turns": [], "ratings": {"listening": 4}, "quality": "good"}
    assert Transcript.model_validate(data) == Transcript(lang="de")


def test_the_shape_of_the_contract_is_taken_as_it_stands() -> None:
    case = {"trade": "Design", "project": "Logo", "agreed": "Three drafts", "price": 900, "currency": "CHF", "complaint": "Late."}
    data = {"id": "x", "lang": "en", "persona": None, "case": case, "turns": [{"role": "client", "text": "Late!"}]}
    assert Transcript.model_validate(data).model_dump() == {**data, "turns": ({"role": "client", "text": "Late!"},)}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"lang": "fr"},
        {"lang": "de", "turns": [{"role": "system", "text": "x"}]},
        {"lang": "de", "turns": [{"role": "client", "text": 7}]},
        {"lang": "de", "turns": [{"role": "client", "text": "x", "mood": "hot"}]},
        {"lang": "de", "turns": [{"role": "client", "text": "x" * (MAX_TEXT + 1)}]},
        {"lang": "de", "case": {"budget": 3}},
        [],
        None,
        "text",
    ],
)
def test_another_shape_is_refused(data: object) -> None:
    with pytest.raises(ValidationError):
        Transcript.model_validate(data)


def test_the_longest_text_is_taken_whole() -> None:
    assert len(Transcript(lang="de").plus("client", "x" * MAX_TEXT).turns[0].text) == MAX_TEXT
    with pytest.raises(ValidationError, match="at most 20000 characters"):
        Transcript(lang="de").plus("client", "x" * (MAX_TEXT + 1))
