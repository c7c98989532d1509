"""The client's words by a model: cue -> prompt -> guarded sentences -> line; it decides nothing and knows no score."""

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from hashlib import sha256

from simulator import formats
from simulator.llm import guard, notices
from simulator.llm.calls import Message, ModelError
from simulator.llm.chat import Chat
from simulator.llm.prompts import prompt
from simulator.llm.sentences import runs, sentences, words
from simulator.persona import ALL, Mood, MoveKind, Persona, PersonaText
from simulator.session import Cue, Origin, Spoken, Voice
from simulator.state import Move
from simulator.transcript import Lang

ATTEMPTS = 2
"""How often a model is asked for one line."""
SAMPLES = 2
"""Authored lines a model gets as patterns for the tone. Where a fact is to be told, that fact in the client's words is the pattern."""
TONE: tuple[MoveKind, ...] = ("vent", "withhold", "soften", "react_justify", "react_empty", "premature_offer")
"""Moves whose authored lines show a model how the client sounds."""
FEWEST_WORDS = 4
"""A line that the guard stopped stands as it is from so many words on."""


_MARK = r"[„“”\"«»]"


class ModelVoice:
    """Speaks with a model's words under a guard, and with the authored ones where those do not serve."""

    def __init__(self, chat: Chat, authored: Voice) -> None:
        self._chat = chat
        self._authored = authored

    def open(self, persona: Persona, lang: Lang, seed: int) -> str:
        """One of the authored openings: the case begins the same with and without a model."""
        return self._authored.open(persona, lang, seed)

    def speak(self, cue: Cue) -> Generator[str, None, Spoken]:
        """Yield the line in pieces, each sentence once the guard has passed it; return it whole."""
        chat = self._chat.fresh()
        shown: list[str] = []
        held: list[str] = []
        found: list[guard.Fault] = []
        for _ in range(ATTEMPTS):
            try:
                found = yield from _attempt(chat, cue, found, shown)
            except ModelError as error:
                notice = notices.silent(error, cue.lang)
                break
            held += [" ".join(found)] if found else []
            if _enough(shown, cue, stopped=bool(found)):
                return Spoken(line=" ".join(shown), origin=Origin(by="model", held=tuple(held), tokens=chat.tokens))
            notice = notices.unfit(len(held), cue.lang)
            if shown:
                break
        line = yield from self._stand_in(cue, shown)
        return Spoken(line=line, notice=notice, origin=Origin(by="both" if shown else "authored", held=tuple(held), tokens=chat.tokens))

    def _stand_in(self, cue: Cue, shown: Sequence[str]) -> Generator[str, None, str]:
        """The authored line, after whatever was shown already; return the whole."""
        if shown:
            yield " "
        spoken = yield from self._authored.speak(cue)
        return " ".join([*shown, spoken.line])


def _attempt(chat: Chat, cue: Cue, reasons: Sequence[guard.Fault], shown: list[str]) -> Generator[str, None, list[guard.Fault]]:
    """Yield what may be shown and put it into `shown`; return the faults that stopped the line."""
    with closing(chat.stream(messages(cue, reasons))) as pieces:
        for sentence in _heard(pieces, cue):
            if len(shown) == guard.SENTENCES:
                break
            found = guard.faults(" ".join([*shown, sentence]), cue) or guard.unfinished(sentence) or _read_out(sentence, cue, reasons)
            if found:
                return found
            yield from _pieces((" " if shown else "") + sentence)
            shown.append(sentence)
    return guard.lacks(" ".join(shown), cue)


def _read_out(sentence: str, cue: Cue, reasons: Sequence[guard.Fault]) -> list[guard.Fault]:
    """A fault where words of the direction are said that the client has from nowhere else."""
    direction = prompt("cue", cue.lang, **_direction(cue, reasons) | {"message": "…", "fact": "…", "samples": ["…"]})
    return ["meta"] if runs(sentence) & (runs(direction) - runs(guard.known(cue))) else []


def messages(cue: Cue, reasons: Sequence[guard.Fault]) -> list[Message]:
    """All a model gets: what never changes first, then the talk, last what to say now. `reasons` are faults of a first try.

    A turn stays word for word as it was when it was new, its direction included: so all but the end comes from a server's cache.
    """
    told: list[Message] = [("system", prompt("voice", cue.lang, **_sheet(cue))), ("human", _beginning(cue)), ("ai", cue.lines[0])]
    for turn, line in enumerate(cue.lines[1:]):
        told += [("human", prompt("cue", cue.lang, **_direction(_as_it_was(cue, turn), []))), ("ai", line)]
    return [*told, ("human", prompt("cue", cue.lang, **_direction(cue, reasons)))]


def _beginning(cue: Cue) -> str:
    """The direction to which the opening is the answer: it shows a model what the answer to a direction looks like."""
    mood = (*cue.moves, cue.move)[0].mood
    silence = "(noch nichts)" if cue.lang == "de" else "(nothing yet)"
    first = cue.model_copy(update={"move": Move(kind="vent", mood=mood), "message": silence, "lines": ()})
    return prompt("cue", cue.lang, **_direction(first, []) | {"samples": []})


def _as_it_was(cue: Cue, turn: int) -> Cue:
    """The cue of an earlier turn of the same talk."""
    update = {"move": cue.moves[turn], "message": cue.messages[turn], "lines": cue.lines[: turn + 1]}
    return cue.model_copy(update=update)


def _enough(shown: list[str], cue: Cue, stopped: bool) -> bool:
    """May the talk go on with what was shown? A line that was stopped must be more than an interjection."""
    line = " ".join(shown)
    return bool(shown) and not guard.lacks(line, cue) and (not stopped or len(words(line)) >= FEWEST_WORDS)


def _sheet(cue: Cue) -> dict[str, object]:
    """The persona as it stays for the whole talk."""
    text = cue.persona.text(cue.lang)
    case = cue.persona.case(cue.lang)
    price = formats.money(cue.persona.price, case.currency, cue.lang)
    return {
        "name": text.name, "who": text.who, "character": text.character, "address": text.address, "case": text.case, "price": price,
        "papers": guard.papers(text), "tone": {mood: _tone(text, mood) for mood in ALL},
    }  # fmt: skip


def _tone(text: PersonaText, mood: Mood) -> list[str]:
    """One authored line without a slot for each move that shows the tone."""
    found = [[line for line in text.lines.get(move, {}).get(mood, ()) if "{" not in line] for move in TONE]
    return [lines[0] for lines in found if lines]


def _direction(cue: Cue, reasons: Sequence[guard.Fault]) -> dict[str, object]:
    """What the client does now, with the one fact it may tell and authored lines as patterns."""
    text = cue.persona.text(cue.lang)
    reveals = cue.move.kind == "reveal" and cue.move.fact is not None
    patterns = guard.samples(cue, 1 if reveals else SAMPLES)
    return {
        "message": cue.message,
        "mark": sha256(f"{cue.seed}/{len(cue.lines)}/{cue.message}".encode()).hexdigest()[:6],
        "move": cue.move.kind,
        "lead": cue.move.lead,
        "mood": cue.move.mood,
        "fact": (patterns or [text.facts[cue.move.fact].truth])[0] if cue.move.fact else "",
        "samples": [] if reveals else patterns,
        "name": text.name,
        "words": guard.WORDS_REVEAL if reveals else guard.WORDS,
        "address": text.address,
        "reasons": reasons,
    }


def _heard(pieces: Iterator[str], cue: Cue) -> Iterator[str]:
    """The sentences of a stream without the client's own name or a dash before, and without quotation marks around the line."""
    name = re.escape(cue.persona.text(cue.lang).name)
    first = True
    for sentence in sentences(pieces):
        bare = re.sub(rf"^\W*{name}\W*:\W*|^[-–•]\s+", "", sentence) if first else sentence
        bare = _unquoted(bare)
        first = False
        if bare:
            yield bare


def _unquoted(sentence: str) -> str:
    """The sentence without a quotation mark that opens or closes the whole line; one that quotes somebody keeps its pair."""
    marks = len(re.findall(_MARK, sentence))
    opens, closes = re.match(_MARK, sentence), re.search(f"{_MARK}$", sentence)
    if marks == 2 and opens and closes:
        return sentence[1:-1].strip()
    if marks % 2 and (opens or closes):
        return sentence[1:].strip() if opens else sentence[:-1].strip()
    return sentence


def _pieces(sentence: str) -> Iterator[str]:
    return (match.group() for match in re.finditer(r"\s*\S+", sentence))
