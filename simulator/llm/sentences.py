"""Pieces of a stream -> whole sentences, and words of a text; it knows no language beyond abbreviations."""

import re
from collections.abc import Iterator
from functools import lru_cache

RUN = 4
"""So many words in a row are no accident."""
_END = re.compile(r"[.!?…]+[\"“”»«’')\]*]*\s+|\n+")
_ABBREVIATION = re.compile(
    r"\b(?:z|d|u|o|i|s|v|e|a|m|b|h|bzw|ca|nr|dr|prof|str|inkl|zzgl|evtl|ggf|usw|etc|mr|mrs|ms|vs|approx|st|mag|fr|hr|abs|min|std|\d+)\.\s+$",
    re.IGNORECASE,
)


def sentences(pieces: Iterator[str]) -> Iterator[str]:
    """Each sentence as soon as its end and the space after it have arrived; the rest at the end of the stream."""
    held = ""
    for piece in pieces:
        held += piece
        *whole, held = _cut(held)
        yield from whole
    if held.strip():
        yield held.strip()


def split(text: str) -> list[str]:
    """The sentences of a whole text."""
    return list(sentences(iter([text])))


def words(text: str) -> list[str]:
    """The words in lower case, without marks."""
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.lower().replace("’", "'"))


@lru_cache(maxsize=4096)
def runs(text: str) -> frozenset[tuple[str, ...]]:
    """All RUN words in a row: what two texts share of them, one has from the other."""
    said = words(text)
    return frozenset(tuple(said[i : i + RUN]) for i in range(len(said) - RUN + 1))


def _cut(text: str) -> list[str]:
    """Whole sentences, then the rest that may still grow."""
    parts, start = [], 0
    for match in _END.finditer(text):
        head = text[start : match.end()]
        if "\n" in match.group() or not _ABBREVIATION.search(head):
            parts.append(head.strip())
            start = match.end()
    return [*filter(None, parts), text[start:]]
