"""All pages of one language on one board, of which one is seen at a time; decisions come from the service, words from the texts."""

from typing import Any

import gradio as gr

from simulator.errors import SimulatorError, StoreError, UnknownNameError
from simulator.ui.pages.base import Page, Service, Updates
from simulator.ui.pages.briefing import BriefingPage
from simulator.ui.pages.choose import ChoosePage
from simulator.ui.pages.compare import ComparePage
from simulator.ui.pages.desk import DeskPage
from simulator.ui.pages.frame import banner, head, page
from simulator.ui.pages.own_case import OwnCasePage
from simulator.ui.pages.progress import ProgressPage
from simulator.ui.pages.report import ReportPage
from simulator.ui.pages.talk import TalkPage
from simulator.ui.state import Place, at
from simulator.ui.texts import Texts

PAGES: tuple[type[Page], ...] = (ChoosePage, BriefingPage, TalkPage, ReportPage, ComparePage, OwnCasePage, ProgressPage, DeskPage)
"""Every page, the first one being home. A new page is a file in pages/ and its name here."""
HOME = PAGES[0].view


class Board:
    """The components of all pages, the head above them, and the address of what is shown. Nothing is wired yet."""

    def __init__(self, t: Texts, service: Service) -> None:
        self.t = t
        self.welcome = service.welcome
        self.top = gr.HTML(self._head(HOME))
        self.notice = gr.HTML()
        self.url = gr.Textbox(visible="hidden", elem_id="k-url", label="url")
        self.pages: dict[str, Page] = {}
        self.columns: dict[str, gr.Column] = {}
        for kind in PAGES:
            with gr.Column(visible=kind.view == HOME, elem_id=f"k-{kind.view}") as column:
                self.pages[kind.view] = kind(t, service)
            self.columns[kind.view] = column

    @property
    def all(self) -> list[Any]:
        """Every component an event may change."""
        return [self.top, self.notice, self.url, *self.columns.values(), *(part for page in self.pages.values() for part in page.parts)]

    def act(self, place: Place) -> Place:
        """Do what is to be done on the way to this place; where that leads."""
        return self.pages[place.view].act(place) if place.view in self.pages else place

    def show(self, place: Place) -> Updates:
        """The page at this place; a place that does not exist leads home with a notice."""
        notice = ""
        try:
            shown = self.pages[place.view].show(place) if place.view in self.pages else self._home()
        except SimulatorError as error:
            place, notice, shown = at(HOME), self._nowhere(place, error), self._home()
        view = place.view if place.view in self.pages else HOME
        columns: Updates = {column: gr.Column(visible=name == view) for name, column in self.columns.items()}
        return columns | shown | {self.top: self._head(view), self.notice: page(banner(notice)), self.url: place.query}

    def _home(self) -> Updates:
        return self.pages[HOME].show(at(HOME))

    def _head(self, view: str) -> str:
        return head(self.t, [kind.view for kind in PAGES if kind.in_head], view)

    def _nowhere(self, place: Place, error: SimulatorError) -> str:
        """Why this place cannot be shown, in the page's language where the reason is a common one."""
        if place.talk and isinstance(error, StoreError):
            return self.t("talk.not_found")
        return self.t("choose.unknown", name=place.client) if isinstance(error, UnknownNameError) else str(error)
