"""The progress page: lines per criterion, two attempts compared, everything taken along and everything really gone."""

import json

import pytest
from playwright.sync_api import Locator

from simulator import Lang, Simulator
from tests.ui.conftest import Visit
from tests.ui.server import Server
from tests.ui.visitor import Visitor, script

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True}


@pytest.mark.parametrize(("lang", "size"), [("de", PHONE), ("en", {})])
def test_two_attempts_give_lines_and_a_comparison(visit: Visit, simulator: Simulator, lang: Lang, size: dict[str, object]) -> None:
    visitor = visit(lang, **size)
    bad, good = attempt(visitor, "defensive"), attempt(visitor, "ideal")
    visitor.go("?view=progress", "progress")
    names = [criterion.text(lang).name for criterion in simulator.rubric().criteria]
    lines = visitor.page.locator("svg.over-time")
    said = [lines.nth(n).get_attribute("aria-label") or "" for n in range(lines.count())]
    assert [label.split(":")[0] for label in said] == names
    assert all(label.count(", ") >= 1 for label in said)
    assert compared(visitor) == [visitor.t("progress.total"), *names]
    chosen = {name: visitor.page.locator(f"#pick-{name}").input_value() for name in ("one", "other")}
    assert chosen == {"one": bad, "other": good}
    assert visitor.page.locator(".compared tbody td:nth-child(4)").first.inner_text().startswith("+")
    visitor.page.locator("#pick-other").select_option(bad)
    visitor.page.wait_for_function("id => location.search.includes('other=' + id)", arg=bad)
    visitor.page.locator("#pick-one").select_option(good)
    visitor.page.wait_for_function("id => location.search.includes('one=' + id)", arg=good)
    fall(visitor).wait_for()


def attempt(visitor: Visitor, grade: str) -> str:
    """The id of a finished and scored talk."""
    visitor.start()
    visitor.say_all(script(visitor.lang, grade)[:3])  # type: ignore[arg-type]
    visitor.end()
    return visitor.talk_id


def compared(visitor: Visitor) -> list[str]:
    return [text.strip() for text in visitor.page.locator(".compared tbody th").all_inner_texts()]


def fall(visitor: Visitor) -> Locator:
    return visitor.page.locator(".compared tbody tr:first-child td.fall")


def test_everything_is_taken_along_as_json_and_nothing_is_left_after_deletion(visit: Visit, fragile_server: Server) -> None:
    visitor = visit("en", fragile_server.url)
    visitor.start()
    told = "A sentence nobody else would ever say about walnuts."
    visitor.say(told)
    visitor.go("?view=progress", "progress")
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("link", name=visitor.t("progress.export")).click()
    talks = json.loads(waiting.value.path().read_text(encoding="utf-8"))["talks"]
    assert told in [turn["text"] for turn in talks[0]["turns"]]
    assert {talk["id"] for talk in talks} == set(visitor.rows())
    assert any(told.encode() in path.read_bytes() for path in fragile_server.home.rglob("kulanz.db*"))
    visitor.page.once("dialog", lambda dialog: dialog.accept())
    visitor.page.get_by_role("link", name=visitor.t("progress.delete_all")).click()
    visitor.page.get_by_text(visitor.t("progress.empty")).wait_for()
    assert [path for path in fragile_server.home.rglob("*") if path.is_file() and told.encode() in path.read_bytes()] == []
