"""`kulanz practice [PERSONA] [--lang]`: a talk in the terminal, its lines piped in."""

import sqlite3
from pathlib import Path
from typing import Literal

import pytest

from simulator import Settings, build_simulator, load_persona
from simulator.store import Talk
from tests.contract.command import ROOT, UNREACHABLE, complaint, kulanz, printed

BAKERY = load_persona(ROOT / "personas" / "bakery-website.yaml")
ASK = {
    "de": "Was hatten Sie sich vorgestellt, als Sie mir den Auftrag gegeben haben?",
    "en": "What had you pictured when you gave me the job?",
}
END = {"de": "/ende", "en": "/end"}
Language = Literal["de", "en"]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_talk_is_led_ended_scored_and_kept(tmp_path: Path, lang: Language) -> None:
    shown = printed(kulanz(tmp_path, "practice", "bakery-website", "--lang", lang, typed=f"{ASK[lang]}\n{END[lang]}\nnever said\n")).out
    [talk] = _kept(tmp_path)
    session = talk.session
    assert (session.lang, session.messages, session.ended) == (lang, (ASK[lang],), "user_ended")
    name = BAKERY.text(lang).name
    assert f"{name}: {session.opening}\n" in shown
    assert f"{name}: {session.lines[-1]}\n" in shown
    assert {"de": "Das Gespräch ist zu Ende: von Ihnen beendet.", "en": "The talk is over: ended by you."}[lang] in shown
    assert " / 100" in shown


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_briefing_is_shown_whole(tmp_path: Path, lang: Language) -> None:
    shown = printed(kulanz(tmp_path, "practice", "bakery-website", "--lang", lang, typed=END[lang])).out
    text = BAKERY.text(lang)
    briefing = _flat(shown)
    assert [part for part in (text.name, text.who, text.case.agreed, text.case.delivered, END[lang]) if _flat(part) not in briefing] == []


def test_the_end_of_the_input_ends_the_talk(tmp_path: Path) -> None:
    shown = printed(kulanz(tmp_path, "practice", "bakery-website", typed=f"{ASK['de']}\n")).out
    assert "Das Gespräch ist zu Ende: von Ihnen beendet." in shown


def test_a_talk_in_which_nothing_was_said_is_not_scored(tmp_path: Path) -> None:
    shown = printed(kulanz(tmp_path, "practice", "bakery-website", typed="/ende\n")).out
    assert "Gesamt: nicht bewertet" in shown


def test_going_back_takes_the_last_turn_back_and_keeps_the_first_way(tmp_path: Path) -> None:
    typed = f"/zurück\nDas steht so im Angebot.\n/zurück\n{ASK['de']}\n/ende\n"
    shown = printed(kulanz(tmp_path, "practice", "bakery-website", typed=typed)).out
    assert "Nichts zum Zurücknehmen." in shown
    assert {talk.session.messages: talk.parent is None for talk in _kept(tmp_path)} == {
        ("Das steht so im Angebot.",): True,
        (ASK["de"],): False,
    }


def test_a_message_that_cannot_be_used_is_asked_for_again(tmp_path: Path) -> None:
    typed = f"\n{'a' * 100_000}\n{ASK['de']}\n/ende\n"
    shown = printed(kulanz(tmp_path, "practice", "bakery-website", typed=typed)).out
    assert "The message is empty. Write what you would say to the client." in shown
    assert "The message has 100,000 characters; at most 20,000 are read. Shorten it." in shown
    assert [talk.session.messages for talk in _kept(tmp_path)] == [(ASK["de"],)]


def test_a_client_may_be_chosen_by_number(tmp_path: Path) -> None:
    shown = printed(kulanz(tmp_path, "practice", typed="1\n/ende\n")).out
    assert all(persona.text("de").name in shown for persona in build_simulator(Settings(home=tmp_path)).personas())
    assert [talk.session.persona.slug for talk in _kept(tmp_path)] == ["bakery-website"]


def test_a_talk_that_the_client_ends_takes_no_more_messages(tmp_path: Path) -> None:
    rude = "Lesen Sie doch das Angebot, Sie sind selbst schuld. Hören Sie auf zu jammern, das ist lächerlich.\n"
    shown = printed(kulanz(tmp_path, "practice", "bakery-website", typed=rude * 12)).out
    [talk] = _kept(tmp_path)
    assert talk.session.ended in ("walked_out", "escalated")
    assert f"Das Gespräch ist zu Ende: {'eskaliert' if talk.session.ended == 'escalated' else 'abgebrochen'}." in shown


def test_a_model_that_is_not_there_costs_a_notice_and_not_the_talk(tmp_path: Path) -> None:
    shown = printed(kulanz(tmp_path, "practice", "bakery-website", typed=f"{ASK['de']}\n/ende\n", env=UNREACHABLE)).out
    [talk] = _kept(tmp_path)
    assert talk.session.lines[-1] in BAKERY.text("de").facts["expectation"].tell
    assert f"{BAKERY.text('de').name}: {talk.session.lines[-1]}\n" in shown
    notice = "Das Sprachmodell antwortet nicht (Server nicht erreichbar oder Verbindung verloren); das Gespräch geht mit vorbereiteten Worten weiter."
    assert notice in shown
    assert "Gesamt: nicht bewertet" in shown


def test_a_folder_that_cannot_be_made_costs_a_notice_and_not_the_talk(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, no folder", encoding="utf-8")
    below = {"KULANZ_HOME": str(tmp_path / "file" / "home")}
    shown = printed(kulanz(tmp_path, "practice", "bakery-website", typed=f"{ASK['de']}\n/ende\n", env=below)).out
    assert "Not a directory. Set KULANZ_HOME to a folder you may write." in _line(shown)
    assert "Das Gespräch ist zu Ende: von Ihnen beendet." in shown


def test_a_database_that_may_only_be_read_is_refused_and_nothing_is_left_behind(tmp_path: Path) -> None:
    build_simulator(Settings(home=tmp_path)).talks.list()
    before = sorted(path.name for path in tmp_path.iterdir())
    address = {"KULANZ_DATABASE_URL": f"sqlite:///file:{tmp_path / 'kulanz.db'}?mode=ro&uri=true"}
    said = complaint(kulanz(tmp_path, "practice", "bakery-website", typed="/ende\n", env=address))
    assert "attempt to write a readonly database. Check that it exists and may be written." in said
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_file_that_is_no_database_costs_a_notice_and_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "kulanz.db").write_text("my diary, " * 200, encoding="utf-8")
    shown = printed(kulanz(tmp_path, "practice", "bakery-website", typed="/ende\n")).out
    assert "file is not a database" in _line(shown)
    assert (tmp_path / "kulanz.db").read_text(encoding="utf-8") == "my diary, " * 200


def test_a_talk_can_be_read_with_any_tool_for_sqlite(tmp_path: Path) -> None:
    printed(kulanz(tmp_path, "practice", "bakery-website", typed=f"{ASK['de']}\n/ende\n"))
    with sqlite3.connect(tmp_path / "kulanz.db") as database:
        assert database.execute("select persona, lang, ended, message from talks join turns on turns.talk = talks.id").fetchall() == [
            ("bakery-website", "de", "user_ended", ASK["de"])
        ]
    database.close()


def _kept(home: Path) -> list[Talk]:
    talks = build_simulator(Settings(home=home)).talks
    return [talks.load(line.id) for line in talks.list()]


def _flat(text: str) -> str:
    """Without the frame and without line breaks."""
    return "".join(text.translate(dict.fromkeys(map(ord, "│╭╮╰╯─"))).split())


def _line(text: str) -> str:
    return " ".join(text.split())
