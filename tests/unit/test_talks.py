"""Talks that are kept: what was said is saved before it is answered."""

import json
from pathlib import Path

import pytest

from simulator.appraisal import Appraisal
from simulator.errors import InputError, StoreError
from simulator.persona import Difficulty, Persona
from simulator.report import Report, Result, Scorecard
from simulator.rubric import Rubric
from simulator.session import Session, Stage, Voice
from simulator.store import MEMORY, Store
from simulator.talks import Talks, kept_or_not
from simulator.transcript import Transcript
from tests.fakes import DyingVoice, FakeAppraiser, FakeVoice, heard_whole, small_persona, small_rubric


class FakePlayer:
    """Plays the small client with a voice of the test's choice and scores every talk alike."""

    def __init__(self, voice: Voice | None = None) -> None:
        self.stage = Stage(FakeAppraiser(Appraisal()), voice or FakeVoice())
        self.scored: list[Transcript] = []
        self.judge = "fake"

    def open(self, persona: str | Persona, lang: str = "en", seed: int = 0, difficulty: Difficulty | None = None) -> Session:
        assert persona == "small"
        return self.stage.open(small_persona(), lang, seed, difficulty)

    def score(self, transcript: Transcript) -> Scorecard:
        self.scored.append(transcript)
        return Scorecard(id=transcript.id, rubric="small", judge=self.judge, total=50, criteria=(Result(id="a", score=3),))

    def score_rest(self, card: Scorecard, transcript: Transcript) -> Scorecard:
        return self.score(transcript).model_copy(update={"total": 70, "flags": card.flags})

    def rubric(self, name: str = "small") -> Rubric:
        assert name == "small"
        return small_rubric("a")


def talks_of(player: FakePlayer | None = None, store: Store | None = None) -> Talks:
    return Talks(player or FakePlayer(), store or Store(MEMORY))


def test_an_opened_talk_is_kept_with_what_the_page_adds() -> None:
    talks = talks_of()
    talk = talks.open("small", "en", 4, "hard", goal="Listen.")
    assert talks.load(talk.id) == talk
    assert (talk.session.seed, talk.session.persona.difficulty, talk.extra) == (4, "hard", {"goal": "Listen."})
    assert [line.id for line in talks.list()] == [talk.id]


def test_a_message_and_its_answer_are_kept() -> None:
    talks = talks_of()
    opened = talks.open("small", "en")
    talk = talks.say(opened, "  Hello.  ")
    assert talk.session == FakePlayer().stage.say(opened.session, "Hello.")
    assert talks.load(talk.id) == talk
    assert opened.session.messages == ()


def test_streaming_and_saying_keep_the_same() -> None:
    talks = talks_of()
    one, other = talks.open("small", "en"), talks.open("small", "en")
    pieces, streamed = heard_whole(talks.stream(one, "Hello."))
    assert "".join(pieces) == streamed.session.lines[-1]
    assert streamed.session == talks.say(other, "Hello.").session
    assert talks.load(one.id) == streamed


# The message comes first


def test_the_message_is_saved_before_the_first_word_of_the_answer() -> None:
    talks = talks_of()
    opened = talks.open("small", "en")
    stream = talks.stream(opened, "Hello.")
    next(stream)
    assert talks.load(opened.id) == opened.model_copy(update={"pending": "Hello."})


def test_a_voice_that_dies_mid_line_leaves_the_message_pending(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kulanz.db'}"
    dying = talks_of(FakePlayer(DyingVoice()), Store(url))
    opened = dying.open("small", "en")
    heard, stream = [], dying.stream(opened, "Hello.")
    with pytest.raises(ConnectionResetError):
        heard.extend(stream)
    assert dying.load(opened.id) == opened.model_copy(update={"pending": "Hello."})

    healthy = talks_of(FakePlayer(), Store(url))
    found = healthy.load(opened.id)
    assert found.pending == "Hello."
    answered = healthy.say(found, found.pending)
    assert healthy.load(opened.id) == answered
    assert (answered.pending, answered.session.messages) == (None, ("Hello.",))


def test_a_listener_who_leaves_mid_line_leaves_the_message_pending() -> None:
    talks = talks_of()
    opened = talks.open("small", "en")
    stream = talks.stream(opened, "Hello.")
    next(stream)
    stream.close()
    assert talks.load(opened.id).pending == "Hello."


def test_a_message_that_cannot_be_used_is_not_kept() -> None:
    talks = talks_of()
    opened = talks.open("small", "en")
    for text in ("", "  ", "x" * 20_001):
        with pytest.raises(InputError):
            talks.say(opened, text)
    assert talks.load(opened.id) == opened


def test_nothing_is_said_when_the_message_cannot_be_saved() -> None:
    appraised = FakePlayer()
    talks = talks_of(appraised)
    opened = talks.open("small", "en")
    talks.remove(opened.id)
    stream = talks.stream(opened, "Hello.")
    with pytest.raises(StoreError):
        next(stream)


def test_nothing_is_said_to_a_client_who_has_gone() -> None:
    talks = talks_of()
    ended = talks.end(talks.open("small", "en"))
    with pytest.raises(InputError, match=r"^This talk is over"):
        talks.say(ended, "Wait!")
    assert talks.load(ended.id) == ended
    assert ended.pending is None


# Branches


def test_a_branch_goes_another_way_and_the_old_talk_stays() -> None:
    talks = talks_of()
    old = talks.open("small", "en", goal="Listen.")
    for message in ("One.", "Two."):
        old = talks.say(old, message)
    branch = talks.branch(old, 1)
    assert (branch.parent, branch.parent_turn, branch.extra) == (old.id, 1, {"goal": "Listen."})
    went = talks.say(branch, "Another way.")
    assert went.session.messages == ("One.", "Another way.")
    assert talks.load(old.id) == old
    assert {line.id: line.parent for line in talks.list()} == {old.id: None, branch.id: old.id}


def test_there_is_no_branch_from_a_turn_that_never_was() -> None:
    talks = talks_of()
    talk = talks.open("small", "en")
    with pytest.raises(InputError, match="no freelancer turn 1"):
        talks.branch(talk, 1)
    assert len(talks.list()) == 1


# Reports


def test_a_report_is_judged_once_for_each_state_of_the_talk() -> None:
    player = FakePlayer()
    talks = talks_of(player)
    talk = talks.say(talks.open("small", "en"), "One.")
    first = talks.report(talk)
    assert talks.report(talks.load(talk.id)) == first
    assert player.scored == [talk.session.transcript.model_copy(update={"id": talk.id})]
    result = Result(id="a", score=3)
    card = Scorecard(id=talk.id, rubric="small", judge="fake", total=50, criteria=(result,))
    assert first == Report(transcript=player.scored[0], scorecard=card, strength=None, fix=result)

    talk = talks.say(talk, "Two.")
    assert len(talks.report(talk).transcript.turns) == 5
    assert len(player.scored) == 2


def test_the_list_shows_the_score_of_a_report() -> None:
    talks = talks_of()
    talk = talks.say(talks.open("small", "en"), "One.")
    assert [line.total for line in talks.list()] == [None]
    talks.report(talk)
    assert [line.total for line in talks.list()] == [50]


# The rest


def test_notes_are_kept_with_the_talk() -> None:
    talks = talks_of()
    talk = talks.open("small", "en", goal="Listen.")
    talks.note(talk.id, note="Went well.")
    assert talks.load(talk.id).extra == {"goal": "Listen.", "note": "Went well."}


def test_talks_are_deleted_one_by_one_or_all() -> None:
    talks = talks_of()
    one, two, three = (talks.open("small", "en") for _ in range(3))
    talks.remove(two.id)
    assert {line.id for line in talks.list()} == {one.id, three.id}
    with pytest.raises(StoreError, match=r"^There is no talk"):
        talks.load(two.id)
    talks.remove_all()
    assert talks.list() == []


def test_without_a_usable_database_talks_are_kept_in_memory_and_the_reason_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("not a database " * 100, encoding="utf-8")
    talks, reason = kept_or_not(FakePlayer(), f"sqlite:///{tmp_path / 'notes.db'}")
    assert "file is not a database" in reason
    talk = talks.open("small", "en")
    assert talks.load(talk.id) == talk


def test_with_a_usable_database_there_is_nothing_to_tell(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kulanz.db'}"
    talks, reason = kept_or_not(FakePlayer(), url)
    talk = talks.open("small", "en")
    assert reason == ""
    assert Store(url).talk(talk.id) == talk


# Looking back


def test_a_review_holds_the_guess_and_the_goal_kept_with_the_talk() -> None:
    talks = talks_of()
    talk = talks.say(talks.open("small", "en", goal="a"), "Hello.")
    assert (talks.review(talk).guess, talks.review(talk).aim) == (None, "a")
    talks.note(talk.id, guess={"a": 2.0})
    again = talks.review(talks.load(talk.id))
    assert (again.guess, again.report) == ({"a": 2.0}, talks.report(talk))


def test_a_branch_is_guessed_anew() -> None:
    talks = talks_of()
    talk = talks.say(talks.open("small", "en", goal="a"), "Hello.")
    talks.note(talk.id, guess={"a": 2.0})
    branch = talks.branch(talks.load(talk.id), 0)
    assert (branch.extra["goal"], "guess" in branch.extra) == ("a", False)


def test_two_talks_are_compared_as_they_were_judged() -> None:
    player = FakePlayer()
    talks = talks_of(player)
    talk = talks.say(talks.say(talks.open("small", "en"), "Hello."), "And?")
    branch = talks.say(talks.branch(talk, 1), "So?")
    found = talks.compare(talk, branch)
    assert (found.parted, [row.difference for row in found.rows]) == (2, [0])
    talks.compare(talk, branch)
    assert len(player.scored) == 2


def test_talks_judged_by_different_judges_are_judged_anew_before_they_are_compared() -> None:
    player = FakePlayer()
    talks = talks_of(player)
    talk = talks.say(talks.open("small", "en"), "Hello.")
    branch = talks.say(talks.branch(talk, 0), "Hey.")
    talks.report(talk)
    player.judge = "newer"
    assert {side.report.scorecard.judge for side in (talks.compare(talk, branch).left, talks.compare(talk, branch).right)} == {"newer"}
    assert talks.report(talk).scorecard.judge == "newer"


# While talking


def test_a_draft_is_gone_once_its_message_is_said_and_notes_stay() -> None:
    talks = talks_of()
    talk = talks.open("small", "en", notes="Ask first.")
    talks.note(talk.id, draft="Hel")
    assert talks.load(talk.id).extra == {"notes": "Ask first.", "draft": "Hel"}
    talks.say(talks.load(talk.id), "Hello.")
    assert talks.load(talk.id).extra == {"notes": "Ask first."}


def test_a_turn_taken_back_gives_a_branch_with_its_message_as_the_draft() -> None:
    talks = talks_of()
    talk = talks.say(talks.say(talks.open("small", "en", notes="N"), "One."), "Two.")
    branch = talks.take_back(talk)
    assert (branch.session.messages, branch.parent, branch.parent_turn) == (("One.",), talk.id, 1)
    assert branch.extra == {"notes": "N", "draft": "Two."}
    assert talks.load(talk.id).session == talk.session


def test_nothing_to_take_back_leaves_the_talk_as_it_is() -> None:
    talks = talks_of()
    talk = talks.open("small", "en")
    assert talks.take_back(talk) == talk
    assert len(talks.list()) == 1


def test_a_hint_is_asked_for_twice_per_turn_and_kept_until_the_next() -> None:
    talks = talks_of()
    talk = talks.open("small", "en")
    assert talks.hint(talk)[1] == 0
    asked = talks.ask_hint(talk)
    assert talks.hint(asked) == talks.hint(talks.load(talk.id)) == (talks.hint(talk)[0], 1)
    assert talks.hint(talks.ask_hint(talks.ask_hint(asked)))[1] == 2
    answered = talks.say(talks.load(talk.id), "Hello.")
    assert talks.hint(answered)[1] == 0
    assert talks.hint(talks.branch(answered, 0))[1] == 0


def test_the_next_goal_is_what_the_last_scored_talk_says_is_worth_doing() -> None:
    talks = talks_of()
    assert talks.next_goal() == ""
    talk = talks.say(talks.open("small", "en"), "Hello.")
    assert talks.next_goal() == ""
    fix = talks.report(talk).fix
    assert fix is not None
    assert talks.next_goal() == fix.id == "a"
    talks.note(talk.id, next_goal="b")
    talks.open("small", "en")
    assert talks.next_goal() == "b"


def test_the_export_holds_everything_that_is_kept_and_nothing_after_deletion() -> None:
    talks = talks_of()
    talk = talks.say(talks.open("small", "en", 4, notes="N"), "Hello.")
    talks.report(talk)
    branch = talks.branch(talk, 0)
    exported = json.loads(json.dumps(talks.export()))
    assert [(row["id"], row["parent"], row["parent_turn"]) for row in exported] == [(branch.id, talk.id, 0), (talk.id, None, None)]
    whole = exported[1]
    assert [(turn["role"], turn["text"]) for turn in whole["turns"]] == [(turn.role, turn.text) for turn in talk.session.transcript.turns]
    assert (whole["persona"], whole["seed"], whole["extra"]["notes"], whole["scorecard"]["total"]) == ("small", 4, "N", 50)
    talks.remove_all()
    assert talks.export() == []


def test_what_was_not_scored_is_judged_once_more_and_the_new_score_is_kept() -> None:
    talks = talks_of()
    talk = talks.say(talks.open("small", "en"), "Hello.")
    first = talks.report(talk).scorecard
    talks.score_rest(talk)
    assert talks.report(talk).scorecard == first.model_copy(update={"total": 70})


def test_a_talk_that_was_never_scored_has_nothing_to_be_judged_once_more() -> None:
    player = FakePlayer()
    talks = talks_of(player)
    talks.score_rest(talks.say(talks.open("small", "en"), "Hello."))
    assert player.scored == []
