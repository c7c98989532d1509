"""The bench on small talks: verdicts, ranks, variety, curves, and the scripts it plays."""

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.bench import Talk, Verdict, bench, distinct_2, leaks, spearman, verdicts
from simulator.curves import Curve, picture
from simulator.persona import Persona
from simulator.scripts import GRADES, graded_scripts
from simulator.transcript import LANGS, Lang
from tests.fakes import doing, fake_stage, shipped_personas, small_persona

GOOD = "A line of eight words for the median"


def played(grade: str, seed: int = 1, **changes: Any) -> Talk:
    """A talk without a fault; `changes` make one."""
    trust = {"ideal": 0.9, "good": 0.7, "average": 0.5, "polite_only": 0.3, "early_offer": 0.3}.get(grade, 0.1)
    ended = {"ideal": "agreed", "over_generous": "agreed", "polite_only": None, "early_offer": None}.get(grade, "walked_out")
    fields: dict[str, Any] = {
        "grade": grade, "seed": seed, "ended": ended, "turns": 6, "anger": (0.6, 0.5), "trust": (0.3, trust), "leaked": (),
        "ledger": 900.0 if grade == "ideal" else 100.0, "lines": (own_words(grade, "abcdefgh"), own_words(grade, "ijklmnop"), own_words(grade, "q")),
    }  # fmt: skip
    return Talk(**(fields | changes))


def own_words(grade: str, letters: str) -> str:
    """Words that no other freelancer's client says."""
    return " ".join(f"{grade}{letter}" for letter in letters)


def judged(*talks: Talk) -> dict[str, Verdict]:
    return {verdict.what: verdict for verdict in verdicts(talks, anger_step=0.12, lang="en")}


def faults(*talks: Talk) -> set[str]:
    return {what for what, verdict in judged(*talks).items() if verdict.ok is False}


def all_grades() -> list[Talk]:
    return [played(grade) for grade in GRADES]


def with_one(grade: str, **changes: Any) -> list[Talk]:
    return [played(grade, **changes) if talk.grade == grade else talk for talk in all_grades()]


def test_a_client_that_behaves_has_no_fault() -> None:
    assert faults(*all_grades()) == set()


@pytest.mark.parametrize(
    ("grade", "changes", "fault"),
    [
        ("ideal", {"turns": 4}, "ideal agreed in 5 to 9 turns"),
        ("ideal", {"turns": 10}, "ideal agreed in 5 to 9 turns"),
        ("ideal", {"ended": "agreed_grudgingly"}, "ideal agreed in 5 to 9 turns"),
        ("polite_only", {"ended": "agreed_grudgingly"}, "polite_only won an agreement"),
        ("commands", {"ended": "agreed"}, "commands won an agreement"),
        ("early_offer", {"ended": "agreed"}, "early_offer agreed gladly"),
        ("evasive", {"ended": None}, "evasive walked out or escalated"),
        ("over_generous", {"ended": "walked_out"}, "over_generous: the client takes it"),
        ("over_generous", {"trust": (0.3, 0.95)}, "over_generous: trust not above the ideal's"),
        ("over_generous", {"ledger": 950.0}, "over_generous: ledger below the ideal's"),
        ("good", {"leaked": ("source",)}, "facts leaked before their gate"),
        ("good", {"lines": (GOOD, GOOD, "No.")}, "lines said twice in a talk"),
        ("good", {"anger": (0.6, 0.47)}, "largest fall of anger in a turn"),
        ("good", {"lines": ("I appreciate your honesty.", "Yes.")}, "phrases of an assistant"),
    ],
)
def test_each_fault_is_found_and_no_other(grade: str, changes: dict[str, Any], fault: str) -> None:
    assert faults(*with_one(grade, **changes)) - faults(*all_grades()) == {fault}


def test_a_fault_says_which_talk_it_was() -> None:
    verdict = judged(*with_one("good", leaked=("source",)))["facts leaked before their gate"]
    assert verdict.faults == ("good, seed 1: walked_out after 6 turns, trust 0.70, leaked source",)


def test_an_early_offer_that_wears_the_client_down_is_no_fault() -> None:
    assert faults(*with_one("early_offer", ended="agreed_grudgingly")) == faults(*all_grades())


def test_trust_that_does_not_follow_skill_is_a_fault() -> None:
    assert "skill and final trust, Spearman" in faults(*with_one("ideal", trust=(0.3, 0.05)))


def test_without_an_ideal_script_what_needs_it_is_not_measured() -> None:
    found = judged(*(played(grade) for grade in GRADES if grade not in ("ideal", "good")))
    unknown = {what for what, verdict in found.items() if verdict.value is None}
    assert unknown == {
        "skill and final trust, Spearman", "ideal agreed in 5 to 9 turns", "over_generous: the client takes it",
        "over_generous: trust not above the ideal's", "over_generous: ledger below the ideal's",
    }  # fmt: skip
    assert all(found[what].ok is None for what in unknown)


def test_long_lines_and_too_few_short_ones_are_faults() -> None:
    long = " ".join(f"word{i}" for i in range(30))
    found = faults(*(played(grade, lines=(long,)) for grade in GRADES))
    assert {"median words of a line", "share of lines under 6 words"} <= found


def test_variety_counts_pairs_of_words_over_all_talks() -> None:
    assert distinct_2([played("good", lines=("a b c",)), played("good", lines=("A b. D",))]) == 0.75
    assert distinct_2([played("good", lines=("alone",))]) is None


def test_variety_is_counted_over_talks_with_as_many_seeds_and_grades_as_there_are() -> None:
    """Two seeds of all grades would count the same two openings over and over."""
    talks = [played(grade, seed, lines=(f"opening {seed}", f"{grade} {seed}")) for grade in GRADES for seed in range(1, 21)]
    assert judged(*talks)["distinct-2 over 20 talks"].value == 1


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 1)), min_size=3, max_size=20))
def test_a_rank_correlation_turns_its_sign_with_one_side(pairs: list[tuple[int, float]]) -> None:
    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    value, turned = spearman(left, right), spearman([-a for a in left], right)
    if value is None or turned is None:
        assert value is turned
    else:
        assert value == pytest.approx(-turned)
        assert -1.000001 <= value <= 1.000001


def test_ties_share_their_rank() -> None:
    assert spearman([1, 2, 2, 3], [1, 2, 2, 3]) == pytest.approx(1.0)
    assert spearman([0, 0, 1], [1, 2, 3]) == pytest.approx(0.866, abs=0.001)
    assert spearman([1, 1, 1], [1, 2, 3]) is None


# Played talks


def test_talks_are_played_over_all_seeds_and_their_means_told() -> None:
    found = bench(fake_stage(doing("attack")), small_persona(), "en", 3, {"sarcastic": ["Ha!"] * 20})
    [row] = found.grades
    assert (row.grade, row.talks, row.ends, row.anger) == ("sarcastic", 3, {"escalated": 3}, found.curves[0].anger[-1])
    assert found.curves[0].anger[0] == small_persona().start.anger
    assert len(found.curves[0].anger) == row.turns + 1


def test_at_most_twenty_messages_are_played() -> None:
    found = bench(fake_stage(doing("courtesy")), small_persona(nature={"patience_loss": 0.01}), "en", 1, {"polite_only": ["Hello."] * 40})
    assert found.grades[0].turns <= 20


def test_the_words_of_a_hidden_fact_said_too_early_are_a_leak() -> None:
    persona = small_persona()
    text = persona.en
    assert text is not None
    giving_away = "In truth I wanted six boards from the very start."
    facts = {**text.facts, "wish": text.facts["wish"].model_copy(update={"tell": (giving_away, "Six.")})}
    careless = persona.model_copy(update={"en": text.model_copy(update={"facts": facts})})
    session = fake_stage().open(careless, "en")
    assert leaks(session) == []
    assert leaks(session.model_copy(update={"opening": f"Hello! {giving_away}"})) == ["wish"]


# Scripts


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("persona", shipped_personas(), ids=lambda persona: persona.slug)
def test_every_shipped_client_has_all_grades(persona: Persona, lang: Lang) -> None:
    found = graded_scripts(persona, lang)
    assert list(found) == list(GRADES)
    assert all(len(lines) >= 6 and all(line.strip() for line in lines) for lines in found.values())


@pytest.mark.parametrize("persona", [p for p in shipped_personas() if p.de], ids=lambda persona: persona.slug)
def test_a_german_freelancer_uses_the_address_of_the_client(persona: Persona) -> None:
    words = {word.strip(".,?!:“„") for line in _to_the_client(persona) for word in line.split()}
    strange = {"Sie", "Ihnen"} if persona.text("de").address == "du" else {"du", "dir", "dich"}
    assert words & strange == set()


def _to_the_client(persona: Persona) -> list[str]:
    """All lines but the commands, which talk to a program."""
    return [line for grade, lines in graded_scripts(persona, "de").items() if grade != "commands" for line in lines]


def test_a_client_nobody_wrote_for_has_the_shared_grades_only() -> None:
    found = graded_scripts(small_persona(), "en")
    assert list(found) == [grade for grade in GRADES if grade not in ("ideal", "good")]
    assert list(graded_scripts(small_persona(), "en", ["What did you expect?"])) == [grade for grade in GRADES if grade != "good"]


def test_scripts_are_copies_that_a_caller_may_change() -> None:
    graded_scripts(small_persona(), "en")["evasive"].clear()
    assert graded_scripts(small_persona(), "en")["evasive"]


# The picture


def test_the_picture_holds_a_curve_per_freelancer_and_level() -> None:
    curves = [Curve(name="ideal", anger=(0.6, 0.4, 0.2), trust=(0.3, 0.5, 0.8)), Curve(name="<&>", anger=(0.6,), trust=(0.3,))]
    root = ElementTree.fromstring(picture(curves, "Ada & Co. <en>", "en"))  # noqa: S314 - our own text
    lines = [node for node in root.iter() if node.tag.endswith("polyline")]
    assert [line[0].text for line in lines] == ["ideal", "<&>", "ideal", "<&>"]
    assert root[0].text == "Ada & Co. <en>"


def test_no_curves_are_an_empty_picture() -> None:
    assert "polyline" not in picture([], "Nobody", "de")
