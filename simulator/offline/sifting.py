"""Which sentences of a message count: own ones that are said for the first time, and no padding, phrases or strings; it knows no talk."""

import re
from collections.abc import Sequence

from simulator.appraisal import HEARD, OFFENCES, Act, Sentence
from simulator.offline.ground import Standing
from simulator.offline.reading import copied_pieces, unstrung, without_code, without_copies
from simulator.offline.sentences import split

_WORD = re.compile(r"[^\W_]+")
HURTING: frozenset[Act] = frozenset({*OFFENCES, "hollow_apology", "meta"})
HELPING: tuple[Act, ...] = (
    "paraphrase", "validate", "take_responsibility", "offer", "ask_expectation", "ask_needs", "open_question", "next_step", "courtesy", "explain",
)  # fmt: skip
_OWN = 0.5
"""A sentence is copied from this share of its words on."""
_DOUBTFUL = 0.5
"""Below this credit a sentence could be said in any talk."""
_LONG, _MANY = 12, 4
"""Such a sentence of so many words that does nothing is padding; such sentences of one message that do so many different things are phrases."""
_BRIEF, _ROW = 9, 5
"""So many sentences in a row of at most so many words each are phrases strung together."""
_DOING: tuple[Act, ...] = tuple(act for act in HELPING if act not in ("explain", "courtesy", "paraphrase", "validate"))
"""What such a sentence may do without a word of the client's; who gives back or explains needs one."""
_SKILLED: tuple[Act, ...] = tuple(act for act in HELPING if act not in ("explain", "courtesy"))
TELLS = 0.5
"""Weight of shared telling words from which on a sentence speaks of this case."""


def own_pieces(text: str, clients: Sequence[str], earlier: Sequence[str]) -> list[str]:
    """The sentences the freelancer says in own words and for the first time."""
    known = {_plain(piece) for message in earlier for piece in split(message) if len(piece.split()) >= 4}
    said = [piece for sentence in split(without_copies(without_code(text), clients)) for piece in unstrung(sentence)]
    pieces = [piece for piece in said if _WORD.search(piece)]
    shares = copied_pieces(pieces, clients)
    return [p for p, share in zip(pieces, shares, strict=True) if share < _OWN and _plain(p) not in known]


def piled(pieces: Sequence[str], weights: Sequence[float]) -> set[str]:
    """Short sentences in a row without a telling word: phrases strung together. `weights` are those of the telling words of each.

    Of 8,913 messages of our own talks two have such a row.
    """
    found: set[str] = set()
    row: list[str] = []
    for piece, weight in zip([*pieces, ""], [*weights, TELLS], strict=True):
        if weight < TELLS and len(piece.split()) <= _BRIEF:
            row.append(piece)
            continue
        found |= set(row) if len(row) >= _ROW else set()
        row = []
    return found


def _plain(text: str) -> str:
    """The words alone."""
    return " ".join(_WORD.findall(text.lower()))


def spare(sentences: Sequence[Sentence], standing: Sequence[Standing | None], phrases: Sequence[Sentence]) -> set[str]:
    """Padding; where phrases do many things at once, all that could be said anywhere. `phrases` are heard by themselves, `sentences` in their message."""
    pairs = list(zip(sentences, standing, strict=True))
    anywhere = [s for s, stands in pairs if stands is not None and stands.words < TELLS and stands.credit < _DOUBTFUL]
    padding = [s for s in anywhere if len(s.text.split()) >= _LONG and not any(s.does(act) for act in _DOING)]
    loose = {s.text for s in anywhere}
    many = len({act for s in (*phrases, *sentences) if s.text in loose for act in HELPING if s.does(act)}) >= _MANY
    return loose if many else {s.text for s in padding}


def puts_off(sentence: Sentence) -> bool:
    """Does it hurt more clearly than it helps?"""
    strongest = max(sentence.acts.get(act, 0.0) for act in HURTING)
    return strongest >= HEARD and strongest > max(sentence.acts.get(act, 0.0) for act in _SKILLED)


def serves(sentence: Sentence) -> float:
    """How clearly it does more than explain and be polite, in [0, 1]."""
    return max(soft(sentence.acts.get(act, 0.0)) for act in _SKILLED)


def hurts(sentence: Sentence) -> bool:
    """Does it do an act that no good one makes up for?"""
    return any(sentence.does(act) for act in HURTING)


def helps(sentence: Sentence) -> float:
    """How clearly it does a good act, in [0, 1]."""
    return max(soft(sentence.acts.get(act, 0.0)) for act in HELPING)


def soft(strength: float) -> float:
    """A strength around the threshold counts partly: 0 below 0.25, 0.5 at 0.5, 1 from 0.75 on."""
    return min(1.0, max(0.0, (strength - 0.25) * 2))
