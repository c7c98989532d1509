"""Which lines of a client fit any case: shipped clients -> lines without a trace of their own job; it writes no line.

A line is generic when every word of it is also a word of other clients: of several, and of most of them where the word belongs, also as
part of a longer one, to the client's own case. Moves that speak of the job itself are never lent, nor are lines with numbers, money, days,
months, or a third person.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from simulator.persona import MOODS_OF, Mood, MoveKind, Persona, PersonaText
from simulator.transcript import Lang

Lines = dict[MoveKind, dict[Mood, tuple[str, ...]]]
SHARED = 4
"""So many other clients must use a word."""
SHARED_CASE = 0.6
"""Such a share of the other clients must use a word of this client's case."""
OF_THE_JOB: frozenset[MoveKind] = frozenset({"vent", "state_need", "escalate"})
"""Moves that speak of the job itself."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_HEAD = re.compile(r"(?:^|[.!?…:\n\"„“”»«] *)\w", re.MULTILINE)
_SLOT = re.compile(r"\{\w+\}")
_ELSEWHERE: dict[Lang, frozenset[str]] = {
    "de": frozenset(
        "a b c drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn zwanzig dreißig vierzig fünfzig sechzig siebzig "
        "achtzig neunzig hundert tausend montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz april mai juni "
        "juli august september oktober november dezember frühjahr frühling sommer herbst winter weihnachten ostern er ihm ihn sein seine seinem seinen seiner "
        "euro cent franken dollar pfund".split()
    ),
    "en": frozenset(
        "b c three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty forty fifty sixty seventy eighty ninety "
        "hundred thousand monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october "
        "november december spring summer autumn winter christmas easter he him his she her hers "
        "euro euros dollar dollars buck bucks pound pounds quid cent cents penny pence".split()
    ),
}


def generic_lines(clients: Sequence[Persona], lang: Lang) -> dict[str, Lines]:
    """Slug -> the lines of this client that carry nothing of its case, for all clients that speak the language."""
    speaking = [client for client in clients if lang in client.langs]
    words = {client.slug: _all_words(client.text(lang)) for client in speaking}
    spread = Counter(word for said in words.values() for word in said)
    return {client.slug: _generic(client.text(lang), spread - Counter(words[client.slug]), len(speaking) - 1, lang) for client in speaking}


def _generic(text: PersonaText, spread: Counter[str], others: int, lang: Lang) -> Lines:
    """The generic lines of one client; `spread` counts how many of the other clients use a word."""
    case = f" {' '.join(_words(' '.join(_case_texts(text))))} ".lower()

    def fits(word: str) -> bool:
        # Long words are looked for inside others too: the 'Fest' of a line is the 'Sommerfest' of the case.
        of_the_case = (word.lower() if len(word) >= 4 else f" {word.lower()} ") in case
        return word.lower() not in _ELSEWHERE[lang] and spread[word] >= (max(SHARED, SHARED_CASE * others) if of_the_case else SHARED)

    def generic(line: str) -> bool:
        said = _SLOT.sub(" ", line)
        return not any(char.isdigit() for char in said) and all(fits(word) for word in _words(said))

    return {
        move: {mood: tuple(line for line in text.lines.get(move, {}).get(mood, ()) if generic(line)) for mood in moods}
        for move, moods in MOODS_OF.items()
        if move not in OF_THE_JOB
    }


def _all_words(text: PersonaText) -> set[str]:
    spoken = [line for moods in text.lines.values() for lines in moods.values() for line in lines]
    return _words(" ".join([*_case_texts(text), *spoken]))


def _case_texts(text: PersonaText) -> Iterator[str]:
    """Everything that tells of this client and its job."""
    yield from (text.name, text.who, text.situation, text.goal, *text.you_know, *text.needs.values(), *text.opening)
    yield from (value for value in text.case.model_dump().values() if value)
    yield from (part for document in text.documents for part in (document.title, document.text))
    yield from (part for fact in text.facts.values() for part in (fact.truth, *fact.tell, *fact.ask, *fact.wrong))


def _words(text: str) -> set[str]:
    """The words, small at the head of a sentence only: German tells 'Fest' from 'fest' by the capital."""
    return set(_WORD.findall(_HEAD.sub(lambda head: head.group().lower(), text.replace("’", "'"))))
