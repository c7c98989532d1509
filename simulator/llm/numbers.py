"""Numbers in a text, in digits or spelled before a unit of money, share or time; it knows no talk."""

import re

from simulator.transcript import Lang

_UNITS: dict[Lang, str] = {
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn "
    "vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen",
}
_TENS: dict[Lang, str] = {
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
}
_MEASURE = re.compile(r"[€$£%]|euros?|eur|prozent\w*|percent|dollars?|pounds?|franken|cents?|tausender|grand|quid|bucks", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?:[€$£]|\b(?:EUR|CHF|USD|GBP)\b)\s?\d+(?:[.,'’]\d+)*|\d+(?:[.,'’]\d+)*\s?(?:[€$£]|(?:EUR|euros?|CHF|franken|USD|dollars?|GBP|pounds?)\b)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+(?:[.,'’]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?")


def amounts(text: str) -> tuple[str, ...]:
    """Amounts of money as they are written, each once, in order."""
    return tuple(dict.fromkeys(" ".join(found.split()) for found in _AMOUNT.findall(text)))


def numbers(text: str, lang: Lang, spelled: bool = False) -> frozenset[float]:
    """All numbers in digits and those spelled before a currency or a percent sign; with `spelled` all spelled ones."""
    return frozenset({_value(found) for found in _DIGITS.findall(text)} | _spelled(text, lang, spelled))


def _value(digits: str) -> float:
    """'1.200,50', '1,200.50' and '1200.5' are the same."""
    plain = re.sub(r"[.,'’](?=\d{3}(?:\D|$))", "", digits)
    return float(plain.replace(",", ".").replace("’", "").replace("'", ""))


def _spelled(text: str, lang: Lang, everywhere: bool) -> set[float]:
    tokens = re.findall(r"[^\W\d_]+|[€$£%]", text.lower().replace("-", " "))
    found: set[float] = set()
    start = 0
    while start < len(tokens):
        end = start
        while end < len(tokens) and _word(tokens[end], lang) is not None:
            end += 1
        if end > start and (everywhere or (end < len(tokens) and _MEASURE.fullmatch(tokens[end]))):
            found.add(_total([_word(token, lang) or 0 for token in tokens[start:end]]))
        start = end + 1 if end == start else end
    return found


def _total(values: list[int]) -> float:
    """[2, 100, 50] -> 250; [1, 1000, 950] -> 1950."""
    total = part = 0
    for value in values:
        if value == 1000:
            total, part = total + max(part, 1) * 1000, 0
        elif value == 100:
            part = max(part, 1) * 100
        else:
            part += value
    return float(total + part)


def _word(word: str, lang: Lang) -> int | None:
    """The value of one word, also of a German compound such as 'zweitausendvierhundert'; None for other words."""
    small = {name: value for value, name in enumerate(_UNITS[lang].split())}
    small |= {name: 10 * (place + 2) for place, name in enumerate(_TENS[lang].split())}
    if word in small:
        return small[word]
    if lang == "en":
        return {"hundred": 100, "thousand": 1000}.get(word)
    for mark, size in (("tausend", 1000), ("hundert", 100)):
        head, found, tail = word.partition(mark)
        if found:
            many, rest = (_word(head, lang) if head else 1), (_word(tail, lang) if tail else 0)
            return None if many is None or rest is None else many * size + rest
    ones, found, tens = word.partition("und")
    return small[ones] + small[tens] if found and ones in small and small.get(tens, 0) >= 20 else None
