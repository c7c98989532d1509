"""The freelancer's own case: a guided form with a live check; tried at once, saved, edited, exported."""

import time
from collections.abc import Sequence
from functools import cached_property
from html import escape
from typing import Any, get_args

import gradio as gr
from pydantic import ValidationError

from simulator.appraisal import OFFER_KINDS
from simulator.errors import InputError
from simulator.library import Library
from simulator.own_case import LONGEST, CaseForm, Fault, client_of, faults, form_of, is_own_case, yaml_of
from simulator.persona import DIFFICULTIES, Persona, Temperament
from simulator.skeleton import slug_of
from simulator.ui.pages.base import Page, Service, Updates, Wires
from simulator.ui.pages.frame import banner, page, panel
from simulator.ui.state import Place, at
from simulator.ui.texts import Texts

TAKE_ALONG = """(text, name) => {
  const a = document.createElement('a');
  a.href = URL.createObjectURL(new Blob([text], {type: 'application/yaml'}));
  a.download = name;
  a.click();
  URL.revokeObjectURL(a.href);
}"""
"""Hands a text to the browser as a file; nothing is written on the server."""
_LISTEN = """let wait;
document.getElementById('k-own').addEventListener('input', () => { clearTimeout(wait); wait = setTimeout(() => trigger('typed', {}), 250); });
if (!new URLSearchParams(location.search).get('edit')) trigger('arrive', {});"""
"""When the page is opened anew, what was typed last is there again. Gradio 6.31 tells of keys only: not of a paste, a deletion, a dictation."""
_SECTIONS: dict[str, tuple[str, ...]] = {
    "who": ("name", "who", "address", "temperament", "difficulty"),
    "job": ("trade", "project", "agreed", "delivered", "price", "currency"),
    "says": ("complaint",),
    "behind": ("expected", "source", "need", "purpose"),
    "helps": ("kinds", "percent_from", "percent_to", "hours_from", "hours_to", "hourly_rate"),
}
"""The form in five steps; English has no form of address to choose."""
_LINES = {"agreed": 2, "delivered": 2, "complaint": 4, "expected": 2, "source": 3, "need": 2, "purpose": 2}


class OwnCasePage(Page):
    view = "own"
    in_head = True

    def __init__(self, t: Texts, service: Service) -> None:
        super().__init__(t, service)
        self.top = gr.HTML()
        self.fields: dict[str, Any] = {}
        with gr.Row(elem_id="k-own-row"):
            with gr.Column(scale=3, min_width=300):
                self._lay_out_letter()
                for number, (section, names) in enumerate(_SECTIONS.items(), start=1):
                    self._lay_out_section(number, section, names)
            with gr.Column(scale=2, min_width=260, elem_id="k-own-side"):
                self._lay_out_side()
        self.kept = gr.BrowserState({}, storage_key=f"kulanz-own-{t.lang}", secret="own-case")  # noqa: S106 it only keeps a form on this computer
        self.ear = gr.HTML("", js_on_load=_LISTEN, elem_classes="k-silent")
        self.editing = gr.State("")
        self.file_text = gr.Textbox(visible="hidden", label="file")
        self.file_name = gr.Textbox(visible="hidden", label="name")

    @property
    def parts(self) -> list[Any]:
        return [*super().parts, *self.fields.values()]

    @cached_property
    def _lenders(self) -> list[Persona]:
        """The shipped clients, who lend their temperaments and lines."""
        return Library(None).personas()

    # Layout

    def _lay_out_letter(self) -> None:
        """With a model: a form filled in from the client's message."""
        with gr.Column(visible=bool(self.service.simulator.settings.model), elem_classes="k-box"):
            gr.HTML(page(f"<h2>{escape(self.t('own.letter'))}</h2><p class=mute>{escape(self.t('own.letter_lead'))}</p>"))
            self.letter = gr.Textbox(label=self.t("own.letter_label"), lines=5, max_lines=14, elem_id="k-own-letter")
            self.mask = gr.Checkbox(True, label=self.t("own.mask"), elem_id="k-own-mask")
            self.fill = gr.Button(self.t("own.fill"), elem_id="k-own-fill")

    def _lay_out_section(self, number: int, section: str, names: Sequence[str]) -> None:
        t = self.t
        with gr.Column(elem_classes="k-box"):
            gr.HTML(page(f"<h2>{number}. {escape(t(f'own.{section}'))}</h2><p class=mute>{escape(t(f'own.{section}_lead'))}</p>"))
            with gr.Row(elem_classes="k-grid"):
                for name in names:
                    if name != "address" or t.lang == "de":
                        self.fields[name] = self._field(name)

    def _field(self, name: str) -> Any:
        t, label = self.t, self.t(f"own.f_{name}")
        common: dict[str, Any] = {"label": label, "elem_id": f"k-own-{name}"}
        match name:
            case "address":
                return gr.Radio([("Sie", "Sie"), ("du", "du")], value="Sie", **common)
            case "temperament":
                return gr.Dropdown([(t(f"own.t_{kind}"), kind) for kind in get_args(Temperament)], value="disappointed", **common)
            case "difficulty":
                return gr.Radio([(t(f"difficulty.{kind}"), kind) for kind in DIFFICULTIES], value="medium", **common)
            case "kinds":
                choices = [(t(f"own.k_{kind}"), kind) for kind in OFFER_KINDS if kind != "none_given"]
                return gr.CheckboxGroup(choices, value=[], info=t("own.i_kinds"), **common)
            case "price" | "percent_from" | "percent_to" | "hours_from" | "hours_to" | "hourly_rate":
                return gr.Number(_START.get(name), minimum=0, min_width=100, elem_classes="k-number", **common)
            case "currency":
                return gr.Dropdown(
                    ["EUR", "CHF", "USD", "GBP"], value="EUR", allow_custom_value=True, min_width=100, elem_classes="k-number", **common
                )
        return gr.Textbox(
            placeholder=t(f"own.p_{name}"), lines=_LINES.get(name, 1), max_lines=12, max_length=LONGEST,
            elem_classes="" if name in _LINES else "k-half", **common,
        )  # fmt: skip

    def _lay_out_side(self) -> None:
        t = self.t
        self.check = gr.HTML(_check(t, faults(CaseForm(lang=t.lang))), elem_id="k-own-check")
        self.attempt = gr.Button(t("own.try"), variant="primary", interactive=False, elem_id="k-own-try")
        self.save = gr.Button(t("own.save"), interactive=False, elem_id="k-own-save")
        self.export = gr.Button(t("own.export"), interactive=False, elem_id="k-own-export")
        self.clear = gr.Button(t("own.clear"), elem_id="k-own-clear")
        self.saved = gr.HTML(elem_id="k-own-saved")

    # Showing

    def show(self, place: Place) -> Updates:
        slug = place.get("edit")
        if not slug:
            return {self.top: self._head(), self.editing: "", self.saved: ""}
        form = form_of(self._own(slug), self.t.lang)
        told = {self.saved: page(banner(self.t("own.saved", name=form.name))), self.kept: {}} if place.get("saved") else {self.saved: ""}
        return self._filled(form) | {self.top: self._head(slug), self.editing: slug} | told

    def _own(self, slug: str) -> Persona:
        persona = self.service.simulator.library.persona(slug)
        if self.t.lang not in persona.langs or not is_own_case(persona):
            raise InputError(self.t("own.no_form", name=slug))
        return persona

    def _head(self, slug: str = "") -> str:
        t = self.t
        own = [client for client in self.service.simulator.personas() if is_own_case(client) and t.lang in client.langs]
        rows = "".join(self._row(client) for client in own)
        listed = panel(t("own.mine"), f"<ul>{rows}</ul>") if rows else ""
        title = t("own.edit_title" if slug else "own.title")
        lead = t("own.lead") if self.service.simulator.settings.model else f"{t('own.lead')} {t('own.private')}"
        return page(f'<h1 tabindex="-1">{escape(title)}</h1><p class="lead">{escape(lead)}</p>{listed}')

    def _row(self, client: Persona) -> str:
        name, slug = client.text(self.t.lang).name, escape(client.slug)
        practise = f'<a data-go href="?client={slug}">{escape(self.t("own.practise"))}</a>'
        edit = f'<a data-go href="?view=own&edit={slug}">{escape(self.t("own.edit"))}</a>'
        return f"<li><b>{escape(name)}</b>, {escape(client.text(self.t.lang).case.project)}: {practise} · {edit}</li>"

    def _filled(self, form: CaseForm) -> Updates:
        """The form with these values, and its check."""
        values = form.model_dump(mode="json", exclude={"lang", "percent", "hours"})
        for name in ("percent", "hours"):
            values[f"{name}_from"], values[f"{name}_to"] = getattr(form, name)
        return {field: values[name] for name, field in self.fields.items()} | self._checked(form)

    def _checked(self, form: CaseForm) -> Updates:
        found = faults(form)
        ready = not found
        return {
            self.check: _check(self.t, found),
            self.attempt: gr.Button(interactive=ready),
            self.save: gr.Button(interactive=ready),
            self.export: gr.Button(interactive=ready),
        }

    # Events

    def wire(self, wires: Wires) -> None:
        inputs = list(self.fields.values())
        checked = [self.check, self.attempt, self.save, self.export, self.kept, self.saved]
        typed = [self.ear.typed, *(field.input for field in inputs if isinstance(field, gr.Dropdown))]
        for event in typed:
            wires.shows(event, self._typed, [self.editing, *inputs], checked, trigger_mode="always_last")
        filled = [*self.fields.values(), self.check, self.attempt, self.save, self.export]
        for event in (self.ear.arrive, self.editing.change):
            wires.shows(event, self._arrived, [self.editing, self.kept], filled)
        wires.shows(self.clear.click, self._cleared, [], [*filled, self.kept])
        wires.shows(self.fill.click, self._drafted, [self.letter, self.mask], filled, show_progress="minimal", show_progress_on=self.letter)
        wires.leads(self.attempt.click, self._try, inputs)
        wires.leads(self.save.click, self._save, [self.editing, *inputs])
        told = wires.shows(self.export.click, self._exported, [self.editing, *inputs], [self.file_text, self.file_name])
        told.then(None, [self.file_text, self.file_name], None, js=TAKE_ALONG)

    def _form(self, values: Sequence[Any]) -> CaseForm:
        """The form of the fields' values. Raises InputError in the page's language when it cannot be read."""
        given = {name: value for name, value in zip(self.fields, values, strict=True) if value is not None}
        zones = {name: (given.pop(f"{name}_from", 0), given.pop(f"{name}_to", 0)) for name in ("percent", "hours")}
        try:
            return CaseForm.model_validate({"lang": self.t.lang, **given, **zones})
        except ValidationError as error:
            names = ", ".join(dict.fromkeys(_label(self.t, str(part["loc"][0])) for part in error.errors()))
            raise InputError(self.t("own.unusable", names=names)) from None

    def _typed(self, editing: str, *values: Any) -> Updates:
        form = self._form(values)
        return self._checked(form) | {self.saved: ""} | ({} if editing else {self.kept: form.model_dump(mode="json")})

    def _arrived(self, editing: str, kept: Any) -> Any:
        """What was typed last, if it still makes a form; a saved case that is being edited stands there already."""
        if editing:
            return gr.skip()
        try:
            return self._filled(CaseForm.model_validate(kept or {"lang": self.t.lang}))
        except ValidationError:
            return self._filled(CaseForm(lang=self.t.lang))

    def _cleared(self) -> Updates:
        return self._filled(CaseForm(lang=self.t.lang)) | {self.kept: {}}

    def _drafted(self, letter: str, mask: bool) -> Updates:
        """The form as a model reads it out of the client's message."""
        if not letter.strip():
            raise InputError(self.t("own.no_letter"))
        return self._filled(self.service.simulator.draft_case(letter, self.t.lang, mask=bool(mask)))

    def _free(self, form: CaseForm) -> str:
        return self.service.simulator.workshop.free("personas", slug_of(form.name, "own-case"))

    def _try(self, *values: Any) -> Place:
        form = self._form(values)
        client = client_of(form, self._lenders, self._free(form))
        talk = self.service.talks.open(client, self.t.lang, time.time_ns() % 100_000, client.difficulty)
        return at("talk", talk=talk.id)

    def _save(self, editing: str, *values: Any) -> Place:
        form = self._form(values)
        text = yaml_of(form, self._lenders, editing or self._free(form))
        return at("own", edit=self.service.simulator.workshop.save("personas", text, replace=bool(editing)), saved="yes")

    def _exported(self, editing: str, *values: Any) -> Updates:
        form = self._form(values)
        slug = editing or self._free(form)
        return {self.file_text: yaml_of(form, self._lenders, slug), self.file_name: f"{slug}.yaml"}


_START = {"percent_from": 8, "percent_to": 25, "hours_from": 1, "hours_to": 4, "hourly_rate": 80}


def _label(t: Texts, name: str) -> str:
    """The words over a field; a zone is named by its first field."""
    return t(f"own.f_{name}_from" if name in ("percent", "hours") else f"own.f_{name}")


def _check(t: Texts, found: Sequence[Fault]) -> str:
    """What is still missing, field by field, or that all is there."""
    if not found:
        return page(panel(t("own.ready"), f"<p>{escape(t('own.ready_text'))}</p>"))
    rows = "".join(f"<li><b>{escape(_label(t, fault.field))}</b> – {escape(t(f'own.fault_{fault.kind}'))}</li>" for fault in found)
    return page(panel(t("own.open"), f'<ul class="faults">{rows}</ul>'))
