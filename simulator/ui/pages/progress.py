"""The list of kept talks: open, delete."""

from collections.abc import Mapping, Sequence
from html import escape

import gradio as gr

from simulator.formats import number
from simulator.persona import Persona
from simulator.store import TalkLine
from simulator.ui.pages.base import Page, Service, Updates
from simulator.ui.pages.frame import page
from simulator.ui.state import Place, at
from simulator.ui.texts import Texts


class ProgressPage(Page):
    view = "progress"
    in_head = True

    def __init__(self, t: Texts, service: Service) -> None:
        super().__init__(t, service)
        self.body = gr.HTML(elem_id="k-progress-html")

    def show(self, place: Place) -> Updates:  # noqa: ARG002 there is one list
        names = {persona.slug: self._name(persona) for persona in self.service.simulator.personas()}
        return {self.body: progress(self.t, self.service.talks.list(), names)}

    def act(self, place: Place) -> Place:
        match place.do:
            case ("delete", "all"):
                self.service.talks.remove_all()
            case ("delete", talk):
                self.service.talks.remove(talk)
        return at("progress")

    def _name(self, persona: Persona) -> str:
        lang = self.t.lang if self.t.lang in persona.langs else persona.langs[0]
        return persona.text(lang).name


def progress(t: Texts, talks: Sequence[TalkLine], names: Mapping[str, str]) -> str:
    """All talks, the newest first; `names` are the clients' names by slug."""
    if not talks:
        return page(f'<h1 tabindex="-1">{escape(t("progress.title"))}</h1><p>{escape(t("progress.empty"))}</p>')
    titles = "".join(f"<th>{escape(t(f'progress.{key}'))}</th>" for key in ("when", "who", "how", "total"))
    rows = "".join(_row(t, talk, names) for talk in talks)
    return page(
        f'<h1 tabindex="-1">{escape(t("progress.title"))}</h1><div class="panel" style="overflow-x:auto"><table><thead><tr>{titles}<th></th></tr></thead>'
        f'<tbody>{rows}</tbody></table></div><p><a data-go data-ask="{escape(t("progress.sure"))}" href="?view=progress&do=delete:all">{escape(t("progress.delete_all"))}</a></p>'
    )


def _row(t: Texts, talk: TalkLine, names: Mapping[str, str]) -> str:
    when = talk.created.astimezone().strftime("%d.%m.%Y %H:%M" if t.lang == "de" else "%Y-%m-%d %H:%M")
    branch = f' <span class="tag">{escape(t("progress.branch"))}</span>' if talk.parent else ""
    total = "–" if talk.total is None else number(talk.total, t.lang)
    ended = f"ended.{talk.ended or 'open'}"
    view = "&view=report" if talk.ended else ""
    return (
        f"<tr><td>{when}</td><td>{escape(names.get(talk.persona, talk.persona))}{branch}</td><td>{escape(t(ended))}</td><td>{total}</td>"
        f'<td><a data-go href="?talk={talk.id}{view}">{escape(t("progress.open"))}</a> · '
        f'<a data-go data-ask="{escape(t("progress.sure_one"))}" href="?view=progress&do=delete:{talk.id}">{escape(t("progress.delete"))}</a></td></tr>'
    )
