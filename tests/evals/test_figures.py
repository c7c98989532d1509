"""Figures from measured rows: numbers, intervals, targets; no model, no encoder."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from evals import attacks, client, ear, judge
from evals.common import figure, spread
from evals.stats import auc, f1, interval, pearson, qwk, ridge_predictions, spearman

CRITERIA = ("listening", "client_needs")


def test_quadratic_kappa_equals_the_one_of_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        left, right = rng.integers(1, 6, 40).astype(float), rng.integers(1, 6, 40).astype(float)
        assert float(qwk(left, right)) == pytest.approx(cohen_kappa_score(left, right, weights="quadratic"), abs=1e-12)


def test_kappa_of_two_sides_that_never_vary_and_agree_is_one() -> None:
    assert float(qwk(np.full(5, 3.0), np.full(5, 3.0))) == 1.0


def test_the_interval_is_seeded_and_holds_the_value() -> None:
    rng = np.random.default_rng(5)
    left = rng.normal(size=30)
    right = left + rng.normal(size=30) / 2
    first, second = interval([left, right], pearson), interval([left, right], pearson)
    assert first == second
    assert first is not None
    assert first[0] < float(pearson(left, right)) < first[1]


def test_too_few_pairs_have_no_interval() -> None:
    assert interval([np.arange(5.0), np.arange(5.0)], pearson) is None


def test_separation_counts_ties_half_and_needs_both_sides() -> None:
    assert auc([3, 2], [1, 2]) == 0.875
    assert auc([], [1]) is None


def test_ranks_that_never_vary_have_no_correlation() -> None:
    assert spearman([1, 2, 3], [5, 6, 9]) == pytest.approx(1.0)
    assert spearman([1, 2, 3], [4, 4, 4]) is None


def test_f1_of_something_that_neither_occurs_nor_is_heard_is_not_measured() -> None:
    assert f1([True, False, True], [True, True, False]) == 0.5
    assert f1([False], [False]) is None


def test_a_ridge_predicts_held_out_rows_of_a_straight_line() -> None:
    x = np.arange(32.0)[:, None]
    assert np.allclose(ridge_predictions(x, 2 * x + 1, strength=1e-6), 2 * x + 1, atol=1e-3)


@pytest.mark.parametrize(
    ("value", "target", "ok"),
    [(0.7, ">= 0.70", True), (0.69, ">= 0.70", False), (0, "= 0", True), (2.0, "< 2", False), (None, ">= 1", None), (1.0, None, None)],
)
def test_a_figure_knows_whether_it_meets_its_target(value: float | None, target: str | None, ok: bool | None) -> None:
    assert figure("it", value, target)["ok"] is ok


def test_what_was_not_measured_is_shown_as_such() -> None:
    expected = {"figure": "it", "value": None, "shown": "not measured", "target": ">= 1", "ok": None}
    assert figure("it", float("nan"), ">= 1") == expected


def gold(number: int, score: float, reference: int, lang: str = "de") -> dict[str, object]:
    return {
        "kind": "gold", "id": str(number), "lang": lang, "total": (score - 1) * 25, "overall": float(reference),
        "scores": dict.fromkeys(CRITERIA, score), "gold": dict.fromkeys(CRITERIA, reference),
        "false_quotes": 0, "quotes": 2, "text": ["Was war?"],
    }  # fmt: skip


def shown(found: list[judge.Figure]) -> dict[str, str]:
    return {row["figure"]: row["shown"] for row in found}


def test_the_same_talks_scored_higher_in_english_show_a_gap_on_parallel_texts() -> None:
    rows = [
        {
            "kind": "parallel",
            "id": f"p{i}-{lang}",
            "lang": lang,
            "total": 50,
            "scores": {"listening": score},
            "false_quotes": 0,
            "quotes": 0,
        }
        for i, levels in enumerate(((3.0, 3.5), (2.0, 2.1)))
        for lang, score in zip(("de", "en"), levels, strict=True)
    ]
    found = shown(judge.figures(rows))
    assert found["German-English gap on parallel texts, levels"] == "0.30"
    assert found["single parallel conversations, levels apart"] == "0.30"


def test_a_judge_half_a_level_too_kind_in_english_shows_bias_and_gap() -> None:
    rows = [gold(i, 1 + i % 5 + (0.4 if i % 2 else 0), 1 + i % 5, "en" if i % 2 else "de") for i in range(12)]
    found = shown(judge.figures(rows))
    assert found["mean QWK"].startswith("1.00")
    assert found["bias listening"] == "+0.20"
    assert found["German-English gap, levels"] == "0.40"
    assert found["AUC best against worst quarter"] == "1.000"
    assert found["false quotes"] == "0 of 24"


def test_a_conversation_that_was_not_scored_is_counted_and_not_taken_for_zero() -> None:
    rows = [gold(i, 1 + i % 5, 1 + i % 5) for i in range(12)]
    rows.append(gold(99, 3, 5) | {"total": None, "scores": dict.fromkeys(CRITERIA)})
    found = shown(judge.figures(rows))
    assert found["conversations not (fully) scored"] == "1 of 13"
    assert found["criteria not scored"] == "2 of 26"
    assert found["bias listening"] == "+0.00"


def test_a_criterion_scored_in_some_conversations_has_its_figures_from_these() -> None:
    rows = [gold(i, 1 + i % 5, 1 + i % 5) for i in range(12)]
    rows[3]["scores"]["client_needs"] = None
    found = shown(judge.figures(rows))
    assert (found["conversations not (fully) scored"], found["criteria not scored"]) == ("1 of 12", "1 of 24")
    assert found["mean QWK"] == "1.00"
    assert found["QWK listening"].startswith("1.00 [")


def test_a_judge_that_scores_nothing_has_the_same_table_and_no_figure_in_it() -> None:
    rows = [gold(i, 3, 3) for i in range(12)]
    nothing = [row | {"total": None, "scores": dict.fromkeys(CRITERIA)} for row in rows]
    found = shown(judge.figures(nothing))
    assert list(found) == list(shown(judge.figures(rows)))
    assert {found[name] for name in ("mean QWK", "QWK listening", "bias listening", "largest |bias|", "Pearson of total and overall")} == {
        "not measured"
    }
    assert found["conversations not (fully) scored"] == "12 of 12"


def test_a_few_conversations_are_taken_from_first_to_last() -> None:
    rows = [{"id": str(i)} for i in range(48)]
    assert [row["id"] for row in spread(rows, 4)] == ["0", "12", "24", "36"]
    assert spread(rows, 60) == spread(rows, None) == rows


def message(gold_acts: list[str], heard: list[str], lang: str = "de", **more: object) -> dict[str, object]:
    return {"lang": lang, "label": None, "gold": gold_acts, "missed": False, "heard": heard, "gold_offer": None, "offer": None} | more


def test_offers_are_compared_by_kind_and_size() -> None:
    refund = {"kind": "refund", "amount": 90}
    rows = [
        message(["offer"], ["offer"], gold_offer=refund, offer={"kind": "refund", "amount": 90.0}),
        message(["offer"], ["offer"], gold_offer=refund, offer={"kind": "discount", "amount": 80.0}),
        message(["offer"], [], gold_offer=refund),
        message([], ["offer"], "en", offer={"kind": "rework"}),
    ]
    found = shown(ear.figures([{"set": "gold", "messages": rows}]))
    assert found["offers found"] == "2 of 3"
    assert found["offers of the right kind"] == "1 of 2"
    assert found["offers of the right size"] == "1 of 2"
    assert found["offers heard where none was made"] == "1 of 1"
    assert found["F1 offer"] == "0.67 (n = 3)"


def test_a_public_label_counts_as_heard_when_one_of_its_acts_is() -> None:
    rows = [
        message([], ["offer"], label="offer_concession"),
        message([], [], label="concede_item"),
        message([], ["offer"], label="small_talk"),
    ]
    found = shown(ear.figures([{"set": "gold", "messages": [message([], [])]}, {"set": "casino_strategies", "messages": rows}]))
    assert found["casino_strategies F1 offer"] == "0.50"
    assert found["convabuse_insult F1 attack"] == "skipped"


def talk(script: str, ended: str | None, turns: int = 6, skill: float | None = None, trust: float = 0.5) -> dict[str, object]:
    return {
        "persona": "someone", "lang": "de", "seed": 1, "script": script, "skill": skill, "ended": ended, "turns": turns,
        "trust": trust, "repeats": 0, "leaks": [], "fall": 0.1,
    }  # fmt: skip


def test_an_agreement_that_comes_too_late_or_grudgingly_is_no_ideal_end() -> None:
    rows = [
        talk("ideal", "agreed"),
        talk("ideal", "agreed", 10),
        talk("ideal", "agreed_grudgingly"),
        talk("polite_only", "agreed_grudgingly"),
    ]
    rows += [talk("graded", None, skill=k / 5, trust=k / 10) for k in range(6)]
    found = shown(client.figures(rows))
    assert found["ideal agreed in 5 to 9 turns"] == "1 of 3"
    assert found["polite_only won an agreement"] == "1 of 1"
    assert found["skill and final trust, lowest Spearman of a client"] == "1.00 (someone)"
    assert "someone (de, seed 1), polite_only: won an agreement" in client.notes(rows)


def test_gains_and_drifts_leave_out_what_was_not_scored() -> None:
    rows = [
        {"id": "a", "lang": "de", "base": 10.0, "gains": {"padding": 9.0, "only questions": None}, "drifts": {"names": -3.0}},
        {"id": "b", "lang": "de", "base": 60.0, "gains": {}, "drifts": {"names": 1.0}},
    ]
    found = shown(attacks.figures(rows))
    assert found["largest gain of an attack"] == "9.0"
    assert found["attacks that gain more than 8"] == "1 of 1"
    assert found["gain by padding"] == "max +9.0 mean +9.0"
    assert found["gain by only questions"] == "1 of 1 not scored"
    assert found["median drift of a harmless edit"] == "2.0"
    assert attacks.notes(rows)[-1] == "padding on a: +9.0"
