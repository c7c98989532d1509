"""Looking back at a talk: the turns that mattered, what came out, the next goal; and two talks beside each other."""

from typing import Literal

import pytest

from simulator.appraisal import Appraisal
from simulator.comparison import Row, compare
from simulator.errors import InputError
from simulator.ledger import entries
from simulator.record import play
from simulator.report import Effect, Evidence, Report, Result, Scorecard
from simulator.review import MATTERS, MOST_MOMENTS, Finding, Mark, Review, review, turn_of, usable_guess
from simulator.scoring import report_of
from simulator.session import Session
from tests.fakes import doing, fake_stage, small_persona, small_rubric

RUBRIC = small_rubric("listening", "terms", core="listening")
ASKS = doing("ask_expectation", "paraphrase", asked=("wish",), matched=("turn:0",), substance=1.0)
IDLE = Appraisal()
ATTACKS = doing("attack")
LINES = ("You wanted six? What had you pictured?", "Hm.", "What nonsense.")


def played(*appraisals: Appraisal, lines: tuple[str, ...] = LINES, seed: int = 9) -> Session:
    stage = fake_stage(*appraisals)
    return play(stage, stage.open(small_persona(), "en", seed=seed), lines)


def report(session: Session, *results: Result, judge: str = "fake") -> Report:
    given = results or (Result(id="listening", score=4.5), Result(id="terms", score=2.0))
    card = Scorecard(id=None, rubric="small", judge=judge, total=60, criteria=given)
    return report_of(session.transcript, card)


def reviewed(*appraisals: Appraisal, results: tuple[Result, ...] = (), **more: object) -> Review:
    session = played(*(appraisals or (ASKS, IDLE, ATTACKS)))
    return review(session, report(session, *results), RUBRIC, **more)  # type: ignore[arg-type]


def test_the_turns_that_mattered_say_what_they_did_and_why() -> None:
    found = reviewed()
    start, *after = [found.session.states[0].levels, *(beat.levels for beat in found.session.beats)]
    assert [(moment.turn, moment.effect) for moment in found.moments] == [(1, "helps"), (3, "hurts")]
    first, last = found.moments
    assert first.trust == pytest.approx(after[0].trust - start.trust)
    assert last.anger == pytest.approx(after[2].anger - after[1].anger)
    assert last.causes == found.session.beats[2].causes
    assert "attack" in [cause.rule for cause in last.causes]
    assert (first.found, last.found) == (("wish",), ())
    assert found.moment(2) is None
    assert found.moment(3) == last


def test_a_talk_without_a_turn_has_no_moment() -> None:
    session = played(lines=())
    assert review(session, report(session), RUBRIC).moments == ()


def test_of_many_turns_only_the_weightiest_are_marked_in_their_order() -> None:
    calm, hot = doing("paraphrase", matched=("turn:0",), substance=1.0), doing("blame")
    session = played(calm, hot, calm, hot, calm, hot, calm, hot, lines=tuple(f"Turn {n} of many." for n in range(8)))
    moments = review(session, report(session), RUBRIC).moments
    assert len(moments) <= MOST_MOMENTS
    assert [moment.turn for moment in moments] == sorted(moment.turn for moment in moments)
    assert all(moment.weight >= MATTERS for moment in moments)


def test_a_quote_of_the_judge_stands_at_its_turn() -> None:
    quote = Evidence(turn=1, quote="You wanted six?", effect="helps")
    found = reviewed(results=(Result(id="listening", score=4.0, evidence=(quote,)), Result(id="terms", score=2.0)))
    assert found.moments[0].marks == (Mark("listening", "You wanted six?", "helps"),)


@pytest.mark.parametrize(("quoted", "effect"), [("helps", "helps"), ("hurts", "hurts"), ("", "hurts")], ids=["helps", "hurts", "nothing"])
def test_where_the_mood_stands_still_the_quotes_say_whether_it_helped(quoted: Effect | Literal[""], effect: Effect) -> None:
    session = played(IDLE, lines=("Hm.",))
    quotes = (Evidence(turn=1, quote="Hm.", effect=quoted),) if quoted else ()
    still = session.model_copy(
        update={"beats": tuple(beat.model_copy(update={"levels": session.states[0].levels}) for beat in session.beats)}
    )
    ended = still.model_copy(update={"state": still.state.model_copy(update={"ended": "user_ended"})})
    moments = review(
        ended, report(ended, Result(id="listening", score=1.0, evidence=quotes), Result(id="terms", score=4.5)), RUBRIC
    ).moments
    assert [(moment.turn, moment.effect) for moment in moments] == [(1, effect)]


def test_what_was_found_comes_first_and_what_stayed_hidden_is_told_now() -> None:
    found = reviewed()
    assert found.findings == (
        Finding(fact="wish", role="expectation", truth="She wanted six.", turn=1),
        Finding(fact="origin", role="source", truth="She wanted six.", turn=None),
    )


def test_the_ledger_is_that_of_the_talks_end() -> None:
    found = reviewed()
    session = found.session
    assert found.ledger == entries(session.persona, session.ended, session.state.levels.trust, None)


def test_the_next_goal_is_the_fix_and_none_when_all_is_well() -> None:
    assert reviewed().goal == "terms"
    assert reviewed(results=(Result(id="listening", score=4.5), Result(id="terms", score=5.0))).goal == ""
    assert reviewed(results=(Result(id="listening", score=None), Result(id="terms", score=None))).goal == ""


def test_core_criteria_stand_apart_from_the_others() -> None:
    found = reviewed()
    assert ([result.id for result in found.core], [result.id for result in found.others]) == (["listening"], ["terms"])


def test_a_guess_is_kept_only_for_core_criteria_and_within_the_levels() -> None:
    given = {"listening": 3, "terms": 2, "other": 4}
    assert usable_guess(given, RUBRIC) == {"listening": 3.0}
    for wrong in (0, 6, "4", None, True, float("nan")):
        assert usable_guess({"listening": wrong}, RUBRIC) == {}
    assert reviewed(guess={"listening": 3.0}).guess == {"listening": 3.0}
    assert reviewed().guess is None


def test_turns_are_counted_as_people_count_them() -> None:
    assert [turn_of(index) for index in (1, 3, 5)] == [1, 2, 3]


# Side by side


def test_two_talks_part_where_the_freelancer_says_something_else() -> None:
    left = played(ASKS, IDLE, lines=("Same.", "Left."))
    right = played(ASKS, IDLE, lines=("Same.", "Right.", "More."))
    found = compare(review(left, report(left), RUBRIC), review(right, report(right), RUBRIC))
    assert found.parted == 2
    assert found.rows == (Row(criterion="listening", left=4.5, right=4.5), Row(criterion="terms", left=2.0, right=2.0))
    assert found.total.difference == 0


@pytest.mark.parametrize(
    ("left", "right", "parted"),
    [(("A.",), ("A.",), None), (("A.",), ("A.", "B."), 2), ((), ("A.",), 1), ((), (), None), (("A.",), ("B.",), 1)],
)
def test_where_two_talks_part(left: tuple[str, ...], right: tuple[str, ...], parted: int | None) -> None:
    one, other = played(lines=left), played(lines=right)
    assert compare(review(one, report(one), RUBRIC), review(other, report(other), RUBRIC)).parted == parted


def test_talks_that_open_differently_part_in_the_first_turn() -> None:
    one, other = played(lines=("A.",), seed=1), played(lines=("A.",), seed=2)
    assert compare(review(one, report(one), RUBRIC), review(other, report(other), RUBRIC)).parted == 1


def test_a_criterion_that_was_not_scored_has_no_difference() -> None:
    session = played()
    blank = report(session, Result(id="listening", score=None), Result(id="terms", score=3.0))
    rows = compare(review(session, report(session), RUBRIC), review(session, blank, RUBRIC)).rows
    assert [row.difference for row in rows] == [None, 1.0]


def test_talks_with_different_clients_are_not_compared() -> None:
    one = played()
    other = one.model_copy(update={"persona": small_persona(slug="other")})
    with pytest.raises(InputError, match="different clients"):
        compare(review(one, report(one), RUBRIC), review(other, report(other), RUBRIC))


def test_talks_that_were_judged_differently_are_not_compared() -> None:
    session = played()
    with pytest.raises(InputError, match="judge"):
        compare(review(session, report(session), RUBRIC), review(session, report(session, judge="model"), RUBRIC))
