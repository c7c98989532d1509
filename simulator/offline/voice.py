"""The client's words without a model: authored lines by move, mood and fact, never one twice; it decides nothing."""

import re
from collections.abc import Generator, Iterator
from random import Random

from simulator import formats
from simulator.appraisal import COMPLAINT, Act, Offer
from simulator.offline.features import content_words
from simulator.offline.questions import answers, owed
from simulator.persona import Mood, MoveKind, Persona, PersonaText
from simulator.session import Cue, Spoken
from simulator.transcript import Lang

_MOODS: dict[Mood, tuple[Mood, ...]] = {"hot": ("hot", "cool", "warm"), "cool": ("cool", "hot", "warm"), "warm": ("warm", "cool", "hot")}
_NEAR: dict[MoveKind, tuple[MoveKind, ...]] = {
    "react_empty": ("react_apology", "vent"), "react_apology": ("react_empty", "vent"), "react_justify": ("react_dismiss", "vent"),
    "react_lecture": ("react_justify", "vent"), "react_blame": ("react_justify", "vent"), "react_attack": ("react_blame", "threaten"),
    "too_little": ("refuse", "premature_offer"), "refuse": ("too_little", "wrong_remedy"), "wrong_remedy": ("refuse", "premature_offer"),
    "confirm": ("soften", "hear_out"), "soften": ("hear_out", "confirm"), "hear_out": ("soften", "wait"), "respect": ("hear_out", "wait"),
    "call_out": ("return_to_point", "react_dismiss"), "feign": ("accept_grudgingly", "soften"),
    "escalate": ("leave", "threaten"), "leave": ("escalate", "threaten"), "puzzled": ("return_to_point", "wait"),
}  # fmt: skip
"""Moves whose lines may stand in when those of a move are used up; then `vent`, `return_to_point`, `wait`."""
LEAD_WORDS = 8
"""A lead before another line has at most so many words, where the client has such a short one."""
_QUOTED: dict[MoveKind, Act] = {
    "react_justify": "justify", "react_blame": "blame", "react_dismiss": "dismiss", "react_empty": "validate",
}  # fmt: skip


class AuthoredVoice:
    """Speaks the lines a persona's author wrote."""

    def open(self, persona: Persona, lang: Lang, seed: int) -> str:
        """One of the authored openings: with the next seed the next one, until all were said."""
        openings = list(persona.text(lang).opening)
        Random(f"{persona.slug}/open").shuffle(openings)
        return openings[seed % len(openings)]

    def speak(self, cue: Cue) -> Generator[str, None, Spoken]:
        """Yield the line word by word; return it whole."""
        line = self.line(cue)
        yield from words_of(line)
        return Spoken(line=line)

    def line(self, cue: Cue) -> str:
        """The whole line for a move: a short lead where the move has one, then its own line."""
        text = cue.persona.text(cue.lang)
        parts: list[str] = []
        if cue.move.lead:
            parts.append(_pick(cue, _lines(text, cue.move.lead, cue.move.mood), parts, short=True))
        parts.append(_pick(cue, self._own(cue, text), parts))
        return " ".join(part for part in parts if part)

    def _own(self, cue: Cue, text: PersonaText) -> Iterator[tuple[str, ...]]:
        if cue.move.kind == "reveal" and cue.move.fact:
            yield text.facts[cue.move.fact].tell
        yield from _lines(text, cue.move.kind, cue.move.mood)


def samples(cue: Cue, count: int = 2) -> list[str]:
    """Authored lines that fit the move, as a model's patterns."""
    text = cue.persona.text(cue.lang)
    groups = [text.facts[cue.move.fact].tell] if cue.move.fact else list(_lines(text, cue.move.kind, cue.move.mood))[:1]
    return [line for group in groups for line in group if "{" not in line][:count]


def words_of(line: str) -> Iterator[str]:
    """The line in pieces that end after each word."""
    return (match.group() for match in re.finditer(r"\S+\s*", line))


def _lines(text: PersonaText, kind: MoveKind, mood: Mood) -> Iterator[tuple[str, ...]]:
    """Groups of lines, the most fitting first."""
    for move in dict.fromkeys((kind, *_NEAR.get(kind, ()), "vent", "return_to_point", "wait")):
        for fitting in _MOODS[mood]:
            yield text.lines.get(move, {}).get(fitting, ())


def _pick(cue: Cue, groups: Iterator[tuple[str, ...]], said_now: list[str], short: bool = False) -> str:
    """A line not said before and, where the best group has one, with a beginning not heard before; empty when all is said.

    The freelancer's message is part of the draw: the same client answers two freelancers in different words.
    """
    rng = Random(f"{cue.seed}/{len(cue.lines)}/{cue.move.kind}/{len(said_now)}/{cue.message}")
    said = [*cue.lines, *said_now]
    about = _of_the_case(cue) if cue.move.kind == "vent" and cue.appraisal.asked[:1] == (COMPLAINT,) else frozenset[str]()
    begun = {beginning(piece) for line in said for piece in re.split(r"(?<=[.!?…])\s+", line)}
    for group in groups:
        filled = [line for line in (_fill(template, cue) for template in group) if line]
        fresh = [line for line in filled if not any(line in old for old in said)]
        if short:
            fresh = [line for line in fresh if len(line.split()) <= LEAD_WORDS] or fresh
        fresh = [line for line in fresh if not _answered(line, cue)] or fresh
        fresh = [line for line in fresh if content_words(line) & about] or fresh
        if fresh:
            return rng.choice([line for line in fresh if beginning(line) not in begun] or fresh)
    return ""


def _of_the_case(cue: Cue) -> frozenset[str]:
    """Words of the case: who is asked what is wrong says that rather than how it feels."""
    case = cue.persona.case(cue.lang)
    return content_words(" ".join([case.project, case.agreed, case.complaint]))


def _answered(line: str, cue: Cue) -> bool:
    """Does the line ask for what the freelancer has just said?"""
    kind = owed(line)
    return kind is not None and answers(kind, cue.appraisal)


def beginning(line: str) -> tuple[str, ...]:
    """The first two words of a line, in small letters."""
    return tuple(re.findall(r"\w+", line.lower())[:2])


def _fill(template: str, cue: Cue) -> str | None:
    """The template with its slots filled; None when one of them cannot be filled."""
    line = template
    if "{quote}" in line:
        quote = _quote(cue)
        if not quote:
            return None
        line = line.replace("{quote}", quote)
    if "{number}" in line:
        size = _size(cue.move.offer, cue)
        if not size:
            return None
        line = line.replace("{number}", size)
    return line


def _quote(cue: Cue) -> str | None:
    """Two to five of the freelancer's words in a row, a clause of their own; None when there is none."""
    act = _QUOTED.get(cue.move.kind)
    sentence = cue.appraisal.sentence_with(act) if act else ""
    for clause in re.split(r"[,.;:!?…()\"„“”–—-]+", sentence):
        if 2 <= len(clause.split()) <= 5 and not re.search(r"[{}<>\[\]\d@/\\]", clause):
            return clause.strip()
    return None


def _size(offer: Offer | None, cue: Cue) -> str | None:
    """The offer's size as the client would repeat it; None when none was stated."""
    if offer is None:
        return None
    if offer.percent is not None:
        return formats.percent(offer.percent, cue.lang)
    if offer.amount is not None:
        return formats.money(offer.amount, cue.persona.case(cue.lang).currency, cue.lang)
    if offer.free_hours is not None:
        return formats.hours(offer.free_hours, cue.lang)
    return None
