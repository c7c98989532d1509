"""Trains the ear from training/*: `python -m simulator.offline.train` reproduces head.npz; needs scikit-learn (extra `train`)."""

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.appraisal import ACTS
from simulator.offline.embedder import Embedder, Vectors
from simulator.offline.features import rows
from simulator.offline.head import FILE, KINDS, Head, Net, inputs
from simulator.offline.training_data import Message, drills, snippets, talks

FOLDS, NETS, HIDDEN, EPOCHS = 4, 3, 80, 12
Flags = NDArray[np.float64]


def main() -> None:
    """Train on all hand-written data, set thresholds by cross-validation, write the head, print the figures."""
    warnings.filterwarnings("ignore", message="Stochastic Optimizer")
    messages = [message for talk in talks() for message in talk.messages] + snippets() + drills()
    x, y, owner = table(messages)
    print(f"{len(messages)} messages, {len(y)} sentences")
    thresholds = _thresholds(x, y, owner, [message.talk for message in messages])
    head = Head([fit_net(x, y, seed) for seed in range(NETS)], thresholds, _fit_kinds(messages, x))
    head.save()
    print(f"wrote {FILE.name}, {FILE.stat().st_size / 1e6:.1f} MB")


def table(messages: Sequence[Message]) -> tuple[Vectors, Flags, NDArray[np.int64]]:
    """(inputs (n, d), acts (n, 18) as 0/1, index of the message of each sentence (n,))."""
    embedder = Embedder()
    parts = [inputs(*rows([s.text for s in m.sentences], m.context, embedder)) for m in messages]
    y = np.array([[act in s.acts for act in ACTS] for m in messages for s in m.sentences], float)
    owner = np.repeat(np.arange(len(messages)), [len(m.sentences) for m in messages])
    return np.concatenate(parts), y, owner


def by_message(values: NDArray[np.floating], owner: NDArray[np.int64], count: int) -> NDArray[np.floating]:
    """The strongest value of each act in each message, shape (count, 18)."""
    out = np.zeros((count, values.shape[1]))
    np.maximum.at(out, owner, values)
    return out


def _thresholds(x: Vectors, y: Flags, owner: NDArray[np.int64], groups: Sequence[str]) -> Vectors:
    """Per act the probability that gives the best F1 on messages of talks the network has not seen."""
    from sklearn.metrics import f1_score
    from sklearn.model_selection import GroupKFold

    unseen = np.zeros_like(y)
    talk_of = np.array(groups)[owner]
    for learn, test in GroupKFold(FOLDS).split(x, groups=talk_of):
        unseen[test] = Head([fit_net(x[learn], y[learn], 0)], np.ones(len(ACTS), np.float32), _NO_KINDS).probabilities(x[test])
    p, truth = by_message(unseen, owner, len(groups)), by_message(y, owner, len(groups))
    grid = np.arange(0.1, 0.8, 0.02)
    curves = np.array([[f1_score(truth[:, k], p[:, k] >= t, zero_division=0.0) for t in grid] for k in range(len(ACTS))])
    smooth = np.array([np.convolve(np.pad(curve, 2, mode="edge"), np.ones(5) / 5, "valid") for curve in curves])
    for act, curve, best in zip(ACTS, curves, smooth.argmax(axis=1), strict=True):
        print(f"  {act:20s} threshold {grid[best]:.2f}  F1 unseen {curve[best]:.3f}")
    print(f"  macro F1, own data, talks not trained on: {curves[np.arange(len(ACTS)), smooth.argmax(axis=1)].mean():.3f}")
    return np.asarray(grid[smooth.argmax(axis=1)], np.float32)


def fit_net(x: Vectors, y: Flags, seed: int) -> Net:
    """One small network over all acts; the seed fixes its start."""
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier((HIDDEN,), alpha=2e-3, learning_rate_init=2e-3, batch_size=64, max_iter=EPOCHS, random_state=seed).fit(x, y)
    return Net(model.coefs_[0], model.intercepts_[0], model.coefs_[1], model.intercepts_[1])


def _fit_kinds(messages: Sequence[Message], x: Vectors) -> Net:
    """A linear map to the kinds of offers, written as a network that passes its input through."""
    from sklearn.linear_model import LogisticRegression

    offers = [s.offer.kind if s.offer else None for m in messages for s in m.sentences]
    chosen = [i for i, kind in enumerate(offers) if kind in KINDS]
    model = LogisticRegression(C=0.5, max_iter=500, class_weight="balanced").fit(x[chosen], [offers[i] for i in chosen])
    order = [list(model.classes_).index(kind) for kind in KINDS]
    weights = model.coef_[order].T
    # relu(x) - relu(-x) = x, so the two halves of the first layer carry the linear map unchanged.
    first = np.concatenate([weights, -weights], axis=1)
    second = np.concatenate([np.eye(len(KINDS)), -np.eye(len(KINDS))])
    return Net(first, np.zeros(2 * len(KINDS)), second, model.intercept_[order])


_NO_KINDS = Net(np.zeros((1, 1)), np.zeros(1), np.zeros((1, 1)), np.zeros(1))

if __name__ == "__main__":
    main()
