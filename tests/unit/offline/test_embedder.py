"""Texts become vectors: a text of several sentences has what its sentences have together."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.offline.embedder import WIDTH, Embedder

SENTENCES = ["Die Farbe ist falsch.", "What did you expect?", "Am Freitag ist Messe!", "I should have asked.", "Das kostet nichts."]
EMBEDDER = Embedder()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5))
def test_a_text_lies_in_the_middle_of_its_sentences(said: list[str]) -> None:
    middle = EMBEDDER.encode(said).mean(axis=0)
    assert np.allclose(EMBEDDER.encode([" ".join(said)])[0], middle / np.linalg.norm(middle), atol=1e-6)


def test_an_empty_text_is_the_zero_vector_and_no_text_gives_no_row() -> None:
    assert EMBEDDER.encode(["", "  "]).tolist() == [[0.0] * WIDTH] * 2
    assert EMBEDDER.encode([]).shape == (0, WIDTH)


def test_case_and_the_width_of_gaps_make_no_difference() -> None:
    one, other = EMBEDDER.encode(["Die Farbe ist falsch. Am Freitag ist Messe!", "die farbe  ist falsch.   am freitag ist messe!"])
    assert np.allclose(one, other)
