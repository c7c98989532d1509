"""The briefing of a client: the job, the papers, what is known, and the choices for the talk; the papers also lie beside the talk."""

import time
from collections import Counter
from collections.abc import Collection
from html import escape

import gradio as gr

from simulator.errors import UnknownNameError
from simulator.formats import money
from simulator.persona import DIFFICULTIES, Difficulty, Document, Persona
from simulator.transcript import Lang
from simulator.ui.pages.base import Page, Service, Updates, Wires
from simulator.ui.pages.frame import bullets, page, pairs, panel, sheets
from simulator.ui.portrait import portrait
from simulator.ui.state import Place, at, place_of
from simulator.ui.texts import Texts

PACES = ("chat", "email")


class BriefingPage(Page):
    view = "briefing"

    def __init__(self, t: Texts, service: Service) -> None:
        super().__init__(t, service)
        self.who = gr.HTML()
        with gr.Row(elem_id="k-briefing-row"):
            with gr.Column(scale=5, min_width=280):
                self.body = gr.HTML()
            with gr.Column(scale=3, min_width=280, elem_id="k-choices"):
                self._lay_out_choices()

    def _lay_out_choices(self) -> None:
        t = self.t
        gr.HTML(page(f"<h2>{escape(t('briefing.before'))}</h2>"))
        self.goal = gr.Dropdown(self._goals(()), value="", label=t("briefing.own_goal"), info=" ", elem_id="k-goal")
        self.difficulty = gr.Radio(self._difficulties(), value="medium", label=t("difficulty.label"), elem_id="k-difficulty")
        self.level = gr.HTML(elem_id="k-level")
        paces = [(t(f"briefing.pace_{pace}"), pace) for pace in PACES]
        self.pace = gr.Radio(paces, value="chat", label=t("briefing.pace"), elem_id="k-pace")
        self.mood_wanted = gr.Checkbox(True, label=t("briefing.mood"), elem_id="k-mood-wanted")
        self.hints_wanted = gr.Checkbox(True, label=t("briefing.hints"), elem_id="k-hints-wanted")
        self.start = gr.Button(t("briefing.start"), variant="primary", size="lg", elem_id="k-start")

    def show(self, place: Place) -> Updates:
        persona = self._persona(place.client)
        self.service.expect(persona, self.t.lang)
        suggested = self.service.talks.next_goal()
        return {
            self.who: who(self.t, persona),
            self.body: briefing(self.t, persona),
            self.difficulty: gr.Radio(choices=self._difficulties(), value=persona.difficulty),
            self.level: level_line(self.t, persona, persona.difficulty),
            self.goal: gr.Dropdown(
                choices=self._goals(persona.trains),
                value=suggested,
                info=self.t("briefing.suggested" if suggested else "briefing.one_goal"),
            ),
        }

    def wire(self, wires: Wires) -> None:
        choices = [wires.url, self.difficulty, self.mood_wanted, self.hints_wanted, self.pace, self.goal]
        wires.leads(self.start.click, self._open, choices, api_name="start")
        wires.shows(self.difficulty.change, self._level, [wires.url, self.difficulty], self.level)

    def _open(self, url: str, difficulty: Difficulty, mood: bool, hints: bool, pace: str, goal: str) -> Place:
        chosen = {"mood": bool(mood), "hints": bool(hints), "pace": pace, "goal": goal or ""}
        return at(
            "talk", talk=self.service.talks.open(place_of(url).client, self.t.lang, time.time_ns() % 100_000, difficulty, **chosen).id
        )

    def _level(self, url: str, difficulty: str) -> str:
        client = place_of(url).client
        return level_line(self.t, self._persona(client), difficulty) if client else ""

    def _persona(self, slug: str) -> Persona:
        """The client. Raises UnknownNameError also for one that does not speak the page's language."""
        persona = self.service.simulator.library.persona(slug)
        if self.t.lang not in persona.langs:
            spoken = [client.slug for client in self.service.simulator.personas() if self.t.lang in client.langs]
            raise UnknownNameError("client", slug, spoken)
        return persona

    def _difficulties(self) -> list[tuple[str, str]]:
        return [(self.t(f"difficulty.{name}"), name) for name in DIFFICULTIES]

    def _goals(self, trained: Collection[str]) -> list[tuple[str, str]]:
        """No goal, then the criteria a client trains, then the others."""
        criteria = self.service.simulator.rubric().criteria
        ranked = sorted(criteria, key=lambda criterion: criterion.id not in trained)
        return [(self.t("briefing.no_goal"), ""), *((criterion.text(self.t.lang).name, criterion.id) for criterion in ranked)]


def who(t: Texts, persona: Persona) -> str:
    """Portrait, name and the client's own words."""
    text = persona.text(t.lang)
    return page(
        f'<p class="up"><a data-go href="?">← {escape(t("briefing.back"))}</a></p><div class="who-line big">{portrait(persona.portrait, "cool", "", 104)}'
        f'<div><h1 tabindex="-1">{escape(text.name)}</h1><p class="mute">{escape(text.who)}</p><p class="say">{escape(text.situation)}</p></div></div>'
    )


def briefing(t: Texts, persona: Persona) -> str:
    """Everything the freelancer may know before the talk."""
    text = persona.text(t.lang)
    unknown = bullets(t(f"briefing.unknown_{what}") for what in ("expected", "source", "need"))
    goal = panel(t("briefing.goal"), f"<p>{escape(text.goal)}</p>")
    known = panel(t("briefing.you_know"), bullets(text.you_know))
    return page(
        f'<section class="panel">{papers(t, persona, t.lang, "paper")}</section>'
        f'<div class="two">{goal}{panel(t("briefing.unknown"), unknown)}</div>{known}'
    )


def papers(t: Texts, persona: Persona, lang: Lang, name: str) -> str:
    """The job and its documents as tabs, in the language of the talk; `name` is unique on the page."""
    text, case = persona.text(lang), persona.case(lang)
    job = [
        (t("briefing.project"), case.project),
        (t("briefing.agreed"), case.agreed),
        (t("briefing.delivered"), text.case.delivered),
        (t("briefing.price"), money(case.price or 0, case.currency, t.lang)),
        (t("briefing.complaint"), case.complaint),
    ]
    kinds = Counter(document.kind for document in text.documents)
    titles = [document.title if kinds[document.kind] > 1 else t(f"documents.{document.kind}") for document in text.documents]
    documents = [(title, _paper(document)) for title, document in zip(titles, text.documents, strict=True)]
    return sheets(name, t("briefing.documents"), [(t("briefing.case"), pairs(job)), *documents])


def level_line(t: Texts, persona: Persona, difficulty: str) -> str:
    """What the chosen difficulty changes."""
    levels = {str(name): text for name, text in persona.text(t.lang).levels.items()}
    return page(f'<p class="small mute">{escape(levels.get(difficulty, ""))}</p>')


def _paper(document: Document) -> str:
    return f'<article class="paper"><h3>{escape(document.title)}</h3><pre>{escape(document.text)}</pre></article>'
