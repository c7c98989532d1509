"""The arithmetic of a score, with a judge that gives what it was told to give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.library import Library
from simulator.report import Evidence, Report, Result, Scorecard, Suggestion
from simulator.rubric import Cap, Criterion, CriterionText, Rubric
from simulator.scoring import report_of, score, total_of
from simulator.transcript import Transcript
from tests.fakes import FakeJudge

TEXT = CriterionText(
    name="Name", goal="Goal.", anchors=dict.fromkeys(range(1, 6), "Anchor."), mistakes=(), examples=({"weak": "W", "strong": "S"},)
)
TALK = (
    Transcript(id="t1", lang="en")
    .plus("client", "Where is the sixth board?")
    .plus("freelancer", "You wanted six. That was my slip.")
    .plus("client", "Well then.")
)
SAID = 1
"""The freelancer's turn of TALK."""


def rubric(*caps: Cap, **weights: float) -> Rubric:
    """Criteria with these weights."""
    criteria = tuple(Criterion(id=name, weight=weight, de=TEXT, en=TEXT) for name, weight in weights.items())
    return Rubric(id="small", de="Klein", en="Small", criteria=criteria, caps=caps)


def results(**scores: float | None) -> tuple[Result, ...]:
    return tuple(Result(id=name, score=value) for name, value in scores.items())


# The total


@pytest.mark.parametrize(
    ("scores", "total"),
    [
        ({"a": 1, "b": 1, "c": 1}, 0),
        ({"a": 5, "b": 5, "c": 5}, 100),
        ({"a": 3, "b": 3, "c": 3}, 50),
        ({"a": 5, "b": 1, "c": 1}, 50),
        ({"a": 1, "b": 5, "c": 5}, 50),
        ({"a": 4.5, "b": 2, "c": 3}, 62.5),
    ],
)
def test_the_total_is_the_weighted_mean_from_0_to_100(scores: dict[str, float], total: float) -> None:
    assert total_of(results(**scores), rubric(a=2, b=1, c=1)) == (total, False)


def test_what_was_not_scored_is_not_zero_but_left_out() -> None:
    assert total_of(results(a=5, b=None, c=5), rubric(a=2, b=1, c=1)) == (100, False)


def test_without_half_of_the_weight_there_is_no_total() -> None:
    weights = rubric(a=2, b=1, c=1)
    assert total_of(results(a=3, b=None, c=None), weights) == (50, False)
    assert total_of(results(a=None, b=5, c=None), weights) == (None, False)
    assert total_of(results(a=None, b=None, c=None), weights) == (None, False)


@pytest.mark.parametrize(
    ("faith", "total", "capped"),
    [(1, 40, True), (1.4, 40, True), (1.6, 83, False), (2, 85, False), (None, 100, False)],
)
def test_bad_faith_caps_the_total(faith: float | None, total: float, capped: bool) -> None:
    weights = rubric(Cap(criterion="faith", level=1, total=40), a=4, faith=1)
    assert total_of(results(a=5, faith=faith), weights) == (total, capped)


def test_a_cap_lifts_nothing() -> None:
    weights = rubric(Cap(criterion="faith", level=1, total=40), a=1, faith=1)
    assert total_of(results(a=1, faith=1), weights) == (0, False)


def test_the_lowest_of_several_caps_holds() -> None:
    weights = rubric(Cap(criterion="a", level=2, total=60), Cap(criterion="b", level=2, total=30), a=1, b=1, c=8)
    assert total_of(results(a=2, b=2, c=5), weights) == (30, True)


@given(st.lists(st.none() | st.floats(1, 5), min_size=9, max_size=9))
def test_every_total_of_the_shipped_rubric_lies_between_0_and_100(scores: list[float | None]) -> None:
    shipped = Library(None).rubric("unhappy-client")
    given_scores = results(**{c.id: value for c, value in zip(shipped.criteria, scores, strict=True)})
    total, capped = total_of(given_scores, shipped)
    assert total is None or 0 <= total <= 100
    faith = next(result.score for result in given_scores if result.id == "good_faith")
    if total is not None and faith == 1:
        assert total <= 40
    assert not capped or faith is not None


@given(st.lists(st.floats(1, 5), min_size=3, max_size=3), st.integers(0, 2), st.floats(0, 4))
def test_a_better_criterion_never_lowers_the_total(scores: list[float], which: int, gain: float) -> None:
    weights = rubric(Cap(criterion="a", level=1, total=40), a=2, b=1, c=1)
    better = [min(5.0, value + gain) if i == which else value for i, value in enumerate(scores)]
    before, after = (total_of(results(**dict(zip("abc", row, strict=True))), weights)[0] for row in (scores, better))
    assert before is not None
    assert after is not None
    assert after >= before


def test_the_core_criteria_of_the_shipped_rubric_count_double() -> None:
    shipped = Library(None).rubric("unhappy-client")
    double = {criterion.id for criterion in shipped.criteria if criterion.weight == 2}
    assert double == {"listening", "no_self_justification", "fair_concession"}
    assert {criterion.weight for criterion in shipped.criteria} == {1, 2}
    assert len(shipped.criteria) == 9
    assert shipped.caps == (Cap(criterion="good_faith", level=1, total=40),)


# The scorecard


def test_a_scorecard_holds_what_the_judge_found() -> None:
    found = Result(
        id="a", score=4, comment="Heard.", evidence=(Evidence(turn=SAID, quote="You wanted six.", effect="helps"),),
        suggestion=Suggestion(turn=SAID, instead_of="That was my slip.", wording="I left that open.", gain=3),
    )  # fmt: skip
    judge = FakeJudge(found)
    assert score(TALK, rubric(a=1), judge) == Scorecard(id="t1", rubric="small", judge="fake", total=75, criteria=(found,))
    assert judge.judged == [TALK]


def test_a_capped_and_a_partly_scored_card_say_so() -> None:
    weights = rubric(Cap(criterion="a", level=1, total=40), a=1, b=3, c=1)
    card = score(TALK, weights, FakeJudge(*results(a=1, b=5, c=None)))
    assert (card.total, card.flags) == (40, ("total_capped", "partly_scored"))


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(turn=SAID, quote="You wanted seven.", effect="helps"),
        Evidence(turn=SAID, quote="you wanted six.", effect="helps"),
        Evidence(turn=SAID, quote="", effect="helps"),
        Evidence(turn=0, quote="Where is the sixth board?", effect="hurts"),
        Evidence(turn=2, quote="Well", effect="hurts"),
        Evidence(turn=-2, quote="You wanted six.", effect="helps"),
        Evidence(turn=3, quote="You wanted six.", effect="helps"),
    ],
    ids=["made up", "other case", "empty", "the client's", "the client's last", "counted from the end", "beyond the end"],
)
def test_a_false_quote_is_dropped_and_the_true_one_beside_it_stays(evidence: Evidence) -> None:
    true = Evidence(turn=SAID, quote="That was my slip.", effect="helps")
    card = score(TALK, rubric(a=1), FakeJudge(Result(id="a", score=3, evidence=(evidence, true))))
    assert card.result("a") == Result(id="a", score=3, evidence=(true,))


@pytest.mark.parametrize(("turn", "instead_of"), [(SAID, "Not said."), (0, "Where is"), (9, "That"), (SAID, "")])
def test_a_suggestion_for_a_sentence_nobody_said_is_dropped(turn: int, instead_of: str) -> None:
    suggestion = Suggestion(turn=turn, instead_of=instead_of, wording="Better.")
    card = score(TALK, rubric(a=1), FakeJudge(Result(id="a", score=3, suggestion=suggestion)))
    assert card.result("a").suggestion is None


# Too little text


@pytest.mark.parametrize("said", ["", "Ok.", "Three short words", "... ??? !!! 1234", "- - - - -"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_too_little_text_gives_no_score_and_says_why(lang: str, said: str) -> None:
    talk = Transcript(lang=lang).plus("client", "A long and angry opening with a great many words.").plus("freelancer", said)
    judge = FakeJudge(*results(a=5, b=5))
    card = score(talk, rubric(a=1, b=1), judge)
    reason = {
        "de": "Nicht bewertet: Dafür steht hier zu wenig Text der Freelancerin oder des Freelancers.",
        "en": "Not scored: the freelancer said too little to judge.",
    }[lang]
    empty = tuple(Result(id=name, score=None, comment=reason, confidence=0.0) for name in "ab")
    assert card == Scorecard(id=None, rubric="small", judge="fake", total=None, criteria=empty, flags=("too_little_text",))
    assert judge.judged == []


def test_a_talk_without_any_turn_is_not_scored() -> None:
    assert score(Transcript(lang="de"), rubric(a=1), FakeJudge()).total is None


def test_four_words_over_several_turns_are_enough_to_be_judged() -> None:
    talk = Transcript(lang="en").plus("freelancer", "Oh no").plus("client", "Well?").plus("freelancer", "I see")
    assert score(talk, rubric(a=1), FakeJudge(*results(a=2))).total == 25


# The report


def test_a_report_names_one_strength_and_the_fix_that_gains_most() -> None:
    helps = Evidence(turn=SAID, quote="You wanted six.", effect="helps")
    wording = Suggestion(turn=SAID, instead_of="That was my slip.", wording="I left that open.", gain=3)
    weakest, helped = Result(id="a", score=1.5), Result(id="b", score=2, suggestion=wording)
    strongest = Result(id="c", score=4.5, evidence=(helps,))
    card = Scorecard(id=None, rubric="small", judge="fake", total=50, criteria=(weakest, helped, strongest))
    assert report_of(TALK, card) == Report(transcript=TALK, scorecard=card, strength=strongest, fix=helped)


def test_a_report_without_a_better_wording_works_on_the_weakest_criterion() -> None:
    card = Scorecard(id=None, rubric="small", judge="fake", total=30, criteria=results(a=2, b=1.5, c=None))
    assert report_of(TALK, card) == Report(transcript=TALK, scorecard=card, strength=None, fix=card.result("b"))


def test_a_report_has_no_fix_when_all_is_well_and_no_strength_without_proof() -> None:
    card = Scorecard(id=None, rubric="small", judge="fake", total=90, criteria=results(a=4.6, b=4.8))
    assert report_of(TALK, card) == Report(transcript=TALK, scorecard=card, strength=None, fix=None)


def test_a_report_of_a_talk_that_was_not_scored_praises_and_corrects_nothing() -> None:
    card = score(Transcript(lang="en"), rubric(a=1), FakeJudge())
    assert report_of(Transcript(lang="en"), card) == Report(transcript=Transcript(lang="en"), scorecard=card, strength=None, fix=None)


def test_a_scorecard_becomes_the_json_of_the_contract() -> None:
    found = Result(
        id="a", score=4, comment="Heard.", evidence=(Evidence(turn=SAID, quote="You wanted six.", effect="helps"),),
        suggestion=Suggestion(turn=SAID, instead_of="That was my slip.", wording="I left that open."), spread=0.5,
    )  # fmt: skip
    card = Scorecard(
        id="t1", rubric="small", judge="fake", total=75, criteria=(found, Result(id="b", score=None)), flags=("partly_scored",)
    )
    assert card.as_json() == {
        "id": "t1", "rubric": "small", "judge": "fake", "total": 75,
        "criteria": [
            {
                "id": "a", "score": 4, "evidence": [{"turn": SAID, "quote": "You wanted six.", "effect": "helps"}],
                "comment": "Heard.", "suggestion": "I left that open.", "confidence": 1.0,
                "instead_of": {"turn": SAID, "quote": "That was my slip."}, "spread": 0.5,
            },
            {"id": "b", "score": None, "evidence": [], "comment": "", "suggestion": None, "confidence": 1.0},
        ],
        "flags": ["partly_scored"],
    }  # fmt: skip
