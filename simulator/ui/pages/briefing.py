"""The briefing of a client: the job, the papers, what is known; also shown beside the talk."""

import time
from html import escape

import gradio as gr

from simulator.formats import money
from simulator.persona import DIFFICULTIES, Difficulty, Persona
from simulator.transcript import Lang
from simulator.ui import svg
from simulator.ui.pages.base import Page, Service, Updates, Wires
from simulator.ui.pages.frame import bullets, page, pairs, panel
from simulator.ui.state import Place, at
from simulator.ui.texts import Texts


class BriefingPage(Page):
    view = "briefing"

    def __init__(self, t: Texts, service: Service) -> None:
        super().__init__(t, service)
        self.body = gr.HTML()
        self.difficulty = gr.Radio(self._difficulties(), value="medium", label=t("difficulty.label"), elem_id="k-difficulty")
        self.level = gr.HTML()
        self.mood_wanted = gr.Checkbox(True, label=t("briefing.mood"), elem_id="k-mood-wanted")
        self.start = gr.Button(t("briefing.start"), variant="primary", size="lg", elem_id="k-start")
        self.client = gr.State("")

    def show(self, place: Place) -> Updates:
        persona = self.service.simulator.library.persona(place.client)
        return {
            self.body: briefing(self.t, persona),
            self.difficulty: gr.Radio(choices=self._difficulties(), value=persona.difficulty),
            self.level: level_line(self.t, persona, persona.difficulty),
            self.client: persona.slug,
        }

    def wire(self, wires: Wires) -> None:
        wires.leads(self.start.click, self._open, [self.client, self.difficulty, self.mood_wanted])
        wires.shows(self.difficulty.change, self._level, [self.client, self.difficulty], self.level)

    def _open(self, client: str, difficulty: Difficulty, mood: bool) -> Place:
        talk = self.service.talks.open(client, self.t.lang, time.time_ns() % 100_000, difficulty, mood=bool(mood))
        return at("talk", talk=talk.id)

    def _level(self, client: str, difficulty: str) -> str:
        return level_line(self.t, self.service.simulator.library.persona(client), difficulty) if client else ""

    def _difficulties(self) -> list[tuple[str, str]]:
        return [(self.t(f"difficulty.{name}"), name) for name in DIFFICULTIES]


def briefing(t: Texts, persona: Persona) -> str:
    """Everything the freelancer may know before the talk."""
    text = persona.text(t.lang)
    known = panel(t("briefing.you_know"), bullets(text.you_know))
    unknown = panel(t("briefing.unknown"), _paragraph(t("briefing.unknown_text")))
    goal = panel(t("briefing.goal"), _paragraph(text.goal))
    return page(
        f'<p><a data-go href="?">← {escape(t("briefing.back"))}</a></p>'
        f'<div class="who-line">{svg.portrait(persona.portrait, "cool", text.name)}<div><h1 tabindex="-1" style="margin:0">{escape(text.name)}</h1>'
        f'<span class="mute">{escape(text.who)}</span></div></div>{papers(t, persona, t.lang)}<div class="two">{known}{unknown}</div>{goal}'
    )


def papers(t: Texts, persona: Persona, lang: Lang) -> str:
    """The job and its documents, in the language of the talk."""
    text, case = persona.text(lang), persona.case(lang)
    rows = [
        (t("briefing.project"), case.project),
        (t("briefing.agreed"), case.agreed),
        (t("briefing.delivered"), text.case.delivered),
        (t("briefing.price"), money(case.price or 0, case.currency, t.lang)),
        (t("briefing.complaint"), case.complaint),
    ]
    documents = "".join(
        f"<details><summary>{escape(document.title)}</summary><pre>{escape(document.text)}</pre></details>" for document in text.documents
    )
    return panel(t("briefing.case"), pairs(rows)) + panel(t("briefing.documents"), documents)


def level_line(t: Texts, persona: Persona, difficulty: str) -> str:
    """What the chosen difficulty changes."""
    levels = {str(name): text for name, text in persona.text(t.lang).levels.items()}
    return page(f'<p class="mute">{escape(levels.get(difficulty, ""))}</p>')


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"
