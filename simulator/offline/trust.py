"""A talk as heard -> how far it is to be trusted: is it meant for this client, or could it be said in any talk? It knows no scores.

What tells it stands in `signs`; `train_trust.py` learns how much each tells. Of a talk that is not trusted only what speaks of the case
counts, and where nothing of the case is taken up hardly anything does (`sincere`).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from simulator.appraisal import HEARD, Act
from simulator.offline.heard import Heard

FILE = Path(__file__).with_suffix(".json")
UNSURE = 0.5
"""Below it one says so."""
_TRUSTED = (0.4, 0.85)
"""Sureness at which a talk is not trusted at all and quite."""
_SINCERE, _ROOM = (0.13, 0.22), 20
"""Share of the telling words that could have been taken up at which a talk is not sincere at all and quite; shorter turns have less room for them."""
_GENERAL = 0.7
"""Share of its score that a trusted talk keeps though none of its words are this client's."""
_GROUNDED = (0.04, 0.12)
_WORDY = (18.0, 28.0)
"""Sureness that what helps was said to this client at which none of that is kept and all; and words a message up to which all is kept anyway,
and from which on none: plain people who speak in general are brief.
"""
_BRIEF, _VARIOUS = (14.0, 23.0), (3.0, 4.0)
"""Words a message, and kinds of good acts of five: who does many things in few words is trusted, for what is pasted is long or one-sided."""
_GIVEN_BACK = 1.0
"""Telling words that a paraphrase counts for which gives back what the client said in other words."""
_KINDS: tuple[tuple[Act, ...], ...] = (
    ("open_question", "closed_question", "ask_expectation", "ask_needs"), ("paraphrase", "validate"), ("take_responsibility",),
    ("offer", "next_step"), ("explain", "set_boundary"),
)  # fmt: skip
_ROUND, _ANSWERED = (0.3, 0.55), (0.15, 0.5)
"""Levels that the client's answers sound better than the middle, and sureness that they answer what was said, from which on the client begins
to come round and has.
"""


class Told(NamedTuple):
    """What the case and the client's answers tell of the freelancer's words (`ground.py`)."""

    eased: float
    """Levels by which the client's answers sound better than the middle."""
    answered: float
    """How sure it is that they answer what was said."""
    grounded: float
    """How sure it is that what helps was said to this client."""

    @property
    def came_round(self) -> float:
        """1 where the client's answers sound as in good talks and answer what was said: then it was meant for this client, whatever its words.

        A paste cannot change the answers, and what it puts in place of what was said is not answered.
        """
        return _ramp(_ROUND, self.eased) * _ramp(_ANSWERED, self.answered)

    @property
    def meant(self) -> bool:
        """Has the client come round so far that what was said counts whole?"""
        return self.came_round >= HEARD


@dataclass(frozen=True)
class Talk:
    """A talk as heard, whole and without what could be said to any client."""

    heard: tuple[Heard, ...]
    bare: tuple[Heard, ...]
    """Turn by turn what speaks of this case or hurts, heard without the rest."""
    trust: float
    """1 where the whole talk counts, 0 where only the bare one does."""
    told: Told

    def at(self, turn: int) -> Heard:
        """The freelancer's turn at this place of the transcript."""
        return next(h for h in self.heard if h.turn == turn)

    @property
    def doubtful(self) -> bool:
        """Could most of it be said in any talk?"""
        return min(self.sincere, self.trust) < UNSURE

    @cached_property
    def left(self) -> float:
        """Share of the turns of which something is left, those without a telling word of the case counting half."""
        return float(np.mean([bool(h.sentences) * (0.5 + min(0.5, h.told)) for h in self.bare])) if self.bare else 0.0

    @cached_property
    def sincere(self) -> float:
        """1 where the freelancer speaks of this case, 0 where not, though there was something to take up."""
        offered = float(np.mean([h.offered for h in self.heard])) / 2 if self.heard else 0.0
        general = _GENERAL * self.trust * max(_ramp(_GROUNDED, self.told.grounded), 1 - _ramp(_WORDY, _words(self.heard)))
        return 1 - offered * (1 - general) * (1 - _ramp(_SINCERE, share(self.heard)))


@dataclass(frozen=True)
class Trust:
    """Learned: how much each sign tells for a talk that is meant for this client."""

    base: float
    weights: dict[str, float]

    @classmethod
    def load(cls, path: Path = FILE) -> "Trust":
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def save(self, path: Path = FILE) -> None:
        """Write the weights, readable and in the order of the signs."""
        path.write_text(json.dumps({"base": self.base, "weights": self.weights}, indent=1) + "\n", encoding="utf-8")

    def talk(self, heard: Sequence[Heard], bare: Sequence[Heard], told: Told) -> Talk:
        """The talk, trusted as far as its signs go."""
        found = signs(heard, bare, told)
        sure = 1 / (1 + np.exp(-self.base - sum(weight * found[name] for name, weight in self.weights.items())))
        plain = (1 - _ramp(_BRIEF, _words(heard))) * _ramp(_VARIOUS, found.get("kinds", 0.0))
        return Talk(tuple(heard), tuple(bare), max(plain, _ramp(_TRUSTED, float(sure))), told)


def signs(heard: Sequence[Heard], bare: Sequence[Heard], told: Told) -> dict[str, float]:
    """What tells a talk that is meant for this client from a pasted or one-sided one."""
    if not heard:
        return {}
    kinds = sum(max(h.does(act) for h in heard for act in kind) for kind in _KINDS)
    crowded = min(3.0, _crowded(heard))
    words = _words(heard) / 50
    harsh = float(np.mean([h.hurts for h in bare]))
    return {
        "eased": told.eased,
        "answered": told.answered,
        "grounded": float(np.log((told.grounded + 0.01) / (1.01 - told.grounded))),
        "taken up": min(1.0, share(heard)),
        "kinds": kinds, "kinds, squared": kinds**2, "one-sided": 1 - _ramp((1.0, 2.0), kinds),
        "questions": float(np.mean(["?" in h.said for h in heard])),
        "words": words, "words, squared": words**2,
        "harsh": harsh,
        "phrases beside harshness": float(np.mean([whole.phrases * own.hurts for whole, own in zip(heard, bare, strict=True)])),
        "crowded": float(np.log1p(crowded)), "crowded, squared": crowded**2,
        "crowded and grounded": crowded * told.grounded,
        "crowded and words": crowded * words,
        "grounded and words": told.grounded * words,
        "eased and harsh": told.eased * harsh,
    }  # fmt: skip


def share(heard: Sequence[Heard]) -> float:
    """Share of the telling words that could have been taken up which were; 1 where there was nothing to take up."""
    room = sum(h.offered / 2 * _room(h) for h in heard)
    return sum(max(h.told, _GIVEN_BACK * h.fit * h.does("paraphrase")) for h in heard) / room if room else 1.0


def _crowded(heard: Sequence[Heard]) -> float:
    """Good acts a turn that could be said anywhere."""
    own = [h for h in heard if h.grounds]
    return sum(_room(h) * help_ * (1 - stands.credit) for h in own for help_, stands in h.grounds) / max(len(own), 1)


def _words(heard: Sequence[Heard]) -> float:
    """Words a message."""
    return float(np.mean([h.words for h in heard])) if heard else 0.0


def _room(heard: Heard) -> float:
    """How much a turn has room for, in [0, 1]: short ones can neither take up much nor crowd much."""
    return min(1.0, heard.words / _ROOM)


def _ramp(bounds: tuple[float, float], value: float) -> float:
    """0 up to the first bound, 1 from the second on, straight between them."""
    low, high = bounds
    return min(1.0, max(0.0, (value - low) / (high - low)))
