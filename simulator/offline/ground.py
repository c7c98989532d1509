"""Does a sentence speak of this client's case, or could it be said in any talk? It knows no acts and no scores."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.offline.embedder import Embedder, Vectors
from simulator.offline.features import content_words
from simulator.offline.words import word_sets
from simulator.transcript import Lang, Transcript

FILE = Path(__file__).with_suffix(".npz")
_GENERIC = word_sets("generic")
_SPREAD = 0.073
"""Standard deviation of a sentence's cosines with what clients of other cases said; hardly differs between sentences (0.067 to 0.079)."""
_LAST = 3
"""Turns of the client, the last ones, that are compared as a whole."""
_NAME = re.compile(r"\b(?:herrn?|frau|mrs?|ms|miss|dr|prof)\.?\s+(?:(?:dr|prof)\.?\s+)?\w+", re.IGNORECASE)
Columns = NDArray[np.float64]


@dataclass(frozen=True)
class Ground:
    """Learned: what clients say in general, and how much nearness to this one tells."""

    usual: dict[Lang, Vectors]
    """Per language the mean vector of clients' turns, shape (512,)."""
    weights: Columns
    """Of the three columns of `nearness`, then the base; shape (4,)."""

    @classmethod
    def load(cls, path: Path = FILE) -> "Ground":
        with np.load(path) as file:
            return cls({"de": file["de"].astype(np.float32), "en": file["en"].astype(np.float32)}, file["weights"])

    def save(self, path: Path = FILE) -> None:
        np.savez_compressed(path, de=self.usual["de"].astype(np.float16), en=self.usual["en"].astype(np.float16), weights=self.weights)

    def credits(self, sentences: Sequence[str], transcript: Transcript, index: int, embedder: Embedder) -> list[float]:
        """Per sentence of the turn `index` how sure it is that it speaks of this case, in [0, 1]."""
        if not sentences:
            return []
        columns = self.nearness(sentences, transcript, index, embedder)
        return [float(p) for p in 1 / (1 + np.exp(-(columns @ self.weights[:3] + self.weights[3])))]

    def nearness(self, sentences: Sequence[str], transcript: Transcript, index: int, embedder: Embedder) -> Columns:
        """Shape (n, 3): how much nearer the sentence with its neighbours is to this case than to others, and telling words
        it shares with case and client (0..3), and its neighbours too (0..4)."""
        clients = [turn.text for turn in transcript.turns[:index] if turn.role == "client"]
        told = [transcript.case.project, transcript.case.agreed, transcript.case.complaint] if transcript.case else []
        here = [*clients[-_LAST:], *told]
        known = _telling(" ".join(here)) - _GENERIC[transcript.lang]
        shared = [min(len(_telling(text) & known), 3) for text in sentences]
        around = [min(sum(shared[max(0, i - 1) : i + 2]), 4) for i in range(len(shared))]
        return np.column_stack([self._nearer(sentences, here, transcript.lang, embedder), shared, around])

    def _nearer(self, sentences: Sequence[str], here: Sequence[str], lang: Lang, embedder: Embedder) -> Columns:
        """Standard deviations between the best cosine with this case and the usual one, neighbours read along."""
        vectors = embedder.encode(sentences)
        around = np.stack([vectors[max(0, i - 1) : i + 2].mean(axis=0) for i in range(len(vectors))])
        around /= np.maximum(np.linalg.norm(around, axis=1, keepdims=True), 1e-6)
        here = [text for text in here if text.strip()]
        if not here:
            return np.zeros(len(sentences))
        return np.asarray(((around @ embedder.encode(here).T).max(axis=1) - around @ self.usual[lang]) / _SPREAD, np.float64)


def _telling(text: str) -> set[str]:
    """Its telling words; who is called by name has not been answered yet."""
    return content_words(_NAME.sub(" ", text))
