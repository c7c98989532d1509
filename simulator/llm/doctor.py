"""Tries a model with the very calls of a talk and says in plain words what was found and what to do; it plays and scores no talk."""

from collections.abc import Iterator
from time import monotonic
from typing import Literal

from simulator.appraisal import Appraisal, Sentence
from simulator.llm import appraiser, guard, voice
from simulator.llm.calls import ModelError
from simulator.llm.chat import Chat
from simulator.persona import Persona
from simulator.session import Cue
from simulator.state import Move
from simulator.tokens import Tokens
from simulator.transcript import Frozen, Lang, Transcript

QUICK, SLOW = 2.0, 8.0
"""Seconds to the first words: up to QUICK a talk flows, from SLOW on it drags."""
WELL_CACHED = 0.5
"""Share of the second prompt that must come from the server's cache."""
_SAID: dict[Lang, tuple[str, str]] = {
    "de": ("Guten Tag. Was ist aus Ihrer Sicht passiert?", "Was hatten Sie sich stattdessen vorgestellt?"),
    "en": ("Good morning. What happened, as you see it?", "What did you have in mind instead?"),
}


class Finding(Frozen):
    """What one check found. `ok` None means that it could not be found out."""

    check: Literal["reachable", "streams", "speed", "cache", "client", "structured"]
    ok: bool | None
    found: str
    advice: str = ""
    """What to do; empty when nothing is to be done."""


class Heard(Frozen):
    """One answer that was timed."""

    text: str
    pieces: int
    first: float
    """Seconds to the first words."""
    whole: float
    tokens: Tokens


def examine(chat: Chat, persona: Persona, lang: Lang, limit: float) -> Iterator[Finding]:
    """All findings, one after the other; when the model does not answer, only the reason. `limit` is the time limit in seconds."""
    opening = _cue(persona, lang, ())
    try:
        first = _timed(chat.fresh(), opening)
    except ModelError as error:
        yield Finding(check="reachable", ok=False, found=f"{error.detail}.", advice=error.advice)
        return
    yield Finding(check="reachable", ok=True, found=f"{chat.name} answers.")
    yield _streams(first)
    yield _speed(first, limit)
    yield _client(first, opening)
    yield _cache(chat, first, _cue(persona, lang, ((_SAID[lang][0], first.text),)))
    yield _structured(chat, lang)


def _cue(persona: Persona, lang: Lang, talk: tuple[tuple[str, str], ...]) -> Cue:
    """The client vents at the first message, or at the second after `talk`."""
    move = Move(kind="vent", mood="cool")
    return Cue(
        persona=persona, lang=lang, seed=0, move=move, message=_SAID[lang][len(talk)], appraisal=Appraisal(), revealed=(),
        lines=(persona.text(lang).opening[0], *(line for _, line in talk)), messages=tuple(said for said, _ in talk), moves=(move,) * len(talk),
    )  # fmt: skip


def _timed(chat: Chat, cue: Cue) -> Heard:
    begun, first = monotonic(), 0.0
    pieces: list[str] = []
    for piece in chat.stream(voice.messages(cue, [])):
        if piece:
            first = first or monotonic() - begun
            pieces.append(piece)
    return Heard(text="".join(pieces).strip() or "…", pieces=len(pieces), first=first, whole=monotonic() - begun, tokens=chat.tokens)


def _streams(heard: Heard) -> Finding:
    if heard.pieces > 2:
        return Finding(check="streams", ok=True, found=f"The answer came in {heard.pieces} pieces.")
    advice = "The client's line appears all at once. Switch streaming on at the server."
    return Finding(check="streams", ok=False, found="The answer came in one piece.", advice=advice)


def _speed(heard: Heard, limit: float) -> Finding:
    rate = heard.tokens.output / max(heard.whole - heard.first, 0.001) if heard.tokens.output else 0.0
    found = (
        f"First words after {heard.first:.1f} s, the whole line after {heard.whole:.1f} s{f', {rate:.0f} tokens a second' if rate else ''}."
    )
    if heard.whole > limit / 2:
        advice = f"That is near the time limit of {limit:g} s, after which the authored line is said. Raise KULANZ_TIMEOUT or choose a smaller model."
        return Finding(check="speed", ok=False, found=found, advice=advice)
    if heard.first > SLOW:
        return Finding(
            check="speed", ok=False, found=found, advice="A talk will drag. Choose a smaller model, or a server with a graphics card."
        )
    return Finding(check="speed", ok=True, found=found + ("" if heard.first <= QUICK else " Usable, not brisk."))


def _client(heard: Heard, cue: Cue) -> Finding:
    """Would the guard let this line through?"""
    faults = guard.faults(heard.text, cue) or guard.lacks(heard.text, cue)
    if not faults:
        return Finding(check="client", ok=True, found=f"It speaks as the client: {heard.text}")
    advice = "One such line is no harm: the guard asks again, then says the authored one. If it happens often, choose a stronger model."
    return Finding(check="client", ok=False, found=f"The guard would hold its line back ({', '.join(faults)}): {heard.text}", advice=advice)


def _cache(chat: Chat, first: Heard, cue: Cue) -> Finding:
    """The second turn repeats the whole first prompt: does the server read it anew?"""
    try:
        second = _timed(chat.fresh(), cue)
    except ModelError as error:
        return Finding(check="cache", ok=None, found=f"The second call failed: {error.detail}.", advice=error.advice)
    share = second.tokens.cached / second.tokens.input if second.tokens.input else 0.0
    faster = f"first words after {second.first:.1f} s in place of {first.first:.1f} s"
    if share >= WELL_CACHED:
        return Finding(check="cache", ok=True, found=f"{share:.0%} of the second prompt came from the server's cache, {faster}.")
    if first.first > QUICK and second.first < first.first / 2:  # a quick one is quicker the second time for other reasons too
        return Finding(check="cache", ok=True, found=f"The server reports none, but the second answer began sooner: {faster}.")
    advice = "Every turn is read from the start: slower and dearer. Switch prompt caching on at the server (llama.cpp: cache_prompt; vLLM: prefix caching)."
    found = f"{share:.0%} of the second prompt came from the server's cache, {faster}."
    return Finding(check="cache", ok=None if first.first <= QUICK else False, found=found, advice=advice)


def _structured(chat: Chat, lang: Lang) -> Finding:
    """The ear's call: short, and of the same kind as the judge's."""
    said = [Sentence(text=text, acts={}) for text in _SAID[lang]]
    try:
        chat.fresh().structured(appraiser.messages(said, Transcript(lang=lang)), appraiser.Hearing)
    except ModelError as error:
        advice = "It cannot judge. Judge offline (KULANZ_JUDGE_MODEL=offline), or choose a stronger model for KULANZ_JUDGE_MODEL."
        return Finding(check="structured", ok=False, found=f"No usable JSON: {error.detail}.", advice=advice)
    return Finding(check="structured", ok=True, found="It answers in the JSON that is asked for, so it can judge.")
