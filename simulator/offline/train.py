"""Trains ear and judge from training/*: `python -m simulator.offline.train` reproduces head.npz, ground.npz, trust.json and judge.json (extra `train`)."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.appraisal import ACTS
from simulator.offline import casing, train_ground, train_judge, train_trust
from simulator.offline.appraiser import OfflineAppraiser
from simulator.offline.clauses import cue_rows
from simulator.offline.embedder import Embedder, Vectors
from simulator.offline.features import rows
from simulator.offline.ground import Ground
from simulator.offline.head import FILE, KINDS, Head, Linear, Net, about, averaged, inputs, kind_inputs, message_inputs, spread
from simulator.offline.hearing import Hearing
from simulator.offline.training_data import Message, contrasts, drills, snippets, talks
from simulator.offline.trust import Trust

FOLDS, NETS, UNSEEN_NETS, HIDDEN, EPOCHS = 4, 3, 2, 80, 12
"""Talks are split into FOLDS for what must not have been seen; the shipped ear averages twice NETS networks."""
SHRINK, SHRINK_KINDS = 0.03, 0.1
"""Inverse penalties of the second step and of the map to kinds; chosen on our own talks."""
_EMBEDDER = Embedder()
Flags = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """All sentences as numbers. `owner` is the index of each sentence's message."""

    x: Vectors
    y: Flags
    owner: NDArray[np.int64]
    about: Vectors
    talk: NDArray[np.str_]
    """The talk of each message, for splitting."""
    natural: int
    """How many of the sentences, the first ones, are of natural talk; the rest are contrasts."""


def main() -> None:
    """Train on all hand-written data, set thresholds by cross-validation, write both files, print the figures."""
    warnings.filterwarnings("ignore", message="Stochastic Optimizer")
    casing.learn(_all_texts())
    train_ground.train(_EMBEDDER)
    whole = [message for talk in talks() for message in talk.messages] + snippets()
    natural = whole + drills()
    messages = natural + contrasts()
    data = table(messages, len(natural))
    print(f"{len(messages)} messages, {len(data.y)} sentences")
    unseen = unseen_probabilities(data)
    # A drill is a message of one sentence: of such ones our talks have few.
    step = _message_rows(data, unseen, len(natural))
    truth = by_message(data.y, data.owner, len(messages))[: len(natural)]
    guessed, message = _second_step(step, truth, data.talk[: len(natural)])
    thresholds = _thresholds(guessed[: len(whole)], truth[: len(whole)])
    head = Head(fit_nets(data, np.arange(len(data.y)), NETS), message, thresholds, _fit_kinds(messages, data))
    head.save()
    print(f"wrote {FILE.name}, {FILE.stat().st_size / 1e6:.1f} MB")
    heard = [spread(unseen[data.owner == i], guessed[i], thresholds) for i in range(len(whole))]
    ear, ground = OfflineAppraiser(_EMBEDDER, Head.load()), Ground.load()  # as they ship, in half precision
    train_trust.train(Hearing(ear, _EMBEDDER, ground, Trust(0.0, {})), ear)
    train_judge.train(heard, Hearing(ear, _EMBEDDER, ground, Trust.load()))


def _all_texts() -> list[str]:
    told = [text for talk in talks() for _, text in talk.turns]
    return told + [text for message in snippets() + drills() + contrasts() for text in (message.context, message.text)]


def table(messages: Sequence[Message], natural: int) -> Table:
    """The messages as numbers, in their order; the first `natural` ones are of natural talk."""
    parts = [rows([s.text for s in m.sentences], m.context, _EMBEDDER) for m in messages]
    return Table(
        x=np.concatenate([inputs(dense, hashed) for dense, hashed in parts]),
        y=np.array([[act in s.acts for act in ACTS] for m in messages for s in m.sentences], float),
        owner=np.repeat(np.arange(len(messages)), [len(m.sentences) for m in messages]),
        about=np.stack([about(dense) for dense, _ in parts]),
        talk=np.array([message.talk for message in messages]),
        natural=sum(len(m.sentences) for m in messages[:natural]),
    )


def by_message(values: NDArray[np.floating], owner: NDArray[np.int64], count: int) -> NDArray[np.floating]:
    """The strongest value of each act in each message, shape (count, 18)."""
    out = np.zeros((count, values.shape[1]))
    np.maximum.at(out, owner, values)
    return out


def unseen_probabilities(data: Table) -> Vectors:
    """What each sentence of natural talk sounds like to networks that were not trained on its talk, shape (n, 18); 0 for contrasts."""
    from sklearn.model_selection import GroupKFold

    found = np.zeros(data.y.shape, np.float32)
    natural, contrasted = np.arange(data.natural), np.arange(data.natural, len(data.y))
    for learn, test in GroupKFold(FOLDS).split(natural, groups=data.talk[data.owner[natural]]):
        found[test] = averaged(fit_nets(data, np.r_[learn, contrasted], UNSEEN_NETS), data.x[test])
    return found


def _message_rows(data: Table, unseen: Vectors, count: int) -> Vectors:
    return np.stack([message_inputs(unseen[data.owner == i], data.about[i]) for i in range(count)])


def _second_step(step: Vectors, truth: NDArray[np.floating], groups: NDArray[np.str_]) -> tuple[Vectors, Linear]:
    """(what each message does, judged by maps that have not seen its talk, and the map fitted on all)."""
    from sklearn.model_selection import GroupKFold

    guessed = np.zeros(truth.shape, np.float32)
    for learn, test in GroupKFold(FOLDS).split(step, groups=groups):
        guessed[test] = 1 / (1 + np.exp(-_fit_linear(step[learn], truth[learn]).logits(step[test])))
    return guessed, _fit_linear(step, truth)


def _fit_linear(step: Vectors, truth: NDArray[np.floating]) -> Linear:
    from sklearn.linear_model import LogisticRegression

    models = [LogisticRegression(C=SHRINK, max_iter=300).fit(step, truth[:, k]) for k in range(len(ACTS))]
    return Linear(np.stack([m.coef_[0] for m in models], axis=1), np.array([m.intercept_[0] for m in models]))


def _thresholds(p: Vectors, truth: NDArray[np.floating]) -> Vectors:
    """Per act the probability that gives the best F1 on messages of talks not trained on, from a smoothed curve."""
    from sklearn.metrics import f1_score

    grid = np.arange(0.06, 0.8, 0.02)
    curves = np.array([[f1_score(truth[:, k], p[:, k] >= t, zero_division=0.0) for t in grid] for k in range(len(ACTS))])
    smooth = np.array([np.convolve(np.pad(curve, 2, mode="edge"), np.ones(5) / 5, "valid") for curve in curves])
    best = smooth.argmax(axis=1)
    for act, curve, k in zip(ACTS, curves, best, strict=True):
        print(f"  {act:20s} threshold {grid[k]:.2f}  F1 unseen {curve[k]:.3f}")
    print(f"  macro F1, own messages, talks not trained on: {curves[np.arange(len(ACTS)), best].mean():.3f}")
    return np.asarray(grid[best], np.float32)


def fit_nets(data: Table, learn: NDArray[np.int64], count: int) -> list[Net]:
    """`count` networks on natural talk alone, and as many on the contrasts too: the first miss the subtle, the second overhear it."""
    parts = (learn[learn < data.natural], learn)
    return [fit_net(data.x[part], data.y[part], seed) for part in parts for seed in range(count)]


def fit_net(x: Vectors, y: Flags, seed: int) -> Net:
    """One small network over all acts; the seed fixes its start."""
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier((HIDDEN,), alpha=2e-3, learning_rate_init=2e-3, batch_size=64, max_iter=EPOCHS, random_state=seed).fit(x, y)
    return Net(Linear(model.coefs_[0], model.intercepts_[0]), Linear(model.coefs_[1], model.intercepts_[1]))


def _fit_kinds(messages: Sequence[Message], data: Table) -> Linear:
    """A linear map to the kinds of offers, from the sentences that make one."""
    from sklearn.linear_model import LogisticRegression

    offered = [(i, s) for i, s in enumerate(s for m in messages for s in m.sentences) if s.offer and s.offer.kind in KINDS]
    rows = [kind_inputs(data.x[i : i + 1], data.about[data.owner[i]], cue_rows([s.text])) for i, s in offered]
    model = LogisticRegression(C=SHRINK_KINDS, max_iter=500).fit(np.concatenate(rows), [s.offer.kind for _, s in offered if s.offer])
    order = [list(model.classes_).index(kind) for kind in KINDS]
    return Linear(model.coef_[order].T, model.intercept_[order])


if __name__ == "__main__":
    main()
