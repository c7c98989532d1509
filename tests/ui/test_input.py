"""What is typed: nothing, too much, HTML, markdown and things that look like templates."""

import pytest

from tests.ui.conftest import Visit
from tests.ui.visitor import Visitor, script

pytestmark = pytest.mark.browser
EN = script("en", "ideal")
LONG = "I hear you. " * 8334
MARKUP = (
    '<img src=x onerror="document.title=1"> <b>bold</b> <div style="position:fixed;inset:0">over</div> <form action=/x><input name=q></form> '
    "<script>document.title=2</script> <style>body{display:none}</style> <details open>d</details> <think>t</think> &amp; &lt;i&gt; "
    "**strong** _em_ # head [link](http://example.org/) ![pic](http://example.org/a.png) `code` $x^2$ ${1+1} {{value}} {value}"
)
INJECTED = "img, b, i, div[style*=fixed], form, input, script, style, details, think, strong, em, h1, a, code, pre, .katex, iframe"


@pytest.mark.parametrize("nothing", ["", "   "])
def test_an_empty_message_gives_a_notice_and_nothing_is_said(visit: Visit, nothing: str) -> None:
    visitor = visit("en")
    visitor.start()
    before = visitor.said
    visitor.box.fill(nothing)
    visitor.page.click("#k-send")
    visitor.told(visitor.t("talk.empty"))
    assert visitor.said == before
    visitor.say(EN[0])
    assert visitor.notices == []
    assert visitor.own == EN[:1]


def test_a_message_of_a_hundred_thousand_characters_gives_a_notice_and_is_kept(visit: Visit) -> None:
    assert len(LONG) > 100_000
    visitor = visit("en")
    visitor.start()
    before = visitor.said
    visitor.box.fill(LONG)
    visitor.page.click("#k-send")
    visitor.told("20,000")
    assert visitor.box.input_value() == LONG
    assert visitor.box.is_enabled()
    assert visitor.said == before
    visitor.say(EN[0])
    assert (visitor.own, visitor.notices) == (EN[:1], [])


def test_markup_is_shown_as_it_was_typed(visit: Visit) -> None:
    visitor = visit("en")
    visitor.start()
    title = visitor.page.title()
    visitor.say(MARKUP)
    assert_literal(visitor, "#k-chat [data-testid=user]")
    visitor.page.reload()
    visitor.see("talk")
    assert_literal(visitor, "#k-chat [data-testid=user]")
    visitor.end()
    assert_literal(visitor, "#k-report .turn .me")
    assert visitor.page.title() == title


def assert_literal(visitor: Visitor, where: str) -> None:
    shown = visitor.page.locator(where)
    assert [text.strip() for text in shown.all_inner_texts()] == [MARKUP]
    assert shown.locator(INJECTED).count() == 0


def test_the_lines_of_a_message_stay_lines(visit: Visit) -> None:
    visitor = visit("en")
    visitor.start()
    visitor.box.fill("I hear you.")
    visitor.box.press("Shift+Enter")
    visitor.page.keyboard.type("What did you expect?")
    visitor.say(visitor.box.input_value())
    assert visitor.own == ["I hear you.\nWhat did you expect?"]


@pytest.mark.parametrize(
    "query", ["?talk=nothing", "?talk=nothing&view=report", "?client=nobody", "?talk=' OR 1=1", "?client=../../etc/passwd"]
)
def test_an_address_that_leads_nowhere_shows_the_first_page_with_a_notice(visit: Visit, query: str) -> None:
    visitor = visit("en")
    visitor.go(query)
    assert len(visitor.notices) == 1


@pytest.mark.parametrize("query", ["?talk=nothing", "?client=nobody"])
def test_a_german_page_speaks_german_when_an_address_leads_nowhere(visit: Visit, query: str) -> None:
    german, english = visit("de"), visit("en")
    german.go(query)
    english.go(query)
    assert len(german.notices) == 1
    assert german.notices != english.notices


def test_a_german_page_speaks_german_when_a_message_is_too_long(visit: Visit) -> None:
    visitor = visit("de")
    visitor.start()
    visitor.box.fill(LONG)
    visitor.page.click("#k-send")
    visitor.told("20")
    assert "Zeichen" in visitor.notices[0]
