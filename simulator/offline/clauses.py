"""A sentence -> its clauses, with what each says about work and money; it decides neither kind nor size of an offer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import yaml

from simulator.offline.embedder import Vectors
from simulator.offline.numerals import spelled_out

_BORDER = re.compile(r"(?<=[.!?;:–])\s+|(?<!\d),|,(?!\d)|\s+(?:und|and|but|because)\s+", re.IGNORECASE)
_REFUSAL = re.compile(
    r"\W*(?:(?:das )?geht (?:leider )?nicht|(?:das )?(?:kann|mach\w*|geb) ich (?:leider )?nicht|i (?:can't|cannot|won't)(?: do(?: that)?)?)\W*",
    re.IGNORECASE,
)
"""A clause that says no to the one before it."""
_KEPT = re.compile(
    r"\bzahl(?:en sie|st du|t ihr)\b|\bbleib(?:t|en)\b|\bwie vereinbart\b|\byou(?:'d|'ll| would| will)? pay\b|\b(?:stays?|stands?|remains?)\b|\bas agreed\b",
    re.IGNORECASE,
)
"""Words of what the client pays all the same: "Die 890 zahlen Sie danach in Ruhe"."""
_PARTLY = re.compile(r"\b(?:nur|bloß|hälfte|halbe\w*|statt|only|just|half|instead)\b", re.IGNORECASE)
GIVING = frozenset({"free", "less", "return", "shared"})
PRICING = frozenset({"priced", "owed"})


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """All cues by name, in the order of the file: the order of `cue_rows` depends on it."""
    listed = yaml.load(Path(__file__).with_name("cues.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {name: re.compile("|".join(parts), re.IGNORECASE) for name, parts in listed.items()}


def cue_rows(texts: Sequence[str]) -> Vectors:
    """Per text and cue whether the text has it, 0 or 1, shape (n, d)."""
    return np.array([_cues(text) for text in texts], np.float32)


@lru_cache(maxsize=8192)
def _cues(text: str) -> tuple[bool, ...]:
    spelled = spelled_out(text)
    return tuple(bool(pattern.search(spelled)) for pattern in patterns().values())


@dataclass(frozen=True)
class Clause:
    """A part of a sentence, its numbers in digits, with the cues it has."""

    text: str
    says: frozenset[str]

    @property
    def barred(self) -> bool:
        """Refused, or priced or due with nothing taken off: no size in it is given."""
        return "denied" in self.says or (not self.says & GIVING and bool(self.says & PRICING))

    @property
    def gives(self) -> bool:
        """Something is given in it."""
        return "denied" not in self.says and bool(self.says & GIVING)


@lru_cache(maxsize=4096)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a sentence or message, in their order; kept, as one offer asks for them several times."""
    found: list[Clause] = []
    for part in filter(str.strip, _BORDER.split(spelled_out(text))):
        refused = found and _REFUSAL.fullmatch(part)
        clause = _clause(f"{found.pop().text},{part}" if refused else part)
        # "I'd quote you for it, about 350": a sum alone belongs to the price before it
        priced = found and found[-1].says & PRICING and re.search(r"\d", part) and not clause.says & GIVING
        found.append(Clause(clause.text, clause.says | PRICING) if priced else clause)
    return tuple(found)


def _clause(text: str) -> Clause:
    plain = patterns()["free"].sub(" ", text)
    said = {name for name, pattern in patterns().items() if pattern.search(plain if name == "denied" else text)}
    return Clause(text, frozenset(said | ({"owed"} if _KEPT.search(text) and not _PARTLY.search(text) else set())))
