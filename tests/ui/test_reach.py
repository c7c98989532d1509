"""Everybody can use the page: on a phone, with the keyboard alone, with a screen reader, in light and dark."""

from pathlib import Path
from typing import Any

import axe_core_python
import pytest

from tests.ui.conftest import Visit
from tests.ui.visitor import BAKERY, VIEWS, Visitor, script

pytestmark = pytest.mark.browser
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
GREETING = "Hello Mrs Ackroyd, I am listening."
_TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll('.gradio-container *')].filter(e => {
  if (e === document.documentElement) return e.scrollWidth > innerWidth;
  const box = e.getBoundingClientRect();
  const scrolls = x => x && (['auto', 'scroll'].includes(getComputedStyle(x).overflowX) || scrolls(x.parentElement));
  return e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && box.width > 1 && (box.right > innerWidth + 1 || box.left < -1)
    && !scrolls(e.parentElement);
}).map(e => e.tagName + '.' + (e.getAttribute('class') || '') + ' ' + (e.innerText || '').slice(0, 40))"""


@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_view_scrolls_sideways_on_a_phone(visit: Visit, addresses: dict[str, str], lang: str) -> None:
    visitor = visit(lang, viewport={"width": 360, "height": 780}, has_touch=True)
    assert {view: too_wide(visitor) for view in visitor.through(addresses)} == {view: [] for view in VIEWS}


def test_a_long_word_does_not_widen_the_phone(visit: Visit) -> None:
    visitor = visit("en", viewport={"width": 360, "height": 780})
    visitor.start()
    visitor.say("Donaudampfschifffahrtsgesellschaft" * 8)
    assert too_wide(visitor) == []
    visitor.end()
    assert too_wide(visitor) == []


def test_a_talk_is_held_with_the_keyboard_alone(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go()
    tab_to(visitor, f'a.card[href="?client={BAKERY}"]')
    visitor.page.keyboard.press("Enter")
    visitor.see("briefing")
    tab_to(visitor, "#k-start")
    visitor.page.keyboard.press("Enter")
    visitor.see("talk")
    tab_to(visitor, "#k-message textarea")
    for message in (GREETING, "What did you expect?"):
        visitor.page.keyboard.type(message)
        visitor.send()
    assert visitor.own == [GREETING, "What did you expect?"]
    tab_to(visitor, "#k-end")
    visitor.page.keyboard.press("Enter")
    visitor.page.locator("#k-report .guess").wait_for()
    visitor.arrived("report")
    tab_to(visitor, "#k-report [data-send]")
    visitor.page.keyboard.press("Enter")
    visitor.see("report")
    tab_to(visitor, ".crit summary")
    visitor.page.keyboard.press("Enter")
    assert visitor.page.locator(".crit > details").first.get_attribute("open") is not None


def test_screen_readers_hear_a_reply_once_and_whole(visit: Visit) -> None:
    visitor = visit("de")
    visitor.start()
    visitor.page.evaluate(
        """() => { window.heard = []; new MutationObserver(() => heard.push(document.getElementById('k-live').innerText))
          .observe(document.getElementById('k-live'), {childList: true, characterData: true, subtree: true}); }"""
    )
    visitor.say("Was hatten Sie erwartet?")
    assert visitor.page.evaluate("heard") == [visitor.said[-1]]
    loud = visitor.page.evaluate(
        "[...document.querySelectorAll('#k-chat [aria-live]')].filter(e => e.getAttribute('aria-live') !== 'off').length"
    )
    assert loud == 0


def test_the_face_follows_the_mood_and_says_so(visit: Visit) -> None:
    visitor = visit("en")
    visitor.start()
    face = visitor.page.locator("#k-who svg.portrait")
    seen = set()
    for line in script("en", "ideal"):
        if not visitor.over:
            seen.add((face.get_attribute("aria-label"), face.inner_html()))
            visitor.say(line)
    seen.add((face.get_attribute("aria-label"), face.inner_html()))
    moods = {(label or "").split(", ")[-1] for label, _ in seen}
    assert len(seen) == len(moods) > 1
    assert moods <= {visitor.t(f"moods.{mood}") for mood in ("hot", "cool", "warm")}


def tab_to(visitor: Visitor, target: str) -> None:
    """Press Tab until this element has the focus."""
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("q => document.activeElement.matches(q)", target):
            return
    raise AssertionError(f"{target} cannot be reached with Tab")


@pytest.mark.parametrize("target", ["a.card", "header nav a", "header a[data-lang]"])
def test_the_focus_can_be_seen(visit: Visit, target: str) -> None:
    visitor = visit("en")
    visitor.go()
    visitor.page.keyboard.press("Shift+Tab")
    visitor.page.locator(target).first.focus()
    assert visitor.page.locator(target).first.evaluate("e => getComputedStyle(e).outlineStyle") != "none"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_has_a_serious_fault_of_accessibility(visit: Visit, addresses: dict[str, str], scheme: str) -> None:
    visitor = visit("en", color_scheme=scheme)
    assert {view: faults(visitor) for view in visitor.through(addresses)} == {view: [] for view in VIEWS}
    assert visitor.page.evaluate("document.body.classList.contains('dark')") is (scheme == "dark")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_opened_view_has_no_serious_fault_either(visit: Visit, addresses: dict[str, str], scheme: str) -> None:
    visitor = visit("en", color_scheme=scheme)
    for view in ("talk", "report"):
        visitor.go(addresses[view], view)
        if view == "talk":
            visitor.page.click("#k-hint")
            visitor.hinted()
        visitor.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert faults(visitor) == []


def too_wide(visitor: Visitor) -> list[str]:
    """What makes the page scroll sideways or is cut off at its sides."""
    found: list[str] = visitor.page.evaluate(_TOO_WIDE)
    return found


def faults(visitor: Visitor) -> list[str]:
    """What axe calls serious or critical. No element is excepted: with Gradio 6.31 none of its own markup fails either."""
    visitor.page.evaluate("document.getAnimations().forEach(a => { try { a.finish() } catch { a.cancel() } })")
    visitor.page.evaluate(AXE)
    found: Any = visitor.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    broken = [(rule["id"], node) for rule in found["violations"] if rule["impact"] in ("serious", "critical") for node in rule["nodes"]]
    return [f"{rule}: {node['html'][:160]} {node['failureSummary'][:200]}" for rule, node in broken]
