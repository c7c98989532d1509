"""What is kept: over a reload, another language, the browser's buttons, a second tab, a killed server, a database that cannot be used."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator import Lang
from tests.fake_openai import FakeOpenAI, Stall
from tests.ui.conftest import Visit
from tests.ui.server import Server
from tests.ui.visitor import BAKERY, Visitor, script

pytestmark = pytest.mark.browser
DE, EN = script("de", "ideal"), script("en", "ideal")


def shown(visitor: Visitor) -> tuple[list[str], list[str], str, str]:
    """Everything of a talk one can see that must not change by looking again: bubbles, levels, who, the address."""
    levels = [bar.get_attribute("aria-label") or "" for bar in visitor.page.locator("#k-talk .track").all()]
    return visitor.said, levels, visitor.page.locator("#k-talk h1").inner_text(), visitor.query


def test_a_reload_in_the_middle_of_a_talk_keeps_everything(visit: Visit) -> None:
    visitor = visit("en")
    visitor.start()
    visitor.say(EN[0])
    visitor.say(EN[1])
    before = shown(visitor)
    visitor.page.reload()
    visitor.see("talk")
    assert shown(visitor) == before
    assert len(before[1]) == 3
    visitor.say(EN[2])
    assert visitor.own == EN[:3]


def test_a_mood_that_was_not_to_be_shown_stays_hidden_after_a_reload(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go(f"?client={BAKERY}", "briefing")
    visitor.page.get_by_label(visitor.t("briefing.mood")).uncheck()
    visitor.page.click("#k-start")
    visitor.see("talk")
    visitor.say(EN[0])
    assert shown(visitor)[1] == []
    visitor.page.reload()
    visitor.see("talk")
    assert shown(visitor)[1] == []


def test_another_language_of_the_page_keeps_the_talk(visit: Visit) -> None:
    visitor = visit("de")
    visitor.start()
    visitor.say(DE[0])
    said, _, _, query = shown(visitor)
    visitor.page.click("a[data-lang=en]")
    visitor.page.wait_for_url(f"**/en/{query}")
    english = Visitor(visitor.page, visitor.base, "en", visitor.watch)
    english.see("talk")
    assert english.said == said
    assert english.page.locator("#k-send").inner_text() == english.t("talk.send")
    assert english.page.evaluate("document.documentElement.lang") == "en"
    english.say(DE[1])
    assert english.own == DE[:2]
    english.page.goto(f"{visitor.base}/")
    english.see("choose")
    assert english.page.url == f"{visitor.base}/en/"


def test_the_browsers_back_and_forward_buttons_lead_through_the_views(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go()
    visitor.page.click(f'a.card[href="?client={BAKERY}"]')
    visitor.see("briefing")
    visitor.page.click("#k-start")
    visitor.see("talk")
    visitor.say(EN[0])
    visitor.end()
    visitor.page.click("header a[href='?view=progress']")
    visitor.see("progress")
    talk = visitor.rows()[0]
    way = [
        ("choose", ""), ("briefing", f"?client={BAKERY}"), ("talk", f"?talk={talk}"), ("report", f"?talk={talk}&view=report"), ("progress", "?view=progress"),
    ]  # fmt: skip
    for view, query in reversed(way[:-1]):
        visitor.page.go_back()
        visitor.at(query)
        visitor.see(view)
    for view, query in way[1:]:
        visitor.page.go_forward()
        visitor.at(query)
        visitor.see(view)


def test_a_second_tab_shows_the_same_talk_and_either_carries_it_on(visit: Visit) -> None:
    first = visit("en")
    first.start()
    first.say(EN[0])
    second = first.in_new_tab()
    second.go(first.query, "talk")
    assert shown(second) == shown(first)
    first.say(EN[1])
    second.say(EN[2])
    assert second.own == EN[:3]
    first.page.reload()
    first.see("talk")
    assert shown(first) == shown(second)


def test_a_talk_goes_on_where_it_stopped_when_the_server_was_killed(visit: Visit, fragile_server: Server) -> None:
    visitor = visit("en", fragile_server.url)
    visitor.start()
    visitor.say(EN[0])
    visitor.say(EN[1])
    before = shown(visitor)
    kill_and_start_again(visitor, fragile_server)
    visitor.page.reload()
    visitor.see("talk")
    assert shown(visitor) == before
    assert visitor.notices == []
    visitor.say(EN[2])
    visitor.page.reload()
    visitor.see("talk")
    assert visitor.own == EN[:3]


def test_a_page_that_was_left_open_goes_on_when_the_server_is_back(visit: Visit, fragile_server: Server) -> None:
    visitor = visit("en", fragile_server.url)
    visitor.start()
    visitor.say(EN[0])
    kill_and_start_again(visitor, fragile_server)
    visitor.box.fill(EN[1])
    visitor.box.press("Enter")
    visitor.page.locator("#k-chat [data-testid=bot] >> nth=2").or_(visitor.page.locator(".banner:visible")).first.wait_for()
    assert visitor.notices == []
    assert visitor.own == EN[:2]


def kill_and_start_again(visitor: Visitor, server: Server) -> None:
    visitor.watch.server_may_vanish = True
    server.kill()
    server.start()


def test_while_a_model_looks_for_words_the_client_is_seen_writing(visit: Visit, serve: Callable[..., Server]) -> None:
    with FakeOpenAI(Stall()) as model:
        visitor = visit("en", serve(KULANZ_MODEL="openai:fake", KULANZ_BASE_URL=model.url, KULANZ_API_KEY="none", KULANZ_TIMEOUT="5").url)
        visitor.start()
        visitor.box.fill(EN[0])
        visitor.box.press("Enter")
        visitor.page.locator("#k-chat [data-testid=bot] .typing").wait_for()
        visitor.page.locator("#k-chat .typing").wait_for(state="detached")
        visitor.told("The language model does not answer (no complete answer within the time limit); the talk goes on with prepared words.")
        assert visitor.said[1] == EN[0]


def test_a_message_that_was_not_answered_when_the_server_was_killed_is_back_in_the_box(visit: Visit, serve: Callable[..., Server]) -> None:
    with FakeOpenAI(Stall()) as model:
        server = serve(KULANZ_MODEL="openai:fake", KULANZ_BASE_URL=model.url, KULANZ_API_KEY="none", KULANZ_TIMEOUT="120")
        visitor = visit("en", server.url)
        visitor.start()
        opening = visitor.said
        visitor.box.fill(EN[0])
        visitor.box.press("Enter")
        visitor.page.locator("#k-chat [data-testid=user]", has_text=EN[0][:40]).wait_for()
        while not model.requests:
            visitor.page.evaluate("() => new Promise(requestAnimationFrame)")
        talk = visitor.query
        visitor.page.close()
        kill_and_start_again(visitor, server)
        again = visitor.in_new_tab()
        again.go(talk, "talk")
        again.told(again.t("talk.pending"))
        assert again.said == opening
        assert again.box.input_value() == EN[0]


def test_an_unusable_database_is_named_and_the_talk_still_works(visit: Visit, serve: Callable[..., Server], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    server = serve(KULANZ_DATABASE_URL=f"sqlite:///{tmp_path / 'file' / 'below' / 'kulanz.db'}")
    assert server.health() == {"ok": True, "saving": False}
    visitor = visit("en", server.url)
    visitor.go()
    visitor.told(visitor.t("errors.store"))
    visitor.page.click(f'a.card[href="?client={BAKERY}"]')
    visitor.see("briefing")
    visitor.page.click("#k-start")
    visitor.see("talk")
    visitor.say(EN[0])
    visitor.say(EN[1])
    visitor.end()
    assert visitor.report_part("transcript").locator(".me").all_inner_texts() == EN[:2]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "not a folder"


@pytest.mark.parametrize(("lang", "size"), [("de", {"viewport": {"width": 360, "height": 780}}), ("en", {})])
def test_notes_and_a_message_not_yet_sent_are_kept_while_they_are_typed(visit: Visit, lang: Lang, size: dict[str, object]) -> None:
    visitor = visit(lang, **size)
    visitor.start()
    notes = visitor.page.locator("#k-notes textarea")
    kept(visitor, "She paid half.", lambda: notes.fill("She paid half."))
    kept(visitor, "What did you", lambda: visitor.box.fill("What did you"))
    second = visitor.in_new_tab()
    second.go(visitor.query, "talk")
    assert (second.box.input_value(), second.page.locator("#k-notes textarea").input_value()) == ("What did you", "She paid half.")
    visitor.say("What did you expect?")
    visitor.page.reload()
    visitor.see("talk")
    assert (visitor.box.input_value(), notes.input_value()) == ("", "She paid half.")


def kept(visitor: Visitor, text: str, type_it: Callable[[], None]) -> None:
    """Type, and wait until the page has had it kept."""
    with visitor.page.expect_response(lambda answer: answer.url.endswith("/keep") and text in (answer.request.post_data or "")):
        type_it()


def test_a_lost_connection_is_told_and_the_text_that_could_not_be_sent_comes_back(visit: Visit, fragile_server: Server) -> None:
    visitor = visit("de", fragile_server.url)
    visitor.start()
    visitor.say(DE[0])
    said, talk = visitor.said, visitor.query
    visitor.watch.server_may_vanish = True
    fragile_server.kill()
    visitor.box.fill(DE[1])
    visitor.box.press("Enter")
    visitor.page.locator("#k-lost", has_text=visitor.t("errors.lost")).wait_for()
    assert visitor.page.get_by_text("Connection to the server").locator("visible=true").count() == 0
    visitor.page.evaluate("window.kulanzOld = true")
    fragile_server.start()
    visitor.page.wait_for_function("!window.kulanzOld && document.getElementById('k-lost')?.textContent === ''")
    visitor.see("talk")
    visitor.page.wait_for_function("text => document.querySelector('#k-message textarea').value === text", arg=DE[1])
    assert (visitor.said, visitor.query) == (said, talk)
    visitor.say(DE[1])
    assert visitor.own == DE[:2]
