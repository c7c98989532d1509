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
    spread,
    task_of,
)
from evals.stats import Floats, auc, interval, pearson, qwk
from simulator import Scorecard, Transcript

WHAT = "agreement of the judge with reference ratings (gold-dev), and separation of expert-rated talks (AnnoMI)"
LANGS = ("de", "en")


@task
def judge(judge: str = OFFLINE, limit: int | None = None) -> Task:
    """The judge against gold-dev, talks with our clients and AnnoMI; `limit` keeps so many of gold-dev, then of the others."""
    return task_of([*spread(_gold_rows(), limit), *_played_rows(), *_annomi_rows(), *_parallel_rows()], judged(judge), limit)


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
        "No row of gold-dev was trained on, by ear or judge; the baseline is cross-validated.",
        "The signs of trust (trust.py) were chosen with gold-dev, the attacks and the talks with our own clients at hand, their weights learned from our own data.",
        "AnnoMI was not trained on, but the two set weights of listening (recipes.py) were chosen with it at hand.",
        "The ratings come from careful raters of one language-model family; agreement with people has not been measured.",
        "Intervals: 95 % BCa bootstrap over conversations, 2,000 resamples, seeded.",
    ]
    if not shared_folder():
        said.append("AnnoMI was skipped: the shared folder is absent (set KULANZ_SHARED).")
    return said


# Samples


def _gold_rows() -> list[Row]:
    return [row | {"kind": "gold"} for row in own_rows("gold-dev.jsonl")]


def _played_rows() -> list[Row]:
    """Talks that writers held with the simulated clients, rated blind by one more."""
    return [row | {"kind": "played"} for row in read_rows(DATA / "played.jsonl")]


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
    found = [*_agreement(gold), *_totals(gold), *_honesty(rows, gold)] if gold else []
    return [*found, *_played(rows), *_parallel(rows), *_annomi(rows), *(baseline(gold) if len(gold) >= 16 else [])]


def _grades(rows: list[Row], criterion: str) -> tuple[Floats, Floats]:
    """(scores of the judge, reference), unrounded, of the conversations in which this criterion was scored."""
    known = [row for row in rows if row["scores"].get(criterion) is not None]
    return (np.array([row["scores"][criterion] for row in known], float), np.array([row["gold"][criterion] for row in known], float))


def rounded(scores: Floats) -> Floats:
    """Scores as whole levels 1..5, halves upwards."""
    return np.asarray(np.clip(np.floor(scores + 0.5), 1, 5), float)


def _agreement(rows: list[Row]) -> list[Figure]:
    criteria = list(rows[0]["gold"])
    pairs = {criterion: _grades(rows, criterion) for criterion in criteria}
    known = {criterion: pair for criterion, pair in pairs.items() if len(pair[0])}
    kappas = {c: float(qwk(rounded(j), g)) for c, (j, g) in known.items()}
    biases = {c: float((j - g).mean()) for c, (j, g) in known.items()}
    return [
        _mean_qwk(list(known.values()), len(rows)),
        _named("lowest QWK of a criterion", min(kappas.items(), key=lambda item: item[1], default=None), ">= 0.55"),
        *(_criterion(c, j, g) for c, (j, g) in pairs.items()),
        *(figure(f"bias {c}", biases.get(c), shown=f"{biases[c]:+.2f}" if c in biases else "") for c in criteria),
        _named("largest |bias|", max(((c, abs(bias)) for c, bias in biases.items()), key=lambda item: item[1], default=None), "<= 0.35"),
        figure("German-English gap, levels", _gap(rows, list(known)), "<= 0.2"),
    ]


def _named(name: str, found: tuple[str, float] | None, target: str) -> Figure:
    """The figure of one criterion, which is named with it."""
    return figure(name, found[1], target, f"{found[1]:.2f} ({found[0]})") if found else figure(name, None, target)


def _mean_qwk(pairs: list[tuple[Floats, Floats]], talks: int) -> Figure:
    flat = [grades for j, g in pairs for grades in (rounded(j), g)]
    if not flat:
        return figure("mean QWK", None, ">= 0.70")

    def statistic(*grades: Floats, axis: int = -1) -> Floats:
        return np.asarray(np.mean([qwk(j, g, axis) for j, g in zip(grades[::2], grades[1::2], strict=True)], axis=0))

    value = float(np.mean([qwk(j, g) for j, g in zip(flat[::2], flat[1::2], strict=True)]))
    whole = all(len(grades) == talks for grades in flat)  # else they do not belong to the same conversations
    return figure("mean QWK", value, ">= 0.70", _with_interval(value, interval(flat, statistic) if whole else None))


def _criterion(name: str, judged: Floats, gold: Floats) -> Figure:
    if not len(judged):
        return figure(f"QWK {name}", None)
    grades = rounded(judged)
    value = float(qwk(grades, gold))
    off = np.abs(grades - gold)
    shown = f"{_with_interval(value, interval([grades, gold], qwk))} exact {(off == 0).mean():.0%} adjacent {(off <= 1).mean():.0%}"
    return figure(f"QWK {name}", value, shown=shown)


def _with_interval(value: float, bounds: tuple[float, float] | None) -> str:
    return f"{value:.2f} [{bounds[0]:.2f}, {bounds[1]:.2f}]" if bounds else f"{value:.2f}"


def _gap(rows: list[Row], criteria: list[str]) -> float | None:
    by_lang = [[_grades([row for row in rows if row["lang"] == lang], c) for lang in LANGS] for c in criteria]
    apart = [abs(float((de[0] - de[1]).mean() - (en[0] - en[1]).mean())) for de, en in by_lang if len(de[0]) and len(en[0])]
    return float(np.mean(apart)) if apart else None


def _totals(gold: list[Row]) -> list[Figure]:
    """The total beside the overall rating, in the conversations that have one."""
    rows = [row for row in gold if row["total"] is not None]
    totals, overall = np.array([row["total"] for row in rows], float), np.array([row["overall"] for row in rows], float)
    low, high = np.quantile(overall, [0.25, 0.75]) if rows else (0.0, 0.0)
    best, worst = totals[overall >= high], totals[overall <= low]
    apart = None if low == high else auc(best, worst)
    return [
        _related(totals, overall),
        figure("AUC best against worst quarter", apart, ">= 0.97", digits=3),
        figure("length slope, points per 100 words", _slope(rows, totals, overall), digits=1),
        *(_by_lang(lang, rows, totals, overall) for lang in LANGS),
    ]


def _related(totals: Floats, overall: Floats) -> Figure:
    name, target = "Pearson of total and overall", ">= 0.85"
    if len(totals) < 3:
        return figure(name, None, target)
    value = float(pearson(totals, overall))
    return figure(name, value, target, _with_interval(value, interval([totals, overall], pearson)))


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


def _honesty(rows: list[Row], gold: list[Row]) -> list[Figure]:
    wrong, quoted = sum(row["false_quotes"] for row in rows), sum(row["quotes"] for row in rows)
    scores = [score for row in gold for score in row["scores"].values()]
    missed, partly = scores.count(None), sum(None in row["scores"].values() for row in gold)
    return [
        figure("false quotes", wrong, "= 0", f"{wrong} of {quoted}"),
        figure("conversations not (fully) scored", partly, shown=f"{partly} of {len(gold)}"),
        figure("criteria not scored", missed, shown=f"{missed} of {len(scores)}"),
    ]


def _played(rows: list[Row]) -> list[Figure]:
    """Agreement on talks with our own clients, where people use the judge."""
    played = [row for row in rows if row["kind"] == "played" and row["total"] is not None]
    if len(played) < 3:
        return []
    pairs = [_grades(played, criterion) for criterion in played[0]["gold"]]
    totals, overall = (np.array([row[key] for row in played], float) for key in ("total", "overall"))
    bias = float(np.mean([(j - g).mean() for j, g in pairs]))
    return [
        figure("own clients: mean QWK", float(np.mean([qwk(rounded(j), g) for j, g in pairs]))),
        figure("own clients: Pearson of total and overall", float(pearson(totals, overall))),
        figure("own clients: mean bias", bias, shown=f"{bias:+.2f}"),
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
