"""The words of an offer -> whether it is one, its kind as far as words tell it, and its sizes; tone is heard elsewhere."""

import re
from collections.abc import Collection, Sequence

from simulator.appraisal import Offer, OfferKind
from simulator.offline.clauses import Clause, clauses, patterns
from simulator.offline.numerals import NUMBER, number, spelled_out

MONEY_KINDS: frozenset[OfferKind] = frozenset({"discount", "refund", "split"})
HINTED, SURE, SAID, UNSAID = 0.2, 0.95, 0.6, 0.45
"""Heard at least faintly (HINTED), words that give make it an offer (SAID); words that only price, refuse or note take one back (UNSAID),
unless its tone is sure.

In our own sentences 641 of 727 with words that give are offers, and 28 of 589 in which all is priced or refused."""
LEAST_BARE = 5
"""Smaller numbers without a currency count things, not money."""
_FULL_DAY, _PART_DAY = 8.0, 4.0
"""Working hours of a day, and of a half day, morning or afternoon."""


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_CURRENCY = r"(?:€|\$|£|euros?|eur|chf|franken|fr\.|dollars?|bucks|usd|pounds?|quid|gbp|rupees|₹|inr)"
_MONEY = _pattern(rf"(?:{_CURRENCY}\s*{NUMBER})|(?:{NUMBER}\s*{_CURRENCY}(?![a-z]))")
_CLOCK = "".join(rf"(?<!\b{word} )" for word in "um at by bis vor ab gegen before nach after".split())
_GIVEN = (
    r"off|back|less|davon|for|für|from|von|zurück|wieder|komplett|weniger|runter|herunter|nach|ab|even|netto|comes?|goes?|go|is|are|will|can|fallen?|fällt"
    r"|gehen|geht|kommen|bekommen|kriegen|kriegst|wären|of (?:that|it)|on me|to (?:you|him|her|them)|an (?:sie|dich)|auf die"
)
_BARE = _pattern(
    rf"(?<![\d.,:]){_CLOCK}\b{NUMBER}(?=\s*(?:$|['’]s\b|[.,;!?](?!\d)|(?:{_GIVEN})\b|(?:zahl|geb|überweis|erlass|streich|zieh|nehm)\w*))"
)
"""A sum without its currency, told by what follows it, and no time of day."""
_INSTEAD = _pattern(rf"{NUMBER}\s*{_CURRENCY}?\s*(?:statt|anstatt|instead of|rather than|in place of)\s*{_CURRENCY}?\s*{NUMBER}")
_PERCENT = _pattern(rf"{NUMBER}\s*(?:%|prozent|percent|per cent|pct)")
_ONE = r"(?:\b(?:ein(?:e[nrs]?)?|an?)\b)"
_MORE = r"(?:(?:weitere[nr]?|zusätzliche[nr]?|kostenlose[nr]?|kostenfreie[nr]?|more|extra|free|additional)\s+)?"
_HOURS = _pattern(rf"(?:{NUMBER}|{_ONE})(?:\s+an?)?[\s-]*{_MORE}(?:stunden?|std|hours?|hrs?)\b")
_PART_OF = _pattern(
    rf"(?:{NUMBER}\s+)?(?:\bvon|\bof|\bfrom|\baus)\s+(?:den|diesen|meinen|the|these|those|my)\s+{NUMBER}\s*(?:[^\W\d]+\s+)?(?:stunden|std|hours|hrs)\b"
)
"""Hours out of hours: "six of the 17 extra hours", "von den 17 Stunden ... sechs"."""
_DAYS = _pattern(rf"(?:{NUMBER}|{_ONE})(?:\s+a)?[\s-]*{_MORE}(tage?n?|days?|arbeitstage?|vormittag|nachmittag|morning|afternoon)\b")
_DATE_CONTEXT = _pattern(
    r"(?:(?<!\d )\bbis|\b(?:in|binnen|innerhalb(?: von)?|seit|vor|nach|within|by|for the next|next|after|every|jede[nr]?|alle|with|mit|per|pro))"
    rf"\s*(?:{NUMBER}\s*(?:or|oder|bis|to|-|–)\s*)?$"
)
_HALF = (
    r"\bdie (?:andere )?hälfte\b(?!\s+(?:de[rs]|vom|von de[mnr])\s+(?!rechnung|summe|kosten|gebühr|honorar|preis|betrag|geld))"
    r"|\bhalbe[nrs]? (?:preis|honorar|rechnung|summe|betrag|geld|gebühr|kosten|satz)\w*"
    r"|(?<!back )(?<!front )(?<!first )(?<!second )(?<!last )\bhalf\b(?=\s*(?:$|[.,;!?]|(?:of\s+)?(?:(?:the|your|my|that|it|what)\s+)?"
    r"(?:price|fee|bill|invoice|money|amount|costs?|sum|total|rate|balance|it|that|off|back|each|now|paid|to you|for)\b))"
    r"|\bhalves\b|\bhalbe?[- ]halbe?\b|\bfifty[- ]fifty\b"
)
_WHOLE = (
    r"\b(?:alles zurück|(?:geld|betrag|honorar|summe) zurück, alles|ganze (?:geld|summe|rechnung|betrag)|gesamte[nrs]? (?:betrag|rechnung|honorar|summe)"
    r"|volle[nrs]? (?:betrag|preis|erstattung|summe)|(?:komplett|vollständig) zurück|bis auf den letzten (?:cent|rappen)|jeden (?:cent|rappen) (?:zurück|wieder)"
    r"|full refund|all (?:of )?(?:it|your money|the money)(?: back)?|every (?:penny|cent)(?: of it)? back"
    r"|whole (?:fee|invoice|amount|lot)|everything back|refund (?:it |you )?(?:in full|everything))\b"
)
_SHARES = tuple(
    (_pattern(pattern), share)
    for pattern, share in ((_HALF, 50.0), (r"\b(?:ein drittel|a third)\b", 33.3), (r"\b(?:ein viertel|a quarter)\b", 25.0), (_WHOLE, 100.0))
)


_OWNED = _pattern(
    r"\W*(?:(?:that|this|it)(?:['’]s| is| was)(?: \w+)? on (?:me|us)|(?:das|es|dies) (?:geht|ist)(?: \w+)? auf (?:mich|uns|meine kappe))\W*"
)
"""Words that give a piece of work or take the blame: beside others the tone tells, alone they take the blame."""


_NEEDED = _pattern(
    r"^\W*(?:(?:also|ok|okay|gut|dann|so|right|then|und|and|verstehe|if i understand|wenn ich (?:sie|dich) richtig verstehe)\W+){0,3}"
    r"(?:(?:du|ihr|sie) (?:brauch\w*|wollt?\w*|will\w*|möcht\w*|hätte\w*|wünsch\w*)|you(?:['’]d| would)? (?:need|want|like|wanted|needed))\b"
    r"(?!.*\b(?:ich|mir|mein\w*|wir|i|my|we)\b)"
)
"""A sentence that says what the client needs and speaks of nobody else: in our own data none of 188 offers anything."""


_ASKED = _pattern(
    r"\W*(?:wie|was|wo(?:hin|her|mit|für|ran|rin|rauf|rüber|zu|von)?|wann|warum|welche\w*|we[rmn]|wieso|weshalb|inwiefern|how|what|when|where|which|who\w*|why)\b"
    r"(?!.*\b(?:ich|wir|mir|mein\w*|wär\w*|h[aä]lt\w*|sag\w*|kling\w*|i|i['’]\w+|we|my|sounds?|about|think|say|if)\b).*\?\W*"
)
"""A question with an asking word in front that speaks of the client alone: in our own data none of 2,367 offers anything."""


def weighed(strength: float, text: str) -> float:
    """How strongly the sentence makes an offer, its tone (`strength`) weighed against its words."""
    if _NEEDED.search(" ".join(text.split())) or _ASKED.fullmatch(text):
        return min(strength, UNSAID)
    if _OWNED.fullmatch(text):
        return strength if strength >= SURE else min(strength, UNSAID)
    parts = clauses(text)
    given = [part for part in parts if part.gives and "past" not in part.says]
    plain = any("free" in part.says and not _OWNED.fullmatch(part.text) for part in given) or any(
        "postponed" in part.says for part in parts
    )
    if any(map(_has_size, given)) or (strength >= HINTED and plain):
        return max(strength, SAID)
    if strength >= SURE or any(part.gives for part in parts):
        return strength
    barred = [part for part in parts if part.barred or "past" in part.says]
    empty = len(barred) == len(parts) or any(map(_has_size, barred)) or patterns()["noted"].search(text)
    return min(strength, UNSAID) if empty else strength


def named(text: str) -> OfferKind | None:
    """The kind that the words tell beyond doubt; None when they leave it open."""
    if _only_later(text):
        return "deadline"
    given = [part for part in clauses(text) if part.gives]
    if any("shared" in part.says for part in given):
        return "split"
    measured = [part.says for part in given if _has_size(part)]
    if any("return" in says and "free" not in says for says in measured):
        return "refund"
    return "discount" if any("less" in says for says in measured) or any(_hours_off(part) for part in given) else None


def refused(kind: OfferKind, text: str) -> bool:
    """Does the text speak of money only to refuse it: "three new pictures, and no money back"?"""
    about_money = [part for part in clauses(text) if part.says & {"less", "return"}]
    return kind in MONEY_KINDS and bool(about_money) and all("denied" in part.says for part in about_money)


def sized(kind: OfferKind, text: str) -> Offer:
    """The offer of this kind with the sizes the text gives; words of postponement make it a `deadline`."""
    if _only_later(text):
        return Offer(kind="deadline")
    parts = clauses(text)
    money = kind in MONEY_KINDS
    given = [part for part in parts if not part.barred]
    percent = next((found for part in given if money or "less" in part.says if (found := _percent(part.text)) is not None), None)
    now = [part for part in given if "past" not in part.says]
    counted = [part for part in now if _hours_off(part)] if money else now
    hours = next((found for part in counted if (found := _hours(part.text)) is not None), None)
    return Offer(kind=kind, amount=_amount(money, parts), percent=percent, free_hours=hours)


def merged(offers: Collection[Offer], wanted: Collection[OfferKind] = ()) -> Offer | None:
    """One offer of a message that makes several: the first of a wanted kind, else the first, with every size that was stated."""
    if not offers:
        return None
    chosen = next((offer for offer in offers if offer.kind in wanted), next(iter(offers)))
    sizes = {
        name: next((getattr(o, name) for o in [chosen, *offers] if getattr(o, name) is not None), None)
        for name in ("amount", "percent", "free_hours")
    }
    return chosen.model_copy(update=sizes)


def _only_later(text: str) -> bool:
    """More time to pay, and no money given beside it."""
    later = patterns()["postponed"].search(spelled_out(text))
    return bool(later) and not any(part.gives and _has_size(part) for part in clauses(text))


def _has_size(part: Clause) -> bool:
    return any(size is not None for size in (_sum(part), _bare_sum(part), _percent(part.text)))


def _hours_off(part: Clause) -> bool:
    """Hours that are taken off a bill: "Ich streiche acht Stunden"."""
    return "less" in part.says and not _has_size(part) and _hours(part.text) is not None


def _percent(text: str) -> float | None:
    if found := _PERCENT.search(text):
        return min(number(found[1]), 100.0)
    return next((share for pattern, share in _SHARES if pattern.search(text)), None)


def _amount(money: bool, parts: Sequence[Clause]) -> float | None:
    """The sum that is given: with its currency rather than without, in a clause that gives or beside one rather than elsewhere."""
    found: list[tuple[bool, int, float]] = []
    for i, part in enumerate(parts):
        named_ = _sum(part)
        value = named_ if named_ is not None or not money else _bare_sum(part)
        if value is not None and not part.barred and (money or part.says & {"less", "return"}):
            near = part.gives + any(other.gives for other in parts[max(i - 1, 0) : i + 2])
            found.append((named_ is not None, near, value))
    return max(found, key=lambda entry: entry[:2])[2] if found else None


def _sum(part: Clause) -> float | None:
    """The sum of money a clause names with its currency, or as the difference of two."""
    if found := _INSTEAD.search(part.text):
        return round(abs(number(found[2]) - number(found[1])), 2)
    found = _MONEY.search(part.text)
    return number(found[1] or found[2]) if found else None


def _bare_sum(part: Clause) -> float | None:
    """The sum a clause names without a currency; beside "of the 17 hours" a number counts hours."""
    sums = [] if _PART_OF.search(part.text) else _bare(part.text)
    return next((value for value in sums if value >= LEAST_BARE), None)


def _bare(text: str) -> list[float]:
    return [number(found[1]) for found in _BARE.finditer(_PERCENT.sub(" ", text))]


def _hours(text: str) -> float | None:
    """Hours of free work; a span that is only a date ('in two days', 'bis in drei Stunden') does not count."""
    if part_of := _PART_OF.search(text):
        some = [number(part_of[1])] if part_of[1] else _bare(text)
        return next((value for value in some if value < number(part_of[2])), None)
    for found in _HOURS.finditer(text):
        if not _DATE_CONTEXT.search(text[: found.start()]):
            return number(found[1]) if found[1] else 1.0
    for found in _DAYS.finditer(text):
        if not _DATE_CONTEXT.search(text[: found.start()]):
            part = found[2].lower() in ("vormittag", "nachmittag", "morning", "afternoon")
            return (number(found[1]) if found[1] else 1.0) * (_PART_DAY if part else _FULL_DAY)
    return None
