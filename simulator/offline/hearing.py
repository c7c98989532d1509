"""A transcript -> the freelancer's turns as heard; what is copied, repeated, for the program or could be said in any talk is told apart.

It knows acts and the case, no score and no state of the client.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from simulator.appraisal import Act, Offer, Sentence
from simulator.offline.aims import MATCHES
from simulator.offline.appraiser import OfflineAppraiser, strongest
from simulator.offline.embedder import Embedder
from simulator.offline.features import content_words
from simulator.offline.ground import Ground, Standing, told
from simulator.offline.reading import stuffed, unreadable
from simulator.offline.sentences import split
from simulator.offline.sifting import HURTING, helps, hurts, own_pieces, sincere, soft, telling
from simulator.transcript import Transcript

_DISCOUNTED = 0.1
"""What good acts still count in a turn that is a string of phrases, noise or a repetition."""
_SAME = 0.93
"""Cosine from which a message repeats an earlier one."""
_TRUSTED = (0.1, 0.35)
"""Sureness at which a talk is not trusted at all and quite."""
_SINCERE, _ROOM = (0.1, 0.35), 20
"""Share of the telling words that could have been taken up at which a talk is not sincere at all and quite; shorter turns have less room for them."""

_KINDS: tuple[tuple[Act, ...], ...] = (
    ("open_question", "closed_question", "ask_expectation", "ask_needs"), ("paraphrase", "validate"), ("take_responsibility",),
    ("offer", "next_step"), ("explain", "set_boundary"),
)  # fmt: skip
_GENERAL = 0.7
"""Share of its score that an honest talk keeps though none of its words are this client's."""
_VARIED, _DENSE = (1.5, 2.5), (0.8, 0.9)
"""Kinds of acts from which on a talk is varied, and good acts a turn that could be said anywhere from which on it is dense.

Plain honest talks do many things, one at a time (at most 0.82 in our graded scripts); pasted ones crowd them, one-sided ones do a single thing.
"""


@dataclass(frozen=True)
class Heard:
    """One freelancer turn as the ear hears it. `turn` is its index in the transcript."""

    turn: int
    text: str
    before: str
    """The client's turn before; empty when there was none."""
    after: str
    """The client's answer; empty when there is none."""
    sentences: tuple[Sentence, ...]
    """What was said to this client, each an exact substring of the turn; empty when all of it was copied, repeated or generic."""
    grounds: tuple[tuple[float, Standing], ...]
    """Of every sentence that hurts nobody, also of those left out, how much it helps and how it stands to the case."""
    told: float
    """Weight of the different telling words it shares with case and client; 2 at most."""
    offered: float
    """Weight of the telling words of the case and the client's last turn, which it could have taken up; 2 at most."""
    acts: Mapping[Act, float]
    """Strength per act, softened: 0 below 0.25, 1 from 0.75 on; good acts count little in a turn without worth."""
    offer: Offer | None
    gives: float | None
    """Per cent of the price that the offer gives; None when there is none, or it cannot be told."""
    fit: float
    """How well its paraphrases give back what the client said, in [0, 1]."""
    readable: bool
    """False for gibberish and for another language than the talk's."""
    worth: float
    """1 for a sincere message, 0.1 for a string of phrases, noise or a repetition."""

    def does(self, act: Act) -> float:
        return self.acts.get(act, 0.0)

    @property
    def said(self) -> str:
        """What was said to this client."""
        return " ".join(sentence.text for sentence in self.sentences)


class Hearing:
    """Hears the turns of talks; shared safely, it holds no talk."""

    def __init__(self, ear: OfflineAppraiser, embedder: Embedder, ground: Ground) -> None:
        self._ear = ear
        self._embedder = embedder
        self._ground = ground

    def talk(self, transcript: Transcript) -> "Talk":
        """All freelancer turns in order, and how far the talk is to be trusted."""
        said = [piece for turn in transcript.of("freelancer") for piece in split(turn.text)]
        self.ready([*said, *(turn.text for turn in transcript.turns), *told(transcript)])
        heard = self._all(transcript, strict=False)
        doubt = 1 - _ramp(_TRUSTED, self._ground.trusted([h.grounds for h in heard]))
        trust = 1 - doubt * _offered(heard) * (1 - _plain(heard))
        return Talk(tuple(heard), tuple(heard if trust == 1.0 else self._all(transcript, strict=True)), trust)

    def ready(self, texts: Sequence[str]) -> None:
        """Encode these texts together, which is faster than one by one when they are heard."""
        self._embedder.encode(texts)

    def texts(self, talk: "Talk", draft: "Draft") -> list[str]:
        """What is encoded to hear a turn with a draft: its sentences and all of it."""
        pieces = _redrafted(talk.at(draft.turn), draft)
        return [*pieces, " ".join(pieces)]

    def again(self, talk: "Talk", draft: "Draft", transcript: Transcript) -> "Talk":
        """The talk with one sentence said otherwise; what was left out of its turn stays left out, and the trust stays."""
        old = talk.at(draft.turn)
        position = talk.heard.index(old)
        context = clients_before(transcript, draft.turn)[-1:]
        sentences, offers = self._ear.hear_pieces(_redrafted(old, draft), "".join(context))
        commands = [s for s in old.sentences if s.does("meta") and s.text != draft.instead_of]
        new = self.heard(transcript, draft.turn, [*sentences, *commands], offers, talk.heard[:position])
        heard, strict = ((*turns[:position], new, *turns[position + 1 :]) for turns in (talk.heard, talk.strict))
        return replace(talk, heard=heard, strict=strict)

    def turn(self, transcript: Transcript, index: int, earlier: Sequence[Heard], strict: bool = False) -> Heard:
        """One freelancer turn as heard after the `earlier` ones; `strict` leaves out what neither hurts nor speaks of this case."""
        clients = clients_before(transcript, index)
        context = clients[-1] if clients else ""
        pieces = own_pieces(transcript.turns[index].text, clients, [h.text for h in earlier])
        sentences, offers = self._ear.hear_pieces(pieces, context)
        standing = self._standing(sentences, transcript, index)
        counted = telling(sentences, standing) if strict else sincere(sentences, standing)
        grounds = [(helps(s), stands) for s, stands in zip(sentences, standing, strict=True) if stands is not None]
        spoken = [s for s in counted if not s.does("meta")]
        if len(spoken) < len(sentences):
            commands = [s for s in sentences if s.does("meta")]
            again, offers = self._ear.hear_pieces([s.text for s in spoken], context)
            sentences = [*again, *commands]
        return self.heard(transcript, index, sentences, offers, earlier, grounds)

    def heard(
        self, transcript: Transcript, index: int, sentences: Sequence[Sentence], offers: Sequence[Offer], earlier: Sequence[Heard],
        grounds: Sequence[tuple[float, Standing]] = (),
    ) -> Heard:  # fmt: skip
        """One turn with acts that were heard elsewhere (training hears talks with an ear that has not seen them)."""
        turns, text = transcript.turns, transcript.turns[index].text
        clients, best = clients_before(transcript, index), strongest(sentences)
        readable = not unreadable(" ".join(s.text for s in sentences) or text, transcript.lang)
        worth = self._worth(text, earlier, sum(v >= 0.5 for v in best.values())) if readable else _DISCOUNTED
        return Heard(
            turn=index,
            text=text,
            before=turns[index - 1].text if index and turns[index - 1].role == "client" else "",
            after=turns[index + 1].text if index + 1 < len(turns) and turns[index + 1].role == "client" else "",
            sentences=tuple(sentences),
            grounds=tuple(grounds),
            told=self._ground.told([s.text for s in sentences], transcript, index),
            offered=self._ground.offered(transcript, index),
            acts={act: soft(value) * (1.0 if act in HURTING else worth) for act, value in best.items()},
            offer=offers[0] if offers else None,
            gives=_gives(offers, transcript),
            fit=self._fit([s for s in sentences if s.does("paraphrase")], clients),
            readable=readable,
            worth=worth,
        )

    def _all(self, transcript: Transcript, strict: bool) -> list[Heard]:
        heard: list[Heard] = []
        for index, turn in enumerate(transcript.turns):
            if turn.role == "freelancer" and turn.text.strip():
                heard.append(self.turn(transcript, index, heard, strict))
        return heard

    def _standing(self, sentences: Sequence[Sentence], transcript: Transcript, index: int) -> list[Standing | None]:
        """Sentences that hurt stand aside: they lend no ground to a phrase beside them."""
        found = iter(self._ground.stand([s.text for s in sentences if not hurts(s)], transcript, index, self._embedder))
        return [None if hurts(s) else next(found) for s in sentences]

    def _worth(self, text: str, earlier: Sequence[Heard], acts: int) -> float:
        if stuffed(text, [h.text for h in earlier], acts):
            return _DISCOUNTED
        if earlier and len(text.split()) >= 4:
            cosines = self._embedder.similarity([text], [h.text for h in earlier])
            if float(cosines.max()) >= _SAME:
                return _DISCOUNTED
        return 1.0

    def _fit(self, told: Sequence[Sentence], clients: Sequence[str]) -> float:
        """The best match of a paraphrase with a sentence of the client: 0 below MATCHES - 0.1, 1 from MATCHES + 0.1 on."""
        pieces = [piece for text in clients for piece in split(text)]
        if not told or not pieces:
            return 0.0
        cosines = self._embedder.similarity([s.text for s in told], pieces)
        shared = np.array([[min(len(content_words(s.text) & content_words(p)), 3) for p in pieces] for s in told])
        return float(np.clip(((cosines + 0.12 * shared).max() - MATCHES + 0.1) / 0.2, 0.0, 1.0))


@dataclass(frozen=True)
class Talk:
    """A talk as heard, twice where it is not to be trusted."""

    heard: tuple[Heard, ...]
    strict: tuple[Heard, ...]
    """The same without what could be said anywhere and hurts nobody; the same where the talk is trusted."""
    trust: float
    """1 where what helps speaks of this case, 0 where it could be said in any talk."""

    def at(self, turn: int) -> Heard:
        """The freelancer's turn at this place of the transcript."""
        return next(h for h in self.heard if h.turn == turn)

    @cached_property
    def left(self) -> float:
        """Share of the turns of which something is left without what could be said anywhere."""
        return float(np.mean([bool(h.sentences) for h in self.strict])) if self.strict else 0.0

    @cached_property
    def sincere(self) -> float:
        """1 where the freelancer speaks of this case, 0 where not, though there was something to take up."""
        room = sum(h.offered / 2 * _room(h) for h in self.heard)
        share = sum(h.told for h in self.heard) / room if room else 1.0
        return 1 - _offered(self.heard) * (1 - _GENERAL * _plain(self.heard)) * (1 - _ramp(_SINCERE, share))


class Draft(NamedTuple):
    """A wording for one sentence of the turn `turn`."""

    turn: int
    instead_of: str
    wording: str


def _redrafted(heard: Heard, draft: Draft) -> list[str]:
    """The sentences of the turn with the draft in its place."""
    kept = [s.text for s in heard.sentences if s.text == draft.instead_of or not s.does("meta")]
    return [piece for text in kept for piece in (split(draft.wording) if text == draft.instead_of else [text])]


def _offered(heard: Sequence[Heard]) -> float:
    """How much there was to take up, in [0, 1]: a client who says little that is telling leaves little to speak of."""
    return float(np.mean([h.offered for h in heard])) / 2 if heard else 0.0


def _plain(heard: Sequence[Heard]) -> float:
    """1 for a talk that does various things, few at a time: general as its words may be, it is no paste."""
    kinds = sum(max((h.does(act) for h in heard for act in kind), default=0.0) for kind in _KINDS)
    crowded = sum(_room(h) * help_ * (1 - stands.credit) for h in heard for help_, stands in h.grounds) / max(len(heard), 1)
    return _ramp(_VARIED, kinds) * (1 - _ramp(_DENSE, crowded))


def _room(heard: Heard) -> float:
    """How much a turn has room for, in [0, 1]: short ones can neither take up much nor crowd much."""
    return min(1.0, len(heard.text.split()) / _ROOM)


def clients_before(transcript: Transcript, index: int) -> list[str]:
    """All the client said before the turn `index`."""
    return [turn.text for turn in transcript.turns[:index] if turn.role == "client"]


def _ramp(bounds: tuple[float, float], value: float) -> float:
    """0 up to the first bound, 1 from the second on, straight between them."""
    low, high = bounds
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _gives(offers: Sequence[Offer], transcript: Transcript) -> float | None:
    """The largest share of the price that is offered, in per cent."""
    price = transcript.case.price if transcript.case else None
    shares = [offer.percent for offer in offers if offer.percent is not None]
    shares += [min(100.0, 100 * offer.amount / price) for offer in offers if offer.amount is not None and price]
    return max(shares, default=None)
