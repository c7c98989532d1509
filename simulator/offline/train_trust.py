"""Learns which talks are meant for their client from our own and what a paste makes of poor ones; called by train.py, writes trust.json."""

from collections.abc import Iterator, Sequence
from itertools import cycle, product
from random import Random

import numpy as np

from simulator.appraisal import Act
from simulator.library import Library
from simulator.offline.appraiser import OfflineAppraiser
from simulator.offline.hearing import Hearing
from simulator.offline.training_data import Talk, attacks, drills, ratings, snippets, talks, transcript_of
from simulator.offline.trust import Trust
from simulator.offline.voice import AuthoredVoice
from simulator.scripts import Grade, graded_scripts
from simulator.session import Stage
from simulator.transcript import Transcript

_MEANT, _POOR, _GOOD = 24, 18, 30
"""Sums of the nine levels: talks from the first on are to be trusted, up to the second they are pasted over, with those from the third on too."""
_PLAYED: dict[Grade, tuple[tuple[int, ...], tuple[int, ...]]] = {"average": ((3, 4, 8), (1, 2, 3)), "good": ((8,), (3,))}
"""Scripted freelancers who are to be trusted with our clients: how many of their lines are said, and with which seeds."""
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


def train(hearing: Hearing, ear: OfflineAppraiser) -> None:
    """Fit and write trust.json. `hearing` need not trust anything yet."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    rows = [(group, truth, hearing.signs(transcript)) for group, truth, transcript in (*_meant(ear), *_pasted())]
    names = list(rows[0][2])
    columns, truth = np.array([[found[name] for name in names] for _, _, found in rows]), np.array([truth for _, truth, _ in rows])
    middle, spread = columns.mean(axis=0), columns.std(axis=0)
    scaled, groups = (columns - middle) / spread, [group for group, _, _ in rows]
    model = LogisticRegression(class_weight="balanced", max_iter=5000)
    unseen = cross_val_predict(model, scaled, truth, groups=groups, cv=GroupKFold(5))
    print(
        f"  trust: {int(truth.sum())} talks meant, {int((~truth).sum())} pasted over, {(unseen == truth).mean():.3f} right on talks not fitted on"
    )
    model.fit(scaled, truth)
    weights = model.coef_[0] / spread
    base = float(model.intercept_[0] - weights @ middle)
    Trust(round(base, 4), {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}).save()


def _meant(ear: OfflineAppraiser) -> Iterator[tuple[str, bool, Transcript]]:
    """Talks to be trusted, each with its group: our own, and scripted ones with our clients."""
    rated = ratings()
    yield from ((talk.id, True, transcript_of(talk)) for talk in talks() if sum(rated.get(talk.id, ())) >= _MEANT)
    stage = Stage(ear, AuthoredVoice())
    for persona, (grade, (lengths, seeds)) in product(Library(None).personas(), _PLAYED.items()):
        for lang, seed in product(persona.langs, seeds):
            session = stage.open(persona, lang, seed)
            for number, line in enumerate(graded_scripts(persona, lang)[grade], start=1):
                if session.ended:
                    break
                session = stage.say(session, line)
                if number in lengths:
                    yield persona.slug, True, session.transcript


def _pasted() -> Iterator[tuple[str, bool, Transcript]]:
    """Our poor talks with other words in place of the freelancer's or behind them."""
    dice, rated, own = Random(0), ratings(), talks()
    good = [talk for talk in own if sum(rated.get(talk.id, ())) >= _GOOD]
    one_sided = {lang: _one_sided(lang) for lang in ("de", "en")}
    for talk in (talk for talk in own if 0 < sum(rated.get(talk.id, ())) <= _POOR):
        texts = [_texts(dice.choice([other for other in found if other.lang == talk.lang])) for found in (attacks(), good)]
        texts.append([dice.choice(dice.choice(one_sided[talk.lang])) for _ in talk.messages])
        for said, behind in product(texts, (False, True)):
            yield talk.id, False, _over(talk, said, behind)
        sides = dice.choice(one_sided[talk.lang])
        yield talk.id, False, _over(talk, [dice.choice(sides) for _ in talk.messages], behind=False)
        if dice.random() < _COPIED:
            yield talk.id, False, _over(talk, [text for role, text in talk.turns if role == "client"], behind=False)


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
