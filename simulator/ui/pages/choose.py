"""The first page: a card per client."""

from collections.abc import Sequence
from html import escape

import gradio as gr

from simulator.persona import Persona
from simulator.rubric import Rubric
from simulator.store import TalkLine
from simulator.ui import svg
from simulator.ui.pages.base import Page, Service, Updates
from simulator.ui.pages.frame import banner, page
from simulator.ui.state import Place
from simulator.ui.texts import Texts


class ChoosePage(Page):
    view = "choose"
    in_head = True

    def __init__(self, t: Texts, service: Service) -> None:
        super().__init__(t, service)
        self.body = gr.HTML(elem_id="k-choose-html")

    def show(self, place: Place) -> Updates:  # noqa: ARG002 home is the same everywhere
        simulator, warning = self.service.simulator, self.service.warning
        notices = [f"{self.t('errors.store')} {warning}"] if warning else []
        notices += [f"{self.t('choose.broken')} {error}" for error in simulator.library.broken()]
        return {self.body: choose(self.t, simulator.personas(), self.service.talks.list(), simulator.rubric(), notices)}


def choose(t: Texts, personas: Sequence[Persona], talks: Sequence[TalkLine], rubric: Rubric, notices: Sequence[str]) -> str:
    """Cards of all clients who speak the page's language; an unfinished talk can be carried on."""
    spoken = [persona for persona in personas if t.lang in persona.langs]
    cards = "".join(f"<li>{_card(t, persona, talks, rubric)}</li>" for persona in spoken)
    return page(
        f'<h1 tabindex="-1">{escape(t("choose.title"))}</h1><p class="mute">{escape(t("choose.lead"))}</p>'
        f'{"".join(banner(notice) for notice in notices)}{_resume(t, spoken, talks)}<ul class="cards">{cards}</ul>'
    )


def _card(t: Texts, persona: Persona, talks: Sequence[TalkLine], rubric: Rubric) -> str:
    text = persona.text(t.lang)
    totals = [talk.total for talk in talks if talk.persona == persona.slug and talk.total is not None]
    best = t("choose.best", total=f"{max(totals):.0f}") if totals else t("choose.never")
    names = {criterion.id: criterion.text(t.lang).name for criterion in rubric.criteria}
    trains = ", ".join(names.get(skill, skill) for skill in persona.trains)
    return (
        f'<a class="card" data-go href="?client={persona.slug}"><span class="head">{svg.portrait(persona.portrait, "cool", text.name, 64)}'
        f'<span><span class="name">{escape(text.name)}</span><br><span class="who">{escape(text.who)}</span></span></span>'
        f'<span class="say">{escape(text.situation)}</span><span class="small mute">{escape(t("choose.trains"))} {escape(trains)}</span>'
        f'<span class="foot"><span class="tag">{escape(t(f"difficulty.{persona.difficulty}"))}</span>'
        f"<span>{escape(t('choose.minutes', n=persona.minutes))}</span><span>{escape(best)}</span></span></a>"
    )


def _resume(t: Texts, personas: Sequence[Persona], talks: Sequence[TalkLine]) -> str:
    """A link to the newest talk when it is not over."""
    names = {persona.slug: persona.text(t.lang).name for persona in personas}
    if not talks or talks[0].ended or talks[0].turns == 0 or talks[0].persona not in names:
        return ""
    label = t("choose.resume", name=names[talks[0].persona])
    return f'<p><a data-go href="?talk={talks[0].id}">{escape(label)}</a></p>'
