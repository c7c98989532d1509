"""The talk: who is across the table, what was said, the mood if it is to be seen, a hint on demand."""

from collections.abc import AsyncIterator
from html import escape
from typing import Any

import gradio as gr

from simulator.errors import InputError, SimulatorError
from simulator.formats import number
from simulator.session import Session
from simulator.store import Talk
from simulator.transcript import MAX_TEXT
from simulator.ui import svg
from simulator.ui.pages import briefing
from simulator.ui.pages.base import Page, Service, Updates, Wires
from simulator.ui.pages.frame import banner, page
from simulator.ui.reply import aside, growing
from simulator.ui.state import Place, at, place_of
from simulator.ui.texts import Texts

SHOWN = ("anger", "trust", "understood")
_FOCUS = "() => setTimeout(() => document.querySelector('#k-message textarea')?.focus(), 50)"


class TalkPage(Page):
    view = "talk"

    def __init__(self, t: Texts, service: Service) -> None:
        super().__init__(t, service)
        self.who = gr.HTML()
        with gr.Row(equal_height=False):
            with gr.Column(scale=3, min_width=320):
                self._lay_out_conversation()
            with gr.Column(scale=2, min_width=260):
                self.mood = gr.HTML()
                self.hint_button = gr.Button(t("talk.hint"), size="sm", elem_id="k-hint")
                self.hint = gr.HTML()
                with gr.Accordion(t("talk.briefing"), open=False):
                    self.papers = gr.HTML()

    def _lay_out_conversation(self) -> None:
        t = self.t
        self.chat = gr.Chatbot(
            elem_id="k-chat", label=t("talk.chat"), show_label=False, height=430, layout="bubble", buttons=[], render_markdown=False,
            allow_tags=False, group_consecutive_messages=False,
        )  # fmt: skip
        self.notice = gr.HTML()
        self.message = gr.Textbox(
            label=t("talk.message"), placeholder=t("talk.placeholder"), lines=1, max_lines=8, elem_id="k-message", autofocus=True
        )
        with gr.Row():
            self.send = gr.Button(t("talk.send"), variant="primary", elem_id="k-send")
            self.back = gr.Button(t("talk.back"), elem_id="k-back")
            self.end = gr.Button(t("talk.end"), elem_id="k-end")

    def show(self, place: Place) -> Updates:
        talk = self.service.talks.load(place.talk)
        over = bool(talk.session.ended)
        pending = self.t("talk.pending") if talk.pending else ""
        typed = talk.pending or str(talk.extra.get("draft", ""))
        return self._as_it_stands(talk) | {
            self.message: gr.Textbox(value=typed, interactive=not over, visible=not over),
            self.notice: page(banner(pending or self._ending(talk))),
            self.papers: page(briefing.papers(self.t, talk.session.persona, talk.session.lang)),
            self.hint: "",
        }

    def _as_it_stands(self, talk: Talk) -> Updates:
        """All that changes from turn to turn."""
        session, over = talk.session, bool(talk.session.ended)
        mood_shown = bool(talk.extra.get("mood", True))
        return {
            self.who: who(self.t, session, mood_shown),
            self.chat: gr.Chatbot(value=history(session), label=self.t("talk.chat")),
            self.mood: mood(self.t, session, mood_shown),
            self.send: gr.Button(visible=not over),
            self.back: gr.Button(visible=bool(session.beats)),
            self.hint_button: gr.Button(visible=not over),
            self.end: gr.Button(value=self.t("talk.report" if over else "talk.end"), variant="primary" if over else "secondary"),
        }

    def _answered(self, talk: Talk) -> Updates:
        """The page once the client has answered."""
        over = bool(talk.session.ended)
        notice = talk.session.beats[-1].notice if talk.session.beats else ""
        return self._as_it_stands(talk) | {
            self.message: gr.Textbox(value="", interactive=not over, visible=not over),
            self.notice: page(banner(self._ending(talk) or notice)),
            self.hint: "",
        }

    def _ending(self, talk: Talk) -> str:
        return self.t("talk.ended", reason=self.t(f"ended.{talk.session.ended}")) if talk.session.ended else ""

    def wire(self, wires: Wires) -> None:
        said = gr.on(
            [self.message.submit, self.send.click], self._say, [self.message, wires.url], self.parts, api_name="say",
            show_progress="hidden", concurrency_limit=None,
        )  # fmt: skip
        said.then(None, None, None, js=_FOCUS)
        wires.leads(self.back.click, self._take_back, [wires.url])
        wires.leads(self.end.click, self._finish, [wires.url])
        wires.shows(self.hint_button.click, self._hint, [wires.url], self.hint)

    def _take_back(self, url: str) -> Place:
        """A branch without the last turn, whose message stands in the box again."""
        talks = self.service.talks
        talk = talks.load(place_of(url).talk)
        last = max(len(talk.session.beats) - 1, 0)
        branch = talks.branch(talk, last)
        talks.note(branch.id, draft=talk.session.messages[last] if talk.session.messages else "")
        return at("talk", talk=branch.id)

    def _finish(self, url: str) -> Place:
        talks = self.service.talks
        return at("report", talk=talks.end(talks.load(place_of(url).talk)).id)

    def _hint(self, url: str) -> str:
        return page(banner(hint(self.t, self.service.talks.load(place_of(url).talk).session)))

    async def _say(self, text: str, url: str) -> AsyncIterator[Updates]:
        talk_id = place_of(url).talk
        kept: Updates = {self.message: gr.Textbox(value=text, interactive=True)}
        try:
            talk = await aside(lambda: self.service.talks.load(talk_id))
            self._must_be_sayable(text)
            yield {
                self.chat: gr.Chatbot(value=history(talk.session, text, "…")),
                self.message: gr.Textbox(value="", interactive=False),
                self.hint: "",
            }
            async for line, answered in growing(self.service.talks.stream(talk, text)):
                yield self._answered(answered) if answered else {self.chat: gr.Chatbot(value=history(talk.session, text, line))}
        except SimulatorError as error:
            yield kept | {self.notice: page(banner(str(error)))} | self._unchanged(talk_id)
        except Exception:
            # The visitor keeps the text; the bug goes on to the log with its traceback.
            yield kept | {self.notice: page(banner(self.t("errors.unexpected")))} | self._unchanged(talk_id)
            raise

    def _must_be_sayable(self, text: str) -> None:
        """Raise InputError in the page's language for what everybody may meet; the service checks the rest."""
        if not text.strip():
            raise InputError(self.t("talk.empty"))
        if len(text.strip()) > MAX_TEXT:
            n, most = number(len(text.strip()), self.t.lang), number(MAX_TEXT, self.t.lang)
            raise InputError(self.t("talk.too_long", n=n, most=most))

    def _unchanged(self, talk_id: str) -> Updates:
        """The chat as it is kept, without the message that could not be said."""
        try:
            return {self.chat: gr.Chatbot(value=history(self.service.talks.load(talk_id).session))}
        except SimulatorError:
            return {}


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
