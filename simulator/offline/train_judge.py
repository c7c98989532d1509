"""Learns the judge's weights from our own rated talks: `python -m simulator.offline.train_judge` reproduces judge.json.

The talks are heard by an ear that was not trained on them (cross-fitted), so that the weights fit the ear's real mistakes.
"""

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.offline.appraiser import as_sentence
from simulator.offline.embedder import Embedder
from simulator.offline.head import Head, Net
from simulator.offline.offers import sized
from simulator.offline.recipes import RECIPES, Formula, save_formulas
from simulator.offline.signals import Heard, as_heard, signals
from simulator.offline.train import FOLDS, fit_net, table
from simulator.offline.training_data import Talk, drills, ratings, snippets, talks
from simulator.transcript import Transcript, Turn

SHRINK = 4.0
"""Ridge penalty on the weights; chosen on our own talks, not on the reference data."""
STRETCH = 0.95
"""How much of the ratings' spread the scores get back that regression takes away."""
Rows = NDArray[np.float64]


def main() -> None:
    """Hear all rated talks, fit every recipe, write judge.json and print the agreement on talks not fitted on."""
    warnings.filterwarnings("ignore", message="Stochastic Optimizer")
    rated = ratings()
    listed = [talk for talk in talks() if talk.id in rated]
    found = [signals(heard) for heard in _heard_unseen(listed)]
    formulas: dict[str, Formula] = {}
    for k, name in enumerate(RECIPES):
        levels = np.array([rated[talk.id][k] for talk in listed], float)
        unseen = _unseen_scores(name, found, levels)
        formulas[name] = _fit(name, found, levels, _curve(unseen, levels))
        xs, ys = zip(*_curve(unseen, levels), strict=True)
        print(f"  {name:24s} QWK on own talks not fitted on {qwk(np.interp(unseen, xs, ys), levels):.3f}")
    save_formulas(formulas)


def qwk(scores: Rows, levels: Rows) -> float:
    """Quadratic weighted kappa of rounded scores: 2 cov / (var + var + (difference of means)^2)."""
    a, b = np.clip(np.round(scores), 1, 5), levels
    return float(2 * ((a * b).mean() - a.mean() * b.mean()) / (a.var() + b.var() + (a.mean() - b.mean()) ** 2))


def _heard_unseen(listed: Sequence[Talk]) -> list[list[Heard]]:
    """Every talk as an ear hears it that was trained on all the others."""
    from sklearn.model_selection import GroupKFold

    messages = [message for talk in listed for message in talk.messages] + snippets() + drills()
    x, y, owner = table(messages)
    talk_of = np.array([message.talk for message in messages])[owner]
    final = Head.load()
    strengths = np.zeros_like(y)
    for learn, test in GroupKFold(FOLDS).split(x, groups=talk_of):
        nets: list[Net] = [fit_net(x[learn], y[learn], seed) for seed in range(2)]
        strengths[test] = Head(nets, final.thresholds, final.kinds).strengths(x[test])
    kinds = [final.kind(x[i : i + 1]) for i in range(int((owner < sum(len(t.messages) for t in listed)).sum()))]
    embedder = Embedder()
    start, heard = 0, []
    for talk in listed:
        count = sum(len(message.sentences) for message in talk.messages)
        heard.append(_replay(talk, strengths[start : start + count], kinds[start : start + count], embedder))
        start += count
    return heard


def _replay(talk: Talk, rows: Rows, kinds: Sequence[str], embedder: Embedder) -> list[Heard]:
    transcript = Transcript.model_validate({"lang": talk.lang, "turns": [{"role": role, "text": text} for role, text in talk.turns]})
    heard: list[Heard] = []
    start, messages = 0, iter(talk.messages)
    for index, turn in enumerate(transcript.turns):
        if turn.role == "freelancer":
            message = next(messages)
            end = start + len(message.sentences)
            pairs = list(zip(message.sentences, rows[start:end], kinds[start:end], strict=True))
            sentences = [as_sentence(s.text, row) for s, row, _ in pairs]
            offers = [sized(kind, s.text) for s, (_, _, kind) in zip(sentences, pairs, strict=True) if s.does("offer")]  # type: ignore[arg-type]
            clients = [t.text for t in transcript.turns[:index] if t.role == "client"]
            heard.append(
                as_heard(transcript, index, sentences, offers, embedder, heard, message.context, _after(transcript.turns, index), clients)
            )
            start = end
    return heard


def _after(turns: Sequence[Turn], index: int) -> str:
    return turns[index + 1].text if index + 1 < len(turns) else ""


def _matrix(name: str, found: Sequence[dict[str, float]]) -> tuple[list[str], Rows]:
    """(signal names, signed values): columns that hurt carry a minus, so that every weight is to be positive."""
    recipe = RECIPES[name]
    names = [*recipe.helps, *recipe.hurts]
    signs = np.array([1.0] * len(recipe.helps) + [-1.0] * len(recipe.hurts))
    return names, np.array([[values[n] for n in names] for values in found]) * signs


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

    _, rows = _matrix(name, found)
    scores = np.zeros(len(levels))
    for learn, test in KFold(6, shuffle=True, random_state=0).split(rows):
        solved = _solve(rows[learn], levels[learn])
        scores[test] = rows[test] @ solved[:-1] + solved[-1]
    return scores


def _curve(unseen: Rows, levels: Rows) -> tuple[tuple[float, float], ...]:
    """A straight line that gives the scores the ratings' mean and most of their spread, held in 1..5."""
    slope = STRETCH * levels.std() / unseen.std()
    ends = [unseen.mean() + (level - levels.mean()) / slope for level in (1.0, 5.0)]
    return ((round(float(ends[0]), 4), 1.0), (round(float(ends[1]), 4), 5.0))


def _fit(name: str, found: Sequence[dict[str, float]], levels: Rows, curve: tuple[tuple[float, float], ...]) -> Formula:
    names, rows = _matrix(name, found)
    solved = _solve(rows, levels)
    signs = [1.0] * len(RECIPES[name].helps) + [-1.0] * len(RECIPES[name].hurts)
    weights = {n: round(float(w * s), 3) for n, w, s in zip(names, solved, signs, strict=False) if w >= 0.01}
    return Formula(round(float(solved[-1]), 3), weights, curve)


if __name__ == "__main__":
    main()
