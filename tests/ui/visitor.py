"""Somebody in front of the page: goes to places, says things, and reads what is shown; and a watch on what the browser asks for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request

from simulator import Lang, graded_scripts
from simulator.library import Library
from simulator.scripts import Grade
from simulator.ui.texts import texts

BAKERY = "bakery-website"
VIEWS = ("choose", "briefing", "talk", "report", "compare", "own", "progress", "desk")
_NO_FILE = re.compile(r"/(favicon\.ico|manifest\.json)$")
_GRADIOS_OWN = ("AbortError: signal is aborted without reason", "Unexpected error Connection errored out.")
"""Gradio now and then throws these when it closes its event stream, or when a page is left before an answer came; our code aborts nothing."""
_LOST = re.compile(r"net::ERR_|network error|Connection errored out")
_ANSWERED = """n => {
  const said = document.querySelectorAll('#k-chat [data-testid=bot]');
  const box = document.querySelector('#k-message textarea');
  const ready = !box || !box.offsetParent || (!box.disabled && box.value === '' && document.activeElement === box);
  return said.length > n && said[said.length - 1].innerText.trim() !== '' && ready;
}"""

_FOLLOW = """address => {
  const link = Object.assign(document.createElement('a'), {href: address});
  link.dataset.go = '';
  document.body.append(link);
  link.click();
  link.remove();
}"""


def script(lang: Lang, grade: Grade) -> list[str]:
    """What a scripted freelancer of this grade says to the baker."""
    return graded_scripts(Library(None).persona(BAKERY), lang)[grade]


class Watch:
    """Notes every request to another machine and everything the console complains about, in all tabs of a context."""

    def __init__(self, context: BrowserContext) -> None:
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.server_may_vanish = False
        """True while a test kills the server: a lost connection is then no fault of the page."""
        context.on("request", self._asked)
        context.on("console", self._printed)
        context.on("weberror", lambda error: self._thrown(str(error.error)))
        context.on("page", lambda page: page.on("websocket", lambda socket: self.foreign.append(socket.url)))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:", "about:")) and urlsplit(request.url).hostname != "127.0.0.1":
            self.foreign.append(request.url)

    def _thrown(self, error: str) -> None:
        if not error.startswith(_GRADIOS_OWN):
            self.complaints.append(error)

    def _printed(self, message: ConsoleMessage) -> None:
        if (
            message.type != "error"
            or message.text.startswith(_GRADIOS_OWN)
            or ("404" in message.text and _NO_FILE.search(urlsplit(message.location["url"]).path))
        ):
            return
        if not (self.server_may_vanish and _LOST.search(message.text)):
            self.complaints.append(f"{message.text} ({message.location['url']})")


class Visitor:
    """Drives one tab in one language."""

    def __init__(self, page: Page, base: str, lang: Lang, watch: Watch) -> None:
        self.page = page
        self.watch = watch
        self.base = base
        self.t = texts(lang)
        self.lang = lang

    def in_new_tab(self) -> "Visitor":
        """The same person in a second tab."""
        return Visitor(self.page.context.new_page(), self.base, self.lang, self.watch)

    # Places

    def go(self, query: str = "", view: str = "choose") -> None:
        """Open an address of the page and wait for its view."""
        self.page.goto(f"{self.base}/{self.lang}/{query}")
        self.see(view)

    def through(self, addresses: Mapping[str, str]) -> Iterator[str]:
        """Open the first of these views, then come to the others by links inside the page; yields the view that is shown."""
        for number, (view, query) in enumerate(addresses.items()):
            if number:
                self.page.evaluate(_FOLLOW, query or "?")
                self.see(view)
            else:
                self.go(query, view)
            yield view

    def see(self, view: str) -> None:
        """Wait until this view is the one that is shown, with its content, and the arrival is over: its heading has the focus."""
        inside = {"talk": "[data-testid=bot]", "report": ".total", "compare": "table", "desk": ".cm-line"}.get(view, "h1")
        self.page.locator(f"#k-{view} {inside}").first.wait_for(state="visible")
        for other in VIEWS:
            if other != view:
                self.page.locator(f"#k-{other}").wait_for(state="hidden")
        self.arrived(view)

    def arrived(self, view: str) -> None:
        """Wait until the heading of this view has the focus: until then it may be taken from anything else."""
        self.page.wait_for_function("v => document.activeElement.matches(`#k-${v} h1`)", arg=view)

    def at(self, query: str) -> None:
        """Wait until the address says so."""
        self.page.wait_for_function("q => location.search === q", arg=query)

    @property
    def query(self) -> str:
        found: str = self.page.evaluate("location.search")
        return found

    @property
    def talk_id(self) -> str:
        return self.query.removeprefix("?talk=").split("&")[0]

    # The talk

    def start(self, client: str = BAKERY) -> None:
        """Open a talk with a client, by its address."""
        self.go(f"?client={client}", "briefing")
        self.page.click("#k-start")
        self.see("talk")
        self.page.wait_for_function("() => location.search.startsWith('?talk=')")

    @property
    def box(self) -> Locator:
        return self.page.locator("#k-message textarea")

    def say(self, text: str) -> None:
        """Send a message and wait for the whole answer."""
        self.box.fill(text)
        self.send()

    def send(self) -> None:
        """Send what was typed; the turn is over once the page has given the focus back to the box, or taken the box away."""
        before = self.page.locator("#k-chat [data-testid=bot]").count()
        self.page.keyboard.press("Enter")
        self.page.evaluate("document.activeElement.blur()")
        self.page.wait_for_function(_ANSWERED, arg=before)

    def say_all(self, lines: Sequence[str]) -> int:
        """Say the lines until the talk is over; how many were needed."""
        for n, line in enumerate(lines):
            if self.over:
                return n
            self.say(line)
        return len(lines)

    def end(self) -> None:
        """Go to the report, without a guess of one's own."""
        self.page.click("#k-end")
        self.page.locator("#k-report :is(.guess, .total)").first.wait_for()
        self.arrived("report")
        if self.page.locator("#k-report .guess").count():
            self.page.click("#k-report [data-skip]")
        self.see("report")

    @property
    def over(self) -> bool:
        return self.page.locator("#k-end").inner_text() == self.t("talk.report")

    @property
    def said(self) -> list[str]:
        """All bubbles, the client's and one's own, in their order."""
        return [text.strip() for text in self.page.locator("#k-chat [data-testid=bot], #k-chat [data-testid=user]").all_inner_texts()]

    @property
    def own(self) -> list[str]:
        return [text.strip() for text in self.page.locator("#k-chat [data-testid=user]").all_inner_texts()]

    @property
    def notices(self) -> list[str]:
        """The banners one can see."""
        return [banner.inner_text() for banner in self.page.locator(".banner:visible").all()]

    def told(self, part: str) -> None:
        """Wait for a banner with these words."""
        self.page.locator(".banner:visible", has_text=part).first.wait_for()

    @property
    def hint(self) -> str:
        """What the hint says; empty while nobody asked."""
        return "\n\n".join(text.strip() for text in self.page.locator("#k-hint-text p").all_inner_texts())

    def hinted(self) -> str:
        """The hint once it is there."""
        self.page.locator("#k-hint-text p").first.wait_for()
        return self.hint

    # The report

    def report_part(self, key: str) -> Locator:
        """The titled box of the report."""
        heading = self.page.get_by_role("heading", name=self.t(f"report.{key}"), exact=True)
        return self.page.locator("#k-report section.panel").filter(has=heading)

    def rows(self) -> list[str]:
        """The rows of the progress page, by talk id."""
        links = self.page.locator("#k-progress .talks tbody tr td:last-child a:first-child")
        return [re.findall(r"talk=(\w+)", link.get_attribute("href") or "")[0] for link in links.all()]
