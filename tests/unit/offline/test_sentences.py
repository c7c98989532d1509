"""Messages cut into sentences without losing or changing a letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.offline.sentences import split

written = st.lists(
    st.sampled_from(["Ja", "No", "z. B.", "ca.", "3.", "2.50", "„Gut“", "Dr.", "...", "?!", "!", ".", ",", " ", "  ", "\n", "- ", "…", "🙂", "Ärger", "what"]), max_size=30
).map("".join)  # fmt: skip


@given(st.text() | written)
def test_every_sentence_is_an_exact_piece_of_the_message_in_order_and_nothing_is_lost(text: str) -> None:
    position = 0
    for piece in split(text):
        assert piece == piece.strip() != ""
        found = text.find(piece, position)
        assert found >= 0
        assert text[position:found].strip() == ""
        position = found + len(piece)
    assert text[position:].strip() == ""


@given(written)
def test_a_sentence_is_not_cut_further(text: str) -> None:
    for piece in split(text):
        assert "\n" not in piece


@pytest.mark.parametrize("text", ["", " ", "\n\n\t"])
def test_nothing_said_is_no_sentence(text: str) -> None:
    assert split(text) == []


@pytest.mark.parametrize(
    "sentences",
    [
        ["Guten Tag, Frau Dr. Maier.", "Wie geht es Ihnen?"],
        ["Hallo Frau Berger,", "was genau stört Sie denn?"],
        ["Sehr geehrter Herr Dr. Maier,", "das ist Ihre Schuld.", "Punkt."],
        ["Hi Maria,", "what don't you like about it?"],
        ["Dear all,", "the hall is booked."],
        ["Das kostet ca. 200 Euro, z. B. für Texte.", "Mehr nicht."],
        ["Am 3. Oktober war das klar.", "Oder?"],
        ["Ich komme am 5.", "Was brauchen Sie?"],
        ["Das steht in Nr. 4 der Liste bzw. im Anhang.", "Und Sie?"],
        ["Das kostet 3.500 Euro.", "Mehr nicht."],
        ["Er sagte: „Das reicht.“", "Dann ging er."],
        ["Hm…", "ja"],
        ["Wirklich?!", "Ja...", "Gut."],
        ["The brief of 3 February says so under item 5.", "Besides, it is late."],
        ["Am 3. und 4. Mai war ich da.", "Und am 5. auch."],
        ["1. Friday is off.", "2. We sit down together on Tuesday.", "3. Was danach kommt, kostet extra."],
        ["See e.g. the offer.", "It says $2.50 per page."],
        ["I'll come at 5.", "What do you need?"],
        ["Version 2.0 is out.", "Yes."],
        ["Mr. Smith wrote to me.", "What now?"],
        ["The answer is no.", "What I can do is this."],
        ["www.example.com ist die Seite.", "Gut."],
    ],
    ids=lambda sentences: sentences[0],
)
def test_sentences_end_where_people_end_them(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_a_greeting_with_wide_gaps_is_one() -> None:
    assert split("Hallo  Frau  Berger,  was ist los?") == ["Hallo  Frau  Berger,", "was ist los?"]


def test_a_missing_space_does_not_hide_a_sentence() -> None:
    assert split("Das ist gut.Und das auch.") == ["Das ist gut.", "Und das auch."]


def test_lines_and_the_points_of_a_list_are_sentences() -> None:
    assert split("Hallo\nSie wollten:\n- Punkt eins - Punkt zwei\n\n• Punkt drei") == [
        "Hallo",
        "Sie wollten:",
        "- Punkt eins",
        "- Punkt zwei",
        "• Punkt drei",
    ]
