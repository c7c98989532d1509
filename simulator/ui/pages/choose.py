"""The first page: a card per client, filters, and whom to practise with next."""

import time
from collections.abc import Sequence
from html import escape

import gradio as gr

from simulator.formats import number
from simulator.persona import DIFFICULTIES, Persona
from simulator.progress import Advice, advice, results_with, surprise
from simulator.rubric import Rubric
from simulator.store import TalkLine
from simulator.ui.pages.base import Page, Service, Updates
from simulator.ui.pages.frame import banner, page, select
from simulator.ui.portrait import portrait
from simulator.ui.state import Place, at
from simulator.ui.texts import Texts


class ChoosePage(Page):
    view = "choose"
    in_head = True

    def __init__(self, t: Texts, service: Service) -> None:
        super().__init__(t, service)
        self.body = gr.HTML(elem_id="k-choose-html")

    def show(self, place: Place) -> Updates:
        warning = self.service.warning
        notices = [f"{self.t('errors.store')} {warning}"] if warning else []
        notices += [f"{self.t('choose.broken')} {error}" for error in self.service.simulator.library.broken()]
        return {self.body: choose(self.t, place, self._spoken, self.service.talks.list(), self.service.simulator.rubric(), notices)}

    def act(self, place: Place) -> Place:
        if place.do[0] == "surprise" and self._spoken:
            return at("briefing", client=surprise(self.service.talks.list(), self._spoken, time.time_ns()).slug)
        return place.idle

    @property
    def _spoken(self) -> list[Persona]:
        """The clients who speak the page's language."""
        return [persona for persona in self.service.simulator.personas() if self.t.lang in persona.langs]


def choose(t: Texts, place: Place, clients: Sequence[Persona], kept: Sequence[TalkLine], rubric: Rubric, notices: Sequence[str]) -> str:
    """Whom to go on with, the filters, and a card for each client they let through."""
    shown = [client for client in clients if _fits(t, place, client)]
    cards = "".join(f"<li>{_card(t, client, kept, rubric)}</li>" for client in shown) + f"<li>{_own_case(t)}</li>"
    return page(
        f'<h1 tabindex="-1">{escape(t("choose.title"))}</h1><p class="lead">{escape(t("choose.lead"))}</p>'
        f"{''.join(banner(notice) for notice in notices)}{_first(t, clients, kept, rubric)}{_filters(t, place, clients, rubric, len(shown))}"
        f'<ul class="cards">{cards}</ul>'
    )


def _fits(t: Texts, place: Place, client: Persona) -> bool:
    own: dict[str, tuple[str, ...]] = {
        "difficulty": (client.difficulty,),
        "trade": (client.text(t.lang).case.trade,),
        "skill": client.trains,
    }
    return all(place.get(name) in ("", *values) for name, values in own.items())


def _first(t: Texts, clients: Sequence[Persona], kept: Sequence[TalkLine], rubric: Rubric) -> str:
    """What to do now: carry on with an unfinished talk, and the advice whom to practise with."""
    by_slug = {client.slug: client for client in clients}
    advised = advice(kept, clients, rubric)
    boxes = [_advised(t, by_slug[advised.client], advised, rubric)] if advised else []
    if kept and not kept[0].ended and kept[0].turns and kept[0].persona in by_slug:
        boxes.insert(0, _unfinished(t, by_slug[kept[0].persona], kept[0]))
    return f'<div class="first">{"".join(boxes)}</div>'


def _unfinished(t: Texts, client: Persona, line: TalkLine) -> str:
    text = client.text(t.lang)
    return _strip(
        client, t("choose.unfinished"), t("choose.turns", name=text.name, n=line.turns), at("talk", talk=line.id), t("choose.resume")
    )


def _advised(t: Texts, client: Persona, advised: Advice, rubric: Rubric) -> str:
    name = rubric.criterion(advised.criterion).text(t.lang).name if advised.criterion else ""
    level = number(advised.level, t.lang, 1) if advised.level else ""
    reason = t(f"choose.because_{advised.reason}", name=client.text(t.lang).name, criterion=name, level=level)
    return _strip(client, t("choose.next"), reason, at("briefing", client=client.slug), t("choose.read"))


def _strip(client: Persona, title: str, text: str, place: Place, link: str) -> str:
    return (
        f'<section class="panel strip">{portrait(client.portrait, "cool", "", 56)}<div><h2>{escape(title)}</h2><p>{escape(text)}</p></div>'
        f'<a class="button" data-go href="{escape(place.query)}">{escape(link)}</a></section>'
    )


def _filters(t: Texts, place: Place, clients: Sequence[Persona], rubric: Rubric, count: int) -> str:
    difficulties = [(name, t(f"difficulty.{name}")) for name in DIFFICULTIES]
    trades = [(trade, trade) for trade in sorted({client.text(t.lang).case.trade for client in clients})]
    trained = {skill for client in clients for skill in client.trains}
    skills = [(criterion.id, criterion.text(t.lang).name) for criterion in rubric.criteria if criterion.id in trained]
    picks = "".join(
        select(name, t(f"choose.{name}"), [("", t("choose.any")), *choices], place.get(name))
        for name, choices in (("difficulty", difficulties), ("trade", trades), ("skill", skills))
    )
    filtered = any(place.get(name) for name in ("difficulty", "trade", "skill"))
    reset = f'<a data-go href="?">{escape(t("choose.reset"))}</a>' if filtered else ""
    return (
        f'<form class="filters" data-go role="search" aria-label="{escape(t("choose.filter"))}">{picks}'
        f'<a class="button quiet" data-go href="?do=surprise">{escape(t("choose.surprise"))}</a></form>'
        f'<p class="count" role="status">{escape(t("choose.count", n=count, all=len(clients)))} {reset}</p>'
    )


def _card(t: Texts, client: Persona, kept: Sequence[TalkLine], rubric: Rubric) -> str:
    text = client.text(t.lang)
    names = {criterion.id: criterion.text(t.lang).name for criterion in rubric.criteria}
    skills = "".join(f'<span class="tag">{escape(names.get(skill, skill))}</span>' for skill in client.trains)
    minutes = t("choose.minutes", n=client.minutes)
    return (
        f'<a class="card" data-go href="?client={client.slug}"><span class="who-line">{portrait(client.portrait, "cool", "", 72)}'
        f'<span><span class="name">{escape(text.name)}</span><span class="small mute">{escape(text.who)}</span></span></span>'
        f'<span class="say">{escape(text.situation)}</span><span class="skills"><span class="sr">{escape(t("choose.trains"))} </span>{skills}</span>'
        f'<span class="foot">{_steps(t, client)}<span>{escape(minutes)}</span><span class="result">{escape(_results(t, client, kept))}</span></span></a>'
    )


def _own_case(t: Texts) -> str:
    """The way to a client of one's own."""
    return (
        f'<a class="card own" data-go href="{escape(at("own").query)}"><span class="name">{escape(t("nav.own"))}</span>'
        f'<span class="mute">{escape(t("choose.own"))}</span></a>'
    )


def _steps(t: Texts, client: Persona) -> str:
    """The difficulty as one to three filled steps and a word."""
    level = DIFFICULTIES.index(client.difficulty) + 1
    dots = "".join(f"<i{' class=on' if step <= level else ''}></i>" for step in (1, 2, 3))
    return f'<span class="steps"><span aria-hidden="true">{dots}</span>{escape(t(f"difficulty.{client.difficulty}"))}</span>'


def _results(t: Texts, client: Persona, kept: Sequence[TalkLine]) -> str:
    found = results_with(client.slug, kept)
    if found.best is None or found.last is None:
        return t("choose.unscored") if found.talks else t("choose.never")
    return t("choose.results", best=number(found.best, t.lang), last=number(found.last, t.lang))
