"""Features -> strengths of acts and kinds of offers: the trained part of the ear; it knows no words.

Small networks hear each sentence; a linear map over their answers and the whole message then decides whether the message does an act.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.appraisal import OfferKind
from simulator.errors import BackendError
from simulator.offline.embedder import WIDTH, Vectors
from simulator.offline.features import BUCKETS

FILE = Path(__file__).parent / "head.npz"
KINDS: tuple[OfferKind, ...] = ("discount", "refund", "rework", "extra", "split")
"""Kinds the head tells apart; `deadline` is too rare in the data and is found by its words (offers.py)."""
_SENTENCE, _WHOLE, _ABOUT, _ENGINEERED = slice(0, 512), slice(1024, 1536), slice(1024, 2048), slice(2048, None)
_SCALE_SENTENCE, _SCALE_WHOLE, _SCALE_HASHED = 3.0, 1.5, 2.0
"""Bring the unit vectors to the scale of the engineered features, which are about 0..1."""
_LEAST = 1e-3
"""Answers are kept so far from 0 and 1, so that their logits stay small."""


def inputs(dense: Vectors, hashed: Vectors) -> Vectors:
    """The columns the networks read, shape (n, d): sentence, message, engineered features, hashed pieces."""
    parts = (dense[:, _SENTENCE] * _SCALE_SENTENCE, dense[:, _WHOLE] * _SCALE_WHOLE, dense[:, _ENGINEERED], hashed * _SCALE_HASHED)
    return np.concatenate(parts, axis=1).astype(np.float32)


def message_inputs(probabilities: Vectors, about: Vectors) -> Vectors:
    """What the second step reads of one message, shape (d,): strongest and mean answer per act, the message and its context, its length.

    `probabilities` has shape (n, 18), `about` is the vector of the message and of its context, shape (1024,).
    """
    best = np.clip(probabilities.max(axis=0), _LEAST, 1 - _LEAST)
    parts = (np.log(best / (1 - best)), 3 * best, 3 * probabilities.mean(axis=0), 2 * about, [np.log1p(len(probabilities))])
    return np.concatenate(parts).astype(np.float32)


def kind_inputs(x: Vectors, about: Vectors, cues: Vectors) -> Vectors:
    """What the map for kinds reads, shape (n, d): the inputs but for hashed pieces, the context, what is said about work and money.

    `x` and `cues` have a row per sentence, `about` is the vector of the message and of its context, shape (1024,).
    """
    context = np.repeat(2 * about[None, WIDTH:], len(x), axis=0)
    return np.concatenate([x[:, :-BUCKETS], context, cues], axis=1).astype(np.float32)


def about(dense: Vectors) -> Vectors:
    """The vectors of the message and of its context, shape (1024,)."""
    return dense[0, _ABOUT]


@dataclass(frozen=True)
class Linear:
    """x @ weights + bias -> logits."""

    weights: NDArray[np.floating]
    bias: NDArray[np.floating]

    def logits(self, x: Vectors) -> Vectors:
        return np.asarray(x @ self.weights + self.bias, np.float32)


@dataclass(frozen=True)
class Net:
    """Two linear maps with a relu between them -> logits."""

    inner: Linear
    outer: Linear

    def logits(self, x: Vectors) -> Vectors:
        return self.outer.logits(np.maximum(self.inner.logits(x), 0.0))


@dataclass(frozen=True)
class _Together:
    """All networks as one: the same answers as `averaged`, but the many empty hashed columns cost nothing."""

    inner: Linear
    outer: Vectors
    """Shape (nets, hidden, 18)."""
    bias: Vectors
    """Shape (nets, 18)."""

    @classmethod
    def of(cls, nets: list[Net]) -> "_Together":
        inner = Linear(np.concatenate([net.inner.weights for net in nets], axis=1), np.concatenate([net.inner.bias for net in nets]))
        return cls(inner, np.stack([net.outer.weights for net in nets]), np.stack([net.outer.bias for net in nets]))

    def answer(self, x: Vectors) -> Vectors:
        dense, hashed = x[:, :-BUCKETS], x[:, -BUCKETS:]
        used = np.flatnonzero(hashed.any(axis=0))
        hidden = dense @ self.inner.weights[:-BUCKETS] + hashed[:, used] @ self.inner.weights[-BUCKETS:][used]
        hidden = np.maximum(hidden + self.inner.bias, 0.0)
        split = hidden.reshape(len(x), len(self.outer), -1).transpose(1, 0, 2)
        return np.asarray(_sigmoid(split @ self.outer + self.bias[:, None]).mean(axis=0), np.float32)


class Head:
    """The trained parts: networks for sentences, a map for messages with a threshold per act, a map for kinds of offers."""

    def __init__(self, nets: list[Net], message: Linear, thresholds: Vectors, kinds: Linear) -> None:
        self.nets = nets
        self.message = message
        self.thresholds = thresholds
        self.kinds = kinds
        self._all = _Together.of(nets)

    @classmethod
    def load(cls, path: Path = FILE) -> "Head":
        """Read the shipped head. Raises BackendError when it is missing."""
        if not path.exists():
            raise BackendError(f"The trained ear {path.name} is missing. Train it: python -m simulator.offline.train")
        with np.load(path) as file:
            parts = {name: file[name].astype(np.float32) for name in file.files}

        def linear(name: str) -> Linear:
            return Linear(parts[f"{name}.weights"], parts[f"{name}.bias"])

        count = sum(name.endswith("inner.bias") for name in parts)
        nets = [Net(linear(f"net{i}.inner"), linear(f"net{i}.outer")) for i in range(count)]
        return cls(nets, linear("message"), parts["thresholds"], linear("kinds"))

    def save(self, path: Path = FILE) -> None:
        """Write the head; half precision keeps it small."""
        maps = {"message": self.message, "kinds": self.kinds}
        for i, net in enumerate(self.nets):
            maps |= {f"net{i}.inner": net.inner, f"net{i}.outer": net.outer}
        arrays = {"thresholds": np.asarray(self.thresholds, np.float32)}
        for name, linear in maps.items():
            arrays |= {f"{name}.weights": linear.weights.astype(np.float16), f"{name}.bias": linear.bias.astype(np.float16)}
        np.savez_compressed(path, **arrays)  # type: ignore[arg-type]

    def strengths(self, x: Vectors, dense: Vectors) -> Vectors:
        """Per sentence of one message and act, shape (n, 18): the message decides how strong, the sentences decide where."""
        probabilities = self._all.answer(x)
        whole = _sigmoid(self.message.logits(message_inputs(probabilities, about(dense))))
        return spread(probabilities, whole, self.thresholds)

    def likeliest(self, inputs: Vectors) -> list[OfferKind]:
        """Per row of `kind_inputs` the kind of the offer."""
        return [KINDS[int(best)] for best in self.kinds.logits(inputs).argmax(axis=1)]


def averaged(nets: list[Net], x: Vectors) -> Vectors:
    """The networks' mean answer, shape (n, 18), range 0..1, columns in the order of ACTS."""
    return np.asarray(np.mean([_sigmoid(net.logits(x)) for net in nets], axis=0), np.float32)


def spread(probabilities: Vectors, whole: Vectors, thresholds: Vectors) -> Vectors:
    """Strengths per sentence whose strongest is the message's own, moved so that each act's threshold stands at 0.5."""
    moved = np.where(whole < thresholds, 0.5 * whole / thresholds, 0.5 + 0.5 * (whole - thresholds) / (1 - thresholds))
    share = probabilities / np.maximum(probabilities.max(axis=0), 1e-6)
    return np.asarray(moved * share, np.float32)


def _sigmoid(logits: Vectors) -> Vectors:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)
