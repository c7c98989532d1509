"""One browser and one server for all tests; a fresh, watched context for each."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from simulator import Lang
from tests.ui.server import Server
from tests.ui.visitor import BAKERY, Visitor, Watch, script

Visit = Callable[..., Visitor]
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WAIT = 45_000
"""Milliseconds until what is waited for counts as missing."""


def chromium_path() -> str | None:
    """The system's Chromium; None when there is none."""
    return next(filter(None, map(shutil.which, ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = chromium_path()
    if found is None:
        pytest.skip("There is no Chromium on this machine: install the package chromium to run the browser tests.")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server all tests share; nobody kills it and nobody deletes all talks on it."""
    with Server(tmp_path_factory.mktemp("shared")) as started:
        yield started


@pytest.fixture(scope="session")
def fragile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Another server that tests may kill and start again on the same folder, and whose talks they may all delete."""
    with Server(tmp_path_factory.mktemp("fragile")) as started:
        yield started


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts a server with settings of its own, for one test."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(Server(tmp_path, **settings))


@contextmanager
def watched(browser: Browser, **options: Any) -> Iterator[tuple[BrowserContext, Watch]]:
    """A fresh context; on leaving, nothing may have asked another machine for anything, and the console must be silent."""
    context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}} | options)
    context.set_default_timeout(WAIT)
    watch = Watch(context)
    yield context, watch
    context.close()
    assert (watch.foreign, watch.complaints) == ([], [])


@pytest.fixture
def visit(chromium: Browser, server: Server, serve: Callable[..., Server]) -> Iterator[Visit]:  # noqa: ARG001 pages close before servers
    """Makes a visitor: `visit("de")`, or `visit("en", base=fragile_server.url, color_scheme="dark")`."""
    with ExitStack() as stack:

        def new(lang: Lang, base: str = "", **options: Any) -> Visitor:
            context, watch = stack.enter_context(watched(chromium, **options))
            return Visitor(context.new_page(), base or server.url, lang, watch)

        yield new


@pytest.fixture(scope="session")
def addresses(chromium: Browser, server: Server) -> dict[str, str]:
    """The address of every view, with a talk in English and its report behind them."""
    with watched(chromium) as (context, watch):
        visitor = Visitor(context.new_page(), server.url, "en", watch)
        visitor.start()
        for line in script("en", "ideal")[:2]:
            visitor.say(line)
        talk = visitor.query
        visitor.start()
        visitor.say_all(script("en", "ideal"))
        visitor.end()
        report, other = visitor.query, visitor.talk_id
    return {
        "choose": "", "briefing": f"?client={BAKERY}", "talk": talk, "report": report, "progress": "?view=progress", "own": "?view=own", "desk": "?view=desk",
        "compare": f"?view=compare&left={talk.removeprefix('?talk=')}&right={other}",
    }  # fmt: skip
