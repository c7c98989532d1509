"""Whole talks in the browser, from the card to the report."""

import re

import pytest

from simulator import Lang, Simulator
from simulator.scripts import Grade
from tests.ui.conftest import Visit
from tests.ui.visitor import BAKERY, Visitor, script

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_good_talk_goes_from_the_card_to_a_report_that_shows_everything(visit: Visit, simulator: Simulator, lang: Lang) -> None:
    visitor = visit(lang)
    visitor.go()
    visitor.page.click(f'a.card[href="?client={BAKERY}"]')
    visitor.see("briefing")
    visitor.at(f"?client={BAKERY}")
    visitor.page.click("#k-start")
    visitor.see("talk")
    lines = script(lang, "ideal")
    lines = lines[: visitor.say_all(lines)]
    assert visitor.own == lines
    assert len(visitor.said) == 2 * len(lines) + 1
    assert visitor.notices == [visitor.t("talk.ended", reason=visitor.t("ended.agreed"))]
    assert not visitor.box.is_visible()
    visitor.end()
    visitor.at(f"?talk={visitor.talk_id}&view=report")
    assert_report_shows_everything(visitor, simulator, lines)


def assert_report_shows_everything(visitor: Visitor, simulator: Simulator, lines: list[str]) -> None:
    page, t = visitor.page, visitor.t
    total = float(page.locator(".total b").inner_text().replace(",", "."))
    assert 70 <= total <= 100
    assert f"{t('report.outcome')}: {t('ended.agreed')}" in page.locator("#k-report").inner_text()
    rubric, persona = simulator.rubric(), next(p for p in simulator.personas() if p.slug == BAKERY)
    names = [c.text(visitor.t.lang).name for c in rubric.criteria]
    assert page.locator(".crit .line b").all_inner_texts() == names
    assert len(names) == 9
    assert all(re.fullmatch(r"[1-5][.,]\d|–", score) for score in page.locator(".crit .score").all_inner_texts())
    assert page.locator(".core > div").count() == sum(c.core for c in rubric.criteria)
    quotes = [quote.split("\n")[-1].strip() for quote in page.locator(".crit .q").all_inner_texts()]
    assert quotes
    assert [quote for quote in quotes if not any(quote in said for said in lines)] == []
    curve = visitor.report_part("mood").locator("svg.curve.wide")
    assert curve.get_attribute("aria-label") == t("report.mood_alt", n=len(lines))
    assert (curve.locator("polyline").count(), curve.locator(".dot").count()) == (3, len(lines) + 1)
    assert visitor.report_part("transcript").locator(".me").all_inner_texts() == lines
    assert_facts(visitor, {text.truth for name, text in persona.text(visitor.t.lang).facts.items() if persona.fact(name).hidden})
    paths = visitor.report_part("ledger").locator(".ledger .name").all_text_contents()
    assert paths == [t("report.yours"), t("report.insisted"), t("report.gave_everything")]


def assert_facts(visitor: Visitor, hidden: set[str]) -> None:
    """Every hidden fact stands on one of the two lists, and none on both."""
    found, missed = (visitor.report_part(part).locator("li").all_inner_texts() for part in ("found", "hidden"))
    assert set(found) & hidden
    assert (set(found) | set(missed)) - {visitor.t("report.all_found")} == hidden
    assert not set(found) & set(missed)


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("grade", ["defensive", "sarcastic"])
def test_a_bad_talk_ends_early_and_the_page_says_so(visit: Visit, lang: Lang, grade: Grade) -> None:
    visitor = visit(lang)
    visitor.start()
    turns = visitor.say_all(script(lang, grade))
    assert turns < 10
    bad_ends = [visitor.t("talk.ended", reason=visitor.t(f"ended.{end}")) for end in ("walked_out", "escalated")]
    assert len(visitor.notices) == 1
    assert visitor.notices[0] in bad_ends
    assert not visitor.box.is_visible()
    assert not visitor.page.locator("#k-send").is_visible()
    assert not visitor.page.locator("#k-hint").is_visible()
    visitor.end()
    outcome = visitor.page.locator("#k-report .panel").first.inner_text()
    assert any(visitor.t(f"ended.{end}") in outcome for end in ("walked_out", "escalated"))
    assert visitor.report_part("transcript").locator(".me").count() == turns
