"""Numbers as people write them, in digits or in words, German and English -> values; it knows no money and no offers."""

import re
from collections.abc import Iterable
from functools import lru_cache

NUMBER = r"(\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
_UNITS = {
    "one": 1, "zwei": 2, "two": 2, "drei": 3, "three": 3, "vier": 4, "four": 4, "fünf": 5, "five": 5, "sechs": 6, "six": 6, "sieben": 7, "seven": 7,
    "acht": 8, "eight": 8, "neun": 9, "nine": 9, "zehn": 10, "ten": 10, "elf": 11, "eleven": 11, "zwölf": 12, "twelve": 12, "fünfzehn": 15, "fifteen": 15,
}  # fmt: skip
_TENS = {
    "zwanzig": 20, "twenty": 20, "dreißig": 30, "dreissig": 30, "thirty": 30, "vierzig": 40, "forty": 40, "fünfzig": 50, "fifty": 50, "sechzig": 60,
    "sixty": 60, "siebzig": 70, "seventy": 70, "achtzig": 80, "eighty": 80, "neunzig": 90, "ninety": 90,
}  # fmt: skip


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_UNIT, _TEN = _any_of(_UNITS), _any_of(_TENS)
_BELOW_HUNDRED = rf"(?:(?:ein|{_UNIT})und(?:{_TEN})|(?:{_TEN})(?:[- ](?:{_UNIT}))?|{_UNIT})"
_IN_WORDS = re.compile(
    rf"\b(?:(?P<thousands>a|ein|{_BELOW_HUNDRED})[ -]?(?:thousand|tausend)"
    rf"(?:,? ?(?:und |and )?(?P<more>an?|ein|{_UNIT})[ -]?(?:hundred|hundert))?(?:(?: and |und| )?(?P<over>{_BELOW_HUNDRED}))?"
    rf"|(?P<hundreds>a|ein|{_BELOW_HUNDRED})?[ -]?(?:hundred|hundert)(?:(?: and |und| )?(?P<rest>{_BELOW_HUNDRED}))?"
    rf"|(?P<half>ein|anderthalb|an?(?= hours? and)|{_UNIT})(?:einhalb| and a half| hours? and a half)"
    rf"|(?P<plain>{_BELOW_HUNDRED}|anderthalb|eineinhalb|half(?= an?\b|[ -](?:hour|day))|halbe[nr]?(?= stunde| tag)))\b",
    re.IGNORECASE,
)

_HINTS = (*_UNITS, *_TENS, "hundred", "hundert", "thousand", "tausend", "half", "halbe", "anderthalb", "einhalb")
"""One of these stands in every number in words."""
_THOUSANDS = re.compile(r"\b(\d{1,3}(?:[.,]\d)?) ?(?:thousand|tausend|grand|k)\b", re.IGNORECASE)


def number(text: str) -> float:
    """A written number in German or English notation: '1.200,50', '1,200.50', '1 200', '12,5'."""
    plain = text.replace(" ", "").replace("'", "")
    decimal = re.search(r"[.,](\d{1,2})$", plain)
    whole = plain[: decimal.start()] if decimal else plain
    return float(re.sub(r"[.,]", "", whole) + ("." + decimal[1] if decimal else ""))


@lru_cache(maxsize=8192)
def spelled_out(text: str) -> str:
    """The text with numbers in words written as digits: 'fünfundzwanzig' -> '25', 'two and a half' -> '2.5'; articles stay."""
    told = text.lower()
    # most sentences have no number in words, and the pattern is slow
    text = _IN_WORDS.sub(_digits, text) if any(word in told for word in _HINTS) else text
    return _THOUSANDS.sub(lambda found: f"{1000 * number(found[1]):g}", text)


def _digits(found: re.Match[str]) -> str:
    unit = " hours" if "hour" in found[0].lower() else ""
    return f"{_value(found):g}{unit}"


def _value(found: re.Match[str]) -> float:
    if found["plain"]:
        return _small(found["plain"].lower())
    if found["half"]:
        return _UNITS.get(found["half"].lower(), 1) + 0.5
    if found["thousands"]:
        return 1000 * _count(found["thousands"]) + 100 * _count(found["more"], 0) + _count(found["over"], 0)
    return 100 * _count(found["hundreds"]) + _count(found["rest"], 0)


def _count(word: str | None, missing: float = 1) -> float:
    """A number below a hundred; an article is one, and so is `missing` where nothing is said."""
    if word is None:
        return missing
    return 1 if word.lower() in ("a", "ein") else _small(word.lower())


def _small(word: str) -> float:
    """A number below a hundred, or a half, in one word."""
    if word.startswith("hal"):
        return 0.5
    if word in ("anderthalb", "eineinhalb"):
        return 1.5
    if "und" in word and word not in _UNITS:
        unit, ten = word.rsplit("und", 1)
        return _UNITS.get(unit, 1) + _TENS[ten]
    return sum((_UNITS | _TENS)[part] for part in re.split("[- ]", word))
