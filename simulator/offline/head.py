"""Features -> strengths of acts and kinds of offers: the trained part of the ear, a few small networks averaged."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.appraisal import ACTS, OfferKind
from simulator.errors import BackendError
from simulator.offline.embedder import Vectors

FILE = Path(__file__).parent / "head.npz"
KINDS: tuple[OfferKind, ...] = ("discount", "refund", "rework", "extra", "split")
"""Kinds the head tells apart; `deadline` is too rare in the data and is found by its words (offers.py)."""
_SENTENCE, _WHOLE, _ENGINEERED = slice(0, 512), slice(1024, 1536), slice(2048, None)
_SCALE_SENTENCE, _SCALE_WHOLE, _SCALE_HASHED = 3.0, 1.5, 2.0
"""Bring the unit vectors to the scale of the engineered features, which are about 0..1."""


def inputs(dense: Vectors, hashed: Vectors) -> Vectors:
    """The columns the networks read, shape (n, d): sentence, message, engineered features, hashed pieces."""
    parts = (dense[:, _SENTENCE] * _SCALE_SENTENCE, dense[:, _WHOLE] * _SCALE_WHOLE, dense[:, _ENGINEERED], hashed * _SCALE_HASHED)
    return np.concatenate(parts, axis=1).astype(np.float32)


@dataclass(frozen=True)
class Net:
    """One hidden layer: relu(x @ first + first_bias) @ second + second_bias -> logits."""

    first: NDArray[np.floating]
    first_bias: NDArray[np.floating]
    second: NDArray[np.floating]
    second_bias: NDArray[np.floating]

    def logits(self, x: Vectors) -> Vectors:
        hidden = np.maximum(x @ self.first.astype(np.float32, copy=False) + self.first_bias, 0.0)
        return np.asarray(hidden @ self.second.astype(np.float32, copy=False) + self.second_bias, np.float32)


class Head:
    """The trained networks, the threshold of each act, and a linear map for the kind of an offer."""

    def __init__(self, nets: list[Net], thresholds: Vectors, kinds: Net) -> None:
        self.nets = nets
        self.thresholds = thresholds
        self.kinds = kinds

    @classmethod
    def load(cls, path: Path = FILE) -> "Head":
        """Read the shipped head. Raises BackendError when it is missing."""
        if not path.exists():
            raise BackendError(f"The trained ear {path.name} is missing. Train it: python -m simulator.offline.train")
        with np.load(path) as file:
            names = sorted({key.split(".")[0] for key in file.files if key.startswith("net")})
            nets = [_net(file, name) for name in names]
            return cls(nets, file["thresholds"], _net(file, "kinds"))

    def save(self, path: Path = FILE) -> None:
        """Write the head; half precision keeps it small."""
        arrays = {"thresholds": self.thresholds}
        for name, net in [*((f"net{i}", net) for i, net in enumerate(self.nets)), ("kinds", self.kinds)]:
            arrays |= {f"{name}.{part}": np.asarray(getattr(net, part), np.float16) for part in Net.__dataclass_fields__}
        np.savez_compressed(path, **arrays)  # type: ignore[arg-type]

    def probabilities(self, x: Vectors) -> Vectors:
        """Shape (n, 18), range 0..1, columns in the order of ACTS."""
        stacked = np.stack([1 / (1 + np.exp(-net.logits(x))) for net in self.nets])
        return np.asarray(stacked.mean(axis=0), np.float32)

    def strengths(self, x: Vectors) -> Vectors:
        """As probabilities, but moved so that each act's threshold stands at 0.5."""
        p, t = self.probabilities(x), self.thresholds[None, : len(ACTS)]
        return np.where(p < t, 0.5 * p / t, 0.5 + 0.5 * (p - t) / (1 - t))

    def kind(self, x: Vectors) -> OfferKind:
        """The kind of the offer in one sentence; x has shape (1, d)."""
        return KINDS[int(self.kinds.logits(x).argmax())]


def _net(file: "np.lib.npyio.NpzFile", name: str) -> Net:
    return Net(*(file[f"{name}.{part}"].astype(np.float32) for part in Net.__dataclass_fields__))
