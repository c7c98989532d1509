"""The freelancer's own case in the page: filled in with a live check, tried, saved, edited, taken along."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from simulator import Lang, Persona, check_file
from tests.ui.conftest import Visit
from tests.ui.server import Server
from tests.ui.test_report import DESKTOP, PHONE
from tests.ui.visitor import Visitor
from tests.unit.test_own_case import COVER, FLOWERS

pytestmark = pytest.mark.browser
TEXTS = ("name", "who", "trade", "project", "agreed", "delivered", "complaint", "expected", "source", "need", "purpose")


def fill(visitor: Visitor) -> None:
    """Type the whole form of the page's language."""
    form = FLOWERS if visitor.lang == "de" else COVER
    for name in TEXTS:
        visitor.page.locator(f"#k-own-{name} :is(input, textarea)").fill(getattr(form, name))
    visitor.page.locator("#k-own-price input").fill(f"{form.price:g}")
    for kind in form.kinds:
        visitor.page.get_by_label(visitor.t(f"own.k_{kind}"), exact=True).check()


def ready(visitor: Visitor) -> None:
    visitor.page.get_by_role("heading", name=visitor.t("own.ready"), exact=True).wait_for()


def save(visitor: Visitor) -> None:
    """Fill in the form and save it as a case of one's own."""
    visitor.go("?view=own", "own")
    fill(visitor)
    ready(visitor)
    visitor.page.click("#k-own-save")
    visitor.told(visitor.t("own.saved", name=(FLOWERS if visitor.lang == "de" else COVER).name))


@pytest.mark.parametrize(("lang", "size"), [("de", DESKTOP), ("en", PHONE)], ids=["de-desktop", "en-phone"])
def test_a_case_is_filled_in_checked_tried_and_saved(
    visit: Visit, serve: Callable[..., Server], lang: Lang, size: dict[str, object], tmp_path: Path
) -> None:
    visitor = visit(lang, serve().url, **size)
    visitor.go("?view=own", "own")
    missing = visitor.page.locator("#k-own-check li")
    assert missing.count() == 11
    assert visitor.page.locator("#k-own-try").is_disabled()
    fill(visitor)
    ready(visitor)
    visitor.page.click("#k-own-try")
    visitor.see("talk")
    form = FLOWERS if lang == "de" else COVER
    assert form.complaint.split(".")[0] in visitor.said[0]
    visitor.say("Was hatten Sie sich denn vorgestellt?" if lang == "de" else "What had you pictured?")
    assert (form.expected[:30]) in visitor.said[-1]
    visitor.go("?view=own", "own")
    ready(visitor)
    visitor.page.click("#k-own-save")
    visitor.told(visitor.t("own.saved", name=form.name))
    [path] = (tmp_path / "personas").glob("*.yaml")
    assert check_file(path) == []
    assert f"edit={path.stem}" in visitor.query
    visitor.go(f"?client={path.stem}", "briefing")
    visitor.go()
    assert visitor.page.locator(f"a.card[href='?client={path.stem}']").count() == 1


def test_a_saved_case_is_edited_under_its_own_name(visit: Visit, serve: Callable[..., Server], tmp_path: Path) -> None:
    visitor = visit("de", serve().url)
    save(visitor)
    visitor.page.locator("#k-own-price input").fill("1234")
    visitor.page.locator("#k-own-price input").blur()
    visitor.page.locator("#k-own-saved .banner").wait_for(state="detached")
    visitor.page.click("#k-own-save")
    visitor.told(visitor.t("own.saved", name=FLOWERS.name))
    visitor.page.reload()
    visitor.see("own")
    assert visitor.page.locator("#k-own-price input").input_value() == "1234"
    [path] = (tmp_path / "personas").glob("*.yaml")
    assert Persona.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).price == 1234


def test_what_was_typed_is_there_again_after_a_reload_until_it_is_cleared(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go("?view=own", "own")
    fill(visitor)
    ready(visitor)
    visitor.page.reload()
    visitor.see("own")
    ready(visitor)
    assert visitor.page.locator("#k-own-project :is(input, textarea)").input_value() == COVER.project
    visitor.page.click("#k-own-clear")
    visitor.page.locator("#k-own-check li").nth(10).wait_for()
    visitor.page.reload()
    visitor.see("own")
    assert visitor.page.locator("#k-own-project :is(input, textarea)").input_value() == ""


def test_what_was_typed_is_there_again_after_another_case_was_edited(visit: Visit, serve: Callable[..., Server]) -> None:
    visitor = visit("en", serve().url)
    save(visitor)
    project = visitor.page.locator("#k-own-project :is(input, textarea)")
    visitor.page.click("header a[href='?view=own']")
    visitor.at("?view=own")
    visitor.page.wait_for_function("box => box.value === ''", arg=project.element_handle())
    project.fill("A second case")
    visitor.page.locator("#k-own-check li").nth(10).wait_for(state="detached")
    visitor.page.locator("a[href^='?view=own&edit=']").click()
    visitor.page.wait_for_function("([box, text]) => box.value === text", arg=[project.element_handle(), COVER.project])
    visitor.page.click("header a[href='?view=own']")
    visitor.page.wait_for_function("box => box.value === 'A second case'", arg=project.element_handle())
    assert visitor.query == "?view=own"


def test_a_case_is_taken_along_as_a_file_that_passes_the_check(visit: Visit, tmp_path: Path) -> None:
    visitor = visit("en")
    visitor.go("?view=own", "own")
    fill(visitor)
    ready(visitor)
    with visitor.page.expect_download() as waiting:
        visitor.page.click("#k-own-export")
    assert re.fullmatch(r"dana-whitlock(-\d)?\.yaml", waiting.value.suggested_filename)
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert check_file(path) == []


def test_a_secret_told_in_the_complaint_is_named_at_once(visit: Visit) -> None:
    visitor = visit("de")
    visitor.go("?view=own", "own")
    fill(visitor)
    ready(visitor)
    visitor.page.locator("#k-own-complaint textarea").select_text()
    visitor.page.keyboard.insert_text(f"{FLOWERS.complaint} {FLOWERS.need}")  # as a paste does, without a key
    visitor.page.locator("#k-own-check li", has_text=visitor.t("own.fault_given_away")).wait_for()
    assert visitor.page.locator("#k-own-save").is_disabled()


def test_without_a_model_there_is_no_box_for_a_message(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go("?view=own", "own")
    assert visitor.page.locator("#k-own-letter").count() == 0
