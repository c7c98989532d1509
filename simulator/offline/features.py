"""A sentence in its message and context -> one row of numbers; it knows language, but no act."""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simulator.offline.embedder import Embedder, Vectors, together
from simulator.offline.words import word_sets, words_of

BUCKETS = 4096
"""Columns of the hashed word and character pieces."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,:]\d+)*|[?!…%€$£]|:\)|;\)")

_MONEY = re.compile(
    r"\d\s*(?:€|\$|£|euro|eur|chf|franken|dollar|pound|bucks|quid|usd|gbp)|(?:€|\$|£|chf|eur)\s*\d|tenner|fuffzi", re.IGNORECASE
)
_PERCENT = re.compile(r"\d\s*(?:%|prozent|percent|per cent)", re.IGNORECASE)
_HOURS = re.compile(
    r"\b(?:\d+|eine|zwei|drei|vier|one|two|three|four|half an?|halbe)\s*(?:stunden?|std|hours?|hrs?|tage?|days?)\b", re.IGNORECASE
)
_CLOCK = re.compile(
    r"\b\d{1,2}(?::\d\d)?\s*(?:uhr|am|pm|h)\b|\b\d{1,2}\.\s?(?:\d{1,2}\.|januar|februar|märz|april|mai|juni|juli|august|sept|okt|nov|dez)",
    re.IGNORECASE,
)
_KEPT = 8192
"""Texts of which the words are kept: the same sentence is heard in several messages, and a client's with every message."""
_SETS = word_sets("sets")
_STOP = words_of("stop")
_VERBS = words_of("verbs_first")
ENGINEERED = 2 * len(_SETS) + 25


@lru_cache(maxsize=_KEPT)
def words(text: str) -> tuple[str, ...]:
    """Lower-case words, numbers and telling marks of a text."""
    return tuple(_WORD.findall(text.lower().replace("ß", "ss").replace("’", "'")))


@lru_cache(maxsize=_KEPT)
def content_words(text: str) -> frozenset[str]:
    """Words that carry content, cut to their first six letters so that forms of a word meet."""
    return frozenset(word[:6] for word in words(text) if word not in _STOP and len(word) > 2)


def rows(sentences: Sequence[str], context: str, embedder: Embedder) -> tuple[Vectors, Vectors]:
    """Features of the sentences of one message: (dense (n, d), hashed (n, BUCKETS)), both float32."""
    vectors = embedder.encode(list(sentences))
    whole, before = together(vectors), embedder.encode([context])[0]
    neighbours = _neighbours(vectors)
    told, theirs = " ".join(sentences), content_words(context)
    message = _Message(told, words(told), content_words(told), _in_sets(words(told)))
    engineered = np.stack([_engineered(i, sentences, context, theirs, message, vectors[i], whole, before) for i in range(len(sentences))])
    shared = np.repeat(np.stack([whole, before]).reshape(1, -1), len(sentences), axis=0)
    dense = np.concatenate([vectors, neighbours, shared, engineered], axis=1)
    return dense.astype(np.float32), np.stack([_hashed(sentence) for sentence in sentences])


def _neighbours(vectors: Vectors) -> Vectors:
    """The vector of the sentence before each; zero for the first."""
    return np.concatenate([np.zeros_like(vectors[:1]), vectors[:-1]])


def _hashed(sentence: str) -> Vectors:
    """Signed hashing of words, word pairs and first letters of words, scaled to length 1."""
    row = np.zeros(BUCKETS, np.float32)
    for column, sign in _codes(sentence):
        row[column] += sign
    return row / max(float(np.linalg.norm(row)), 1.0)


@lru_cache(maxsize=_KEPT)
def _codes(sentence: str) -> tuple[tuple[int, float], ...]:
    """Column and sign of each piece."""
    listed = ["<", *words(sentence), ">"]
    pieces = [f"w{w}" for w in listed] + [f"b{a} {b}" for a, b in pairwise(listed)]
    pieces += [f"p{w[:5]}" for w in listed if len(w) > 5] + [f"s{listed[1]}"]
    codes = [zlib.crc32(piece.encode()) for piece in pieces]
    return tuple((code % BUCKETS, 1.0 if code & 0x10000 else -1.0) for code in codes)


class _Message(NamedTuple):
    """What the sentences of a message share."""

    text: str
    words: tuple[str, ...]
    content: frozenset[str]
    in_sets: tuple[float, ...]


def _in_sets(listed: Sequence[str]) -> tuple[float, ...]:
    found = set(listed)
    return tuple(float(not chosen.isdisjoint(found)) for chosen in _SETS.values())


@lru_cache(maxsize=_KEPT)
def _marks(text: str) -> tuple[float, ...]:
    """What a sentence shows by itself."""
    listed = words(text)
    return (
        float("?" in text), float(text.rstrip().endswith("?")), float("!" in text), float("…" in text or "..." in text),
        float(bool(listed) and listed[0] in _SETS["asks"]), float(_verb_first(listed)), float(any(w in _SETS["asks"] for w in listed[:3])),
        float(bool(_MONEY.search(text))), float(bool(_PERCENT.search(text))), float(bool(_HOURS.search(text))), float(bool(_CLOCK.search(text))),
        float(any(c.isdigit() for c in text)),
    )  # fmt: skip


def _engineered(
    i: int, sentences: Sequence[str], context: str, theirs: frozenset[str], message: _Message, vector: Vectors, whole: Vectors, before: Vectors
) -> list[float]:  # fmt: skip
    text = sentences[i]
    listed = words(text)
    mine = content_words(text)
    count, total = max(len(listed), 1), len(sentences)
    around = [
        float("?" in message.text), float("?" in context),
        min(count / 20, 2.0), min(len(message.words) / 60, 2.0), i / max(total - 1, 1), float(i == 0), float(i == total - 1), min(total / 6, 2.0),
        len(mine & theirs) / max(len(mine), 1), len(message.content & theirs) / max(len(message.content), 1),
        float(vector @ before), float(vector @ whole), float(count <= 3),
    ]  # fmt: skip
    return [*_in_sets(listed), *message.in_sets, *_marks(text), *around]


def _verb_first(listed: Sequence[str]) -> bool:
    return bool(listed) and listed[0] in _VERBS
