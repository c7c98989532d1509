"""A talk as heard -> how far it is to be trusted: is it meant for this client, or could it be said in any talk? It knows no scores.

Three questions: does what helps speak of this case (`ground.py`)? do phrases stand beside what hurts (`hollow`)? is anything of
the case taken up at all (`sincere`)? A plain honest talk in general words is let through (`plain`), and
where the client comes round the doubts fade (`came_round`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.appraisal import Act
from simulator.offline.ground import Ground
from simulator.offline.heard import Heard

UNSURE = 0.5
"""Below it one says so."""
_TRUSTED = (0.1, 0.3)
"""Sureness at which a talk is not trusted at all and quite."""
_HOLLOW, _EASED = (0.65, 0.8), 0.8
"""Help in phrases a turn, weighed by how much the turn hurts without them, from which on phrases sound hollow and quite do; and by how
much more they may pile up for each level that the client's answers sound better than the middle.
"""
_SINCERE, _ROOM = (0.13, 0.22), 20
"""Share of the telling words that could have been taken up at which a talk is not sincere at all and quite; shorter turns have less room for them."""
_KINDS: tuple[tuple[Act, ...], ...] = (
    ("open_question", "closed_question", "ask_expectation", "ask_needs"), ("paraphrase", "validate"), ("take_responsibility",),
    ("offer", "next_step"), ("explain", "set_boundary"),
)  # fmt: skip
_ROUND = (0.3, 0.55)
"""Levels that the client's answers sound better than the middle, at which it begins to come round and has."""
_ANSWERED = (0.15, 0.5)
"""Sureness that the client answers what was said, from which on its coming round begins to vouch for it and does."""
_GENERAL = 0.7
"""Share of its score that an honest talk keeps though none of its words are this client's."""
_ASKS: tuple[Act, ...] = ("open_question", "ask_expectation", "ask_needs")
_VARIED, _DENSE, _HARSH = (1.2, 2.2), (0.8, 0.95), (0.65, 0.78)
"""Kinds of acts from which on a talk is varied, good acts a turn that could be said anywhere from which on it is dense, and how much it
hurts without its phrases from which on it is harsh.

Plain honest talks ask, do various things, one at a time, and hurt little; pasted ones crowd acts, one-sided ones do a single thing.
"""


@dataclass(frozen=True)
class Talk:
    """A talk as heard, whole and without what could be said to any client."""

    heard: tuple[Heard, ...]
    bare: tuple[Heard, ...]
    """Turn by turn what speaks of this case or hurts, heard without the rest."""
    trust: float
    """1 where the whole talk counts, 0 where only the bare one does."""
    meant: float
    """1 where the client came round."""

    def at(self, turn: int) -> Heard:
        """The freelancer's turn at this place of the transcript."""
        return next(h for h in self.heard if h.turn == turn)

    @cached_property
    def left(self) -> float:
        """Share of the turns of which something is left, those without a telling word of the case counting half."""
        return float(np.mean([bool(h.sentences) * (0.5 + min(0.5, h.told)) for h in self.bare])) if self.bare else 0.0

    @property
    def doubtful(self) -> bool:
        """Could most of it be said in any talk?"""
        return min(self.sincere, self.trust) < UNSURE

    @cached_property
    def sincere(self) -> float:
        """1 where the freelancer speaks of this case, 0 where not, though there was something to take up."""
        room = sum(h.offered / 2 * _room(h) for h in self.heard)
        share = sum(h.told for h in self.heard) / room if room else 1.0
        return 1 - (1 - self.meant) * _offered(self.heard) * (1 - _GENERAL * _plain(self.heard, self.bare)) * (1 - _ramp(_SINCERE, share))


def talk_of(heard: Sequence[Heard], bare: Sequence[Heard], ground: Ground, eased: float, meant: float) -> Talk:
    """The talk, trusted as far as it speaks of its case or is plain, and as its phrases are not hollow.

    `eased` is how many levels better than the middle the client's answers sound, `meant` whether it came round to what was said.
    """
    unsure = (1 - _ramp(_TRUSTED, ground.trusted([h.grounds for h in heard]))) * _offered(heard) * (1 - meant)
    hollow = _hollow(heard, bare, eased)
    return Talk(tuple(heard), tuple(bare), (1 - unsure * (1 - _plain(heard, bare))) * (1 - hollow), meant)


def came_round(eased: float, answered: float) -> float:
    """1 where the client's answers sound as in good talks and answer what was said: then it was meant for this client, whatever its words.

    A paste cannot change the answers, and what it puts in place of what was said is not answered.
    """
    return _ramp(_ROUND, eased) * _ramp(_ANSWERED, answered)


def _hollow(heard: Sequence[Heard], bare: Sequence[Heard], eased: float) -> float:
    """1 where phrases pile up in turns that hurt without them and the client does not come round: they are not meant."""
    piled = [whole.phrases * own.hurts for whole, own in zip(heard, bare, strict=True)]
    return _ramp(_HOLLOW, float(np.mean(piled)) - _EASED * eased) if piled else 0.0


def _plain(heard: Sequence[Heard], bare: Sequence[Heard]) -> float:
    """1 for a talk that asks, does various things, few at a time, and hurts little: general as its words may be, it is no paste."""
    asks = max((h.does(act) for h in heard for act in _ASKS), default=0.0)
    kinds = sum(max((h.does(act) for h in heard for act in kind), default=0.0) for kind in _KINDS)
    own = [h for h in heard if h.grounds]
    crowded = sum(_room(h) * help_ * (1 - stands.credit) for h in own for help_, stands in h.grounds) / max(len(own), 1)
    harsh = float(np.mean([h.hurts for h in bare])) if bare else 0.0
    return asks * _ramp(_VARIED, kinds) * (1 - _ramp(_DENSE, crowded)) * (1 - _ramp(_HARSH, harsh))


def _offered(heard: Sequence[Heard]) -> float:
    """How much there was to take up, in [0, 1]: a client who says little that is telling leaves little to speak of."""
    return float(np.mean([h.offered for h in heard])) / 2 if heard else 0.0


def _room(heard: Heard) -> float:
    """How much a turn has room for, in [0, 1]: short ones can neither take up much nor crowd much."""
    return min(1.0, len(heard.text.split()) / _ROOM)


def _ramp(bounds: tuple[float, float], value: float) -> float:
    """0 up to the first bound, 1 from the second on, straight between them."""
    low, high = bounds
    return min(1.0, max(0.0, (value - low) / (high - low)))
