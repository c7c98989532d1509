"""What plain counting reaches on the same conversations: a ridge on length, questions and words; no ear, no encoder."""

import re
from collections import Counter

import numpy as np

from evals.common import Figure, Row, figure
from evals.stats import Floats, pearson, qwk, ridge_predictions

STRENGTHS = (10.0, 30.0, 100.0, 300.0)
"""The best of these is shown, which flatters the baseline."""
_WORD = re.compile(r"[^\W\d_]+")


def baseline(rows: list[Row]) -> list[Figure]:
    """Mean QWK and Pearson of the ridge, cross-validated by conversation in eight folds."""
    x, y = _inputs(rows), _targets(rows)
    found = [_reached(ridge_predictions(x, y, strength), y) for strength in STRENGTHS]
    kappa, related = max(found)
    return [figure("baseline mean QWK (length, questions, words)", kappa), figure("baseline Pearson", related)]


def _targets(rows: list[Row]) -> Floats:
    return np.array([[*row["gold"].values(), row["overall"]] for row in rows], float)


def _inputs(rows: list[Row]) -> Floats:
    """Length, questions and turns (standardised, weighing as much as many words), and how often each common word occurs."""
    counts = [Counter(word.lower() for word in _WORD.findall(" ".join(row["text"]))) for row in rows]
    spread = Counter(word for count in counts for word in count)
    common = sorted(word for word, talks in spread.items() if 3 <= talks <= len(rows) * 0.8)
    words = np.log1p(np.array([[count[word] for word in common] for count in counts], float))
    plain = np.array([[sum(c.values()), "".join(r["text"]).count("?"), len(r["text"])] for r, c in zip(rows, counts, strict=True)], float)
    standard = (plain - plain.mean(0)) / np.maximum(plain.std(0), 1e-9)
    return np.concatenate([3 * standard, words], axis=1)


def _reached(predicted: Floats, y: Floats) -> tuple[float, float]:
    """(mean QWK over the criteria, Pearson with the overall rating)."""
    grades = np.clip(np.floor(predicted + 0.5), 1, 5)
    kappas = [float(qwk(grades[:, i], y[:, i])) for i in range(y.shape[1] - 1)]
    return float(np.mean(kappas)), float(pearson(predicted[:, -1], y[:, -1]))
