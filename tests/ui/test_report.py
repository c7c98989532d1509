"""The report: the own guess first, marks one can follow, what was hidden revealed, files to take along, and two attempts side by side."""

import re
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Locator

from simulator import Lang
from tests.ui.conftest import Visit
from tests.ui.test_reach import tab_to
from tests.ui.visitor import Visitor, script

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}


def held(visitor: Visitor, grade: str = "average", turns: int = 4) -> None:
    """A talk of a few turns, up to its end; the guess is asked for."""
    visitor.start()
    visitor.say_all(script(visitor.lang, grade)[:turns])  # type: ignore[arg-type]
    visitor.page.click("#k-end")
    visitor.page.locator("#k-report .guess").wait_for()
    visitor.arrived("report")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_own_guess_comes_first_and_stands_beside_the_result(visit: Visit, lang: Lang, size: dict[str, object]) -> None:
    visitor = visit(lang, **size)
    held(visitor)
    assert not visitor.page.locator("#k-report .total").count()
    sliders = visitor.page.locator("#k-report .guess input[type=range]")
    assert sliders.count() == 3
    sliders.nth(0).focus()
    visitor.page.keyboard.press("ArrowRight")
    assert sliders.nth(0).get_attribute("aria-valuetext") == visitor.t("report.guess_4")
    assert visitor.page.locator("#k-report output").nth(0).inner_text() == visitor.t("report.guess_4")
    visitor.page.click("#k-report [data-send]")
    visitor.see("report")
    guesses = visitor.page.locator(".core small").all_inner_texts()
    assert guesses == [visitor.t("report.guessed", n=n) for n in (4, 3, 3)]
    visitor.page.reload()
    visitor.see("report")
    assert visitor.page.locator(".core small").all_inner_texts() == guesses


def test_the_guess_can_be_skipped_and_is_not_asked_for_again(visit: Visit) -> None:
    visitor = visit("en")
    held(visitor)
    visitor.page.click("#k-report [data-skip]")
    visitor.see("report")
    assert visitor.page.locator(".core small").count() == 0
    visitor.page.reload()
    visitor.see("report")


def test_a_talk_without_a_word_has_no_score_and_no_guess(visit: Visit) -> None:
    visitor = visit("de")
    visitor.start()
    visitor.end()
    assert visitor.page.locator("#k-report .total").inner_text().split("\n")[-1] == visitor.t("report.not_scored")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_marks_lead_to_the_turn_and_from_the_turn_to_the_criterion(visit: Visit, size: dict[str, object]) -> None:
    visitor = visit("en", **size)
    held(visitor)
    visitor.page.click("#k-report [data-skip]")
    visitor.see("report")
    address = visitor.page.url
    mark = visitor.page.locator(".moments a[data-jump]").last
    turn = str(mark.get_attribute("data-jump"))
    mark.click()
    assert in_focus(visitor) == turn
    assert in_sight(visitor.page.locator(f"#{turn}"))
    assert visitor.page.locator(f"#{turn} .badge").count() == 1
    link = visitor.page.locator(".turn .links a").first
    criterion = str(link.get_attribute("data-jump"))
    link.focus()
    visitor.page.keyboard.press("Enter")
    assert in_focus(visitor) == criterion
    assert visitor.page.locator(f"#{criterion} > details").get_attribute("open") is not None
    visitor.page.locator(f"#{criterion} .q a[data-jump]").first.click()
    assert in_focus(visitor).startswith("t-")
    assert visitor.page.url == address


def test_a_point_of_the_curve_leads_to_its_turn_with_the_keyboard(visit: Visit) -> None:
    visitor = visit("de")
    held(visitor)
    visitor.page.click("#k-report [data-skip]")
    visitor.see("report")
    points = visitor.page.locator("svg.curve.wide a")
    assert points.count() == 4
    label = str(points.nth(2).get_attribute("aria-label"))
    assert label.startswith(visitor.t("report.turn", n=3))
    points.nth(2).focus()
    visitor.page.keyboard.press("Enter")
    assert in_focus(visitor) == "t-3"


def test_a_quote_of_the_judge_is_marked_in_what_was_said(visit: Visit) -> None:
    visitor = visit("en")
    held(visitor)
    visitor.page.click("#k-report [data-skip]")
    visitor.see("report")
    marked = visitor.page.locator(".turn .me mark").all_inner_texts()
    assert marked
    said = " ".join(visitor.page.locator(".turn .me").all_inner_texts())
    assert all(quote in said for quote in marked)


def in_focus(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("document.activeElement.id"))


def in_sight(element: Locator) -> bool:
    element.page.wait_for_function(
        "e => { const b = e.getBoundingClientRect(); return b.top < innerHeight && b.bottom > 0 }", arg=element.element_handle()
    )
    return True


# Side by side


def test_a_branch_is_compared_with_the_talk_it_left(visit: Visit) -> None:
    visitor = visit("en")
    held(visitor, "good", 4)
    visitor.page.click("#k-report [data-skip]")
    visitor.see("report")
    first = visitor.talk_id
    visitor.page.locator("a.branch").nth(1).click()
    visitor.see("talk")
    visitor.say(script("en", "defensive")[0])
    visitor.end()
    branch = visitor.talk_id
    visitor.report_part("others").locator(f"a[href*='{first}']").click()
    visitor.see("compare")
    assert dict(parse_qsl(visitor.query[1:])) == {"view": "compare", "left": first, "right": branch}
    assert visitor.page.get_by_text(visitor.t("compare.parted", n=2)).is_visible()
    rows = visitor.page.locator("table.scores tbody tr")
    assert rows.count() == 10
    assert all(re.fullmatch(r"[\d.]+|–", cell) for cell in rows.locator("td:nth-child(2), td:nth-child(3)").all_inner_texts())
    left, right = visitor.page.locator(".beside > div").all()
    assert (left.locator(".me").count(), right.locator(".me").count()) == (3, 1)
    assert right.locator(".me").inner_text() == script("en", "defensive")[0]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_any_two_attempts_are_chosen_in_the_page(visit: Visit, size: dict[str, object]) -> None:
    visitor = visit("de", **size)
    talks = []
    for _ in range(2):
        visitor.start("photo-silent")
        visitor.say("Was hatten Sie sich denn vorgestellt, wie die Bilder aussehen?")
        visitor.end()
        talks.append(visitor.talk_id)
    visitor.page.goto(f"{visitor.base}/de/?view=compare&left={talks[0]}")
    visitor.page.locator("#k-compare select[name=right]").select_option(talks[1])
    visitor.page.locator("#k-compare table").wait_for()
    assert visitor.page.locator("#k-compare select[name=left]").input_value() == talks[0]
    assert f"right={talks[1]}" in visitor.query


def test_talks_with_different_clients_are_not_compared(visit: Visit) -> None:
    visitor = visit("en")
    ids = []
    for client in ("photo-silent", "founder-invoice"):
        visitor.start(client)
        visitor.say("What had you expected the result to look like?")
        ids.append(visitor.talk_id)
    visitor.page.goto(f"{visitor.base}/en/?view=compare&left={ids[0]}&right={ids[1]}")
    visitor.told(visitor.t("compare.different"))


# Files to take along


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_report_is_taken_along_as_markdown_and_as_pdf(visit: Visit, lang: Lang) -> None:
    visitor = visit(lang)
    held(visitor)
    visitor.page.click("#k-report [data-skip]")
    visitor.see("report")
    for form, begins in (("md", f"# {visitor.t('report.title', name='')}".encode().rstrip()), ("pdf", b"%PDF-")):
        with visitor.page.expect_download() as waiting:
            visitor.page.click(f"#k-report a[download][href*='.{form}']")
        assert re.fullmatch(rf"{visitor.t('paper.file')}-[a-z-]+-\d{{4}}-\d\d-\d\d\.{form}", waiting.value.suggested_filename)
        assert waiting.value.path().read_bytes().startswith(begins)


def test_what_is_not_there_cannot_be_taken_along(visit: Visit) -> None:
    visitor = visit("de")
    for path, key in (("nothing.pdf", "talk.not_found"), ("nothing.exe", "paper.forms"), ("..%2F..%2Fetc%2Fpasswd.md", "")):
        answer = visitor.page.request.get(f"{visitor.base}/export/{path}?lang=de")
        assert answer.status == 404
        assert not key or answer.text() == visitor.t(key)


def test_a_report_is_printed_without_its_buttons_and_with_all_it_holds(visit: Visit) -> None:
    visitor = visit("en")
    held(visitor)
    visitor.page.click("#k-report [data-skip]")
    visitor.see("report")
    visitor.page.emulate_media(media="print")
    for hidden in ("header.top", "#k-report .actions", "#k-report .branch"):
        assert not visitor.page.locator(hidden).first.is_visible()
    assert visitor.page.locator(".turn .me").first.is_visible()
    assert len(visitor.page.pdf()) > 10_000


def test_the_report_is_read_with_the_keyboard_alone(visit: Visit) -> None:
    visitor = visit("en")
    held(visitor)
    tab_to(visitor, "#k-report [data-skip]")
    visitor.page.keyboard.press("Enter")
    visitor.see("report")
    tab_to(visitor, ".moments a[data-jump]")
    visitor.page.keyboard.press("Enter")
    assert in_focus(visitor).startswith("t-")
    tab_to(visitor, "a.branch")
    visitor.page.keyboard.press("Enter")
    visitor.see("talk")
