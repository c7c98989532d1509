"""Names and addresses of a text -> placeholders, and back; it works by patterns, asks no model, and cannot know every name."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

_NAME = r"[A-ZÄÖÜ][a-zäöüßéèç]+(?:-[A-ZÄÖÜ]?[a-zäöüß]+)?"
_FULL = rf"{_NAME}(?: (?:von |van |de |zu )?{_NAME}){{0,2}}"
_TITLE = r"(?:Frau|Herrn?|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|Prof\.?)"
_WORD = r"[A-ZÄÖÜ][\w&.'’-]*"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("E-Mail", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("Link", r"(?:https?://|www\.)[^\s<>\"]+[\w/]"),
    ("IBAN", r"\b[A-Z]{2}\d{2}(?: ?[\dA-Z]{4}){3,7}(?: ?[\dA-Z]{1,3})?\b"),
    ("Phone", r"(?<![\w.])(?:\+|00?)[1-9](?:[ /()-]*\d){6,13}(?![\w])"),
    ("Address", r"\b(?:[A-ZÄÖÜ][\wäöüß.-]*)(?:straße|strasse|str\.|weg|gasse|platz|allee|ufer|damm|ring)\s+\d+\s?[a-z]?\b"),
    ("Address", r"\b(?:[A-ZÄÖÜ][\wäöüß-]+er|Am|An der|Im|Zum|Zur) (?:Straße|Str\.|Weg|Gasse|Platz|Allee|Ufer|Damm|Ring|Markt)\s+\d+\s?[a-z]?\b"),
    ("Address", rf"\b\d{{1,4}} (?:{_WORD} ){{1,3}}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Way|Court|Close|Square)\b\.?"),
    ("Address", rf"\b(?:D-)?\d{{5}} {_NAME}(?: (?:am|an der|a\.) {_NAME})?"),
    ("Address", r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),
    ("Company", rf"\b{_WORD}(?: (?:{_WORD}|&|und|and)){{0,3}} (?:GmbH(?: & Co\. KG)?|AG|KG|OHG|UG|GbR|e\. ?K\.|e\. ?V\.|Ltd\.?|LLC|Inc\.?|PLC|Corp\.?)(?!\w)"),
)  # fmt: skip
_GREETING = (
    r"(?:Hallo|Hi|Hey|Hello|Dear|Liebe[r]?|Guten (?:Tag|Morgen|Abend)|Good (?:morning|afternoon|evening)|Moin|Servus|Sehr geehrte[r]?)"
)
_CLOSING = (
    r"(?:(?:mit )?(?:viele[n]?|beste[n]?|freundliche[n]?|liebe[n]?|herzliche[n]?|schöne[n]?) (?:Grüße[n]?|Grüsse[n]?|Gruß)|VG|LG|MfG|Gruß"
    r"|(?:best|kind|warm)(?: regards| wishes)?|regards|cheers|thanks|yours (?:sincerely|faithfully|truly)|sincerely)"
)
_ROLE = (
    r"(?:Kolleg(?:e|en|in)|Chef(?:in)?|Mitarbeiter(?:in)?|Partner(?:in)?|Assistent(?:in)?|colleague|boss|partner|assistant|husband|wife)"
)
_PEOPLE = (
    re.compile(rf"^(?:>\s*)*(?:Von|An|Cc|From|To|Reply-To|Antwort an): *\"?({_FULL})\"?", re.MULTILINE),
    re.compile(rf"\b{_GREETING},? (?:{_TITLE} )*({_FULL})"),
    re.compile(rf"\b{_TITLE} (?:{_TITLE} )*({_FULL})"),
    re.compile(rf"^(?:>\s*)*(?i:{_CLOSING})[ ,.!]*\s*\n\s*(?:>\s*)*({_FULL})\s*$", re.MULTILINE),
    re.compile(rf"\b(?:mein Name ist|ich heiße|my name is) (?:{_TITLE} )*({_FULL})"),
    re.compile(rf"\b{_ROLE} ({_FULL})"),
)
_NO_NAMES = frozenset(
    "Zusammen Alle Team Ihnen Ihr Sie Damen Herren Madam Sir Everyone There Frau Herr Danke Vielen Guten Leider Ich Wir Das Die Der Es Not So Very Still "
    "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)


class Masked(NamedTuple):
    """A text that may leave the machine, and what its placeholders stand for."""

    text: str
    names: dict[str, str]
    """Placeholder such as '[Person 1]' -> what stood there."""


def mask(text: str) -> Masked:
    """The text without names of people and companies, addresses, links, numbers of phones and accounts, as far as patterns find them."""
    names: dict[str, str] = {}
    for kind, pattern in _PATTERNS:
        text = re.sub(pattern, lambda found, kind=kind: _placeholder(kind, found.group(), names), text)  # type: ignore[misc]
    people = _people(text)
    for number, person in enumerate(people, start=1):
        names[f"[Person {number}]"] = person
    return Masked(_without(text, people), names)


def unmask(text: str, names: dict[str, str]) -> str:
    """The text with what the placeholders stand for, also where their brackets got lost; one that is not known stays."""
    return re.sub(r"\[?([\w-]+ \d+)\]?", lambda found: names.get(f"[{found[1]}]", found[0]), text)


def _placeholder(kind: str, found: str, names: dict[str, str]) -> str:
    for placeholder, known in names.items():
        if known == found:
            return placeholder
    placeholder = f"[{kind} {sum(name.startswith(f'[{kind} ') for name in names) + 1}]"
    names[placeholder] = found
    return placeholder


def _people(text: str) -> list[str]:
    """Full names in the order in which they are found; a part of a longer one is the same person."""
    found = [name for name in (_bare(match) for match in _mentions(text)) if name]
    longest_first = sorted(dict.fromkeys(found), key=lambda name: -len(name.split()))
    people: list[str] = []
    for name in longest_first:
        if not any(set(name.split()) <= set(person.split()) for person in people):
            people.append(name)
    return sorted(people, key=text.find)


def _mentions(text: str) -> Iterator[str]:
    for pattern in _PEOPLE:
        yield from (match.group(1) for match in pattern.finditer(text))
    yield from (match.group() for match in re.finditer(rf"\b{_NAME}", text) if match.group().lower() in first_names())


def _bare(name: str) -> str:
    """The name up to the first word that is none, as in 'Hallo Sabine Leider'."""
    kept: list[str] = []
    for word in name.split():
        if word in _NO_NAMES:
            break
        kept.append(word)
    return " ".join(kept)


def _without(text: str, people: list[str]) -> str:
    """The text with each person's full name, and each part of it, behind the person's placeholder."""
    parts: dict[str, str] = {}
    for number, person in enumerate(people, start=1):
        for part in (person, *(word for word in person.split() if len(word) > 2)):
            parts.setdefault(part, f"[Person {number}]")
    for part in sorted(parts, key=len, reverse=True):
        text = re.sub(rf"(?<![\w\[]){re.escape(part)}(?=s?\b)", parts[part], text)
    return text


@cache
def first_names() -> frozenset[str]:
    """Common first names in small letters, of German and English speaking countries."""
    return frozenset((Path(__file__).parent / "templates" / "first_names.txt").read_text(encoding="utf-8").split())
