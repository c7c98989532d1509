"""Calls recorded from a real server and given back without one, byte for byte."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from simulator.errors import BackendError, DataFileError
from simulator.llm import Models
from simulator.llm.calls import Message
from simulator.llm.chat import Chat
from simulator.settings import Settings
from simulator.tokens import Tokens
from tests.fake_openai import Cut, FakeOpenAI, Reply, Status, Text
from tests.llm.cast import PREPARED, PreparedVoice, cue

ASK: list[Message] = [("human", "Wie geht's?")]
KEY = "sk-secret-123"


class Answer(BaseModel):
    word: str


def heard(pieces: Iterator[str]) -> list[str]:
    """All that was heard, and how it failed if it did."""
    found = []
    try:
        found += list(pieces)
    except BackendError as error:
        found.append(str(error))
    return found


def recorded(path: Path, *replies: Reply) -> list[list[str]]:
    """What streams of a server that is gone afterwards gave, one for each reply."""
    with FakeOpenAI(*replies) as server:
        chat = Models(Settings(base_url=server.url, api_key=KEY, record=path)).chat("fake")
        return [heard(chat.stream(ASK)) for _ in replies]


def replaying(path: Path) -> Chat:
    return Models(Settings(replay=path)).chat("fake")


@pytest.mark.parametrize("where", ["tape.jsonl", "folder"])
def test_a_stream_is_replayed_piece_by_piece_with_its_tokens(tmp_path: Path, where: str) -> None:
    path = tmp_path / where
    [live] = recorded(path, Text("Gut, ähm – und selbst?", cached=64))
    again = replaying(path)
    assert (
        [piece for piece in again.stream(ASK) if piece] == [piece for piece in live if piece] == ["Gut,", " ähm", " –", " und", " selbst?"]
    )
    assert again.tokens == Tokens(calls=1, input=100, cached=64, output=5)


def test_calls_that_are_alike_get_their_answers_in_turn(tmp_path: Path) -> None:
    live = recorded(tmp_path / "t.jsonl", Text("Gut."), Text("Schlecht."))
    chat = replaying(tmp_path / "t.jsonl")
    assert [["".join(chat.stream(ASK))] for _ in range(3)] == [["".join(said)] for said in (live[0], live[1], live[0])]


def test_a_failure_is_replayed_too(tmp_path: Path) -> None:
    live = recorded(tmp_path / "t.jsonl", Cut("Gut, und"), Status(401))
    chat = replaying(tmp_path / "t.jsonl")
    assert [heard(chat.stream(ASK)) for _ in range(2)] == live


def test_a_structured_answer_is_replayed_with_the_repair_it_needed(tmp_path: Path) -> None:
    with FakeOpenAI(Text('{"wort": 1}'), Text('{"word": "gut"}')) as server:
        live = Models(Settings(base_url=server.url, record=tmp_path)).chat("fake").structured(ASK, Answer)
    assert replaying(tmp_path).structured(ASK, Answer) == live == Answer(word="gut")


def test_samples_of_one_question_keep_their_own_answers(tmp_path: Path) -> None:
    with FakeOpenAI(Text('{"word": "eins"}'), Text('{"word": "zwei"}')) as server:
        chat = Models(Settings(base_url=server.url, record=tmp_path)).chat("fake")
        live = [chat.structured(ASK, Answer, sample) for sample in (0, 1)]
    assert [replaying(tmp_path).structured(ASK, Answer, sample) for sample in (1, 0)] == [live[1], live[0]]


def test_a_call_that_was_not_recorded_is_an_error_and_sent_to_nobody(tmp_path: Path) -> None:
    recorded(tmp_path / "t.jsonl", Text("Gut."))
    with FakeOpenAI(Text("Nie gefragt.")) as server:
        chat = Models(Settings(base_url=server.url, replay=tmp_path / "t.jsonl")).chat("fake")
        with pytest.raises(BackendError) as caught:
            list(chat.stream([("human", "Und sonst?")]))
        assert server.paths == []
    assert str(caught.value).startswith("Model 'fake': this call (")
    assert str(caught.value).endswith("nothing is sent while replaying. Record it anew with KULANZ_RECORD in place of KULANZ_REPLAY.")


def test_no_authored_line_hides_a_missing_recording(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").touch()
    voice = Models(Settings(replay=tmp_path)).voice("fake", PreparedVoice())
    with pytest.raises(BackendError, match="is not in the recording"):
        next(voice.speak(cue()))


def test_an_answer_left_early_is_replayed_as_far_as_it_was_heard(tmp_path: Path) -> None:
    text = "So nicht. Das ist zu klein. Wirklich viel zu klein. Und noch etwas. Und noch etwas mehr."
    with FakeOpenAI(Text(text)) as server:
        live = lines(Models(Settings(base_url=server.url, record=tmp_path)))
    assert lines(Models(Settings(replay=tmp_path))) == live
    with pytest.raises(BackendError, match="is not in the recording"):
        list(replaying(tmp_path).stream(json.loads(asked_by_voice(tmp_path))))


def lines(models: Models) -> list[str]:
    return list(models.voice("fake", PreparedVoice()).speak(cue()))


def asked_by_voice(path: Path) -> str:
    """The messages of the voice's call, as a server sees them."""
    from simulator.llm.voice import messages

    assert [file.name for file in path.iterdir()] == ["fake.jsonl"]
    return json.dumps(messages(cue(), []))


def test_a_recording_holds_no_key_no_address_and_no_question(tmp_path: Path) -> None:
    recorded(tmp_path / "t.jsonl", Text("Gut."), Status(401, f"Incorrect API key provided: {KEY}"))
    text = (tmp_path / "t.jsonl").read_text(encoding="utf-8")
    assert [word for word in (KEY, "127.0.0.1", "Wie geht") if word in text] == []


@pytest.mark.parametrize(
    ("text", "fault"), [(None, "it cannot be read"), ("{}\n", "line 1 is not valid: it is no recorded call"), ("nonsense", "line 1")]
)
def test_a_recording_that_is_none_is_named(tmp_path: Path, text: str | None, fault: str) -> None:
    if text is not None:
        (tmp_path / "t.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=fault):
        replaying(tmp_path / "t.jsonl")


def test_a_whole_talk_with_its_judgement_is_the_same_without_a_server(tmp_path: Path) -> None:
    def line(models: Models) -> str:
        return "".join(models.voice("fake", PreparedVoice()).speak(cue()))

    with FakeOpenAI(Text("Nobody can read that."), Text("Die Uhrzeit ist winzig. So geht das nicht.")) as server:
        live = line(Models(Settings(base_url=server.url, record=tmp_path)))
    assert line(Models(Settings(replay=tmp_path))) == live == "Die Uhrzeit ist winzig. So geht das nicht."
    assert PREPARED["de"] not in live
