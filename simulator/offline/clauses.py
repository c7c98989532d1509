"""A sentence -> its clauses, with what each says about work and money; it decides neither kind nor size of an offer."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from simulator.offline.numerals import spelled_out

_BORDER = re.compile(r"(?<=[.!?;:–])\s+|(?<!\d),|,(?!\d)|\s+(?:und|aber|denn|sondern|and|but|because)\s+", re.IGNORECASE)
GIVING = {"free", "less", "return", "shared"}


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """All cues by name, in the order of the file: the order of `cues` depends on it."""
    listed = yaml.load(Path(__file__).with_name("cues.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {name: re.compile("|".join(parts), re.IGNORECASE) for name, parts in listed.items()}


def cues(text: str) -> list[float]:
    """Per cue whether the text has it, 0 or 1."""
    spelled = spelled_out(text)
    return [float(bool(pattern.search(spelled))) for pattern in patterns().values()]


@dataclass(frozen=True)
class Clause:
    """A part of a sentence, its numbers in digits, with the cues it has."""

    text: str
    says: frozenset[str]

    @property
    def barred(self) -> bool:
        """Refused, or priced or due with nothing taken off: no size in it is given."""
        return "denied" in self.says or (not self.says & GIVING and bool(self.says & {"priced", "owed"}))

    @property
    def gives(self) -> bool:
        """Something is given in it."""
        return "denied" not in self.says and bool(self.says & GIVING)


def clauses(text: str) -> list[Clause]:
    """The clauses of a sentence or message, in their order."""
    return [_clause(part) for part in _BORDER.split(spelled_out(text)) if part.strip()]


def _clause(text: str) -> Clause:
    plain = patterns()["free"].sub(" ", text)
    said = {name for name, pattern in patterns().items() if pattern.search(plain if name == "denied" else text)}
    return Clause(text, frozenset(said))
