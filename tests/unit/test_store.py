"""Talks in a database: read back as they were kept, deleted for good, and a clear word when it cannot be used."""

import contextlib
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator import Simulator
from simulator.errors import StoreError
from simulator.report import Evidence, Result, Scorecard, Suggestion
from simulator.session import Session
from simulator.store import MEMORY, Store, Talk
from tests.fakes import doing, fake_stage, small_persona

SECRET = "Zwetschgenkuchen mit Geheimnis"  # noqa: S105
LISTENING = doing("paraphrase", "ask_expectation", asked=("wish",), matched=("turn:0",), substance=1.0)
CARD = Scorecard(
    id="x", rubric="small", judge="fake", total=62.5,
    criteria=(
        Result(id="a", score=3.5, evidence=(Evidence(turn=1, quote="One", effect="helps"),), suggestion=Suggestion(turn=1, instead_of="One", wording="Two")),
        Result(id="b", score=None, comment="No occasion."),
    ),
    flags=("partly_scored",),
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database of this test stands."""
    return tmp_path / "folder" / "kulanz.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """An empty database in a file."""
    kept = Store(f"sqlite:///{path}")
    yield kept
    kept.close()


def session_of(*messages: str, seed: int = 3) -> Session:
    """A talk in which the freelancer said these messages, played with fakes."""
    stage = fake_stage(LISTENING, doing("justify"))
    session = stage.open(small_persona(), "en", seed=seed)
    for message in messages:
        session = stage.say(session, message)
    return session


def everything_in(folder: Path) -> bytes:
    """All bytes of all files of the database, its journals too."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


# There and back


def test_a_talk_is_read_back_as_it_was_kept(store: Store) -> None:
    kept = store.add(session_of("One.", "Two. ÄÖÜ 🙂"), extra={"goal": "Listen more."})
    assert store.talk(kept.id) == kept
    assert kept.pending is None
    assert (kept.parent, kept.parent_turn, kept.extra) == (None, None, {"goal": "Listen more."})
    assert abs((datetime.now(UTC) - kept.created).total_seconds()) < 60


def test_a_talk_kept_turn_by_turn_is_the_same_as_one_kept_at_once(store: Store) -> None:
    stage = fake_stage(LISTENING)
    talk = store.add(stage.open(small_persona(), "en", seed=3))
    for message in ("One.", "Two."):
        store.add_message(talk, message)
        talk = store.add_reply(talk, stage.say(talk.session, message))
    assert store.talk(talk.id) == talk
    assert store.talk(store.add(talk.session).id).session == talk.session


def test_a_talk_of_the_real_client_is_read_back_at_its_difficulty(store: Store, simulator: Simulator) -> None:
    session = simulator.open("bakery-website", lang="de", seed=5, difficulty="hard")
    for message in ("Was hatten Sie sich vorgestellt?", "Ich habe das nicht klar gesagt. Was brauchen Sie jetzt von mir?"):
        session = simulator.say(session, message)
    read = store.talk(store.add(session).id).session
    assert read == session
    assert simulator.say(read, "Und was noch?") == simulator.say(session, "Und was noch?")


def test_a_talk_outlives_the_program(store: Store, path: Path) -> None:
    kept = store.add(session_of("One."))
    store.close()
    again = Store(f"sqlite:///{path}")
    assert again.talk(kept.id) == kept
    again.close()


def test_a_talk_that_ended_stays_ended(store: Store) -> None:
    stage = fake_stage(doing("attack"))
    session = stage.open(small_persona(), "en")
    while not session.ended:
        session = stage.say(session, "You fool.")
    assert store.talk(store.add(session).id).session == session


def test_a_talk_the_freelancer_ended_stays_ended(store: Store) -> None:
    stage = fake_stage()
    talk = store.add(session_of("One."))
    ended = store.end(talk, stage.end(talk.session))
    assert store.talk(talk.id) == ended
    assert ended.session.ended == "user_ended"
    assert [line.ended for line in store.talks()] == ["user_ended"]


def test_notes_are_added_to_what_was_noted_before(store: Store) -> None:
    talk = store.add(session_of(), extra={"goal": "A", "note": "B"})
    store.note(talk.id, note="C", mark=3)
    assert store.talk(talk.id).extra == {"goal": "A", "note": "C", "mark": 3}


def test_notes_made_at_the_same_time_do_not_lose_one_another(store: Store) -> None:
    talk = store.add(session_of("One"))
    with ThreadPoolExecutor(4) as together:
        list(together.map(lambda n: store.note(talk.id, **{f"note{n}": n}), range(12)))
    assert store.talk(talk.id).extra == {f"note{n}": n for n in range(12)}


def test_two_programs_can_use_one_database_at_once(store: Store, path: Path) -> None:
    other = Store(f"sqlite:///{path}")
    mine, theirs = store.add(session_of("Mine.")), other.add(session_of("Theirs."))
    assert {line.id for line in store.talks()} == {line.id for line in other.talks()} == {mine.id, theirs.id}
    other.close()


def test_a_database_in_memory_keeps_talks_while_it_lives() -> None:
    store = Store(MEMORY)
    kept = store.add(session_of("One."))
    assert store.talk(kept.id) == kept
    assert Store(MEMORY).talks() == []


# An interrupted turn


def test_a_message_nobody_answered_is_pending(store: Store) -> None:
    talk = store.add(session_of("One."))
    store.add_message(talk, "Are you there?")
    assert store.talk(talk.id) == talk.model_copy(update={"pending": "Are you there?"})
    assert store.talks()[0].turns == 1


def test_the_answer_clears_what_was_pending(store: Store) -> None:
    stage = fake_stage(LISTENING)
    talk = store.add(session_of("One."))
    store.add_message(talk, "Two.")
    answered = store.add_reply(store.talk(talk.id), stage.say(talk.session, "Two."))
    assert answered.pending is None
    assert store.talk(talk.id) == answered


def test_another_message_takes_the_place_of_the_one_that_was_pending(store: Store) -> None:
    talk = store.add(session_of("One."))
    store.add_message(talk, "Two.")
    store.add_message(store.talk(talk.id), "Rather this.")
    read = store.talk(talk.id)
    assert (read.pending, read.session) == ("Rather this.", talk.session)


# Branches


def test_a_branch_is_a_talk_of_its_own_and_leaves_the_old_one(store: Store) -> None:
    stage = fake_stage(LISTENING)
    old = store.add(session_of("One.", "Two.", "Three."))
    branch = store.add(stage.back_to(old.session, 1), parent=old, parent_turn=1)
    assert (branch.parent, branch.parent_turn) == (old.id, 1)
    store.add_message(branch, "Another way.")
    branch = store.add_reply(branch, stage.say(branch.session, "Another way."))
    assert store.talk(branch.id) == branch
    assert store.talk(branch.id).session.messages == ("One.", "Another way.")
    assert store.talk(old.id) == old


def test_deleting_a_branch_leaves_the_talk_it_came_from(store: Store) -> None:
    old = store.add(session_of("One.", "Two."))
    branch = store.add(fake_stage().back_to(old.session, 1), parent=old, parent_turn=1)
    store.remove(branch.id)
    assert [line.id for line in store.talks()] == [old.id]
    assert store.talk(old.id) == old


# The list


def test_the_list_shows_the_newest_talk_first_with_its_last_score(store: Store) -> None:
    first, second = store.add(session_of("One.")), store.add(session_of())
    store.add_scorecard(first, CARD.model_copy(update={"total": 10}))
    store.add_scorecard(first, CARD)
    lines = store.talks()
    assert [line.id for line in lines] == [second.id, first.id]
    assert lines[0].model_dump(exclude={"id", "created"}) == {
        "persona": "small", "lang": "en", "difficulty": "medium", "ended": None, "turns": 0, "parent": None, "total": None, "scores": {},
    }  # fmt: skip
    assert (lines[1].turns, lines[1].total, lines[1].scores) == (1, 62.5, {"a": 3.5, "b": None})


def test_an_empty_database_lists_nothing(store: Store) -> None:
    assert store.talks() == []


# Scorecards


def test_a_score_is_read_back_whole_until_the_talk_goes_on(store: Store) -> None:
    stage = fake_stage(LISTENING)
    talk = store.add(session_of("One."))
    assert store.scorecard(talk) is None
    store.add_scorecard(talk, CARD)
    assert store.scorecard(talk) == CARD
    store.add_message(talk, "Two.")
    assert store.scorecard(store.add_reply(talk, stage.say(talk.session, "Two."))) is None


def test_the_last_of_several_scores_counts(store: Store) -> None:
    talk, other = store.add(session_of("One.")), store.add(session_of("One."))
    for total in (10.0, 20.0):
        store.add_scorecard(talk, CARD.model_copy(update={"total": total}))
    assert store.scorecard(talk) == CARD.model_copy(update={"total": 20.0})
    assert store.scorecard(other) is None


# Deleting


def test_a_deleted_talk_leaves_no_trace_in_the_file(store: Store, path: Path) -> None:
    talk, other = store.add(session_of(SECRET, SECRET * 200)), store.add(session_of("Something else."))
    store.add_message(talk, f"Pending {SECRET}")
    store.note(talk.id, note=SECRET)
    store.add_scorecard(talk, CARD.model_copy(update={"judge": SECRET}))
    assert SECRET.encode() in everything_in(path.parent)
    store.remove(talk.id)
    assert SECRET.encode() not in everything_in(path.parent)
    assert talk.id.encode() not in everything_in(path.parent)
    with pytest.raises(StoreError, match=f"^There is no talk '{talk.id}' in the database"):
        store.talk(talk.id)
    assert store.talk(other.id) == other
    assert store.scorecard(talk) is None


def test_deleting_everything_leaves_no_trace_of_anything(store: Store, path: Path) -> None:
    for number in range(5):
        store.add(session_of(f"{SECRET} {number}"))
    size = path.stat().st_size
    store.remove_all()
    assert store.talks() == []
    assert SECRET.encode() not in everything_in(path.parent)
    assert path.stat().st_size <= size
    kept = store.add(session_of("Afterwards."))
    assert store.talk(kept.id) == kept


def test_deleting_leaves_no_trace_while_another_program_reads(store: Store, path: Path) -> None:
    talk = store.add(session_of(SECRET))
    other = Store(f"sqlite:///{path}")
    assert other.talk(talk.id) == talk
    store.remove(talk.id)
    assert SECRET.encode() not in everything_in(path.parent)
    assert other.talks() == []
    other.close()


def test_deleting_a_talk_that_is_not_there_does_nothing(store: Store) -> None:
    kept = store.add(session_of("One."))
    store.remove("nobody")
    assert store.talk(kept.id) == kept


# What cannot be used


def missing() -> Talk:
    """A talk of another database."""
    other = Store(MEMORY)
    return other.add(session_of("One."))


def test_a_talk_that_was_deleted_meanwhile_is_an_error_in_words(store: Store) -> None:
    gone = missing()
    for use in (
        lambda: store.talk(gone.id),
        lambda: store.note(gone.id, note="x"),
        lambda: store.end(gone, gone.session),
        lambda: store.add_message(gone, "Two."),
        lambda: store.add_reply(gone, gone.session),
        lambda: store.add_scorecard(gone, CARD),
    ):
        with pytest.raises(StoreError):
            use()


def test_a_database_that_may_only_be_read_says_so(store: Store, path: Path) -> None:
    kept = store.add(session_of("One."))
    store.close()
    with contextlib.chdir(path.parent):
        read_only = Store(f"sqlite:///file:{path.name}?mode=ro&uri=true")
        assert read_only.talk(kept.id) == kept
        for write in (
            lambda: read_only.add(session_of("Two.")),
            lambda: read_only.add_message(kept, "Two."),
            lambda: read_only.note(kept.id, note="x"),
            lambda: read_only.remove(kept.id),
            lambda: read_only.remove_all(),
        ):
            with pytest.raises(StoreError, match=r"cannot be used: .*readonly.*\. Check that it exists and may be written\.$"):
                write()
        assert read_only.talk(kept.id) == kept
        read_only.close()


def test_opening_a_database_makes_no_folder_but_its_own(tmp_path: Path, path: Path, store: Store) -> None:
    store.close()
    (tmp_path / "elsewhere").mkdir()
    with contextlib.chdir(tmp_path / "elsewhere"):
        Store(f"sqlite:///file:{path}?mode=ro&uri=true").close()
        assert list(Path.cwd().iterdir()) == []


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("My notes, not a database. " * 100, encoding="utf-8")
    with pytest.raises(StoreError, match="file is not a database"):
        Store(f"sqlite:///{path}")
    assert path.read_text(encoding="utf-8") == "My notes, not a database. " * 100


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("create table talks (x)")
    with pytest.raises(StoreError):
        Store(f"sqlite:///{tmp_path / 'other.db'}")


BAD_ADDRESSES = [
    "",
    "nonsense",
    "foo://user:hush@host/db",
    "mysql://user:hush@host/db",
    "postgresql://user:hush@localhost:port/db",
    "postgresql+psycopg://user:hush@127.0.0.1:1/db",
    "sqlite:////tmp",
    "sqlite:////proc/nowhere/kulanz.db",
    "sqlite:////dev/null/kulanz.db",
    "sqlite:////tmp/kulanz.db?timeout=soon",
    "sqlite:///\0",
]


@pytest.mark.parametrize("url", BAD_ADDRESSES, ids=repr)
def test_an_address_that_cannot_be_used_is_an_error_in_one_line_without_the_password(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store(url)
    assert "\n" not in str(caught.value)
    assert "hush" not in str(caught.value)
