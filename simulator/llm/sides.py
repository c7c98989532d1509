"""Whose words are these? Checks that a line is the client's and not the other side's; pure, and it knows no move."""

import re
from collections.abc import Iterable
from functools import lru_cache

from simulator.llm.patterns import SWAPPED
from simulator.llm.sentences import runs, split, words
from simulator.persona import PersonaText

LONG_WORD = 5
"""A word of so many letters, no person word and no auxiliary, has content."""
TURNED_SHARE, TURNED_WORDS = 0.8, 3
"""A sentence with this share, at least so many, of an own sentence's words is that sentence; then I and you must not have changed places."""
_SELF = frozenset("ich mich mir mein meine meinen meinem meiner i i'm i'll i've i'd me my mine".split())
_OTHER = frozenset(
    "sie ihnen ihr ihre ihren ihrem ihrer du dich dir dein deine deinen deinem deiner you you're you'll you've you'd your yours".split()
)
_HELPERS = frozenset(
    "habe hab haben hast hatte hatten bin bist sind war waren wäre werde werden wirst kann können will wollen have had am are was were".split()
)


def speaks_for_the_other_side(text: str, client: PersonaText, message: str, own: str) -> bool:
    """Would the freelancer say this? `own` is what the client may speak from, the freelancer's words left out."""
    return bool(SWAPPED.search(text)) or _addresses_itself(text, client.name) or _mirrors(text, message, own) or _turned(text, own)


def _addresses_itself(text: str, name: str) -> bool:
    """Is the client spoken to by its own name? That is what the other side would say."""
    first, last = re.escape(name.split()[0]), re.escape(name.split()[-1])
    titled = rf"(?:frau|herrn?|mrs?\.?|ms\.?|miss|dr\.?) (?:{first} )?{last}"
    greeted = rf"(?:hallo|hi|hello|dear|liebe[r]?|guten (?:tag|morgen|abend)|good (?:morning|afternoon|evening)),? (?:{titled}|{first})\b"
    return bool(re.search(rf"{greeted}|(?:^|[,!] ?){titled}\s*(?:[,.!?]|$)", text, re.IGNORECASE))


def _mirrors(text: str, message: str, own: str) -> bool:
    """Are words of the message said over with its I and you as they were?"""
    said = re.sub(r"[„“\"«»][^„“”\"«»]*[“”\"«»]", " ", text)  # a quotation keeps the other one's words
    shared = (runs(said) & runs(message)) - runs(own)
    return any(set(run) & _SELF and any(len(word) >= LONG_WORD and word not in _OTHER | _HELPERS for word in run) for run in shared)


def _turned(text: str, own: str) -> bool:
    """Is a sentence one of the client's own, only that I and you have changed places?"""
    return any(_swapped(words(sentence), mine) for sentence in split(text) for mine in _sentences(own))


def _swapped(said: list[str], mine: tuple[str, ...]) -> bool:
    kept = set(said) - _SELF - _OTHER - _HELPERS
    if len(kept) < TURNED_WORDS or len(kept & set(mine)) < TURNED_SHARE * len(kept):
        return False
    more_self, more_other = (_count(said, side) - _count(mine, side) for side in (_SELF, _OTHER))
    return more_self * more_other < 0


def _count(said: Iterable[str], side: frozenset[str]) -> int:
    return sum(word in side for word in said)


@lru_cache(maxsize=64)
def _sentences(own: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(words(sentence)) for part in own.splitlines() for sentence in split(part))
