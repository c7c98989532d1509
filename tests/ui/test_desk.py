"""The coach's desk: a text is checked as it is typed, tried against graded freelancers, and saved, never over a shipped file unasked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator import Lang, check_file
from simulator.library import shipped
from tests.ui.conftest import Visit
from tests.ui.server import Server
from tests.ui.test_report import DESKTOP, PHONE
from tests.ui.visitor import Visitor

pytestmark = pytest.mark.browser


def put_first(visitor: Visitor, text: str) -> None:
    """Type a text before all others."""
    visitor.page.click("#k-desk-text .cm-content")
    visitor.page.keyboard.press("Control+Home")
    visitor.page.keyboard.insert_text(text)


def sound(visitor: Visitor) -> None:
    visitor.page.get_by_role("heading", name=visitor.t("desk.sound"), exact=True).wait_for()


@pytest.mark.parametrize(("lang", "size"), [("de", PHONE), ("en", DESKTOP)], ids=["de-phone", "en-desktop"])
def test_a_new_client_is_checked_tried_and_saved(
    visit: Visit, serve: Callable[..., Server], lang: Lang, size: dict[str, object], tmp_path: Path
) -> None:
    visitor = visit(lang, serve().url, **size)
    visitor.go("?view=desk", "desk")
    sound(visitor)
    put_first(visitor, "nonsense: 1\n")
    fault = visitor.page.locator("#k-desk-check li").first
    fault.wait_for()
    assert fault.inner_text().split("\n")[0].split() == [*visitor.t("desk.line", n=1).split(), "nonsense"]
    assert visitor.page.locator("#k-desk-save").is_disabled()
    for _ in range(2):
        visitor.page.keyboard.press("Control+z")
    sound(visitor)
    visitor.page.click("#k-desk-try")
    result = visitor.page.locator("#k-desk-result")
    result.locator("svg.curve").first.wait_for(state="attached")
    assert result.locator(".me").count() >= 4
    visitor.page.click("#k-desk-save")
    name = visitor.t("desk.new_client")
    visitor.told(visitor.t("desk.saved", name=name))
    assert check_file(tmp_path / "personas" / f"{name}.yaml") == []


def test_a_shipped_client_is_replaced_only_when_that_is_allowed(visit: Visit, serve: Callable[..., Server], tmp_path: Path) -> None:
    before = (shipped("personas") / "photo-silent.yaml").read_bytes()
    visitor = visit("en", serve().url)
    visitor.go("?view=desk&kind=personas&file=photo-silent", "desk")
    sound(visitor)
    visitor.page.click("#k-desk-save")
    visitor.page.locator(".toast-body", has_text=visitor.t("desk.taken", name="photo-silent")).wait_for()
    assert not (tmp_path / "personas").exists()
    visitor.page.locator("#k-desk-replace input").check()
    visitor.page.click("#k-desk-save")
    visitor.told(visitor.t("desk.saved", name="photo-silent"))
    assert (tmp_path / "personas" / "photo-silent.yaml").read_bytes() == before
    assert (shipped("personas") / "photo-silent.yaml").read_bytes() == before


def test_a_rubric_is_edited_and_scores_a_talk(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go("?view=desk", "desk")
    visitor.page.get_by_label(visitor.t("desk.rubrics"), exact=True).check()
    visitor.page.locator("#k-desk-client").wait_for()
    assert visitor.query == "?kind=rubrics&view=desk"
    sound(visitor)
    visitor.page.click("#k-desk-try")
    result = visitor.page.locator("#k-desk-result")
    result.locator("summary").click()
    assert result.locator("tbody tr, table tr").count() == 9


def test_the_text_can_be_left_with_the_keyboard(visit: Visit) -> None:
    visitor = visit("de")
    visitor.go("?view=desk", "desk")
    visitor.page.click("#k-desk-text .cm-content")
    visitor.page.keyboard.press("Escape")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("!document.activeElement.closest('#k-desk-text')")


def test_a_file_that_is_not_there_leads_home_with_a_notice(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go("?view=desk&kind=personas&file=../../etc/passwd")
    assert len(visitor.notices) == 1
