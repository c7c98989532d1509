"""The coach's desk: the text of a client or a rubric with a live check, a graded freelancer to try it, and the user's folder to save it in."""

from collections.abc import Sequence
from html import escape
from typing import get_args

import gradio as gr

from simulator.build import OFFLINE
from simulator.errors import InputError
from simulator.files import Fault
from simulator.formats import number
from simulator.persona import Persona
from simulator.rubric import Rubric
from simulator.scripts import Grade
from simulator.skeleton import DEFAULT_LIKE, skeleton
from simulator.transcript import Lang
from simulator.trial import Trial, trial
from simulator.ui.faults import in_words
from simulator.ui.pages import pieces
from simulator.ui.pages.base import Page, Service, Updates, Wires
from simulator.ui.pages.frame import banner, page, panel
from simulator.ui.pages.own_case import TAKE_ALONG
from simulator.ui.state import Place, at
from simulator.ui.texts import Texts
from simulator.workshop import Kind

LONGEST = 400_000
"""Characters of a text that are read."""
_MOST_FAULTS = 12
"""Faults shown at once."""


class DeskPage(Page):
    view = "desk"
    in_head = True

    def __init__(self, t: Texts, service: Service) -> None:
        super().__init__(t, service)
        self.top = gr.HTML()
        with gr.Row(elem_id="k-desk-row"):
            with gr.Column(scale=3, min_width=300):
                self._lay_out_text()
            with gr.Column(scale=2, min_width=260, elem_id="k-desk-side"):
                self._lay_out_side()
        self.result = gr.HTML(elem_id="k-desk-result")
        self.opened = gr.State("")
        self.file_text = gr.Textbox(visible="hidden", label="file")
        self.file_name = gr.Textbox(visible="hidden", label="name")

    def _lay_out_text(self) -> None:
        t = self.t
        with gr.Column(elem_classes="k-box"):
            with gr.Row(elem_classes="k-grid"):
                kinds = [(t("desk.personas"), "personas"), (t("desk.rubrics"), "rubrics")]
                self.kind = gr.Radio(kinds, value="personas", label=t("desk.kind"), elem_id="k-desk-kind")
                self.name = gr.Dropdown([], label=t("desk.file"), elem_id="k-desk-name", elem_classes="k-half")
            self.text = gr.Code(
                language="yaml", label=t("desk.text"), interactive=True, lines=24, max_lines=34, wrap_lines=True, buttons=[], elem_id="k-desk-text",
            )  # fmt: skip
            gr.HTML(page(f'<p class="mute small">{escape(t("desk.keys"))}</p>'))

    def _lay_out_side(self) -> None:
        t = self.t
        self.check = gr.HTML(elem_id="k-desk-check")
        with gr.Column(elem_classes="k-box"):
            self.client = gr.Dropdown([], label=t("desk.client"), visible=False, elem_id="k-desk-client")
            self.grade = gr.Dropdown(
                [(t(f"desk.g_{grade}"), grade) for grade in get_args(Grade)], value="average", label=t("desk.grade"), elem_id="k-desk-grade"
            )
            self.attempt = gr.Button(t("desk.try"), variant="primary", elem_id="k-desk-try")
        self.replace = gr.Checkbox(False, label=t("desk.replace"), elem_id="k-desk-replace")
        self.save = gr.Button(t("desk.save"), elem_id="k-desk-save")
        self.export = gr.Button(t("desk.export"), elem_id="k-desk-export")

    # Showing

    def show(self, place: Place) -> Updates:
        kind = _kind(place.get("kind"))
        names = self.service.simulator.workshop.names(kind)
        name = place.get("file")
        text = self.service.simulator.workshop.text(kind, name) if name else self._blank(kind)
        return self._written(kind, text) | {
            self.top: self._head(place),
            self.kind: kind,
            self.name: gr.Dropdown(
                choices=[(self.t("desk.new"), ""), *((self._named(*item), item[0]) for item in sorted(names.items()))], value=name
            ),
            self.text: text,
            self.opened: name if names.get(name) else "",
            self.client: gr.Dropdown(choices=self._clients(), value=DEFAULT_LIKE, visible=kind == "rubrics"),
            self.replace: False,
            self.result: "",
        }

    def _head(self, place: Place) -> str:
        t = self.t
        saved = t("desk.saved", name=place.get("file")) if place.get("saved") else ""
        return page(f'<h1 tabindex="-1">{escape(t("desk.title"))}</h1><p class="lead">{escape(t("desk.lead"))}</p>{banner(saved)}')

    def _named(self, name: str, own: bool) -> str:
        return f"{name} ({self.t('desk.own' if own else 'desk.shipped')})"

    def _blank(self, kind: Kind) -> str:
        """What a new file begins with: a client that plays at once, or the shipped rubric under a new name."""
        if kind == "personas":
            return skeleton(self._new_name(kind), self.t.lang, self.service.simulator.library.persona(DEFAULT_LIKE))
        shipped = self.service.simulator.rubric()
        return self.service.simulator.workshop.text(kind, shipped.id).replace(f"id: {shipped.id}\n", f"id: {self._new_name(kind)}\n", 1)

    def _new_name(self, kind: Kind) -> str:
        return self.service.simulator.workshop.free(kind, self.t("desk.new_client" if kind == "personas" else "desk.new_rubric"))

    def _clients(self) -> list[tuple[str, str]]:
        clients = [client for client in self.service.simulator.personas() if self.t.lang in client.langs]
        return [(client.text(self.t.lang).name, client.slug) for client in clients]

    def _written(self, kind: Kind, text: str) -> Updates:
        """The check of a text, and which buttons make sense."""
        found = self.service.simulator.workshop.faults(kind, text)
        return {
            self.check: _check(self.t, found, text),
            self.attempt: gr.Button(interactive=not found),
            self.save: gr.Button(interactive=not found),
        }

    # Events

    def wire(self, wires: Wires) -> None:
        written = [self.kind, self.text]
        wires.shows(self.text.input, self._typed, written, [self.check, self.attempt, self.save], trigger_mode="always_last")
        wires.leads(self.kind.input, lambda kind: at("desk", kind=str(kind)), [self.kind])
        wires.leads(self.name.input, lambda kind, name: at("desk", kind=str(kind), file=str(name or "")), [self.kind, self.name])
        wires.shows(
            self.attempt.click,
            self._try,
            [*written, self.client, self.grade],
            self.result,
            show_progress="minimal",
            show_progress_on=self.result,
        )
        wires.leads(self.save.click, self._save, [*written, self.opened, self.replace])
        told = wires.shows(self.export.click, self._exported, written, [self.file_text, self.file_name])
        told.then(None, [self.file_text, self.file_name], None, js=TAKE_ALONG)

    def _typed(self, kind: str, text: str) -> Updates:
        return self._written(_kind(kind), self._read(text))

    def _read(self, text: str | None) -> str:
        if len(text or "") > LONGEST:
            raise InputError(self.t("desk.too_long", n=number(LONGEST, self.t.lang)))
        return text or ""

    def _try(self, kind: str, text: str, client: str, grade: str) -> str:
        simulator = self.service.simulator
        value = simulator.workshop.value(_kind(kind), self._read(text))
        persona = value if isinstance(value, Persona) else simulator.library.persona(client)
        rubric = value if isinstance(value, Rubric) else simulator.rubric()
        lang = self.t.lang if self.t.lang in persona.langs else persona.langs[0]
        played = trial(simulator.with_voice(OFFLINE), simulator.judge(OFFLINE), persona, rubric, lang, grade)
        return _result(self.t, played, rubric, lang)

    def _save(self, kind: str, text: str, opened: str, replace: bool) -> Place:
        workshop, chosen = self.service.simulator.workshop, _kind(kind)
        value = workshop.value(chosen, self._read(text))
        name = value.slug if isinstance(value, Persona) else value.id
        if name in workshop.names(chosen) and not replace and name != opened:
            raise InputError(self.t("desk.taken", name=name))
        return at("desk", kind=chosen, file=workshop.save(chosen, text, replace=True), saved="yes")

    def _exported(self, kind: str, text: str) -> Updates:
        value = self.service.simulator.workshop.value(_kind(kind), self._read(text))
        return {self.file_text: text, self.file_name: f"{value.slug if isinstance(value, Persona) else value.id}.yaml"}


def _kind(name: str) -> Kind:
    return "rubrics" if name == "rubrics" else "personas"


def _check(t: Texts, found: Sequence[Fault], text: str) -> str:
    """The faults with their lines, or that there is none."""
    if not found:
        return page(panel(t("desk.sound"), f"<p>{escape(t('desk.sound_text'))}</p>"))
    lines = text.splitlines()
    rows = "".join(_fault(t, fault, lines) for fault in found[:_MOST_FAULTS])
    more = f"<p class=mute>{escape(t('desk.more', n=len(found) - _MOST_FAULTS))}</p>" if len(found) > _MOST_FAULTS else ""
    return page(panel(t("desk.faults", n=len(found)), f'<ul class="faults">{rows}</ul>{more}'))


def _fault(t: Texts, fault: Fault, lines: Sequence[str]) -> str:
    quoted = lines[fault.line - 1].strip()[:60] if fault.line <= len(lines) else ""
    return (
        f"<li><b>{escape(t('desk.line', n=fault.line))}</b> <code>{escape(fault.field)}</code><br>{escape(in_words(t.lang, fault.message))}"
        f"{f'<br><code class=mute>{escape(quoted)}</code>' if quoted else ''}</li>"
    )


def _result(t: Texts, played: Trial, rubric: Rubric, lang: Lang) -> str:
    """What the trial brought: how it ended, the curve, the scores, and what was said."""
    session, card = played.session, played.card
    curve = pieces.mood_curve(t, session, linked=False)
    total = "–" if card.total is None else number(card.total, t.lang)
    ending = t("desk.ended", ending=t(pieces.ending_of(session.ended)), turns=len(session.messages), total=total)
    rows = "".join(
        f'<tr><th scope="row">{escape(rubric.criterion(result.id).text(t.lang).name)}</th><td>{pieces.level(t, result.score)}</td></tr>'
        for result in card.criteria
    )
    other = "" if lang == t.lang else f' lang="{lang}"'
    said = "".join(
        f'<div class="turn"><div class="me"{other}>{escape(message)}</div><div class="you"{other}>{escape(beat.line)}</div></div>'
        for message, beat in zip(session.messages, session.beats, strict=True)
    )
    opening = f'<div class="turn"><div class="you"{other}>{escape(session.opening)}</div></div>'
    return page(
        panel(
            t("desk.result"),
            f'<p>{escape(ending)}</p>{curve}<details><summary>{escape(t("desk.scores"))}</summary><table class="scores">{rows}</table></details>',
        )
        + panel(t("report.transcript"), opening + said)
    )
