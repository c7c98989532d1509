"""Learns how a sentence that speaks of a case differs from one that could be said in any talk; called by train.py."""

from collections.abc import Iterable, Sequence
from random import Random

import numpy as np

from simulator.offline.embedder import Embedder
from simulator.offline.ground import Columns, Ground
from simulator.offline.hearing import HELPING
from simulator.offline.training_data import Talk, attacks, talks, transcript_of
from simulator.transcript import Lang, Transcript

_ATTACK_WEIGHT = 3.0
"""A sentence of an attack counts as much as three of the commoner borrowed ones."""


def train(embedder: Embedder) -> Ground:
    """Fit and write ground.npz.

    Sentences that help in our own talks are compared with the same sentences put into another talk of the language, and with those of attacks.
    """
    from sklearn.linear_model import LogisticRegression

    own, borrowed = talks(), _borrowed(talks())
    bare = Ground({lang: _usual(own, lang, embedder) for lang in ("de", "en")}, np.zeros(4))
    here = _columns(bare, ((t, i, s) for t in own for i, s in _helping(t)), embedder)
    there = _columns(bare, borrowed, embedder)
    pasted = _columns(bare, ((t, i, s) for t in attacks() for i, s in _helping(t)), embedder)
    columns = np.concatenate([here, there, pasted])
    truth = np.r_[np.ones(len(here)), np.zeros(len(there) + len(pasted))]
    weights = np.r_[np.ones(len(here) + len(there)), np.full(len(pasted), _ATTACK_WEIGHT)]
    model = LogisticRegression(class_weight="balanced", max_iter=500).fit(columns, truth, weights)
    ground = Ground(bare.usual, np.r_[model.coef_[0], model.intercept_].round(3))
    ground.save()
    print(f"  ground: weights {ground.weights.tolist()}, {len(here)} sentences here, {len(there)} borrowed, {len(pasted)} pasted")
    return ground


def _usual(listed: Sequence[Talk], lang: Lang, embedder: Embedder) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    told = [text for talk in listed if talk.lang == lang for role, text in talk.turns if role == "client" and len(text.split()) > 4]
    return np.asarray(embedder.encode(told).mean(axis=0), np.float32)


def _helping(talk: Talk) -> list[tuple[int, list[tuple[str, bool]]]]:
    """(index of the turn, its sentences, each with whether it helps)."""
    places = [i for i, (role, _) in enumerate(talk.turns) if role == "freelancer"]
    return [
        (i, [(s.text, bool(s.acts & set(HELPING))) for s in message.sentences]) for i, message in zip(places, talk.messages, strict=True)
    ]


def _borrowed(listed: Sequence[Talk]) -> list[tuple[Talk, int, list[tuple[str, bool]]]]:
    """Every turn's sentences put at a place of another talk in the same language."""
    dice = Random(0)
    pairs = []
    for talk in listed:
        others = [other for other in listed if other.lang == talk.lang and other is not talk]
        for _, sentences in _helping(talk):
            other = dice.choice(others)
            pairs.append((other, dice.choice(_helping(other))[0], sentences))
    return pairs


def _columns(ground: Ground, turns: Iterable[tuple[Talk, int, list[tuple[str, bool]]]], embedder: Embedder) -> Columns:
    """The columns of the helping sentences of these turns."""
    read: dict[str, Transcript] = {}
    parts = []
    for talk, index, sentences in turns:
        transcript = read.setdefault(talk.id, transcript_of(talk))
        columns = ground.nearness([text for text, _ in sentences], transcript, index, embedder)
        parts.append(columns[[helps for _, helps in sentences]])
    return np.concatenate(parts)


if __name__ == "__main__":
    train(Embedder())
