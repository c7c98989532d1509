"""Which fact does a question aim at? By meaning, and by words that few facts share; it knows neither acts nor the talk."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.offline.embedder import Embedder, Vectors
from simulator.offline.features import content_words

RARE, MOST_RARE = 0.2, 2.0
"""What a word adds that only one fact holds, and how many of these count."""
CLOSE, CLOSER = 0.5, 2.0
"""From this cosine to a written question on the likeness adds, so many times as much."""


class Texts(NamedTuple):
    """What is known of one fact: questions that aim at it, and what it says."""

    questions: tuple[str, ...]
    told: tuple[str, ...]


class Finder:
    """Finds facts; what it works out of their texts is kept for the clients of late."""

    def __init__(self, embedder: Embedder, kept: int = 32) -> None:
        self._embedder = embedder
        self._kept = kept
        self._indexes: dict[tuple[tuple[str, Texts], ...], _Index] = {}

    def scores(self, question: str, facts: Mapping[str, Texts]) -> dict[str, float]:
        """Fact -> how well the question fits it: about 0.2 for none, from 0.5 on for one that was meant; over 1 for a written one."""
        if not facts:
            return {}
        index = self._index(tuple(facts.items()))
        vector, words = self._embedder.encode([question])[0], content_words(question)
        meaning = index.middles @ _unit(vector - index.mean)
        found: dict[str, float] = {}
        for place, fact in enumerate(facts):
            rare = min(MOST_RARE, sum(index.weights[word] for word in words & index.words[place]))
            close = max(0.0, float((index.questions[place] @ vector).max()) - CLOSE)
            found[fact] = float(meaning[place]) + RARE * rare + CLOSER * close
        return found

    def _index(self, facts: tuple[tuple[str, Texts], ...]) -> "_Index":
        if facts not in self._indexes:
            while len(self._indexes) >= self._kept:
                self._indexes.pop(next(iter(self._indexes)))
            self._indexes[facts] = _indexed([texts for _, texts in facts], self._embedder)
        return self._indexes[facts]


class _Index(NamedTuple):
    mean: Vectors
    """The middle of all questions: what they share because they are questions to this client."""
    middles: Vectors
    """Shape (facts, 512): the middle of each fact's texts, without what all share, of length 1."""
    questions: list[Vectors]
    words: list[frozenset[str]]
    weights: dict[str, float]
    """Word -> 1 when one fact holds it, 0 when all do."""


def _indexed(facts: Sequence[Texts], embedder: Embedder) -> _Index:
    questions = [embedder.encode(fact.questions) for fact in facts]
    told = [embedder.encode(fact.told) for fact in facts]
    mean, of_told = np.concatenate(questions).mean(axis=0), np.concatenate(told).mean(axis=0)
    middles = [np.concatenate([_unit(q - mean), _unit(t - of_told)]).mean(axis=0) for q, t in zip(questions, told, strict=True)]
    words = [content_words(" ".join([*fact.questions, *fact.told])) for fact in facts]
    counts = Counter(word for own in words for word in own)
    scale = log(max(len(facts), 2))
    weights = {word: log(len(facts) / count) / scale for word, count in counts.items()}
    return _Index(mean, _unit(np.stack(middles)), questions, words, weights)


def _unit(vectors: NDArray[np.float32]) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), np.float32)
