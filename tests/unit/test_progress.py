"""Progress: results per client, lines over time, what changed, and whom to practise with next and why."""

from datetime import UTC, datetime, timedelta

import pytest

from simulator.persona import Difficulty, Persona
from simulator.progress import Advice, Change, Results, advice, changes, differences, lines_over_time, results_with, surprise
from simulator.rubric import Rubric
from simulator.store import TalkLine
from tests.fakes import small_persona

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def kept(*talks: tuple[str, float | None, dict[str, float | None]]) -> list[TalkLine]:
    """Talks as (client, total, scores), the oldest first, as the store lists them: the newest first."""
    lines = [
        TalkLine(
            id=str(n), persona=client, lang="en", difficulty="medium", created=FIRST + timedelta(days=n), ended=None, turns=3, parent=None,
            total=total, scores=scores,
        )
        for n, (client, total, scores) in enumerate(talks)
    ]  # fmt: skip
    return lines[::-1]


def client(slug: str, difficulty: Difficulty = "medium", *trains: str) -> Persona:
    return small_persona(slug=slug, difficulty=difficulty, trains=trains)


def rubric() -> Rubric:
    text = {
        "name": "N",
        "goal": "G",
        "anchors": dict.fromkeys(range(1, 6), "x"),
        "mistakes": [],
        "examples": [{"weak": "w", "strong": "s"}],
    }
    criteria = [{"id": name, "core": name == "b", "de": text, "en": text} for name in ("a", "b")]
    return Rubric.model_validate({"id": "r", "de": "R", "en": "R", "criteria": criteria})


def test_results_are_the_best_and_the_last_scored_of_this_client() -> None:
    lines = kept(("x", 40, {}), ("x", 70, {}), ("y", 90, {}), ("x", 55, {}), ("x", None, {}))
    assert results_with("x", lines) == Results(talks=4, best=70, last=55)
    assert results_with("y", lines) == Results(talks=1, best=90, last=90)
    assert results_with("z", lines) == Results(talks=0, best=None, last=None)


def test_a_line_has_a_point_per_scored_talk_from_old_to_new() -> None:
    lines = lines_over_time(kept(("x", 1, {"a": 2.0, "b": None}), ("y", 1, {}), ("x", 1, {"a": 3.5, "b": 4.0})))
    assert {name: [(point.talk, point.score) for point in points] for name, points in lines.items()} == {
        "a": [("0", 2.0), ("2", 3.5)],
        "b": [("2", 4.0)],
    }


def test_changes_compare_the_first_talks_with_the_last_and_pass_over_small_ones() -> None:
    scores = [(1.0, 4.0, 3.0), (2.0, 4.0, 3.1), (3.0, 2.0, 3.0), (4.0, 3.0, 3.2)]
    lines = kept(*(("x", 50, {"a": a, "b": b, "c": c}) for a, b, c in scores))
    assert changes(lines) == [Change(criterion="a", before=1.5, after=3.5, talks=2), Change(criterion="b", before=4.0, after=2.5, talks=2)]


def test_nothing_has_changed_before_the_fourth_scored_talk() -> None:
    assert changes(kept(*(("x", 50, {"a": score}) for score in (1.0, 5.0, 5.0)))) == []


def test_who_never_practised_begins_with_the_easiest_client() -> None:
    assert advice([], [client("one", "hard"), client("two", "easy"), client("three")], rubric()) == Advice(client="two", reason="first")


def test_the_weakest_criterion_of_the_last_talks_leads_to_a_client_who_trains_it() -> None:
    clients = [client("one", "easy", "b"), client("two", "hard", "a"), client("three", "medium", "a")]
    lines = kept(("one", 60, {"a": 5.0, "b": 1.0}), *(("one", 60, {"a": a, "b": 4.5}) for a in (2.0, 3.0, 2.5)))
    assert advice(lines, clients, rubric()) == Advice(client="three", reason="weakest", criterion="a", level=2.5)


def test_a_core_criterion_goes_before_another_that_is_as_weak() -> None:
    found = advice(kept(("one", 60, {"a": 2.0, "b": 2.0})), [client("one", "easy", "a", "b")], rubric())
    assert found == Advice(client="one", reason="weakest", criterion="b", level=2.0)


def test_when_all_went_well_a_harder_client_follows_and_at_last_the_one_met_least() -> None:
    lines = kept(("one", 90, {"a": 4.5, "b": 4.0}), ("one", 90, {"a": 4.5}))
    clients = [client("one", "easy", "a"), client("two", "easy"), client("three", "hard")]
    assert advice(lines, clients, rubric()) == Advice(client="three", reason="harder")
    assert advice(lines, clients[:2], rubric()) == Advice(client="two", reason="least")


def test_without_clients_there_is_no_advice() -> None:
    assert advice([], [], rubric()) is None


def test_a_surprise_is_one_of_those_met_least_and_the_seed_decides() -> None:
    clients = [client(slug) for slug in ("one", "two", "three")]
    drawn = [surprise(kept(("one", None, {})), clients, seed).slug for seed in range(30)]
    assert set(drawn) == {"two", "three"}
    assert drawn == [surprise(kept(("one", None, {})), clients, seed).slug for seed in range(30)]
    with pytest.raises(IndexError):
        surprise([], [], 1)


def test_differences_are_of_what_both_have_a_score_for() -> None:
    assert differences({"a": 2.0, "b": None, "c": 3.0}, {"a": 3.5, "b": 1.0}) == {"a": 1.5}
