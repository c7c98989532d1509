"""The components of the page in one place, and how a place is shown on them; decisions come from the service, words from the texts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from simulator.errors import SimulatorError, StoreError, UnknownNameError
from simulator.ledger import entries
from simulator.persona import DIFFICULTIES, Persona
from simulator.record import is_good_end
from simulator.store import Talk
from simulator.talks import Talks
from simulator.ui.pages import briefing as briefing_page
from simulator.ui.pages import talk as talk_page
from simulator.ui.pages.choose import choose
from simulator.ui.pages.frame import banner, head, page
from simulator.ui.pages.progress import progress
from simulator.ui.pages.report import report
from simulator.ui.state import VIEWS, Place
from simulator.ui.texts import Texts

if TYPE_CHECKING:
    from simulator.build import Simulator

Updates = dict[Any, Any]


@dataclass(frozen=True)
class Service:
    """What a page may ask: the simulator, the kept talks, and why they are perhaps not kept."""

    simulator: "Simulator"
    talks: Talks
    warning: str = ""


@dataclass(frozen=True)
class Board:
    """All components of one language's page."""

    t: Texts
    service: Service
    top: gr.HTML
    columns: dict[str, gr.Column]
    choose: gr.HTML
    briefing: gr.HTML
    difficulty: gr.Radio
    level: gr.HTML
    mood_wanted: gr.Checkbox
    start: gr.Button
    who: gr.HTML
    chat: gr.Chatbot
    notice: gr.HTML
    message: gr.Textbox
    send: gr.Button
    back: gr.Button
    end: gr.Button
    hint_button: gr.Button
    hint: gr.HTML
    mood: gr.HTML
    papers: gr.HTML
    report: gr.HTML
    progress: gr.HTML
    client: gr.State
    url: gr.Textbox

    @property
    def all(self) -> list[Any]:
        """Every component an event may change."""
        parts = [
            self.top, self.choose, self.briefing, self.difficulty, self.level, self.mood_wanted, self.who, self.chat, self.notice, self.message,
            self.send, self.back, self.end, self.hint_button, self.hint, self.mood, self.papers, self.report, self.progress, self.client, self.url,
        ]  # fmt: skip
        return [*self.columns.values(), *parts]

    def show(self, place: Place) -> Updates:
        """The page at this place; a place that does not exist leads to the first page with a notice."""
        try:
            shown = self._page(place)
        except SimulatorError as error:
            reason = self._nowhere(place, error)
            place = Place("choose")
            shown = self._choose(reason)
        columns: Updates = {column: gr.Column(visible=name == place.view) for name, column in self.columns.items()}
        current = "progress" if place.view == "progress" else "choose"
        always: Updates = {self.top: head(self.t, current), self.url: place.query}
        return columns | always | shown

    def _nowhere(self, place: Place, error: SimulatorError) -> str:
        """Why this place cannot be shown, in the page's language where the reason is a common one."""
        if place.talk and isinstance(error, StoreError):
            return self.t("talk.not_found")
        return self.t("choose.unknown", name=place.client) if isinstance(error, UnknownNameError) else str(error)

    def _page(self, place: Place) -> Updates:
        match place.view:
            case "choose":
                return self._choose()
            case "briefing":
                return self._briefing(place)
            case "talk":
                return self._talk(place)
            case "report":
                return self._report(place)
            case "progress":
                return self._progress()

    def _choose(self, problem: str = "") -> Updates:
        simulator = self.service.simulator
        notices = [f"{self.t('errors.store')} {self.service.warning}"] if self.service.warning else []
        notices += [f"{self.t('choose.broken')} {error}" for error in simulator.library.broken()]
        notices += [problem] if problem else []
        return {self.choose: choose(self.t, simulator.personas(), self.service.talks.list(), simulator.rubric(), notices)}

    def _briefing(self, place: Place) -> Updates:
        persona = self.service.simulator.library.persona(place.client)
        choices = [(self.t(f"difficulty.{name}"), name) for name in DIFFICULTIES]
        return {
            self.briefing: briefing_page.briefing(self.t, persona),
            self.difficulty: gr.Radio(choices=choices, value=persona.difficulty),
            self.level: briefing_page.level_line(self.t, persona, persona.difficulty),
            self.client: persona.slug,
        }

    def _talk(self, place: Place) -> Updates:
        talk = self.service.talks.load(place.talk)
        pending = self.t("talk.pending") if talk.pending else ""
        return self.talk_updates(talk) | {
            self.message: gr.Textbox(value=talk.pending or "", interactive=not talk.session.ended, visible=not talk.session.ended),
            self.notice: page(banner(pending or self._ending(talk))),
            self.papers: page(briefing_page.papers(self.t, talk.session.persona, talk.session.lang)),
            self.hint: "",
        }

    def talk_updates(self, talk: Talk) -> Updates:
        """All of the talk view that changes from turn to turn."""
        session, over = talk.session, bool(talk.session.ended)
        mood_shown = bool(talk.extra.get("mood", True))
        return {
            self.who: talk_page.who(self.t, session, mood_shown),
            self.chat: gr.Chatbot(value=talk_page.history(session), label=self.t("talk.chat")),
            self.mood: talk_page.mood(self.t, session, mood_shown),
            self.send: gr.Button(visible=not over),
            self.back: gr.Button(visible=bool(session.beats)),
            self.hint_button: gr.Button(visible=not over),
            self.end: gr.Button(value=self.t("talk.report" if over else "talk.end"), variant="primary" if over else "secondary"),
        }

    def after_turn(self, talk: Talk) -> Updates:
        """The talk view once the client has answered."""
        over = bool(talk.session.ended)
        notice = talk.session.beats[-1].notice if talk.session.beats else ""
        return self.talk_updates(talk) | {
            self.message: gr.Textbox(value="", interactive=not over, visible=not over),
            self.notice: page(banner(self._ending(talk) or notice)),
            self.hint: "",
        }

    def _ending(self, talk: Talk) -> str:
        return self.t("talk.ended", reason=self.t(f"ended.{talk.session.ended}")) if talk.session.ended else ""

    def _report(self, place: Place) -> Updates:
        talk = self.service.talks.load(place.talk)
        session = talk.session
        agreed = is_good_end(session.ended)
        offer = session.state.memory.standing if agreed else None
        ledger = entries(session.persona, session.ended, session.state.levels.trust, offer)
        found = self.service.talks.report(talk)
        shown = report(self.t, talk.id, session, found, self.service.simulator.rubric(found.scorecard.rubric), ledger)
        return {self.report: shown}

    def _progress(self) -> Updates:
        names = {persona.slug: self._name(persona) for persona in self.service.simulator.personas()}
        return {self.progress: progress(self.t, self.service.talks.list(), names)}

    def _name(self, persona: Persona) -> str:
        lang = self.t.lang if self.t.lang in persona.langs else persona.langs[0]
        return persona.text(lang).name


def build_board(t: Texts, service: Service) -> Board:
    """Lay out all components; nothing is wired yet."""
    top = gr.HTML(head(t, "choose"))
    columns: dict[str, gr.Column] = {}
    parts: dict[str, Any] = {}
    for name, fill in zip(VIEWS, (_choose, _briefing, _talk, _html("report"), _html("progress")), strict=True):
        with gr.Column(visible=name == "choose", elem_id=f"k-{name}") as column:
            parts |= fill(t)
        columns[name] = column
    return Board(
        t=t, service=service, top=top, columns=columns, client=gr.State(""),
        url=gr.Textbox(visible="hidden", elem_id="k-url", label="url"), **parts,
    )  # fmt: skip


def _choose(_t: Texts) -> dict[str, Any]:
    return {"choose": gr.HTML(elem_id="k-choose-html")}


def _html(name: str) -> Any:
    return lambda _t: {name: gr.HTML(elem_id=f"k-{name}-html")}


def _briefing(t: Texts) -> dict[str, Any]:
    return {
        "briefing": gr.HTML(),
        "difficulty": gr.Radio(
            [(t(f"difficulty.{name}"), name) for name in DIFFICULTIES], value="medium", label=t("difficulty.label"), elem_id="k-difficulty"
        ),
        "level": gr.HTML(),
        "mood_wanted": gr.Checkbox(True, label=t("briefing.mood"), elem_id="k-mood-wanted"),
        "start": gr.Button(t("briefing.start"), variant="primary", size="lg", elem_id="k-start"),
    }


def _talk(t: Texts) -> dict[str, Any]:
    parts: dict[str, Any] = {"who": gr.HTML()}
    with gr.Row(equal_height=False):
        with gr.Column(scale=3, min_width=320):
            parts |= _conversation(t)
        with gr.Column(scale=2, min_width=260):
            parts["mood"] = gr.HTML()
            parts["hint_button"] = gr.Button(t("talk.hint"), size="sm", elem_id="k-hint")
            parts["hint"] = gr.HTML()
            with gr.Accordion(t("talk.briefing"), open=False):
                parts["papers"] = gr.HTML()
    return parts


def _conversation(t: Texts) -> dict[str, Any]:
    chat = gr.Chatbot(
        elem_id="k-chat", label=t("talk.chat"), show_label=False, height=430, layout="bubble", buttons=[], render_markdown=False, allow_tags=False,
        group_consecutive_messages=False,
    )  # fmt: skip
    notice = gr.HTML()
    message = gr.Textbox(
        label=t("talk.message"), placeholder=t("talk.placeholder"), lines=1, max_lines=8, elem_id="k-message", autofocus=True
    )
    with gr.Row():
        send = gr.Button(t("talk.send"), variant="primary", elem_id="k-send")
        back = gr.Button(t("talk.back"), elem_id="k-back")
        end = gr.Button(t("talk.end"), elem_id="k-end")
    return {"chat": chat, "notice": notice, "message": message, "send": send, "back": back, "end": end}
