"""What a line of the client must not be: pure checks of a model's words against the cue; it calls no model and shows nothing."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from simulator import formats
from simulator.llm.numbers import numbers
from simulator.llm.patterns import (
    AGREEMENT,
    ASSISTANT,
    BRACKETS,
    COACHING,
    CONSENT,
    FUNCTION_WORDS,
    META,
    NEGATION,
    TAG,
)  # fmt: skip
from simulator.llm.sentences import runs, split, words
from simulator.llm.sides import speaks_for_the_other_side
from simulator.persona import Document, FactText, PersonaText
from simulator.session import Cue

Fault = Literal[
    "speaker", "stage_direction", "script", "role_swap", "too_long", "wrong_language", "meta", "coaching", "polite_phrase",
    "agreement", "wrong_address", "new_number", "locked_fact", "repeated", "unfinished", "fact_untold", "not_accepted",
]  # fmt: skip
"""What can be wrong; prompts/cue.*.md put it into words for the model."""
SENTENCES = 3
"""At most this many sentences in a line."""
WORDS, WORDS_REVEAL = 45, 60
"""At most this many words in a line, and in one that tells a fact."""
LEAK_WORDS, LEAK_SHARE = 4, 0.5
"""A locked fact is told by this share of at least so many content words, or by a run of words."""
LEAK_LINE = 8
"""A telling of a locked fact of so many words may not be said over again, even where all its words are known."""
BESIDE_WORDS = 2
"""A sentence of so many content words, none of them known, is beside the point."""
ECHO_WORDS = 5
"""A sentence of the freelancer of so many words is not said back as it was."""
AGREEING = ("accept", "accept_grudgingly", "ask_terms", "feign")
"""Moves whose line may hold words of agreement."""


def faults(text: str, cue: Cue) -> list[Fault]:
    """What is wrong with a sentence or line; empty when it may be shown."""
    return [fault for check in _CHECKS for fault in check(text, cue)]


def lacks(text: str, cue: Cue) -> list[Fault]:
    """What the move demands and a complete line does not say yet; empty when it is enough."""
    return [*unfinished(text), *_untold(text, cue), *_undecided(text, cue)]


def unfinished(text: str) -> list[Fault]:
    """A fault when the text stops before the end of a sentence, as it does when a server is cut off."""
    ended = re.search(r"(?:[.!?…][\"“”»«’')\]*]*|\*)$", text.strip())
    return [] if ended else ["unfinished"]


def known(cue: Cue) -> str:
    """All texts the client may speak from: the talk, and what it brings along."""
    return "\n".join([*cue.messages, cue.message, own(cue)])


def own(cue: Cue) -> str:
    """What the client brings along: its lines, the case, the papers both have, the facts told, its authored lines for this move."""
    text = cue.persona.text(cue.lang)
    facts = [text.facts[fact] for fact in cue.revealed if fact in text.facts]
    told = [part for fact in facts for part in (fact.truth, *fact.tell)]
    return "\n".join([*cue.lines, *_case(cue, text), *told, *samples(cue, 99)])


def samples(cue: Cue, count: int) -> list[str]:
    """Authored lines that fit the move and hold no slot, as patterns for the model."""
    text = cue.persona.text(cue.lang)
    if cue.move.fact in cue.revealed and cue.move.fact in text.facts:
        lines = text.facts[cue.move.fact].tell
    else:
        moods = text.lines.get(cue.move.kind, {})
        lines = moods.get(cue.move.mood) or next(iter(moods.values()), ())
    fresh = [line for line in lines if "{" not in line and not any(line in said for said in cue.lines)]
    start = len(cue.lines) % max(1, len(fresh))
    return (fresh[start:] + fresh[:start])[:count]


def papers(text: PersonaText) -> list[Document]:
    """What both sides have before them: never the freelancer's own notes."""
    return [paper for paper in text.documents if paper.kind != "notes"]


def _case(cue: Cue, text: PersonaText) -> list[str]:
    """What both sides have read: never the freelancer's own notes."""
    parts = [part for paper in papers(text) for part in (paper.title, paper.text)]
    case = text.case
    price = formats.money(cue.persona.price, case.currency or cue.persona.currency, cue.lang)
    return [text.name, text.who, text.situation, case.project, case.agreed, case.delivered, case.complaint, price, *parts]


def _one_voice(text: str, cue: Cue) -> Iterator[Fault]:
    names = "|".join(re.escape(name) for name in (cue.persona.text(cue.lang).name, *cue.persona.text(cue.lang).name.split()))
    if TAG.search(text) or re.search(rf"(?:^|\n)\W*(?:{names})\s*:", text):
        yield "speaker"
    if any(not BRACKETS.fullmatch(found) for found in re.findall(r"\([^)]*\)|\[[^\]]*\]|\*[^*]+\*|<[^>]*>", text)):
        yield "stage_direction"
    if re.search(r"[\"“”„»«][^\"“”„»«]{12,}[\"“”„»«]\s*[\"“”„»«]", text) or "\n" in text.strip():
        yield "script"
    if speaks_for_the_other_side(text, cue.persona.text(cue.lang), cue.message, own(cue)):
        yield "role_swap"


def _length(text: str, cue: Cue) -> Iterator[Fault]:
    limit = WORDS_REVEAL if cue.move.kind == "reveal" else WORDS
    if len(split(text)) > SENTENCES or len(words(text)) > limit:
        yield "too_long"


def _language(text: str, cue: Cue) -> Iterator[Fault]:
    said = words(text)
    own = sum(word in FUNCTION_WORDS[cue.lang] for word in said)
    other = sum(word in FUNCTION_WORDS["en" if cue.lang == "de" else "de"] for word in said)
    foreign = re.search(r"[\u0370-\u1cff\u2e80-\ud7ff]", text)
    if foreign or other > own + 1 or (other and not own and len(said) >= 3) or (len(said) >= 9 and not own):
        yield "wrong_language"


def _address(text: str, cue: Cue) -> Iterator[Fault]:
    """A client that says Sie does not say du, and the other way round; a capital at the head of a sentence tells nothing."""
    formal = r"(?<=[\w,;] )(?:Sie|Ihnen|Ihr(?:e[nmrs]?)?)\b"
    familiar = r"\b(?:[Dd]u(?! (?:lieber?|meine|heiliger?))|[Dd]ir|[Dd]ich|[Dd]ein(?:e[nmrs]?)?)\b"
    wrong = {"Sie": familiar, "du": formal}.get(cue.persona.text(cue.lang).address)
    if wrong and re.search(wrong, text):
        yield "wrong_address"


def _meta(text: str, _cue: Cue) -> Iterator[Fault]:
    if META.search(text):
        yield "meta"


def _tone(text: str, _cue: Cue) -> Iterator[Fault]:
    if COACHING.search(text):
        yield "coaching"
    if ASSISTANT.search(text):
        yield "polite_phrase"


def _agreement(text: str, cue: Cue) -> Iterator[Fault]:
    if cue.move.kind in AGREEING or cue.move.lead in AGREEING:
        return
    for match in AGREEMENT.finditer(text):
        before = re.split(r"[.!?;]", text[: match.start()])[-1][-40:]
        after = re.split(r"[.!;,]", text[match.end() :])[0]
        if not NEGATION.search(before) and not re.search(r"\?|\b(?:nicht|nie|not|never)\b", after):
            yield "agreement"
            return


def _numbers(text: str, cue: Cue) -> Iterator[Fault]:
    if numbers(text, cue.lang) - numbers(known(cue), cue.lang, spelled=True):
        yield "new_number"


def _locked(text: str, cue: Cue) -> Iterator[Fault]:
    """A fact the client has not told yet must not be told by its words."""
    texts = cue.persona.text(cue.lang).facts
    hidden = [fact.id for fact in cue.persona.facts if fact.hidden and fact.id not in cue.revealed and fact.id in texts]
    if not hidden:
        return
    said = known(cue)
    free = frozenset(_content(said))
    known_runs = runs(said)
    if any(_tells(sentence, texts[fact], free, known_runs) for fact in hidden for sentence in [text, *split(text)]):
        yield "locked_fact"


def _tells(text: str, fact: FactText, free: frozenset[str], known_runs: frozenset[tuple[str, ...]]) -> bool:
    if any(len(words(line)) >= LEAK_LINE and _same(words(text), words(line)) for line in fact.tell):
        return True
    said = _content(text) - free
    sources = [_content(part) - free for part in (fact.truth, *fact.tell)]
    if any(len(source) >= LEAK_WORDS and len(said & source) >= LEAK_SHARE * len(source) for source in sources):
        return True
    if len(said) >= LEAK_WORDS and any(len(said & source) >= LEAK_SHARE * len(said) for source in sources):
        return True
    shared = runs(text) & frozenset().union(*(runs(part) for part in (fact.truth, *fact.tell)))
    return any(_content(" ".join(run)) - free for run in shared - known_runs)


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    return frozenset(word[:6] for word in words(text) if len(word) >= 4 and word not in _FUNCTION)


def _beside_the_point(text: str, cue: Cue) -> Iterator[Fault]:
    """Where a fact is to be told, a whole sentence without one known word of content tells something else."""
    if cue.move.kind != "reveal":
        return
    free = _content(known(cue))
    if any(len(_content(sentence)) >= BESIDE_WORDS and not _content(sentence) & free for sentence in split(text)):
        yield "fact_untold"


def _repeated(text: str, cue: Cue) -> Iterator[Fault]:
    """Said before, by the client or, where it is a whole sentence, by the other side."""
    earlier = [words(sentence) for line in cue.lines for sentence in split(line)]
    earlier += [said for sentence in split(cue.message) if len(said := words(sentence)) >= ECHO_WORDS]
    now = [words(sentence) for sentence in split(text)]
    if any(_same(sentence, old) for i, sentence in enumerate(now) for old in [*earlier, *now[:i]]):
        yield "repeated"


def _same(sentence: list[str], old: list[str]) -> bool:
    if len(sentence) < 4 or len(old) < 4:
        return len(sentence) > 1 and sentence == old
    shared = len(set(sentence) & set(old))
    return shared >= 0.8 * len(set(sentence) | set(old))


def _untold(text: str, cue: Cue) -> Iterator[Fault]:
    facts = cue.persona.text(cue.lang).facts
    if cue.move.kind != "reveal" or cue.move.fact not in facts:
        return
    fact = facts[cue.move.fact]
    source = frozenset().union(*(_content(part) for part in (fact.truth, *fact.tell)))
    if len(_content(text) & source) < 3:
        yield "fact_untold"


def _undecided(text: str, cue: Cue) -> Iterator[Fault]:
    if cue.move.kind not in ("accept", "accept_grudgingly") or any(line in text for line in samples(cue, 99)):
        return
    if not (AGREEMENT.search(text) or CONSENT.search(text)):
        yield "not_accepted"


_FUNCTION = FUNCTION_WORDS["de"] | FUNCTION_WORDS["en"]
_CHECKS = (_one_voice, _length, _language, _address, _meta, _tone, _agreement, _numbers, _locked, _beside_the_point, _repeated)
