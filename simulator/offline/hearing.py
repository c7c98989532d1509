"""A transcript -> the freelancer's turns as heard; what is copied, repeated, for the program or could be said in any talk is told apart.

It knows acts and the case, no score and no state of the client.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.appraisal import OFFENCES, Act, Offer, Sentence
from simulator.offline.aims import MATCHES
from simulator.offline.appraiser import OfflineAppraiser, strongest
from simulator.offline.embedder import Embedder
from simulator.offline.features import content_words
from simulator.offline.ground import Ground
from simulator.offline.reading import copied, stuffed, unreadable, without_code
from simulator.offline.sentences import split
from simulator.transcript import Transcript

_WORD = re.compile(r"[^\W_]+")
HURTING: frozenset[Act] = frozenset({*OFFENCES, "hollow_apology", "meta"})
HELPING: tuple[Act, ...] = (
    "paraphrase", "validate", "take_responsibility", "offer", "ask_expectation", "ask_needs", "open_question", "next_step", "courtesy", "explain",
)  # fmt: skip
SOME_GENERIC, MOST_GENERIC = 0.3, 0.6
"""Generic help from which on phrases count less, and from which on they are left out altogether. None of our own 340 talks reaches the second."""
_OWN = 0.5
"""From this credit on a sentence speaks of this case; copied from this share of its words on."""
_DISCOUNTED = 0.1
"""What good acts still count in a turn that is a string of phrases, noise or a repetition."""
_SAME = 0.93
"""Cosine from which a message repeats an earlier one."""


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
    credits: tuple[float, ...]
    """Per sentence how sure it is that it speaks of this case, in [0, 1]."""
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


class Hearing:
    """Hears the turns of talks; shared safely, it holds no talk."""

    def __init__(self, ear: OfflineAppraiser, embedder: Embedder, ground: Ground) -> None:
        self._ear = ear
        self._embedder = embedder
        self._ground = ground

    def talk(self, transcript: Transcript) -> list[Heard]:
        """All freelancer turns in order; in a talk padded with phrases the phrases are left out."""
        heard = self._all(transcript, strict=False)
        doubt = float(np.clip((generic(heard) - SOME_GENERIC) / (MOST_GENERIC - SOME_GENERIC), 0.0, 1.0))
        return self._all(transcript, strict=True) if doubt == 1.0 else [_doubted(h, doubt) for h in heard]

    def turn(self, transcript: Transcript, index: int, earlier: Sequence[Heard], strict: bool = False) -> Heard:
        """One freelancer turn as heard after the `earlier` ones; `strict` leaves out what neither hurts nor speaks of this case."""
        clients = clients_before(transcript, index)
        context = clients[-1] if clients else ""
        pieces = _said(transcript.turns[index].text, clients, [h.text for h in earlier])
        sentences, offers = self._ear.hear_pieces(pieces, context)
        if strict:
            credits = self._ground.credits([s.text for s in sentences], transcript, index, self._embedder)
            pieces = [s.text for s, credit in zip(sentences, credits, strict=True) if credit >= _OWN or _hurts(s)]
            sentences, offers = self._ear.hear_pieces(pieces, context)
        spoken = [s for s in sentences if not s.does("meta")]
        if len(spoken) < len(sentences):
            commands = [s for s in sentences if s.does("meta")]
            again, offers = self._ear.hear_pieces([s.text for s in spoken], context)
            sentences = [*again, *commands]
        return self.heard(transcript, index, sentences, offers, earlier)

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
            credits=tuple(self._ground.credits([s.text for s in sentences], transcript, index, self._embedder)),
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


def _doubted(heard: Heard, doubt: float) -> Heard:
    """The turn with good acts counting less, the less their sentence speaks of this case and the greater the doubt, 0..1."""
    if not doubt:
        return heard
    best: dict[Act, float] = {}
    for sentence, credit in zip(heard.sentences, heard.credits, strict=True):
        for act, strength in sentence.acts.items():
            kept = 1.0 if act in HURTING else heard.worth * (1 - doubt * (1 - credit))
            best[act] = max(best.get(act, 0.0), soft(strength) * kept)
    return replace(heard, acts=best)


def clients_before(transcript: Transcript, index: int) -> list[str]:
    """All the client said before the turn `index`."""
    return [turn.text for turn in transcript.turns[:index] if turn.role == "client"]


def generic(heard: Sequence[Heard]) -> float:
    """How much of what would help could be said in any talk: per turn, times its share of all that helps. 0 when nothing helps."""
    parts = [(_help(s), credit) for h in heard for s, credit in zip(h.sentences, h.credits, strict=True)]
    anywhere = sum(mass * (1 - credit) for mass, credit in parts)
    everything = sum(mass for mass, _ in parts)
    return anywhere / len(heard) * anywhere / (everything + 0.5) if heard else 0.0


def sincerity(heard: Sequence[Heard]) -> float:
    """1 where two fifths of what was said speak of this case, falling to 0 at one fifth; our own good talks lie above."""
    about = [float(np.mean(h.credits)) if h.credits else 0.0 for h in heard]
    return float(np.clip((np.mean(about) - 0.2) / 0.22, 0.0, 1.0))


def soft(strength: float) -> float:
    """A strength around the threshold counts partly: 0 below 0.25, 0.5 at 0.5, 1 from 0.75 on."""
    return min(1.0, max(0.0, (strength - 0.25) * 2))


def _gives(offers: Sequence[Offer], transcript: Transcript) -> float | None:
    """The largest share of the price that is offered, in per cent."""
    price = transcript.case.price if transcript.case else None
    shares = [offer.percent for offer in offers if offer.percent is not None]
    shares += [min(100.0, 100 * offer.amount / price) for offer in offers if offer.amount is not None and price]
    return max(shares, default=None)


def _said(text: str, clients: Sequence[str], earlier: Sequence[str]) -> list[str]:
    """The sentences the freelancer says in own words and for the first time."""
    known = {_plain(piece) for message in earlier for piece in split(message) if len(piece.split()) >= 4}
    pieces = [piece for piece in split(without_code(text)) if _plain(piece) not in known]
    own = [piece for piece in pieces if copied(piece, clients) < _OWN]
    # Who copies whole sentences has copied the short ones too; alone, an echo of three words may be good listening.
    return own if len(own) == len(pieces) else [piece for piece in own if not _echoed(piece, clients)]


def _echoed(piece: str, clients: Sequence[str]) -> bool:
    return any(_plain(piece) in _plain(said) for said in clients)


def _plain(text: str) -> str:
    """The words alone, each between spaces."""
    return " ".join(["", *_WORD.findall(text.lower()), ""])


def _hurts(sentence: Sentence) -> bool:
    return any(sentence.does(act) for act in HURTING)


def _help(sentence: Sentence) -> float:
    return max(soft(sentence.acts.get(act, 0.0)) for act in HELPING)
