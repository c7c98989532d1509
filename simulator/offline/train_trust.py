"""Learns which talks are meant for their client from our own and what a paste makes of poor ones; called by train.py, writes trust.json."""

from collections.abc import Iterator, Sequence
from itertools import cycle, product
from random import Random
from statistics import fmean
from typing import NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from simulator.appraisal import Act
from simulator.library import Library
from simulator.offline.appraiser import OfflineAppraiser
from simulator.offline.ground import Columns
from simulator.offline.hearing import Hearing
from simulator.offline.training_data import HERE, Talk, attacks, drills, ratings, snippets, talks, transcript_of, writer_of
from simulator.offline.trust import Trust
from simulator.offline.voice import AuthoredVoice
from simulator.persona import Persona
from simulator.session import Session, Stage
from simulator.transcript import Lang, Transcript

_MEANT, _POOR, _GOOD = 24, 18, 30
"""Sums of the nine levels: talks from the first on are to be trusted, up to the second they are pasted over, with those from the third on too.

With poor talks among those to be trusted fewer pastes get through, and far more plain honest talks with our clients do not.
"""
_PLAIN_TURNS = (3, 4, 6)
"""After so many lines, and at its end, a talk of a plain freelancer with one of our clients is to be trusted."""
_PLAYERS, _LIVE_WEIGHT = ("e", "i", "j", "k"), 5.0
"""Writers who talked with our clients; such a talk counts as so many others: there people use the judge."""
_NO_CASE = 0.25
"""Share of the talks that are heard without their case, as a transcript from elsewhere may be."""
_ONE_SIDED: tuple[frozenset[Act], ...] = (
    frozenset({"take_responsibility", "hollow_apology"}),
    frozenset({"open_question", "ask_needs", "ask_expectation", "closed_question"}),
    frozenset({"validate"}),
    frozenset({"courtesy", "validate"}),
)
_SHORT = 9
"""Sentences of at most so many words make up one-sided messages."""
_CURT = 15
"""Words a message from which on a poor talk is pasted over: a curt one with short phrases in it looks like an honest one in plain words."""
_COPIED = 0.3
"""Share of the poor talks in which the client's own words are given back."""


class Example(NamedTuple):
    """A talk to learn from; those of one group are never apart when it is tested."""

    group: str
    transcript: Transcript
    meant: bool
    weight: float = 1.0


def train(hearing: Hearing, ear: OfflineAppraiser) -> None:
    """Fit and write trust.json. `hearing` need not trust anything yet."""
    examples, dice = [*_meant(ear), *_pasted()], Random(1)
    found = [hearing.signs(_without_case(e.transcript) if dice.random() < _NO_CASE else e.transcript) for e in examples]
    names = list(found[0])
    columns, truth = np.array([[signs[name] for name in names] for signs in found]), np.array([e.meant for e in examples])
    counts = np.array([e.weight for e in examples])
    counts[~truth] *= counts[truth].sum() / (~truth).sum()
    weights, base = _fitted(columns, truth, counts, [e.group for e in examples])
    Trust(round(base, 4), {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}).save()


def _fitted(columns: Columns, truth: NDArray[np.bool_], counts: Columns, groups: Sequence[str]) -> tuple[Columns, float]:
    """(weight of each column, base), fitted on all; prints how many are told right by weights fitted without their group."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    middle, spread = columns.mean(axis=0), columns.std(axis=0)
    scaled, model = (columns - middle) / spread, LogisticRegression(max_iter=5000)
    unseen = cross_val_predict(model, scaled, truth, groups=groups, cv=GroupKFold(5), params={"sample_weight": counts})
    right = [float((unseen == truth)[truth == kind].mean()) for kind in (True, False)]
    print(
        f"  trust: {truth.sum()} talks meant, {(~truth).sum()} pasted over; {right[0]:.3f} and {right[1]:.3f} right on talks not fitted on"
    )
    model.fit(scaled, truth, counts)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ middle)


def _without_case(transcript: Transcript) -> Transcript:
    return transcript.model_copy(update={"case": None})


def _meant(ear: OfflineAppraiser) -> Iterator[Example]:
    """Talks meant for their client: our own that are not poor, and those of plain freelancers with our clients."""
    rated = ratings()
    for talk in (talk for talk in talks() if sum(rated.get(talk.id, ())) >= _MEANT):
        yield Example(talk.id, transcript_of(talk), meant=True, weight=_LIVE_WEIGHT if writer_of(talk.id) in _PLAYERS else 1.0)
    stage = Stage(ear, AuthoredVoice())
    for persona in Library(None).personas():
        for lang in persona.langs:
            for seed, lines in enumerate(_plain(persona, lang)):
                yield from _held(stage.open(persona, lang, seed), lines, stage)


def _plain(persona: Persona, lang: Lang) -> list[list[str]]:
    """Lines of plain freelancers in the form in which this client is addressed."""
    known = yaml.safe_load((HERE / "plain.yaml").read_text(encoding="utf-8"))[lang]
    return list(known[persona.text(lang).address])


def _held(session: Session, lines: Sequence[str], stage: Stage) -> Iterator[Example]:
    """The talk with these lines after some of them, until they or the client's patience end."""
    for number, line in enumerate(lines, start=1):
        session = stage.say(session, line)
        if number in _PLAIN_TURNS or number == len(lines) or session.ended:
            yield Example(session.persona.slug, session.transcript, meant=True)
        if session.ended:
            return


def _pasted() -> Iterator[Example]:
    """Our poor talks with other words in place of the freelancer's or behind them."""
    dice, rated, own = Random(0), ratings(), talks()
    sources = (attacks(), [talk for talk in own if sum(rated.get(talk.id, ())) >= _GOOD])
    one_sided = {lang: _one_sided(lang) for lang in ("de", "en")}
    for talk in (talk for talk in own if 0 < sum(rated.get(talk.id, ())) <= _POOR and _words(talk) >= _CURT):
        texts = [_texts(dice.choice([other for other in found if other.lang == talk.lang])) for found in sources]
        texts.append([dice.choice(dice.choice(one_sided[talk.lang])) for _ in talk.messages])
        for said, behind in product(texts, (False, True)):
            yield Example(talk.id, _over(talk, said, behind), meant=False)
        sides = dice.choice(one_sided[talk.lang])
        yield Example(talk.id, _over(talk, [dice.choice(sides) for _ in talk.messages], behind=False), meant=False)
        if dice.random() < _COPIED:
            yield Example(talk.id, _over(talk, [text for role, text in talk.turns if role == "client"], behind=False), meant=False)


def _one_sided(lang: str) -> list[list[str]]:
    """Short sentences of our own data that do one kind of thing, by kind."""
    said = [s for message in drills() + snippets() if message.lang == lang for s in message.sentences]
    return [[s.text for s in said if s.acts and s.acts <= kind and len(s.text.split()) <= _SHORT] for kind in _ONE_SIDED]


def _words(talk: Talk) -> float:
    """Words a message."""
    return fmean(len(text.split()) for text in _texts(talk))


def _texts(talk: Talk) -> list[str]:
    return [message.text for message in talk.messages]


def _over(talk: Talk, said: Sequence[str], behind: bool) -> Transcript:
    """The talk with these words behind the freelancer's own, or in their place."""
    transcript, words = transcript_of(talk), cycle(said)
    turns = tuple(
        turn.model_copy(update={"text": f"{turn.text} {next(words)}" if behind else next(words)}) if turn.role == "freelancer" else turn
        for turn in transcript.turns
    )
    return transcript.model_copy(update={"turns": turns})
