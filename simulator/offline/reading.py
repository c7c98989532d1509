"""Is this message language, the talk's language, and the freelancer's own? Checks without meaning; no acts here."""

import re
from collections.abc import Sequence
from functools import lru_cache

from simulator.offline.sentences import split
from simulator.offline.words import word_sets
from simulator.transcript import Lang

_COMMON = word_sets("common")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CODE = re.compile(r"[{\[<].*[}\]>]", re.DOTALL)
_PROGRAM = re.compile(r"\w\([^()]*\)\s*[:;{]|\bSELECT\b.+\bFROM\b|\bDROP TABLE\b|^\s*(?:import|function|#include)\b.*[;({]", re.DOTALL)
_SUM = re.compile(
    r"^(?:also|so|then)\b|\b(?:also|then)\W*$|^\w+ also,|\balso (?:schon|nicht|kein\w*)\b"
    r"|\b(?:haben|hatten|hast|hattest|wollten|wolltest|dachten|dachtest|brauchen|brauchst|war|waren|ist|sind|ging|fehlt|fehlte) also\b",
    re.IGNORECASE,
)
_RUN = 5
"""Words in the client's own order that count as copied."""
_MANY_PARTS, _SHORT_PART, _LONG_PART = 6, 5, 8
"""A sentence of so many parts between commas, with fewer words each than this, is a string of phrases; a part of so many words is none."""
_MANY_ACTS = 6
"""So many different acts in sentences of hardly any length are a string of phrases."""


@lru_cache(maxsize=2048)
def unreadable(text: str, lang: Lang) -> bool:
    """True for gibberish, bare symbols, code and JSON, or a language other than the talk's."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    if not words:
        return not re.search(r"\d", text)
    if _PROGRAM.search(text) or (_is_code(text) and len(_WORD.findall(_CODE.sub(" ", text))) < 4):
        return True
    shares = {name: sum(word in common for word in words) for name, common in _COMMON.items()}
    other = max(count for name, count in shares.items() if name != lang)
    if len(words) >= 4 and other >= 3 and other > 3 * shares[lang]:
        return True
    odd = sum(_is_odd(word) for word in words)
    return odd / len(words) > 0.4 or (len(words) >= 6 and shares[lang] == 0 and odd > 0)


def without_code(text: str) -> str:
    """The text with JSON and markup cut out; a new line stands where it stood, so that the rest stays word for word."""
    return _CODE.sub("\n", text) if _is_code(text) else text


def without_copies(text: str, before: Sequence[str]) -> str:
    """The text with the client's whole turns and sentences cut out, those of five words or more, also where own words run into them.

    Who quotes the client, in quotation marks, keeps it.
    """
    for said in (piece.rstrip(" .!?…") for turn in before for piece in (turn.strip(), *split(turn)) if len(piece.split()) >= _RUN):
        if said in text:
            text = re.sub(rf"(?<![„“”»«\"]){re.escape(said)}", "\n", text)
    return text


def copied(text: str, before: Sequence[str]) -> float:
    """Share of the words that stand in runs of five or more in the client's own turns, in [0, 1]."""
    return copied_pieces([text], before)[0]


def copied_pieces(pieces: Sequence[str], before: Sequence[str]) -> list[float]:
    """The same per piece of one message; a run may go on from piece to piece."""
    listed = _worded(pieces)
    mine = [word for words in listed for word in words]
    runs = {tuple(theirs[i : i + _RUN]) for theirs in _worded(before) for i in range(len(theirs) - _RUN + 1)}
    marked = [False] * len(mine)
    for i in range(len(mine) - _RUN + 1):
        if tuple(mine[i : i + _RUN]) in runs:
            marked[i : i + _RUN] = [True] * _RUN
    marks = iter(marked)
    return [round(sum(next(marks) for _ in words) / max(len(words), 1), 4) for words in listed]


def sums(sentence: str) -> bool:
    """Has it the form of a short sum, such as "Am Donnerstag also schon." or "So the date was the trouble, then."?"""
    return bool(_SUM.search(sentence))


def unstrung(sentence: str) -> list[str]:
    """The sentence; of phrases or key words strung together with commas only the parts that are long enough to be no part of a string."""
    parts = [part.strip() for part in sentence.split(",")]
    sizes = [len(part.split()) for part in parts]
    if len(parts) < _MANY_PARTS or sum(sizes) / len(sizes) >= _SHORT_PART:
        return [sentence]
    return [part for part, size in zip(parts, sizes, strict=True) if size >= _LONG_PART]


def stuffed(text: str, before: Sequence[str], acts: int) -> bool:
    """True for a list of key words, for phrases strung together, and for a message that repeats earlier ones."""
    words = [word.lower() for word in _WORD.findall(text)]
    sentences = split(text)
    common = _COMMON["de"] | _COMMON["en"]
    is_list = len(words) >= 5 and sum(word in common for word in words) / len(words) < 0.1
    short = acts >= _MANY_ACTS and len(words) / max(len(sentences), 1) < 5
    earlier = {piece.lower() for message in before for piece in split(message) if len(piece.split()) >= 4}
    own = [piece.lower() for piece in sentences if len(piece.split()) >= 4]
    repeated = [piece in earlier or piece in own[:i] for i, piece in enumerate(own)]
    return is_list or short or (bool(repeated) and sum(repeated) / len(repeated) > 0.5)


def _worded(texts: Sequence[str]) -> list[list[str]]:
    return [[word.lower() for word in _WORD.findall(text)] for text in texts]


def _is_code(text: str) -> bool:
    marks = sum(text.count(mark) for mark in "{}<>;()[]=*")
    return bool(re.search(r'[{\[]\s*"[^"]+"\s*:', text)) or (marks >= 4 and marks > len(text) / 14)


def _is_odd(word: str) -> bool:
    """No vowel, or a run of letters no word of ours has."""
    if len(word) < 4:
        return False
    return not re.search(r"[aeiouyäöüáéíóúàèâêîôû]", word) or bool(
        re.search(
            r"[bcdfghjklmnpqrtvwxz]{6,}|(.)\1{3,}|(?:asd|sdf|dfg|qwe|jkl|yxc|zxc){2,}|^(?:asdf|jklö|qwer|qwert|yxcv|zxcv|hjkl|fghj|uiop)",
            word,
        )
    )
