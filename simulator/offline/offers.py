"""The sentence of an offer -> its sizes: money, percent, free hours; the kind is heard elsewhere."""

import re
from collections.abc import Iterable

from simulator.appraisal import Offer, OfferKind

_NUMBER = r"(\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
_CURRENCY = r"(?:€|\$|£|euros?|eur|chf|franken|fr\.|dollars?|bucks|usd|pounds?|quid|gbp|rupees|₹|inr)"
_MONEY = re.compile(rf"(?:{_CURRENCY}\s*{_NUMBER})|(?:{_NUMBER}\s*{_CURRENCY}(?![a-z]))", re.IGNORECASE)
_PERCENT = re.compile(rf"{_NUMBER}\s*(?:%|prozent|percent|per cent|pct)", re.IGNORECASE)
_ONE = r"(?:\b(?:ein(?:e[nrs]?)?|an?)\b)"
_MORE = r"(?:(?:weitere[nr]?|zusätzliche[nr]?|kostenlose[nr]?|more|extra|free|additional)\s+)?"
_HOURS = re.compile(rf"(?:{_NUMBER}|{_ONE})(?:\s+an?)?[\s-]*{_MORE}(?:stunden?|std|hours?|hrs?)\b", re.IGNORECASE)
_DAYS = re.compile(
    rf"(?:{_NUMBER}|{_ONE})(?:\s+a)?[\s-]*{_MORE}(tage?n?|days?|arbeitstage?|vormittag|nachmittag|morning|afternoon)\b", re.IGNORECASE
)
_HALF = r"\b(?:die hälfte|half (?:of )?(?:the|your|my) (?:fee|price|invoice|bill|money|cost)|half (?:back|price|off)|halbe rechnung|halben preis)\b"
_WHOLE = (
    r"\b(?:alles zurück|ganze (?:geld|summe|rechnung|betrag)|gesamte[nrs]? (?:betrag|rechnung|honorar|summe)"
    r"|volle[nrs]? (?:betrag|preis|erstattung|summe)|komplett zurück|full refund|all (?:of )?(?:it|your money|the money) back"
    r"|whole (?:fee|invoice|amount|lot)|everything back|refund (?:it |you )?(?:in full|everything))\b"
)
_SHARES = tuple(
    (re.compile(pattern, re.IGNORECASE), share)
    for pattern, share in ((_HALF, 50.0), (r"\b(?:ein drittel|a third)\b", 33.3), (r"\b(?:ein viertel|a quarter)\b", 25.0), (_WHOLE, 100.0))
)
_DATE_CONTEXT = re.compile(r"(?:(?<!\d )\bbis|\b(?:in|binnen|innerhalb(?: von)?|seit|vor|within|by|for the next|next))\s*$", re.IGNORECASE)
_POSTPONED = re.compile(
    r"zahlungsziel|(?:später|erst \w+) (?:zu )?(?:zahlen|überweisen|bezahlen)|in raten|ratenzahlung|stunden sie|rechnung (?:ruht|kann warten|liegt auf eis)"
    r"|instal+ments?|pay (?:me )?(?:later|when|in two|in three)|push (?:the|your) (?:deadline|due date)|hold the invoice|extend the (?:payment|deadline)",
    re.IGNORECASE,
)
_FULL_DAY, _PART_DAY = 8.0, 4.0
"""Working hours of a day, and of a half day, morning or afternoon."""


def sized(kind: OfferKind, text: str) -> Offer:
    """The offer of this kind with the sizes the sentence states; words of postponement make it a `deadline`."""
    if _POSTPONED.search(text):
        return Offer(kind="deadline")
    text = spelled_out(text)
    percent = _percent(text)
    money = kind in ("discount", "refund", "split")
    amount = _amount(text) if money else None
    hours = _hours(text) if kind in ("rework", "extra") else None
    return Offer(kind=kind, amount=amount, percent=percent if money or percent else None, free_hours=hours)


def merged(offers: list[Offer]) -> Offer | None:
    """One offer of a message that makes several: the first kind, with every size that was stated; None without any."""
    if not offers:
        return None
    work = [offer for offer in offers if offer.kind in ("rework", "extra")]
    chosen = (work or offers)[0]
    sizes = {
        name: next((getattr(o, name) for o in [chosen, *offers] if getattr(o, name) is not None), None)
        for name in ("amount", "percent", "free_hours")
    }
    return chosen.model_copy(update=sizes)


def number(text: str) -> float:
    """A written number in German or English notation: '1.200,50', '1,200.50', '1 200', '12,5'."""
    plain = text.replace(" ", "").replace("'", "")
    decimal = re.search(r"[.,](\d{1,2})$", plain)
    whole = plain[: decimal.start()] if decimal else plain
    return float(re.sub(r"[.,]", "", whole) + ("." + decimal[1] if decimal else ""))


def _percent(text: str) -> float | None:
    if found := _PERCENT.search(text):
        return min(number(found[1]), 100.0)
    return next((share for pattern, share in _SHARES if pattern.search(text)), None)


def _amount(text: str) -> float | None:
    found = _MONEY.search(text)
    return number(found[1] or found[2]) if found else None


def _hours(text: str) -> float | None:
    """Hours of free work; a span that is only a date ('in two days', 'bis in drei Stunden') does not count."""
    for found in _HOURS.finditer(text):
        if not _DATE_CONTEXT.search(text[: found.start()]):
            return number(found[1]) if found[1] else 1.0
    for found in _DAYS.finditer(text):
        if not _DATE_CONTEXT.search(text[: found.start()]):
            part = found[2].lower() in ("vormittag", "nachmittag", "morning", "afternoon")
            return (number(found[1]) if found[1] else 1.0) * (_PART_DAY if part else _FULL_DAY)
    return None


# Numbers in words

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
_BELOW_HUNDRED = rf"(?:(?:ein|{_UNIT})und(?:{_TEN})|(?:{_TEN})(?:-(?:{_UNIT}))?|{_UNIT})"
_IN_WORDS = re.compile(
    rf"\b(?:(?P<hundreds>a|ein|{_UNIT})?[ -]?(?:hundred|hundert)(?:(?: and |und| )?(?P<rest>{_BELOW_HUNDRED}))?|(?P<half>ein|anderthalb|{_UNIT})(?:einhalb| and a half)"
    rf"|(?P<plain>{_BELOW_HUNDRED}|anderthalb|eineinhalb|half(?= an?\b)|halbe[nr]?(?= stunde| tag)))\b",
    re.IGNORECASE,
)


def spelled_out(text: str) -> str:
    """The text with numbers in words written as digits: 'fünfundzwanzig' -> '25', 'two and a half' -> '2.5'; articles stay."""
    return _IN_WORDS.sub(lambda found: f"{_value(found):g}", text)


def _value(found: re.Match[str]) -> float:
    if found["plain"]:
        return _small(found["plain"].lower())
    if found["half"]:
        return _UNITS.get(found["half"].lower(), 1) + 0.5
    hundreds = _UNITS.get((found["hundreds"] or "one").lower(), 1)
    return 100 * hundreds + (_small(found["rest"].lower()) if found["rest"] else 0)


def _small(word: str) -> float:
    """A number below a hundred, or a half, in one word."""
    if word.startswith("hal"):
        return 0.5
    if word in ("anderthalb", "eineinhalb"):
        return 1.5
    if "und" in word and word not in _UNITS:
        unit, ten = word.rsplit("und", 1)
        return _UNITS.get(unit, 1) + _TENS[ten]
    return sum((_UNITS | _TENS)[part] for part in word.split("-"))
