"""Does a sentence speak of this client's case, or could it be said in any talk? It knows no acts and no scores."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.offline.embedder import Embedder, Vectors
from simulator.offline.features import content_words
from simulator.offline.numerals import NUMBER, number, spelled_out
from simulator.transcript import Lang, Transcript

FILE = Path(__file__).with_suffix(".npz")
LANGS: tuple[Lang, ...] = ("de", "en")
_SPREAD = 0.073
"""Standard deviation of a sentence's cosines with what clients of other cases said; hardly differs between sentences (0.067 to 0.079)."""
MIDDLE = 3.0
"""The middle level."""
_LAST = 3
"""Turns of the client, the last ones, that are compared as a whole."""
_MOST, _MOST_AROUND = 2.0, 2.5
"""Weight of shared words from which on more add nothing: in a sentence or turn, and with its neighbours."""
_NAME = re.compile(r"\b(?:herrn?|frau|mrs?|ms|miss|dr|prof)\.?\s+(?:(?:dr|prof)\.?\s+)?\w+", re.IGNORECASE)
_NUMBER = re.compile(NUMBER)
Columns = NDArray[np.float64]
Exchange = tuple[str, str]
"""What the freelancer said, and the client's answer."""


class Standing(NamedTuple):
    """How one sentence stands to the case."""

    near: float
    """How much nearer it is, read with its neighbours, to this case than to others, in standard deviations."""
    words: float
    """Weight of the telling words it shares with case and client: 1 for a rare one, 0 for one of every talk; 2 at most."""
    around: float
    """The same with its neighbours; 2.5 at most."""
    credit: float = 0.0
    """How sure it is that it speaks of this case, in [0, 1]."""


@dataclass(frozen=True)
class Ground:
    """Learned: what clients say in general, how telling a word is, and what nearness to this case tells."""

    usual: Mapping[Lang, Vectors]
    """Per language the mean vector of clients' turns, shape (512,)."""
    common: Mapping[Lang, Mapping[str, float]]
    """Per language the weights of stems that many talks share; every other stem weighs 1."""
    weights: Columns
    """Of near, words and around, then the base, for the credit of a sentence; shape (4,)."""
    talk: Columns
    """Of the columns of `evidence`, then the base, for whether a talk's help was said to this client; shape (4,)."""
    mood: Columns
    """Of the vector of a client's answer, then the base, for the level its talk is rated at; shape (513,)."""
    answer: Columns
    """Of the columns of `answering`, then the base, for whether the client answers just what was said; shape (4,)."""

    @classmethod
    def load(cls, path: Path = FILE) -> "Ground":
        with np.load(path) as file:
            usual = {lang: file[f"{lang}.usual"].astype(np.float32) for lang in LANGS}
            common = {lang: dict(zip(file[f"{lang}.stems"].tolist(), file[f"{lang}.weights"].tolist(), strict=True)) for lang in LANGS}
            return cls(usual, common, file["weights"], file["talk"], file["mood"].astype(np.float64), file["answer"])

    def save(self, path: Path = FILE) -> None:
        arrays = {f"{lang}.usual": self.usual[lang].astype(np.float16) for lang in LANGS}
        arrays |= {f"{lang}.stems": np.array(list(self.common[lang])) for lang in LANGS}
        arrays |= {f"{lang}.weights": np.array(list(self.common[lang].values()), np.float16) for lang in LANGS}
        np.savez_compressed(path, weights=self.weights, talk=self.talk, mood=self.mood.astype(np.float16), answer=self.answer, **arrays)  # type: ignore[arg-type]

    def stand(self, sentences: Sequence[str], transcript: Transcript, index: int, embedder: Embedder) -> list[Standing]:
        """How the sentences, said one after the other in the turn `index`, stand to the case."""
        if not sentences:
            return []
        words = self.shared(sentences, transcript, index)
        around = [min(sum(words[max(0, i - 1) : i + 2]), _MOST_AROUND) for i in range(len(words))]
        near = self._nearer(sentences, transcript, index, embedder)
        credits = _sure(np.column_stack([near, words, around]), self.weights)
        return [Standing(*values) for values in zip(near.tolist(), words, around, credits.tolist(), strict=True)]

    def shared(self, sentences: Sequence[str], transcript: Transcript, index: int) -> list[float]:
        """Per sentence the weight of the telling words that it shares with case and client; 2 at most."""
        known = _known(transcript, index)
        return [self._weight(telling(text) & known, transcript.lang) for text in sentences]

    def told(self, sentences: Sequence[str], transcript: Transcript, index: int) -> float:
        """Weight of the different telling words that the turn `index` shares with case and client; 2 at most."""
        said = frozenset[str]().union(*map(telling, sentences))
        return self._weight(said & _known(transcript, index), transcript.lang)

    def offered(self, transcript: Transcript, index: int) -> float:
        """Weight of the telling words of the case and of what the client said last before the turn `index`; 2 at most."""
        return self._weight(_known(transcript, index, last=1), transcript.lang)

    def grounded(self, turns: Sequence[Sequence[tuple[float, Standing]]]) -> float:
        """How sure it is that what helps in a talk was said to this client, in [0, 1]; per turn its sentences with how much each helps."""
        return float(_sure(evidence(turns), self.talk))

    def eased(self, answers: Sequence[str], embedder: Embedder) -> float:
        """Levels by which clients who answer so rate their talks above the middle; 0 without answers."""
        told = [text for text in answers if text.strip()]
        return float((embedder.encode(told) @ self.mood[:-1] + self.mood[-1] - MIDDLE).mean()) if told else 0.0

    def answered(self, exchanges: Sequence[Exchange], lang: Lang, embedder: Embedder) -> float:
        """How sure it is that the client's answers answer what was said before them, in [0, 1]; what was pasted over it later is not answered."""
        return float(_sure(self.answering(exchanges, lang, embedder), self.answer))

    def answering(self, exchanges: Sequence[Exchange], lang: Lang, embedder: Embedder) -> Columns:
        """Shape (3,): how much nearer than usual an answer is to what was said, the weight of the telling words they share and
        the number of telling words they share, each the mean over the answers; 0 without any."""
        told = [(said, answer) for said, answer in exchanges if said.strip() and answer.strip()]
        if not told:
            return np.zeros(3)
        said, answers = (embedder.encode(texts) for texts in zip(*told, strict=True))
        near = ((said * answers).sum(axis=1) - answers @ self.usual[lang]) / _SPREAD
        shared = [telling(one) & telling(other) for one, other in told]
        return np.array([near.mean(), fmean(self._weight(stems, lang) for stems in shared), fmean(map(len, shared))])

    def _weight(self, stems: AbstractSet[str], lang: Lang) -> float:
        return min(sum(self.common[lang].get(stem, 1.0) for stem in stems), _MOST)

    def _nearer(self, sentences: Sequence[str], transcript: Transcript, index: int, embedder: Embedder) -> Columns:
        """Standard deviations between the best cosine with this case and the usual one, neighbours read along."""
        vectors = embedder.encode(sentences)
        around = np.stack([vectors[max(0, i - 1) : i + 2].mean(axis=0) for i in range(len(vectors))])
        around /= np.maximum(np.linalg.norm(around, axis=1, keepdims=True), 1e-6)
        here = [text for text in _here(transcript, index, _LAST) if text.strip()]
        if not here:
            return np.zeros(len(sentences))
        return np.asarray(((around @ embedder.encode(here).T).max(axis=1) - around @ self.usual[transcript.lang]) / _SPREAD, np.float64)


def evidence(turns: Sequence[Sequence[tuple[float, Standing]]]) -> Columns:
    """Shape (3,): help a turn that has telling words, help a turn that could be given anywhere, and how near all help is on average."""
    parts = [part for turn in turns for part in turn]
    if not parts:
        return np.zeros(3)
    helps, words, near, credits = np.array([(help_, s.words, s.near, s.credit) for help_, s in parts]).T
    here, anywhere = (helps * np.minimum(words, 1)).sum(), (helps * (1 - credits)).sum()
    return np.array([here / len(turns), anywhere / len(turns), (helps * near).sum() / (helps.sum() + 0.5)])


def _sure(columns: Columns, weights: Columns) -> Columns:
    return np.asarray(1 / (1 + np.exp(-(columns @ weights[:-1] + weights[-1]))))


def _here(transcript: Transcript, index: int, last: int = 0) -> list[str]:
    """What the client said before the turn, all or the `last` turns of it, and the case."""
    said = [turn.text for turn in transcript.turns[:index] if turn.role == "client"]
    return [*said[-last:], *told(transcript)]


def _known(transcript: Transcript, index: int, last: int = 0) -> frozenset[str]:
    """The telling words of all that."""
    return frozenset[str]().union(*map(telling, _here(transcript, index, last)))


def told(transcript: Transcript) -> list[str]:
    """What the case says about the job; nothing without a case."""
    case = transcript.case
    return [case.project, case.agreed, case.complaint] if case else []


@lru_cache(maxsize=16384)
def telling(text: str) -> frozenset[str]:
    """Its content words, and its numbers whether in digits or in words; who is called by name has not been answered yet."""
    said = spelled_out(_NAME.sub(" ", text))
    words = {word for word in content_words(said) if not word[0].isdigit()} | {f"#{number(found):g}" for found in _NUMBER.findall(said)}
    return frozenset(words)
