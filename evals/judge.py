"""Does the judge agree with the reference ratings? Agreement on gold-dev, and expert-rated talks of another field."""

from typing import Any

import numpy as np
from inspect_ai import Task, task
from inspect_ai.scorer import Metric, Scorer, metric, scorer

from evals.baseline import baseline
from evals.common import (
    DATA,
    OFFLINE,
    Figure,
    Row,
    figure,
    metric_of,
    own_rows,
    public_rows,
    read_rows,
    scorer_of,
    shared_folder,
    simulator,
    task_of,
)
from evals.stats import Floats, auc, interval, pearson, qwk
from simulator import Scorecard, Transcript

WHAT = "agreement of the judge with reference ratings (gold-dev), and separation of expert-rated talks (AnnoMI)"
LANGS = ("de", "en")


@task
def judge(judge: str = OFFLINE, limit: int | None = None) -> Task:
    """The judge against gold-dev and AnnoMI."""
    return task_of([*_gold_rows(), *_annomi_rows(), *_parallel_rows()], judged(judge), limit)


@metric
def agreement() -> Metric:
    """All figures of this suite."""
    return metric_of(lambda rows: figures(rows))


@scorer(metrics=[agreement()])
def judged(judge: str = OFFLINE) -> Scorer:
    """Scores the conversation and keeps the scores beside the reference."""
    return scorer_of(lambda row: measure(row, judge))


def notes(_rows: list[Row]) -> list[str]:
    """What a reader of the figures must know."""
    said = [
        "No row of gold-dev was trained on, by ear or judge; the baseline is cross-validated. The bounds of trust (trust.py) were set by hand with gold-dev at hand.",
        "The ratings come from careful raters of one language-model family; agreement with people has not been measured.",
        "Intervals: 95 % BCa bootstrap over conversations, 2,000 resamples, seeded.",
    ]
    if not shared_folder():
        said.append("AnnoMI was skipped: the shared folder is absent (set KULANZ_SHARED).")
    return said


# Samples


def _gold_rows() -> list[Row]:
    return [row | {"kind": "gold"} for row in own_rows("gold-dev.jsonl")]


def _annomi_rows() -> list[Row]:
    return [row | {"kind": "annomi", "id": f"annomi-{row['conv']}"} for row in public_rows("annomi_transcripts.jsonl")]


def _parallel_rows() -> list[Row]:
    return [row | {"kind": "parallel"} for row in read_rows(DATA / "parallel.jsonl")]


def measure(row: Row, judge: str = OFFLINE) -> Row:
    """One conversation judged, beside its reference."""
    transcript = Transcript.model_validate(row)
    card = simulator(judge).score(transcript, judge=judge)
    found: Row = {"kind": row["kind"], "id": row["id"], "lang": row["lang"], "total": card.total}
    found["scores"] = {result.id: result.score for result in card.criteria}
    found["false_quotes"], found["quotes"] = _quotes(card, transcript)
    if row["kind"] == "annomi":
        return found | {"high": row["quality"] == "high"}
    if row["kind"] == "parallel":
        return found
    text = [turn.text for turn in transcript.of("freelancer")]
    return found | {"gold": row["scores"], "overall": row["overall"], "text": text}


def _quotes(card: Scorecard, transcript: Transcript) -> tuple[int, int]:
    """(quotes that are no substring of a freelancer turn, all quotes)."""
    quoted = [evidence for result in card.criteria for evidence in result.evidence]
    turns = transcript.turns
    wrong = [e for e in quoted if not (e.quote and turns[e.turn].role == "freelancer" and e.quote in turns[e.turn].text)]
    return len(wrong), len(quoted)


# Figures


def figures(rows: list[Row]) -> list[Figure]:
    """All figures from measured rows."""
    gold = [row for row in rows if row["kind"] == "gold"]
    scored = [row for row in gold if row["total"] is not None and all(s is not None for s in row["scores"].values())]
    found = [*_agreement(scored), *_totals(scored)] if scored else []
    if gold:
        found += _honesty(rows, gold, scored)
    return [*found, *_parallel(rows), *_annomi(rows), *(baseline(scored) if len(scored) >= 16 else [])]


def _grades(rows: list[Row], criterion: str) -> tuple[Floats, Floats]:
    """(scores of the judge, reference), unrounded."""
    return (np.array([row["scores"][criterion] for row in rows], float), np.array([row["gold"][criterion] for row in rows], float))


def rounded(scores: Floats) -> Floats:
    """Scores as whole levels 1..5, halves upwards."""
    return np.asarray(np.clip(np.floor(scores + 0.5), 1, 5), float)


def _agreement(rows: list[Row]) -> list[Figure]:
    criteria = list(rows[0]["gold"])
    pairs = {criterion: _grades(rows, criterion) for criterion in criteria}
    kappas = {c: float(qwk(rounded(j), g)) for c, (j, g) in pairs.items()}
    worst = min(kappas, key=lambda c: kappas[c])
    biases = {c: float((j - g).mean()) for c, (j, g) in pairs.items()}
    most = max(biases, key=lambda c: abs(biases[c]))
    return [
        _mean_qwk(list(pairs.values())),
        figure("lowest QWK of a criterion", kappas[worst], ">= 0.55", f"{kappas[worst]:.2f} ({worst})"),
        *(_criterion(c, j, g) for c, (j, g) in pairs.items()),
        *(figure(f"bias {c}", bias, shown=f"{bias:+.2f}") for c, bias in biases.items()),
        figure("largest |bias|", abs(biases[most]), "<= 0.35", f"{abs(biases[most]):.2f} ({most})"),
        figure("German-English gap, levels", _gap(rows, criteria), "<= 0.2"),
    ]


def _mean_qwk(pairs: list[tuple[Floats, Floats]]) -> Figure:
    flat = [grades for j, g in pairs for grades in (rounded(j), g)]

    def statistic(*grades: Floats, axis: int = -1) -> Floats:
        return np.asarray(np.mean([qwk(j, g, axis) for j, g in zip(grades[::2], grades[1::2], strict=True)], axis=0))

    value = float(statistic(*flat))
    return figure("mean QWK", value, ">= 0.70", _with_interval(value, interval(flat, statistic)))


def _criterion(name: str, judged: Floats, gold: Floats) -> Figure:
    grades = rounded(judged)
    value = float(qwk(grades, gold))
    off = np.abs(grades - gold)
    shown = f"{_with_interval(value, interval([grades, gold], qwk))} exact {(off == 0).mean():.0%} adjacent {(off <= 1).mean():.0%}"
    return figure(f"QWK {name}", value, shown=shown)


def _with_interval(value: float, bounds: tuple[float, float] | None) -> str:
    return f"{value:.2f} [{bounds[0]:.2f}, {bounds[1]:.2f}]" if bounds else f"{value:.2f}"


def _gap(rows: list[Row], criteria: list[str]) -> float | None:
    by_lang = [[row for row in rows if row["lang"] == lang] for lang in LANGS]
    if not all(by_lang):
        return None
    de, en = (np.array([float(np.subtract(*_grades(part, c)).mean()) for c in criteria]) for part in by_lang)
    return float(np.abs(de - en).mean())


def _totals(rows: list[Row]) -> list[Figure]:
    totals, overall = np.array([row["total"] for row in rows]), np.array([row["overall"] for row in rows], float)
    low, high = np.quantile(overall, [0.25, 0.75])
    related = float(pearson(totals, overall))
    best, worst = totals[overall >= high], totals[overall <= low]
    apart = None if low == high else auc(best, worst)
    return [
        figure("Pearson of total and overall", related, ">= 0.85", _with_interval(related, interval([totals, overall], pearson))),
        figure("AUC best against worst quarter", apart, ">= 0.97", digits=3),
        figure("length slope, points per 100 words", _slope(rows, totals, overall), digits=1),
        *(_by_lang(lang, rows, totals, overall) for lang in LANGS),
    ]


def _by_lang(lang: str, rows: list[Row], totals: Floats, overall: Floats) -> Figure:
    own = np.array([row["lang"] == lang for row in rows])
    return figure(f"Pearson {lang}", float(pearson(totals[own], overall[own])) if own.sum() >= 3 else None)


def _slope(rows: list[Row], totals: Floats, overall: Floats) -> float | None:
    """Points of the total that 100 more words bring at equal reference rating."""
    words = np.array([sum(len(text.split()) for text in row["text"]) for row in rows], float)
    if len(rows) < 4:
        return None
    x = np.stack([overall, words / 100, np.ones_like(words)], axis=1)
    return float(np.linalg.lstsq(x, totals, rcond=None)[0][1])


def _honesty(rows: list[Row], gold: list[Row], scored: list[Row]) -> list[Figure]:
    wrong, quoted = sum(row["false_quotes"] for row in rows), sum(row["quotes"] for row in rows)
    missed = len(gold) - len(scored)
    return [
        figure("false quotes", wrong, "= 0", f"{wrong} of {quoted}"),
        figure("conversations not (fully) scored", missed, shown=f"{missed} of {len(gold)}"),
    ]


def _parallel(rows: list[Row]) -> list[Figure]:
    """How far the levels of the same conversation in German and in English lie apart."""
    scores = {row["id"]: row["scores"] for row in rows if row["kind"] == "parallel"}
    pairs = [(scores[name], scores[name[:-2] + "en"]) for name in scores if name.endswith("-de") and name[:-2] + "en" in scores]
    apart = [[de[c] - en[c] for c in de] for de, en in pairs if None not in (*de.values(), *en.values())]
    signed = np.array(apart, float).mean(axis=0) if apart else np.array([])
    both = {"German-English gap on parallel texts, levels": float(np.abs(signed).mean()) if apart else None}
    both["single parallel conversations, levels apart"] = float(np.abs(np.array(apart)).mean()) if apart else None
    return [figure(name, value, "<= 0.2" if "gap" in name else None) for name, value in both.items()]


def _annomi(rows: list[Row]) -> list[Figure]:
    talks = [row for row in rows if row["kind"] == "annomi"]
    total = _separation([(row["high"], row["total"]) for row in talks])
    listening = _separation([(row["high"], row["scores"].get("listening")) for row in talks])
    better = max((value for value in (total, listening) if value is not None), default=None)
    return [
        figure("AnnoMI AUC, better of total and listening", better, ">= 0.90", digits=3),
        figure("AnnoMI AUC total", total),
        figure("AnnoMI AUC listening", listening),
    ]


def _separation(talks: list[tuple[bool, Any]]) -> float | None:
    known = [(high, value) for high, value in talks if value is not None]
    return auc([value for high, value in known if high], [value for high, value in known if not high])
