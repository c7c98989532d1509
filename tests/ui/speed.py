"""How long a visitor waits, in system Chromium: `python -m tests.ui.speed` prints seconds to the first page and milliseconds to a client's first words."""

import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from tests.ui.conftest import ARGS, chromium_path, watched
from tests.ui.server import Server
from tests.ui.visitor import Visitor, script

READING = 2_000
"""Milliseconds the visitor looks at the briefing, as nobody starts sooner."""
_FIRST_WORDS = """() => new Promise(done => {
  const said = () => document.querySelectorAll('#k-chat [data-testid=bot]'), before = said().length, start = performance.now();
  const look = () => said().length > before && said()[before].innerText.trim() ? done(performance.now() - start) : requestAnimationFrame(look);
  document.querySelector('#k-send').click();
  look();
})"""


def main() -> None:
    """Open the page three times, each in a fresh browser profile, then hold a talk."""
    with tempfile.TemporaryDirectory() as home, Server(Path(home)) as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path(), args=ARGS)
        for number in range(1, 4):
            with watched(browser) as (context, _):
                page, start = context.new_page(), time.perf_counter()
                page.goto(f"{server.url}/de/")
                page.locator("a.card").first.wait_for()
                print(f"first card, visit {number}: {time.perf_counter() - start:.2f} s")
        with watched(browser) as (context, watch):
            waits = _talk(Visitor(context.new_page(), server.url, "de", watch))
        print(
            f"first words: median {median(waits):.0f} ms, first turn {waits[0]:.0f} ms, longest {max(waits):.0f} ms of {len(waits)} turns"
        )
        browser.close()


def _talk(visitor: Visitor) -> list[float]:
    """Milliseconds from the click on Send to the first words, turn by turn."""
    visitor.start()
    visitor.page.wait_for_timeout(READING)
    waits: list[float] = []
    for line in script("de", "ideal"):
        if not visitor.over:
            visitor.box.fill(line)
            waits.append(visitor.page.evaluate(_FIRST_WORDS))
            visitor.page.wait_for_function(
                "() => { const box = document.querySelector('#k-message textarea'); return !box?.offsetParent || box.value === '' && !box.disabled; }"
            )
    return waits


if __name__ == "__main__":
    main()
