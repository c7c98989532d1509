"""Learns how a sentence that speaks of a case differs from one that could be said in any talk; called by train.py."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random
from statistics import fmean

import numpy as np

from simulator.offline.embedder import Embedder
from simulator.offline.ground import LANGS, Columns, Exchange, Ground, Standing, evidence, telling
from simulator.offline.hearing import exchanges
from simulator.offline.sifting import HELPING, HURTING
from simulator.offline.training_data import Message, Talk, attacks, ratings, talks, transcript_of
from simulator.transcript import Lang

_ATTACK_WEIGHT = 3.0
"""A sentence of an attack counts as much as three of the commoner borrowed ones."""
_COMMON, _RARE = 0.06, 2
"""A word that stands in this share of our own talks tells nothing of a case; one in so many talks tells most."""
_GOOD, _POOR = 30, 24
"""Sums of the nine levels: talks from the first on speak to their client, up to the second they are spoilt with phrases."""
_SHRINK = 10.0
"""Ridge penalty of what an answer tells; on our own talks, each left out, r = .68 with their ratings."""
_SPOILT = 2
"""Times each poor talk is spoilt with the phrases of an attack, and as often with the answers given to another client."""
Place = tuple[Talk, int, Message]
"""A message, said in the turn of a talk."""


def train(embedder: Embedder) -> Ground:
    """Fit and write ground.npz.

    Sentences of our own talks are compared with the same sentences put into another talk of the language, and with those of attacks;
    good talks with poor ones that have phrases behind every turn.
    """
    own = talks()
    bare = Ground(
        {lang: _usual(own, lang, embedder) for lang in LANGS},
        {lang: _common(own, lang) for lang in LANGS},
        np.zeros(4),
        np.zeros(4),
        _mood(own, embedder),
        np.zeros(4),
    )
    ground = replace(bare, weights=_credit(bare, own, embedder), answer=_answer(bare, own, embedder))
    ground = replace(ground, talk=_talk(ground, own, embedder))
    ground.save()
    return ground


def _usual(listed: Sequence[Talk], lang: Lang, embedder: Embedder) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    told = [text for talk in listed if talk.lang == lang for role, text in talk.turns if role == "client" and len(text.split()) > 4]
    return np.asarray(embedder.encode(told).mean(axis=0), np.float32)


def _common(listed: Sequence[Talk], lang: Lang) -> dict[str, float]:
    """Stems of more than two talks -> weight: 0 where many talks share them, rising with the logarithm of their rarity."""
    said = [set().union(*(telling(text) for _, text in talk.turns)) for talk in listed if talk.lang == lang]
    found = Counter(stem for stems in said for stem in stems)
    most = _COMMON * len(said)
    weights = {stem: math.log(most / count) / math.log(most / _RARE) for stem, count in sorted(found.items()) if count > _RARE}
    return {stem: round(max(0.0, weight), 2) for stem, weight in weights.items()}


def _mood(own: Sequence[Talk], embedder: Embedder) -> Columns:
    """Weights that tell from a client's answer how its talk is rated."""
    from sklearn.linear_model import Ridge

    rated = ratings()
    pairs = [(text, fmean(rated[talk.id])) for talk in own if talk.id in rated for _, text in exchanges(transcript_of(talk))]
    model = Ridge(alpha=_SHRINK).fit(embedder.encode([text for text, _ in pairs]), [level for _, level in pairs])
    return np.asarray(np.r_[model.coef_, model.intercept_])


def _answer(ground: Ground, own: Sequence[Talk], embedder: Embedder) -> Columns:
    """Weights that tell a client's answers to what was said from those to words of another talk or an attack put in its place."""
    dice, sources = Random(0), (own, attacks())
    pairs = [exchanges(transcript_of(talk)) for talk in own]
    pasted = [_pasted(pair, talk, source, dice) for talk, pair in zip(own, pairs, strict=True) for source in sources]
    langs = [talk.lang for talk in own]
    rows = [ground.answering(pair, lang, embedder) for pair, lang in zip([*pairs, *pasted], [*langs, *np.repeat(langs, 2)], strict=True)]
    truth = np.r_[np.ones(len(pairs)), np.zeros(len(pasted))]
    return _fitted("answer", np.stack(rows), truth, np.ones(len(truth)))


def _pasted(pair: Sequence[Exchange], talk: Talk, sources: Sequence[Talk], dice: Random) -> list[Exchange]:
    """The client's answers behind the messages of another talk."""
    source = dice.choice([other for other in sources if other.lang == talk.lang and other is not talk])
    texts = [message.text for message in source.messages]
    return [(texts[i % len(texts)], answer) for i, (_, answer) in enumerate(pair)]


def _credit(ground: Ground, own: Sequence[Talk], embedder: Embedder) -> Columns:
    """Weights that tell sentences said in their own talk from borrowed and pasted ones."""
    here = _columns(ground, (place for talk in own for place in _places(talk)), embedder)
    there = _columns(ground, _borrowed(own), embedder)
    pasted = _columns(ground, (place for talk in attacks() for place in _places(talk)), embedder)
    columns = np.concatenate([here, there, pasted])
    truth = np.r_[np.ones(len(here)), np.zeros(len(there) + len(pasted))]
    weights = np.r_[np.ones(len(here) + len(there)), np.full(len(pasted), _ATTACK_WEIGHT)]
    print(f"  ground: {len(here)} sentences here, {len(there)} borrowed, {len(pasted)} pasted")
    return _fitted("credit", columns, truth, weights)


def _talk(ground: Ground, own: Sequence[Talk], embedder: Embedder) -> Columns:
    """Weights that tell good talks from poor ones with phrases, or answers to another client, behind every turn."""
    rated, dice = ratings(), Random(0)
    good = [talk for talk in own if sum(rated.get(talk.id, ())) >= _GOOD]
    poor = [talk for talk in own if 0 < sum(rated.get(talk.id, ())) <= _POOR]
    spoilt = [list(_spoilt(talk, source, dice)) for talk in poor for source in (attacks(), good) for _ in range(_SPOILT)]
    rows = [_evidence(ground, places, embedder) for places in [*map(_places, good), *spoilt]]
    truth = np.r_[np.ones(len(good)), np.zeros(len(spoilt))]
    return _fitted("talk", np.stack(rows), truth, np.ones(len(truth)))


def _fitted(name: str, columns: Columns, truth: Columns, weights: Columns) -> Columns:
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    model = LogisticRegression(class_weight="balanced", max_iter=500).fit(columns, truth, weights)
    found = np.r_[model.coef_[0], model.intercept_].round(3)
    print(f"  {name}: weights {found.tolist()}, AUC on what it was fitted on {roc_auc_score(truth, columns @ model.coef_[0]):.3f}")
    return np.asarray(found)


def _places(talk: Talk) -> list[Place]:
    indexes = [i for i, (role, _) in enumerate(talk.turns) if role == "freelancer"]
    return [(talk, i, message) for i, message in zip(indexes, talk.messages, strict=True)]


def _borrowed(listed: Sequence[Talk]) -> Iterator[Place]:
    """Every message put at a place of another talk in the same language."""
    dice = Random(0)
    for talk in listed:
        others = [other for other in listed if other.lang == talk.lang and other is not talk]
        for message in talk.messages:
            other = dice.choice(others)
            yield other, dice.choice(_places(other))[1], message


def _spoilt(talk: Talk, sources: Sequence[Talk], dice: Random) -> Iterator[Place]:
    """The talk with the messages of another one behind its own."""
    source = dice.choice([other for other in sources if other.lang == talk.lang and other is not talk])
    for number, (_, index, message) in enumerate(_places(talk)):
        behind = source.messages[number % len(source.messages)]
        yield talk, index, Message(talk.id, talk.lang, message.context, (*message.sentences, *behind.sentences))


def _standing(ground: Ground, place: Place, embedder: Embedder) -> list[tuple[float, Standing]]:
    """The sentences that hurt nobody, with whether each helps."""
    talk, index, message = place
    kept = [s for s in message.sentences if not s.acts & HURTING]
    stands = ground.stand([s.text for s in kept], transcript_of(talk), index, embedder)
    return [(float(bool(s.acts & set(HELPING))), standing) for s, standing in zip(kept, stands, strict=True)]


def _evidence(ground: Ground, places: Iterable[Place], embedder: Embedder) -> Columns:
    return evidence([_standing(ground, place, embedder) for place in places])


def _columns(ground: Ground, places: Iterable[Place], embedder: Embedder) -> Columns:
    """The columns of the sentences that help."""
    found = [standing for place in places for helps, standing in _standing(ground, place, embedder) if helps]
    return np.array([(standing.near, standing.words, standing.around) for standing in found])


if __name__ == "__main__":
    train(Embedder())
