"""`python -m tests.ui.pictures [FOLDER]`: every page as a picture, light and dark, German and English, desktop and phone, into docs/pictures."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from simulator import Lang
from tests.ui.conftest import ARGS, chromium_path, watched
from tests.ui.server import ROOT, Server
from tests.ui.visitor import BAKERY, VIEWS, Visitor, script

DESKTOP, PHONE = (1280, 860), (360, 780)
KEPT: tuple[tuple[str, Lang, str, tuple[int, int]], ...] = (
    ("choose", "en", "light", DESKTOP), ("choose", "de", "dark", PHONE), ("briefing", "de", "light", DESKTOP), ("briefing", "en", "dark", PHONE),
    ("talk", "en", "light", DESKTOP), ("talk", "de", "dark", DESKTOP), ("talk", "de", "light", PHONE),
    ("report", "de", "light", DESKTOP), ("report", "en", "dark", PHONE), ("progress", "en", "dark", DESKTOP), ("progress", "de", "light", PHONE),
    ("compare", "de", "light", DESKTOP), ("own", "de", "light", DESKTOP), ("own", "en", "dark", PHONE), ("desk", "en", "light", DESKTOP),
)  # fmt: skip
"""The few that are kept in docs/pictures; with a FOLDER of one's own all are taken."""


def main(folder: Path | None) -> None:
    """Play three talks per language on a fresh server, then take the pictures."""
    every = [
        (view, lang, scheme, size) for view in VIEWS for lang in ("de", "en") for scheme in ("light", "dark") for size in (DESKTOP, PHONE)
    ]
    target = folder or ROOT / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, Server(Path(home)) as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path(), args=ARGS)
        places = {lang: _played(browser, server.url, lang) for lang in ("de", "en")}
        for view, lang, scheme, size in every if folder else KEPT:
            path = target / f"{view}-{lang}-{scheme}-{'desktop' if size == DESKTOP else 'phone'}.png"
            _take(browser, server.url, lang, scheme, size, view, places[lang][view], path)
        browser.close()


def _played(browser: Browser, url: str, lang: Lang) -> dict[str, str]:
    """The address of every view, after a poor talk, a good one and one that still goes on."""
    with watched(browser) as (context, watch):
        visitor = Visitor(context.new_page(), url, lang, watch)
        for grade in ("defensive", "average", "good", "ideal"):
            visitor.start()
            visitor.say_all(script(lang, grade))
            visitor.end()
        report = visitor.query
        visitor.start()
        visitor.say_all(script(lang, "ideal")[:2])
        talk, other = visitor.query, report.removeprefix("?talk=").split("&")[0]
        return {
            "choose": "", "briefing": f"?client={BAKERY}", "talk": talk, "report": report, "progress": "?view=progress", "own": "?view=own",
            "desk": "?view=desk", "compare": f"?view=compare&left={talk.removeprefix('?talk=')}&right={other}",
        }  # fmt: skip


def _take(browser: Browser, url: str, lang: Lang, scheme: str, size: tuple[int, int], view: str, query: str, path: Path) -> None:
    width, height = size
    with watched(browser, viewport={"width": width, "height": height}, color_scheme=scheme) as (context, watch):
        visitor = Visitor(context.new_page(), url, lang, watch)
        visitor.go(query, view)
        visitor.page.evaluate("document.activeElement.blur()")
        visitor.page.wait_for_function(
            "document.fonts.status === 'loaded' && !document.querySelector('.gradio-container .wrap.generating')"
        )
        visitor.page.wait_for_timeout(400)  # the bars glide to their place
        visitor.page.screenshot(path=path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
