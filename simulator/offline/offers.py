"""The sentence of an offer -> its sizes: money, percent, free hours; the kind is heard elsewhere."""

import re

from simulator.appraisal import Offer, OfferKind

_NUMBER = r"(\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
_CURRENCY = r"(?:€|\$|£|euros?|eur|chf|franken|fr\.|dollars?|bucks|usd|pounds?|quid|gbp|rupees|₹|inr)"
_MONEY = re.compile(rf"(?:{_CURRENCY}\s*{_NUMBER})|(?:{_NUMBER}\s*{_CURRENCY}(?![a-z]))", re.IGNORECASE)
_PERCENT = re.compile(rf"{_NUMBER}\s*(?:%|prozent|percent|per cent|pct)", re.IGNORECASE)
_WORDS = {
    "half": 0.5, "halbe": 0.5, "halben": 0.5, "halber": 0.5, "ein": 1, "eine": 1, "einen": 1, "einer": 1, "an": 1, "a": 1, "one": 1, "anderthalb": 1.5,
    "zwei": 2, "two": 2, "drei": 3, "three": 3, "vier": 4, "four": 4, "fünf": 5, "five": 5, "sechs": 6, "six": 6, "sieben": 7, "seven": 7,
    "acht": 8, "eight": 8, "neun": 9, "nine": 9, "zehn": 10, "ten": 10, "zwölf": 12, "twelve": 12, "fünfzehn": 15, "fifteen": 15, "zwanzig": 20,
    "twenty": 20, "dreißig": 30, "dreissig": 30, "thirty": 30, "fünfzig": 50, "fifty": 50, "hundert": 100, "hundred": 100, "zweihundert": 200,
    "dreihundert": 300, "vierhundert": 400, "fünfhundert": 500,
}  # fmt: skip
_SPOKEN = r"\b(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")"
_SPOKEN_PERCENT = re.compile(_SPOKEN + r"\s*(?:prozent|percent|per cent)", re.IGNORECASE)
_SPOKEN_MONEY = re.compile(_SPOKEN + rf"\s+(?:hundred\s+)?{_CURRENCY}(?![a-z])", re.IGNORECASE)
_HOURS = re.compile(rf"(?:{_NUMBER}|{_SPOKEN}(?:\s+an?)?)[\s-]*(stunden?|std|hours?|hrs?)\b", re.IGNORECASE)
_DAYS = re.compile(
    rf"(?:{_NUMBER}|{_SPOKEN}(?:\s+a)?)[\s-]*(tage?n?|days?|arbeitstage?|vormittag|nachmittag|morning|afternoon)\b", re.IGNORECASE
)
_HALF = (
    r"\b(?:die hälfte|half (?:of )?(?:the|your|my) (?:fee|price|invoice|bill|money|cost)|half (?:back|price|off)|halbe rechnung|halben preis)\b"
)
_WHOLE = (
    r"\b(?:alles zurück|ganze (?:geld|summe|rechnung|betrag)|gesamte[nrs]? (?:betrag|rechnung|honorar|summe)"
    r"|volle[nrs]? (?:betrag|preis|erstattung|summe)|komplett zurück|full refund|all (?:of )?(?:it|your money|the money) back"
    r"|whole (?:fee|invoice|amount|lot)|everything back|refund (?:it |you )?(?:in full|everything))\b"
)
_SHARES = tuple(
    (re.compile(pattern, re.IGNORECASE), share)
    for pattern, share in ((_HALF, 50.0), (r"\b(?:ein drittel|a third)\b", 33.3), (r"\b(?:ein viertel|a quarter)\b", 25.0), (_WHOLE, 100.0))
)
_DATE_CONTEXT = re.compile(r"\b(?:bis|in|binnen|innerhalb|seit|vor|within|by|for the next|next)\s*$", re.IGNORECASE)
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
    if found := _SPOKEN_PERCENT.search(text):
        return float(_WORDS[found[1].lower()])
    return next((share for pattern, share in _SHARES if pattern.search(text)), None)


def _amount(text: str) -> float | None:
    if found := _MONEY.search(text):
        return number(found[1] or found[2])
    if found := _SPOKEN_MONEY.search(text):
        return float(_WORDS[found[1].lower()])
    return None


def _hours(text: str) -> float | None:
    """Hours of free work; a span that is only a date ('in two days', 'bis in drei Stunden') does not count."""
    for found in _HOURS.finditer(text):
        if not _DATE_CONTEXT.search(text[: found.start()]):
            return number(found[1]) if found[1] else float(_WORDS[found[2].lower()])
    for found in _DAYS.finditer(text):
        if not _DATE_CONTEXT.search(text[: found.start()]):
            count = number(found[1]) if found[1] else float(_WORDS[found[2].lower()])
            part = found[3].lower() in ("vormittag", "nachmittag", "morning", "afternoon")
            return count * (_PART_DAY if part else _FULL_DAY)
    return None
