"""The talk: who is across the table, what was said, the mood if it is to be seen, a hint on demand."""

from html import escape
from typing import Any

from simulator.session import Session
from simulator.ui import svg
from simulator.ui.pages.frame import page
from simulator.ui.texts import Texts

SHOWN = ("anger", "trust", "understood")


def who(t: Texts, session: Session, mood_shown: bool) -> str:
    """Name and portrait; the face follows the mood when it may be seen."""
    text = session.persona.text(session.lang)
    mood = session.state.mood if mood_shown else "cool"
    return page(
        f'<div class="who-line">{svg.portrait(session.persona.portrait, mood, text.name, 72)}<div><h1 tabindex="-1" style="margin:0;font-size:1.3rem">'
        f'{escape(t("talk.with", name=text.name))}</h1><span class="mute">{escape(text.who)}</span></div></div>'
    )


def mood(t: Texts, session: Session, shown: bool) -> str:
    """The client's levels as bars; empty when they are not to be seen."""
    if not shown:
        return ""
    levels = session.state.levels.model_dump()
    bars = "".join(svg.meter(levels[name], t(f"levels.{name}"), name) for name in SHOWN)
    return page(
        f'<div class="panel" style="padding:12px 16px"><div class="small mute">{escape(t("talk.mood"))}: {escape(t(f"moods.{session.state.mood}"))}</div>{bars}</div>'
    )


def history(session: Session, typed: str = "", answer: str | None = None) -> list[dict[str, Any]]:
    """What the chat shows; texts are escaped because the chat would render HTML. `answer` is a line still being spoken."""
    shown = [_bubble("assistant", session.opening)]
    for message, beat in zip(session.messages, session.beats, strict=True):
        shown += [_bubble("user", message), _bubble("assistant", beat.line)]
    if typed:
        shown.append(_bubble("user", typed))
    if answer is not None:
        shown.append(_bubble("assistant", answer))
    return shown


def _bubble(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": escape(text, quote=False)}


def hint(t: Texts, session: Session) -> str:
    """What to look for now; never what to write."""
    return t(f"hints.{_stage_of(session)}")


def _stage_of(session: Session) -> str:
    memory, told = session.state.memory, {session.persona.fact(fact).role for fact in session.state.memory.revealed}
    if "expectation" not in told and "source" not in told:
        return "start"
    if memory.proofs == 0:
        return "paraphrase"
    if "source" not in told:
        return "source"
    if memory.owned == 0:
        return "own"
    if "need" not in told:
        return "need"
    return "terms" if memory.weight in ("fair", "vague") else "offer"
