"""Learns which talks are meant for their client from our own and what a paste makes of poor ones; called by train.py, writes trust.json."""

from collections.abc import Iterator, Sequence
from itertools import cycle, product
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.appraisal import Act
from simulator.library import Library
from simulator.offline.appraiser import OfflineAppraiser
from simulator.offline.ground import Columns
from simulator.offline.hearing import Hearing
from simulator.offline.training_data import Talk, attacks, drills, ratings, snippets, talks, transcript_of, writer_of
from simulator.offline.trust import Trust
from simulator.offline.voice import AuthoredVoice
from simulator.scripts import Grade, graded_scripts
from simulator.session import Stage
from simulator.transcript import Transcript

_MEANT, _POOR, _GOOD = 24, 18, 30
"""Sums of the nine levels: talks from the first on are to be trusted, up to the second they are pasted over, with those from the third on too.

With poor talks among those to be trusted fewer pastes get through, and far more plain honest talks with our clients do not.
"""
_PLAYED: dict[Grade, tuple[tuple[int, ...], tuple[int, ...]]] = {"average": ((3, 4, 8), (1, 2, 3)), "good": ((8,), (3,))}
"""Scripted freelancers who are to be trusted with our clients: how many of their lines are said, and with which seeds."""
_PLAYERS, _LIVE_WEIGHT, _SCRIPTED_WEIGHT = ("e", "i", "j", "k"), 5.0, 3.0
"""Writers who talked with our clients; such a talk counts as so many others, a scripted one as so many: there people use the judge."""
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
    """Talks meant for their client: our own that are not poor, and scripted ones with our clients."""
    rated = ratings()
    for talk in (talk for talk in talks() if sum(rated.get(talk.id, ())) >= _MEANT):
        yield Example(talk.id, transcript_of(talk), meant=True, weight=_LIVE_WEIGHT if writer_of(talk.id) in _PLAYERS else 1.0)
    stage = Stage(ear, AuthoredVoice())
    for persona, (grade, (lengths, seeds)) in product(Library(None).personas(), _PLAYED.items()):
        for lang, seed in product(persona.langs, seeds):
            session = stage.open(persona, lang, seed)
            for number, line in enumerate(graded_scripts(persona, lang)[grade], start=1):
                if session.ended:
                    break
                session = stage.say(session, line)
                if number in lengths:
                    yield Example(persona.slug, session.transcript, meant=True, weight=_SCRIPTED_WEIGHT)


def _pasted() -> Iterator[Example]:
    """Our poor talks with other words in place of the freelancer's or behind them."""
    dice, rated, own = Random(0), ratings(), talks()
    good = [talk for talk in own if sum(rated.get(talk.id, ())) >= _GOOD]
    one_sided = {lang: _one_sided(lang) for lang in ("de", "en")}
    for talk in (talk for talk in own if 0 < sum(rated.get(talk.id, ())) <= _POOR):
        texts = [_texts(dice.choice([other for other in found if other.lang == talk.lang])) for found in (attacks(), good)]
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
