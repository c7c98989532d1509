"""A transcript -> the freelancer's turns as heard, whole and without what could be said to any client.

It knows acts and the case, no score and no state of the client; what the two hearings tell of the talk stands in trust.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simulator.appraisal import Act, Offer, Sentence
from simulator.offline.aims import MATCHES
from simulator.offline.appraiser import OfflineAppraiser, strongest
from simulator.offline.embedder import Embedder
from simulator.offline.features import content_words
from simulator.offline.ground import Exchange, Ground, Standing, told
from simulator.offline.heard import Heard
from simulator.offline.reading import stuffed, unreadable, without_copies
from simulator.offline.sentences import split
from simulator.offline.sifting import HURTING, TELLS, helps, hurts, own_pieces, piled, puts_off, serves, soft, spare
from simulator.offline.trust import Talk, Told, Trust, signs
from simulator.transcript import Transcript, Turn

_DISCOUNTED = 0.1
"""What good acts still count in a turn that is a string of phrases, noise or a repetition."""
_SAME = 0.93
"""Cosine from which a message repeats an earlier one."""
_NEAR = 0.35
"""Cosine with the complaint from which a sentence of the client's last turn speaks of it."""
_FAINT = 0.15
"""From this strength on what hurts is heard a second time."""
_END = 2
"""In the last turns, so many, what hurts weighs whatever stands beside it: what a talk ends with stays."""
_KEPT = 512
"""Sentences of which it is kept what they do by themselves."""


class Hearing:
    """Hears the turns of talks; shared safely, it holds no talk."""

    def __init__(self, ear: OfflineAppraiser, embedder: Embedder, ground: Ground, trust: Trust) -> None:
        self._ear = ear
        # A sentence by itself: beside others it sounds milder or harsher. Kept, as the others of a turn are heard again with every better wording of one.
        self._alone = lru_cache(_KEPT)(lambda piece, context: ear.hear_pieces([piece], context)[0][0])
        self._embedder = embedder
        self._ground = ground
        self._trust = trust

    def talk(self, transcript: Transcript) -> Talk:
        """The talk heard whole and bare, and how far it is to be trusted."""
        return self._trust.talk(*self._twice(transcript))

    def signs(self, transcript: Transcript) -> dict[str, float]:
        """What tells how far the talk is to be trusted."""
        return signs(*self._twice(transcript))

    def _twice(self, transcript: Transcript) -> tuple[list[Heard], list[Heard], Told]:
        """All freelancer turns in order, heard whole and bare, and what tells of them."""
        self.ready([*(turn.text for turn in transcript.turns), *told(transcript)])
        said_answered = exchanges(transcript)
        eased = self._ground.eased([answer for _, answer in said_answered], self._embedder)
        told_ = Told(eased, self._ground.answered(said_answered, transcript.lang, self._embedder), grounded=0.0)
        spoken = [i for i, turn in enumerate(transcript.turns) if turn.role == "freelancer" and turn.text.strip()]
        sifted = [self._sifted(transcript, i, told_.meant) for i in spoken]
        heard: list[Heard] = []
        bare: list[Heard] = []
        for part in sifted:
            whole = self.heard(transcript, part.turn, *self._again(part, part.whole), heard)
            bare.append(self.heard(transcript, part.turn, *self._again(part, part.bare), heard))
            heard.append(replace(whole, grounds=part.grounds, phrases=part.phrases, words=part.words))
        heard[-_END:] = map(_as_harsh, heard[-_END:], bare[-_END:])
        return heard, bare, told_._replace(grounded=self._ground.grounded([h.grounds for h in heard]))

    def ready(self, texts: Sequence[str]) -> None:
        """Encode these texts together, which is faster than one by one when they are heard."""
        self._embedder.encode(texts)

    def again(self, talk: Talk, draft: "Draft", transcript: Transcript) -> Talk:
        """The talk with one sentence said otherwise, its turn heard as any other; the trust in the talk stays."""
        position = talk.heard.index(talk.at(draft.turn))
        said = transcript.model_copy(update={"turns": tuple(_redrafted(turn, i, draft) for i, turn in enumerate(transcript.turns))})
        part = self._sifted(said, draft.turn, talk.told.meant)
        earlier = talk.heard[:position]
        whole = self.heard(said, draft.turn, *self._again(part, part.whole), earlier)
        ends = position >= len(talk.heard) - _END
        # a trusted talk counts whole
        bare = whole if talk.trust == 1.0 and not ends else self.heard(said, draft.turn, *self._again(part, part.bare), earlier)
        return replace(
            talk,
            heard=(*earlier, _as_harsh(whole, bare) if ends else whole, *talk.heard[position + 1 :]),
            bare=(*talk.bare[:position], bare, *talk.bare[position + 1 :]),
        )

    def complaint(self, before: Sequence[str], transcript: Transcript) -> str:
        """Of what the client said the statement that speaks most of the complaint of the case, of the last turn where one does; all of that
        where no case is known. Questions are no complaint.
        """
        last = _statements(before[-1:])
        case = transcript.case
        if case is None:
            return " ".join(last or before[-1:])
        near = self._nearest(last, case.complaint)
        return near[1] if near[0] >= _NEAR else max(near, self._nearest(_statements(before), case.complaint))[1] or " ".join(before[-1:])

    def _nearest(self, said: Sequence[str], to: str) -> tuple[float, str]:
        """(cosine, sentence) of the one that is nearest; (0, "") without any."""
        if not said:
            return 0.0, ""
        cosines = self._embedder.similarity(said, [to])[:, 0]
        return float(cosines.max()), said[int(cosines.argmax())]

    def _sifted(self, transcript: Transcript, index: int, meant: bool) -> "_Sifted":
        """The turn `index` heard with all of its own sentences, and which of them are to be heard again: all where they were `meant`."""
        clients = clients_before(transcript, index)
        context = clients[-1] if clients else ""
        earlier = [turn.text for turn in transcript.turns[:index] if turn.role == "freelancer"]
        own = own_pieces(transcript.turns[index].text, clients, earlier)
        weights = self._ground.shared(own, transcript, index)
        generic = [self._alone(piece, context) for piece, weight in zip(own, weights, strict=True) if weight < TELLS]
        piles = piled(own, weights) - {s.text for s in generic if hurts(s)}
        phrases = [s for s in generic if s.text not in piles]
        sentences, offers = self._ear.hear_pieces([piece for piece in own if piece not in piles], context)
        standing = self._standing(sentences, transcript, index)
        left_out = set() if meant and not any(map(puts_off, (*sentences, *phrases))) else spare(sentences, standing, phrases)
        anywhere = {s.text for s in phrases if not puts_off(s)}
        spoken = [s.text for s in sentences if not s.does("meta")]
        return _Sifted(
            index, context, sentences, offers,
            grounds=tuple((helps(s), stands) for s, stands in zip(sentences, standing, strict=True) if stands is not None),
            phrases=sum(map(serves, phrases)),
            words=len(without_copies(transcript.turns[index].text, clients).split()),
            whole=[text for text in spoken if text not in left_out],
            bare=[text for text in spoken if text not in anywhere],
        )  # fmt: skip

    def _again(self, part: "_Sifted", kept: Sequence[str]) -> tuple[list[Sentence], list[Offer]]:
        """The turn heard with the kept sentences alone, and its commands as they were heard."""
        if len(kept) == len(part.sentences):
            return self._clearer(part.sentences, part.context), part.offers
        sentences, offers = self._ear.hear_pieces(kept, part.context)
        return [*self._clearer(sentences, part.context), *(s for s in part.sentences if s.does("meta"))], offers

    def _clearer(self, sentences: Sequence[Sentence], context: str) -> list[Sentence]:
        """What hurts, half as it is heard by itself where that is clearer: beside a kind word "but that was not in the quote" sounds milder."""
        if len(sentences) < 2:
            return list(sentences)
        return [self._half_alone(s, context) if _may_hurt(s) else s for s in sentences]

    def _half_alone(self, sentence: Sentence, context: str) -> Sentence:
        more = _hurts_more(sentence.acts, self._alone(sentence.text, context).acts)
        return sentence.model_copy(update={"acts": sentence.acts | {act: (sentence.acts.get(act, 0.0) + more[act]) / 2 for act in more}})

    def heard(
        self, transcript: Transcript, index: int, sentences: Sequence[Sentence], offers: Sequence[Offer], earlier: Sequence[Heard]
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
            grounds=(),
            phrases=0.0,
            words=len(text.split()),
            told=self._ground.told([s.text for s in sentences], transcript, index),
            offered=self._ground.offered(transcript, index),
            acts={act: soft(value) * (1.0 if act in HURTING else worth) for act, value in best.items()},
            offer=offers[0] if offers else None,
            gives=_gives(offers, transcript),
            fit=self._fit([s for s in sentences if s.does("paraphrase")], clients),
            readable=readable,
            worth=worth,
        )

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


class _Sifted(NamedTuple):
    """A turn heard with all of its own sentences."""

    turn: int
    context: str
    sentences: list[Sentence]
    offers: list[Offer]
    grounds: tuple[tuple[float, Standing], ...]
    phrases: float
    words: int
    whole: list[str]
    """Its sentences without padding, piled phrases and commands."""
    bare: list[str]
    """Those that speak of this case or put the client off."""


class Draft(NamedTuple):
    """A wording for one sentence of the turn `turn`."""

    turn: int
    instead_of: str
    wording: str

    def put(self, text: str) -> str:
        """The text of the turn with the wording in its place."""
        return text.replace(self.instead_of, self.wording, 1)


def _statements(turns: Sequence[str]) -> list[str]:
    """Their sentences that say something: no questions, and more than one telling word."""
    return [piece for turn in turns for piece in split(turn) if not piece.rstrip('"“”»«').endswith("?") and len(content_words(piece)) > 1]


def _may_hurt(sentence: Sentence) -> bool:
    """Is anything that hurts faintly heard in it?"""
    return any(sentence.acts.get(act, 0.0) >= _FAINT for act in HURTING)


def _as_harsh(whole: Heard, bare: Heard) -> Heard:
    """The turn with what hurts in it as clear as without phrases beside it: they do not take it back."""
    alone = {s.text: s.acts for s in bare.sentences}
    return replace(
        whole,
        sentences=tuple(s.model_copy(update={"acts": s.acts | _hurts_more(s.acts, alone.get(s.text, {}))}) for s in whole.sentences),
        acts=dict(whole.acts) | _hurts_more(whole.acts, bare.acts),
    )


def _hurts_more(acts: Mapping[Act, float], others: Mapping[Act, float]) -> dict[Act, float]:
    """The acts that hurt, each as strong as where it is stronger."""
    return {act: max(acts.get(act, 0.0), others[act]) for act in HURTING & others.keys()}


def _redrafted(turn: Turn, index: int, draft: Draft) -> Turn:
    """The turn, with the draft in its place when it is the one."""
    return turn.model_copy(update={"text": draft.put(turn.text)}) if index == draft.turn else turn


def exchanges(transcript: Transcript) -> list[Exchange]:
    """What the freelancer said and the client answered."""
    return [(said.text, answer.text) for said, answer in pairwise(transcript.turns) if (said.role, answer.role) == ("freelancer", "client")]


def clients_before(transcript: Transcript, index: int) -> list[str]:
    """All the client said before the turn `index`."""
    return [turn.text for turn in transcript.turns[:index] if turn.role == "client"]


def _gives(offers: Sequence[Offer], transcript: Transcript) -> float | None:
    """The largest share of the price that is offered, in per cent."""
    price = transcript.case.price if transcript.case else None
    shares = [offer.percent for offer in offers if offer.percent is not None]
    shares += [min(100.0, 100 * offer.amount / price) for offer in offers if offer.amount is not None and price]
    return max(shares, default=None)
