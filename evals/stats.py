"""Agreement, separation and intervals on plain arrays; nothing here knows what the numbers mean."""

import warnings
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]
RESAMPLES = 2_000
FEWEST = 10
"""Fewer pairs than this get no interval."""


def qwk(left: Floats, right: Floats, axis: int = -1) -> Floats:
    """Quadratic weighted kappa of whole grades, vectorised over all axes but `axis`; 1 when both never vary and agree."""
    ml, mr = left.mean(axis), right.mean(axis)
    spread = left.var(axis) + right.var(axis) + (ml - mr) ** 2
    both = 2 * ((left * right).mean(axis) - ml * mr)
    return np.asarray(np.divide(both, spread, out=np.ones_like(spread), where=spread > 0))


def pearson(left: Floats, right: Floats, axis: int = -1) -> Floats:
    """Correlation, vectorised; 0 where one side never varies."""
    x, y = left - left.mean(axis, keepdims=True), right - right.mean(axis, keepdims=True)
    size = np.sqrt((x**2).sum(axis) * (y**2).sum(axis))
    return np.asarray(np.divide((x * y).sum(axis), size, out=np.zeros_like(size), where=size > 0))


def interval(data: Sequence[Floats], statistic: Callable[..., Floats]) -> tuple[float, float] | None:
    """95 % BCa bootstrap interval, seeded; the arrays of `data` are resampled together. None for too few pairs."""
    if len(data[0]) < FEWEST:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = stats.bootstrap(
            tuple(data), statistic, paired=True, vectorized=True, n_resamples=RESAMPLES, method="BCa", rng=np.random.default_rng(0)
        ).confidence_interval
    return float(found.low), float(found.high)


def auc(high: ArrayLike, low: ArrayLike) -> float | None:
    """Chance that one of `high` lies above one of `low`, ties counting half; None when a side is empty."""
    upper, lower = np.asarray(high, float), np.asarray(low, float)
    if not upper.size or not lower.size:
        return None
    apart = upper[:, None] - lower[None, :]
    return float((apart > 0).mean() + (apart == 0).mean() / 2)


def spearman(left: ArrayLike, right: ArrayLike) -> float | None:
    """Rank correlation; None when a side never varies."""
    x, y = np.asarray(left, float), np.asarray(right, float)
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    return float(stats.spearmanr(x, y).statistic)


def f1(gold: Sequence[bool], heard: Sequence[bool]) -> float | None:
    """F1 of a yes or no; None when it neither occurs nor is heard."""
    hits = sum(g and h for g, h in zip(gold, heard, strict=True))
    total = sum(gold) + sum(heard)
    return 2 * hits / total if total else None


def mean(values: Sequence[float | None]) -> float | None:
    """Mean of what was measured; None when nothing was."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def ridge_predictions(x: Floats, y: Floats, strength: float, folds: int = 8) -> Floats:
    """Predictions of shape (n, targets) for held-out rows; fold i holds every row whose index is i modulo `folds`."""
    out = np.zeros_like(y)
    for fold in range(folds):
        held = np.arange(len(x)) % folds == fold
        known, targets = x[~held], y[~held]
        centre, level = known.mean(0), targets.mean(0)
        kernel = (known - centre) @ (known - centre).T
        weights = np.linalg.solve(kernel + strength * np.eye(len(known)), targets - level)
        out[held] = (x[held] - centre) @ (known - centre).T @ weights + level
    return out
