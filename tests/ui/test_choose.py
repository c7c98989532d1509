"""Choosing a client and getting ready: cards, filters, advice, the briefing's papers and choices."""

import re

import pytest

from simulator import Lang, Persona, Simulator
from simulator.formats import money
from tests.ui.conftest import Visit
from tests.ui.server import Server
from tests.ui.visitor import BAKERY, Visitor, script

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True}


def test_a_card_tells_who_it_is_what_it_is_about_and_what_it_trains(visit: Visit, simulator: Simulator) -> None:
    for lang in ("de", "en"):
        visitor = visit(lang)
        visitor.go()
        names = {criterion.id: criterion.text(lang).name for criterion in simulator.rubric().criteria}
        for client in simulator.personas():
            card, text = visitor.page.locator(f'a.card[href="?client={client.slug}"]'), client.text(lang)
            shown = card.inner_text()
            parts = (
                text.name,
                text.who,
                text.situation,
                visitor.t(f"difficulty.{client.difficulty}"),
                visitor.t("choose.minutes", n=client.minutes),
            )
            assert [part for part in parts if part not in shown] == []
            assert card.locator(".tag").all_inner_texts() == [names[skill] for skill in client.trains]
        assert visitor.page.locator("a.card.own").get_attribute("href") == "?view=own"
        faces = visitor.page.locator(".card svg.portrait").evaluate_all("all => new Set(all.map(face => face.innerHTML)).size")
        assert faces == len(simulator.personas())


@pytest.mark.parametrize(("lang", "size"), [("de", PHONE), ("en", {})])
def test_filters_leave_what_fits_stand_in_the_address_and_keep_the_focus(
    visit: Visit, simulator: Simulator, lang: Lang, size: dict[str, object]
) -> None:
    visitor = visit(lang, **size)
    visitor.go()
    everybody = cards(visitor)
    pick(visitor, "difficulty", "hard")
    hard = [client.slug for client in simulator.personas() if client.difficulty == "hard"]
    assert sorted(cards(visitor)) == sorted(hard)
    assert visitor.page.locator(".count").inner_text().startswith(visitor.t("choose.count", n=len(hard), all=len(everybody)))
    pick(visitor, "skill", "listening")
    both = [client.slug for client in simulator.personas() if client.difficulty == "hard" and "listening" in client.trains]
    assert sorted(cards(visitor)) == sorted(both)
    assert visitor.page.evaluate("document.activeElement.id") == "pick-skill"
    visitor.page.reload()
    visitor.see("choose")
    assert sorted(cards(visitor)) == sorted(both)
    visitor.page.get_by_role("link", name=visitor.t("choose.reset")).click()
    visitor.page.wait_for_function("location.search === ''")
    assert cards(visitor) == everybody


def test_a_trade_leaves_those_who_need_it(visit: Visit, simulator: Simulator) -> None:
    visitor = visit("de")
    visitor.go()
    baker = next(client for client in simulator.personas() if client.slug == BAKERY)
    pick(visitor, "trade", baker.text("de").case.trade)
    assert cards(visitor) == [client.slug for client in simulator.personas() if client.text("de").case.trade == baker.text("de").case.trade]


def pick(visitor: Visitor, name: str, value: str) -> None:
    visitor.page.locator(f"#pick-{name}").focus()
    visitor.page.locator(f"#pick-{name}").select_option(value)
    visitor.page.wait_for_function("([name, value]) => new URLSearchParams(location.search).get(name) === value", arg=[name, value])
    visitor.page.wait_for_function("name => document.activeElement.id === 'pick-' + name", arg=name)


def cards(visitor: Visitor) -> list[str]:
    """The clients whose cards are shown."""
    links = visitor.page.locator("a.card:not(.own)").evaluate_all("all => all.map(card => card.getAttribute('href'))")
    return [link.removeprefix("?client=") for link in links]


def test_a_surprise_leads_to_somebodys_briefing(visit: Visit, simulator: Simulator) -> None:
    visitor = visit("en")
    visitor.go()
    visitor.page.get_by_role("link", name=visitor.t("choose.surprise")).click()
    visitor.see("briefing")
    assert re.fullmatch(r"\?client=(.+)", visitor.query)[1] in {client.slug for client in simulator.personas()}  # type: ignore[index]


def test_results_advice_and_the_suggested_goal_follow_from_the_last_talk(
    visit: Visit, fragile_server: Server, simulator: Simulator
) -> None:
    visitor = visit("de", fragile_server.url)
    visitor.go()
    advised = visitor.page.locator(".strip", has_text=visitor.t("choose.next"))
    assert visitor.t("choose.because_first", name="").strip() in advised.inner_text().replace(
        first_name(advised.inner_text(), simulator), ""
    )
    visitor.start()
    visitor.say(script("de", "defensive")[0])
    visitor.go()
    unfinished = visitor.page.locator(".strip", has_text=visitor.t("choose.unfinished"))
    unfinished.get_by_role("link", name=visitor.t("choose.resume")).click()
    visitor.see("talk")
    visitor.say_all(script("de", "defensive")[1:4])
    visitor.end()
    total = visitor.page.locator(".total b").inner_text()
    visitor.page.locator("header a.brand").click()
    visitor.see("choose")
    card = visitor.page.locator(f'a.card[href="?client={BAKERY}"] .result').inner_text()
    assert card == visitor.t("choose.results", best=total, last=total)
    reason = advised.locator("p").inner_text()
    weak = [criterion for criterion in simulator.rubric().criteria if f"„{criterion.de.name}“" in reason]
    assert len(weak) == 1
    advised.get_by_role("link").click()
    visitor.see("briefing")
    client = next(client for client in simulator.personas() if f"?client={client.slug}" == visitor.query)
    assert weak[0].id in client.trains
    assert visitor.page.get_by_text(visitor.t("briefing.suggested")).is_visible()
    assert visitor.page.locator("#k-goal input").input_value() in {criterion.de.name for criterion in simulator.rubric().criteria}


def first_name(text: str, simulator: Simulator) -> str:
    """The client the text speaks of."""
    return next(client.text("de").name for client in simulator.personas() if client.text("de").name in text)


@pytest.mark.parametrize(("lang", "size"), [("de", PHONE), ("en", {})])
def test_the_briefing_holds_the_papers_what_is_known_what_is_not_and_the_goal(
    visit: Visit, simulator: Simulator, lang: Lang, size: dict[str, object]
) -> None:
    visitor = visit(lang, **size)
    visitor.go(f"?client={BAKERY}", "briefing")
    client = next(client for client in simulator.personas() if client.slug == BAKERY)
    text, case = client.text(lang), client.case(lang)
    shown = visitor.page.locator("#k-briefing").inner_text()
    parts = [
        case.project,
        case.agreed,
        text.case.delivered,
        money(client.price, case.currency, lang),
        case.complaint,
        *text.you_know,
        text.goal,
    ]
    parts += [visitor.t(f"briefing.unknown_{what}") for what in ("expected", "source", "need")]
    assert [part for part in parts if part not in shown] == []
    assert_tabs(visitor, client, lang)


def assert_tabs(visitor: Visitor, client: Persona, lang: Lang) -> None:
    """One sheet per document, opened with a click or an arrow key."""
    tabs = visitor.page.locator("#k-briefing [role=tab]")
    documents = client.text(lang).documents
    assert tabs.count() == 1 + len(documents)
    tabs.first.focus()
    for document in documents:
        visitor.page.keyboard.press("ArrowRight")
        sheet = visitor.page.locator("#k-briefing [role=tabpanel]:visible")
        assert sheet.locator("h3").inner_text() == document.title
        assert sheet.locator("pre").inner_text().strip() == document.text.strip()
    tabs.first.click()
    assert visitor.page.locator("#k-briefing [role=tabpanel]:visible dl").count() == 1


def test_the_choices_before_a_talk_hold_in_it(visit: Visit, simulator: Simulator) -> None:
    visitor = visit("en")
    visitor.go(f"?client={BAKERY}", "briefing")
    levels = next(client for client in simulator.personas() if client.slug == BAKERY).text("en").levels
    visitor.page.get_by_label(visitor.t("difficulty.hard"), exact=True).check()
    visitor.page.get_by_text(levels["hard"]).wait_for()
    visitor.page.get_by_label(visitor.t("briefing.hints")).uncheck()
    visitor.page.get_by_label(visitor.t("briefing.pace_email")).check()
    listening = simulator.rubric().criterion("listening").en
    visitor.page.locator("#k-goal input").click()
    visitor.page.get_by_role("option", name=listening.name).click()
    visitor.page.click("#k-start")
    visitor.see("talk")
    assert listening.goal in visitor.page.locator("#k-goal-now").inner_text()
    assert not visitor.page.locator("#k-hint").is_visible()
    visitor.box.fill("Good morning,")
    visitor.box.press("Enter")
    visitor.page.keyboard.type("What did you expect?")
    before = len(visitor.said)
    visitor.box.press("Shift+Enter")
    visitor.page.wait_for_function(
        "n => document.querySelectorAll('#k-chat :is([data-testid=bot], [data-testid=user])').length === n + 2 && !document.querySelector('.typing')",
        arg=before,
    )
    assert visitor.own == ["Good morning,\nWhat did you expect?"]
    visitor.page.reload()
    visitor.see("talk")
    assert not visitor.page.locator("#k-hint").is_visible()
    assert visitor.page.get_by_text(visitor.t("talk.keys_email")).is_visible()
