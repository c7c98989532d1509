"""The talk: who is across the table, what was said, the mood if it is to be seen, a hint on demand, notes, and the papers at hand."""

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
from simulator.ui.pages.pieces import SHOWN
from simulator.ui.portrait import portrait
from simulator.ui.reply import aside, growing
from simulator.ui.state import Place, at, place_of
from simulator.ui.texts import Texts

_ANSWERED, _BROKEN = "() => kulanzAnswered()", "() => kulanzBroken()"
"""In navigate.js: the reply is read out once, and the message box has the focus; or the page is fetched anew from what was kept."""


class TalkPage(Page):
    view = "talk"

    def __init__(self, t: Texts, service: Service) -> None:
        super().__init__(t, service)
        with gr.Row(equal_height=False, elem_id="k-talk-row"):
            with gr.Column(scale=5, min_width=280, elem_id="k-conversation"):
                self._lay_out_conversation()
            with gr.Column(scale=3, min_width=260, elem_id="k-beside"):
                self._lay_out_beside()

    def _lay_out_conversation(self) -> None:
        t = self.t
        self.who = gr.HTML(elem_id="k-who")
        self.chat = gr.Chatbot(
            elem_id="k-chat", label=t("talk.chat"), show_label=False, height=460, layout="bubble", buttons=[], render_markdown=False,
            allow_tags=False, group_consecutive_messages=False,
        )  # fmt: skip
        self.notice = gr.HTML(elem_id="k-notice")
        with gr.Row(elem_id="k-composer"):
            self.message = gr.Textbox(
                label=t("talk.message"), placeholder=t("talk.message"), lines=1, max_lines=10, elem_id="k-message", autofocus=True, scale=1
            )
            self.send = gr.Button(t("talk.send"), variant="primary", elem_id="k-send", scale=0, min_width=104)
        with gr.Row(elem_id="k-steps"):
            self.back = gr.Button(t("talk.back"), elem_id="k-back", size="sm", scale=0)
            self.end = gr.Button(t("talk.end"), elem_id="k-end", size="sm", scale=0)
            self.keys = gr.HTML(elem_id="k-keys")

    def _lay_out_beside(self) -> None:
        t = self.t
        self.mood = gr.HTML(elem_id="k-mood")
        self.goal = gr.HTML(elem_id="k-goal-now")
        self.hint_button = gr.Button(t("talk.hint"), size="sm", elem_id="k-hint")
        self.hint = gr.HTML(elem_id="k-hint-text")
        self.papers = gr.HTML(elem_id="k-papers")
        self.notes = gr.Textbox(
            label=t("talk.notes"), placeholder=t("talk.notes_hint"), lines=4, max_lines=12, interactive=True, elem_id="k-notes"
        )

    def show(self, place: Place) -> Updates:
        talk = self.service.talks.load(place.talk)
        over = bool(talk.session.ended)
        if not over:
            self.service.expect(talk.session.persona, talk.session.lang)
        pending = self.t("talk.pending") if talk.pending else ""
        return self._as_it_stands(talk) | {
            self.message: self._box(talk, talk.pending or str(talk.extra.get("draft", "")), over),
            self.keys: page(f'<span class="small mute">{escape(self.t("talk.keys_email" if _is_slow(talk) else "talk.keys"))}</span>'),
            self.notice: page(banner(pending or self._ending(talk))),
            self.papers: page(at_hand(self.t, talk.session)),
            self.goal: page(self._goal(talk)),
            self.notes: str(talk.extra.get("notes", "")),
        }

    def _box(self, talk: Talk, typed: str, over: bool) -> Any:
        """The message box; at the pace of e-mail it is a sheet on which Enter makes a line."""
        lines, most = (6, 16) if _is_slow(talk) else (1, 10)
        return gr.Textbox(value=typed, lines=lines, max_lines=most, interactive=not over, visible=not over)

    def _as_it_stands(self, talk: Talk) -> Updates:
        """All that changes from turn to turn."""
        session, over = talk.session, bool(talk.session.ended)
        mood_shown = bool(talk.extra.get("mood", True))
        return {
            self.who: who(self.t, session, mood_shown),
            self.chat: history(session),
            self.mood: mood(self.t, session, mood_shown),
            self.hint: self._hinted(talk),
            self.hint_button: gr.Button(self.t(self._hint_key(talk)), visible=bool(talk.extra.get("hints", True)) and not over),
            self.send: gr.Button(visible=not over),
            self.back: gr.Button(visible=bool(session.beats)),
            self.end: gr.Button(value=self.t("talk.report" if over else "talk.end"), variant="primary" if over else "secondary"),
        }

    def _answered(self, talk: Talk) -> Updates:
        """The page once the client has answered."""
        over = bool(talk.session.ended)
        notice = talk.session.beats[-1].notice if talk.session.beats else ""
        return self._as_it_stands(talk) | {
            self.message: gr.Textbox(value="", interactive=not over, visible=not over),
            self.notice: page(banner(self._ending(talk) or notice)),
        }

    def _ending(self, talk: Talk) -> str:
        return self.t("talk.ended", reason=self.t(f"ended.{talk.session.ended}")) if talk.session.ended else ""

    def _goal(self, talk: Talk) -> str:
        known = {criterion.id: criterion.text(self.t.lang) for criterion in self.service.simulator.rubric().criteria}
        goal = known.get(str(talk.extra.get("goal", "")))
        title = escape(self.t("talk.goal"))
        return f'<div class="note"><b>{title}</b> {escape(goal.name)}<p class="small mute">{escape(goal.goal)}</p></div>' if goal else ""

    def _hint_key(self, talk: Talk) -> str:
        return "talk.hint" if self.service.talks.hint(talk)[1] == 0 else "talk.wording"

    def _hinted(self, talk: Talk) -> str:
        """The hint as far as it was asked for."""
        hint, asked = self.service.talks.hint(talk)
        if not asked:
            return ""
        said = f'<p class="wording">{escape(hint.wording)}</p>' if asked > 1 else ""
        return page(f'<div class="note" role="status"><p>{escape(hint.look)}</p>{said}</div>')

    def wire(self, wires: Wires) -> None:
        # Gradio 6.31 builds every output anew with each piece of the reply, also those that stay as they are: so only what may change.
        changing = [
            self.chat, self.message, self.notice, self.who, self.mood, self.hint, self.hint_button, self.send, self.back, self.end,
        ]  # fmt: skip
        said = gr.on(
            [self.message.submit, self.send.click], self._say, [self.message, wires.url], changing, api_name="say",
            show_progress="hidden", concurrency_limit=None,
        )  # fmt: skip
        said.success(None, None, None, js=_ANSWERED)
        said.failure(None, None, None, js=_BROKEN)
        wires.leads(self.back.click, self._take_back, [wires.url])
        wires.leads(self.end.click, self._finish, [wires.url])
        wires.shows(self.hint_button.click, self._ask_hint, [wires.url], [self.hint, self.hint_button])

    def _take_back(self, url: str) -> Place:
        talks = self.service.talks
        return at("talk", talk=talks.take_back(talks.load(place_of(url).talk)).id)

    def _finish(self, url: str) -> Place:
        talks = self.service.talks
        return at("report", talk=talks.end(talks.load(place_of(url).talk)).id)

    def _ask_hint(self, url: str) -> Updates:
        talk = self.service.talks.ask_hint(self.service.talks.load(place_of(url).talk))
        return {self.hint: self._hinted(talk), self.hint_button: gr.Button(self.t(self._hint_key(talk)))}

    async def _say(self, text: str, url: str) -> AsyncIterator[Updates]:
        talk_id = place_of(url).talk
        kept: Updates = {self.message: gr.Textbox(value=text, interactive=True)}
        try:
            talk = await aside(lambda: self.service.talks.load(talk_id))
            self._must_be_sayable(text)
            sent: Updates = {self.message: gr.Textbox(value="", interactive=False), self.notice: ""}
            async for line, answered in growing(self.service.talks.stream(talk, text), whole=_is_slow(talk)):
                yield self._answered(answered) if answered else sent | {self.chat: self._so_far(talk, text, line)}
                sent = {}
        except SimulatorError as error:
            yield kept | {self.notice: page(banner(str(error)))} | self._unchanged(talk_id)
        except Exception:
            # The visitor keeps the text; the bug goes on to the log with its traceback.
            yield kept | {self.notice: page(banner(self.t("errors.unexpected")))} | self._unchanged(talk_id)
            raise

    def _so_far(self, talk: Talk, text: str, line: str) -> list[dict[str, Any]]:
        """The chat while the client answers `text`; three dots stand for a line that has not begun."""
        if line:
            return history(talk.session, text, line)
        dots = f'<span class="typing" title="{escape(self.t("talk.typing"))}"><i></i><i></i><i></i></span>'
        return [*history(talk.session, text), {"role": "assistant", "content": dots}]

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
            return {self.chat: history(self.service.talks.load(talk_id).session)}
        except SimulatorError:
            return {}


def _is_slow(talk: Talk) -> bool:
    """Is it a talk at the pace of e-mail?"""
    return talk.extra.get("pace") == "email"


def who(t: Texts, session: Session, mood_shown: bool) -> str:
    """Name and portrait; the face follows the mood when it may be seen."""
    text = session.persona.text(session.lang)
    mood = session.state.mood if mood_shown else "cool"
    seen = f"{text.name}, {t(f'moods.{mood}')}" if mood_shown else text.name
    return page(
        f'<div class="who-line">{portrait(session.persona.portrait, mood, seen, 64)}<div><h1 tabindex="-1">'
        f'{escape(t("talk.with", name=text.name))}</h1><span class="small mute">{escape(text.who)}</span></div></div>'
    )


def mood(t: Texts, session: Session, shown: bool) -> str:
    """The client's levels as bars; empty when they are not to be seen."""
    if not shown:
        return ""
    levels = session.state.levels.model_dump()
    bars = "".join(svg.meter(levels[name], t(f"levels.{name}"), name) for name in SHOWN)
    return page(f'<div class="note"><b>{escape(t("talk.mood"))}</b> {escape(t(f"moods.{session.state.mood}"))}{bars}</div>')


def at_hand(t: Texts, session: Session) -> str:
    """The papers, folded until they are needed."""
    inner = briefing.papers(t, session.persona, session.lang, "hand")
    return f'<details class="fold"><summary>{escape(t("talk.briefing"))}</summary>{inner}</details>'


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
