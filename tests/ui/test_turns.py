"""Going back: a turn taken back, a branch from the report, talks deleted; and the hint."""

import pytest
from playwright.sync_api import Dialog, Locator

from simulator import Lang
from simulator.hints import hint
from simulator.library import Library
from tests.ui.conftest import Visit
from tests.ui.server import Server
from tests.ui.visitor import BAKERY, Visitor, script

pytestmark = pytest.mark.browser
EN = script("en", "ideal")
BAKER = Library(None).persona(BAKERY)


def test_a_turn_taken_back_stands_in_the_box_again_and_the_old_talk_stays(visit: Visit) -> None:
    visitor = visit("en")
    visitor.start()
    visitor.say(EN[0])
    after_one, old = visitor.said, visitor.talk_id
    visitor.say(EN[1])
    after_two = visitor.said
    visitor.page.click("#k-back")
    visitor.page.wait_for_function("old => !location.search.includes(old)", arg=old)
    visitor.see("talk")
    assert visitor.said == after_one
    assert visitor.box.input_value() == EN[1]
    visitor.say(EN[2])
    assert visitor.own == [EN[0], EN[2]]
    visitor.go(f"?talk={old}", "talk")
    assert visitor.said == after_two


def test_the_first_turn_can_be_taken_back_and_then_there_is_none_left(visit: Visit) -> None:
    visitor = visit("en")
    visitor.start()
    assert not visitor.page.locator("#k-back").is_visible()
    opening, old = visitor.said, visitor.talk_id
    visitor.say(EN[0])
    visitor.page.click("#k-back")
    visitor.page.wait_for_function("old => !location.search.includes(old)", arg=old)
    visitor.see("talk")
    assert visitor.said == opening
    assert not visitor.page.locator("#k-back").is_visible()


def test_going_back_to_a_turn_from_the_report_gives_a_branch(visit: Visit) -> None:
    visitor = visit("en")
    visitor.start()
    visitor.say(EN[0])
    after_one = visitor.said
    visitor.say(EN[1])
    visitor.say(EN[2])
    visitor.end()
    old = visitor.talk_id
    links = visitor.report_part("transcript").locator("a.branch")
    assert links.all_inner_texts() == [visitor.t("report.branch")] * 3
    links.nth(1).click()
    visitor.see("talk")
    branch = visitor.talk_id
    assert branch != old
    assert visitor.said == after_one
    visitor.say(EN[2])
    visitor.go("?view=progress", "progress")
    assert visitor.rows()[:2] == [branch, old]
    tags = visitor.page.locator("#k-progress .talks tbody tr").nth(0).locator(".tag").all_inner_texts()
    assert tags == [visitor.t("progress.branch")]
    visitor.go(f"?talk={old}&view=report", "report")
    assert visitor.report_part("transcript").locator(".me").all_inner_texts() == EN[:3]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_hint_says_what_to_look_for_then_a_wording_and_goes_with_the_next_turn(visit: Visit, lang: Lang) -> None:
    visitor = visit(lang)
    visitor.start()
    assert visitor.hint == ""
    visitor.page.click("#k-hint")
    first = visitor.hinted()
    assert first == hint([], BAKER, lang).look
    visitor.page.get_by_role("button", name=visitor.t("talk.wording")).click()
    visitor.page.locator("#k-hint-text .wording").wait_for()
    both = visitor.hint
    assert both.split("\n\n") == [first, hint([], BAKER, lang).wording]
    visitor.page.reload()
    visitor.see("talk")
    assert visitor.hint == both
    visitor.say(script(lang, "ideal")[0])
    assert visitor.hint == ""
    assert visitor.page.locator("#k-hint").inner_text() == visitor.t("talk.hint")


def test_one_talk_is_deleted_after_asking_and_the_others_stay(visit: Visit) -> None:
    visitor = visit("en")
    kept, gone = two_talks(visitor)
    visitor.go("?view=progress", "progress")
    before = visitor.rows()
    asked: list[str] = []
    visitor.page.once("dialog", lambda dialog: refuse(dialog, asked))
    delete_link(visitor, gone).click()
    visitor.page.reload()
    visitor.see("progress")
    assert visitor.rows() == before
    visitor.page.once("dialog", lambda dialog: accept(dialog, asked))
    delete_link(visitor, gone).click()
    delete_link(visitor, gone).wait_for(state="detached")
    assert visitor.rows() == [talk for talk in before if talk != gone]
    assert asked == [visitor.t("progress.sure_one")] * 2
    assert visitor.query == "?view=progress"
    visitor.go(f"?talk={gone}")
    assert len(visitor.notices) == 1
    visitor.go(f"?talk={kept}", "talk")


def test_everything_is_deleted_after_asking(visit: Visit, fragile_server: Server) -> None:
    visitor = visit("en", fragile_server.url)
    two_talks(visitor)
    visitor.go("?view=progress", "progress")
    asked: list[str] = []
    visitor.page.once("dialog", lambda dialog: accept(dialog, asked))
    visitor.page.get_by_role("link", name=visitor.t("progress.delete_all")).click()
    visitor.page.get_by_text(visitor.t("progress.empty")).wait_for()
    assert asked == [visitor.t("progress.sure")]
    visitor.page.reload()
    visitor.see("progress")
    assert visitor.rows() == []


def two_talks(visitor: Visitor) -> tuple[str, str]:
    """The ids of two fresh talks."""
    visitor.start()
    first = visitor.talk_id
    visitor.start()
    return first, visitor.talk_id


def delete_link(visitor: Visitor, talk: str) -> Locator:
    return visitor.page.locator(f'#k-progress a[href="?view=progress&do=delete:{talk}"]')


def accept(dialog: Dialog, asked: list[str]) -> None:
    asked.append(dialog.message)
    dialog.accept()


def refuse(dialog: Dialog, asked: list[str]) -> None:
    asked.append(dialog.message)
    dialog.dismiss()
