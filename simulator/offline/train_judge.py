"""Learns the judge's weights from our own rated talks; called by train.py, which hears the talks with an ear not trained on them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.appraisal import OfferKind
from simulator.library import Library
from simulator.offline.appraiser import as_sentence
from simulator.offline.embedder import Vectors
from simulator.offline.heard import Heard
from simulator.offline.hearing import Hearing
from simulator.offline.judge import OfflineJudge
from simulator.offline.offers import sized
from simulator.offline.recipes import RECIPES, Formula, save_formulas
from simulator.offline.signals import signals
from simulator.offline.training_data import Message, Talk, ratings, talks, transcript_of, writer_of

SHRINK = 4.0
"""Ridge penalty on the weights; chosen on our own talks, not on the reference data."""
STRETCH = 0.95
"""How much of the ratings' spread the scores get back that regression takes away."""
ROUNDS = 3
"""Times the scale is moved: scores at its ends do not follow, so once is not enough."""
BLIND = ("a", "b")
"""Talks rated by somebody who did not know what their writer wanted: the scores get their scale, as writers rate their own talks otherwise."""
LENIENCE = 0.15
"""Levels by which the scores lie above those ratings: other careful raters are kinder (on gold-dev the judge was 0.14 lower without it)."""
Rows = NDArray[np.float64]


def train(heard: Sequence[Vectors], hearing: Hearing) -> None:
    """Fit every recipe, write judge.json and print the agreement on talks not fitted on.

    `heard` has the strengths of each message's sentences, the messages in the order of `talks()`.
    """
    rated = ratings()
    told = [(talk, strengths) for talk, strengths in _by_talk(heard) if talk.id in rated]
    found = [signals(_replay(talk, strengths, hearing)) for talk, strengths in told]
    blind = np.array([writer_of(talk.id) in BLIND for talk, _ in told])
    formulas: dict[str, Formula] = {}
    for k, name in enumerate(RECIPES):
        levels = np.array([rated[talk.id][k] for talk, _ in told], float)
        unseen = _unseen_scores(name, found, levels)
        curve = _curve(unseen[blind], levels[blind])
        formulas[name] = _fit(name, found, levels, curve)
        xs, ys = zip(*curve, strict=True)
        print(f"  {name:24s} QWK on own talks not fitted on {qwk(np.interp(unseen, xs, ys), levels):.3f}")
    save_formulas(_levelled(formulas, hearing, [talk for talk, _ in told if writer_of(talk.id) in BLIND]))


def _levelled(formulas: dict[str, Formula], hearing: Hearing, told: Sequence[Talk]) -> dict[str, Formula]:
    """The formulas raised so that the judge's scores of the blind-rated talks, trust and all, have the mean of their ratings and a little more."""
    for _ in range(ROUNDS):
        missing = _missing(OfflineJudge(hearing, formulas), told)
        formulas = {name: formula.raised(round(float(np.mean(missing[name])) + LENIENCE, 3)) for name, formula in formulas.items()}
    return formulas


def _missing(judge: OfflineJudge, told: Sequence[Talk]) -> dict[str, list[float]]:
    """Per criterion the levels by which each talk's rating is above its score."""
    rubric, rated = Library(None).rubric("unhappy-client"), ratings()
    found: dict[str, list[float]] = {name: [] for name in RECIPES}
    for talk in told:
        for result, level in zip(judge.judge(transcript_of(talk), rubric), rated[talk.id], strict=True):
            if result.score is not None:
                found[result.id].append(level - result.score)
    return found


def _by_talk(heard: Sequence[Vectors]) -> list[tuple[Talk, Sequence[Vectors]]]:
    start, pairs = 0, []
    for talk in talks():
        pairs.append((talk, heard[start : start + len(talk.messages)]))
        start += len(talk.messages)
    return pairs


def qwk(scores: Rows, levels: Rows) -> float:
    """Quadratic weighted kappa of rounded scores: 2 cov / (var + var + (difference of means)^2)."""
    a, b = np.clip(np.round(scores), 1, 5), levels
    return float(2 * ((a * b).mean() - a.mean() * b.mean()) / (a.var() + b.var() + (a.mean() - b.mean()) ** 2))


def _replay(talk: Talk, strengths: Sequence[Vectors], hearing: Hearing) -> list[Heard]:
    """The talk as heard, with strengths that were found elsewhere."""
    transcript = transcript_of(talk)
    heard: list[Heard] = []
    pairs = zip(talk.messages, strengths, strict=True)
    for index, turn in enumerate(transcript.turns):
        if turn.role == "freelancer":
            message, rows = next(pairs)
            sentences = [as_sentence(s.text, row) for s, row in zip(message.sentences, rows, strict=True)]
            offers = [sized(_kind(message, i), s.text) for i, s in enumerate(sentences) if s.does("offer")]
            heard.append(hearing.heard(transcript, index, sentences, offers, heard))
    return heard


def _kind(message: Message, index: int) -> OfferKind:
    """The kind as labelled; an offer the ear only imagines is taken for the commonest kind."""
    offer = message.sentences[index].offer
    return offer.kind if offer else "rework"


def _matrix(name: str, found: Sequence[dict[str, float]]) -> tuple[list[str], Rows]:
    """(signal names, signed values): columns that hurt carry a minus, so that every weight is to be positive."""
    recipe = RECIPES[name]
    names = [*recipe.helps, *recipe.hurts]
    signs = np.array([1.0] * len(recipe.helps) + [-1.0] * len(recipe.hurts))
    return names, np.array([[values[n] for n in names] for values in found]) * signs


def _set(name: str, found: Sequence[dict[str, float]]) -> Rows:
    """What the weights that are not learned add to each talk."""
    return np.array([sum(weight * values[signal] for signal, weight in RECIPES[name].fixed.items()) for values in found])


def _solve(rows: Rows, levels: Rows) -> Rows:
    """Ridge regression with weights of at least 0; the last entry is the base."""
    from scipy.optimize import lsq_linear

    count = rows.shape[1]
    top = np.hstack([rows, np.ones((len(rows), 1))])
    penalty = np.hstack([np.sqrt(SHRINK) * np.eye(count), np.zeros((count, 1))])
    bounds = (np.r_[np.zeros(count), -20.0], np.full(count + 1, 20.0))
    return np.asarray(lsq_linear(np.vstack([top, penalty]), np.r_[levels, np.zeros(count)], bounds=bounds).x)


def _unseen_scores(name: str, found: Sequence[dict[str, float]], levels: Rows) -> Rows:
    """Raw scores of each talk by weights fitted without it."""
    from sklearn.model_selection import KFold

    (_, rows), added = _matrix(name, found), _set(name, found)
    scores = np.zeros(len(levels))
    for learn, test in KFold(6, shuffle=True, random_state=0).split(rows):
        solved = _solve(rows[learn], (levels - added)[learn])
        scores[test] = rows[test] @ solved[:-1] + solved[-1] + added[test]
    return scores


def _curve(unseen: Rows, levels: Rows) -> tuple[tuple[float, float], ...]:
    """A straight line that gives the scores the ratings' mean and most of their spread, held in 1..5."""
    slope = STRETCH * levels.std() / unseen.std()
    ends = [unseen.mean() + (level - levels.mean()) / slope for level in (1.0, 5.0)]
    return ((round(float(ends[0]), 4), 1.0), (round(float(ends[1]), 4), 5.0))


def _fit(name: str, found: Sequence[dict[str, float]], levels: Rows, curve: tuple[tuple[float, float], ...]) -> Formula:
    names, rows = _matrix(name, found)
    solved = _solve(rows, levels - _set(name, found))
    signs = [1.0] * len(RECIPES[name].helps) + [-1.0] * len(RECIPES[name].hurts)
    weights = {n: round(float(w * s), 3) for n, w, s in zip(names, solved, signs, strict=False) if w >= 0.01}
    return Formula(round(float(solved[-1]), 3), weights | dict(RECIPES[name].fixed), curve)
