"""The connection to a model, over real HTTP."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest
from pydantic import BaseModel, Field

from simulator.errors import BackendError
from simulator.llm import Models
from simulator.llm.calls import Message
from simulator.llm.chat import Chat
from simulator.settings import Settings
from simulator.tokens import Tokens
from tests.fake_openai import Body, Cut, FakeOpenAI, Reply, Stall, Status, Text

ASK: list[Message] = [("human", "Wie geht's?")]
KEY = "sk-secret-123"


class Answer(BaseModel):
    word: str
    level: int = Field(ge=1, le=5)


def chat(server: FakeOpenAI, timeout: float = 5.0, model: str = "fake") -> Chat:
    return Models(Settings(base_url=server.url, api_key=KEY, timeout=timeout)).chat(model)


def failure(work: object) -> str:
    with pytest.raises(BackendError) as caught:
        list(work) if isinstance(work, Iterator) else work()  # type: ignore[operator]
    return str(caught.value)


def test_a_text_arrives_in_pieces_and_its_tokens_are_counted() -> None:
    with FakeOpenAI(Text("Gut, und selbst?", cached=64)) as server:
        model = chat(server)
        pieces = [piece for piece in model.stream(ASK) if piece]
        assert (pieces, model.tokens) == (["Gut,", " und", " selbst?"], Tokens(calls=1, input=100, cached=64, output=3))
        assert server.requests[0]["messages"] == [{"role": "user", "content": "Wie geht's?"}]
        assert server.keys == [f"Bearer {KEY}"]


def test_the_thinking_of_a_model_is_left_out() -> None:
    with FakeOpenAI(Text("<think> Er fragt nach mir. </think> Gut.")) as server:
        assert "".join(chat(server).stream(ASK)) == "Gut."


def test_a_name_with_a_colon_belongs_to_the_server_whose_address_is_given() -> None:
    with FakeOpenAI(Text("Ja.")) as server:
        names = []
        for name in ("qwen2.5:1.5b", "openai:gpt-5-mini"):
            list(chat(server, model=name).stream(ASK))
            names.append(server.requests[-1]["model"])
        assert names == ["qwen2.5:1.5b", "gpt-5-mini"]


@pytest.mark.parametrize("first", [Status(429), Status(500), Status(503)])
def test_a_busy_server_is_asked_again(first: Status) -> None:
    with FakeOpenAI(first, Text("Jetzt geht es.")) as server:
        assert "".join(chat(server).stream(ASK)) == "Jetzt geht es."
        assert len(server.requests) == 2


def test_a_server_that_stays_out_of_order_is_asked_three_times() -> None:
    with FakeOpenAI(Status(500)) as server:
        said = failure(chat(server).stream(ASK))
        assert said == "Model 'fake': the server answered with status 500. Wait a little, or choose another model."
        assert len(server.requests) == 3


def test_a_refusal_names_what_to_check_and_is_not_repeated() -> None:
    with FakeOpenAI(Status(401, f"Incorrect API key provided: {KEY}")) as server:
        said = failure(chat(server).stream(ASK))
        assert said == "Model 'fake': the server answered with status 401. Check KULANZ_MODEL, KULANZ_BASE_URL and the key."
        assert len(server.requests) == 1


@pytest.mark.parametrize("reply", [Stall(), Stall("Gut, und")])
def test_a_server_that_stalls_is_left_at_the_time_limit(reply: Reply) -> None:
    with FakeOpenAI(reply) as server:
        said = failure(chat(server, timeout=0.4).stream(ASK))  # the server would stall until it is closed
        assert said == "Model 'fake': no complete answer within 0.4 s. Check the server, or allow more time with KULANZ_TIMEOUT."


def test_a_line_that_is_cut_is_a_lost_connection() -> None:
    with FakeOpenAI(Cut("Gut, und")) as server:
        heard = chat(server).stream(ASK)
        assert [next(heard), next(heard)] == ["Gut,", " und"]
        assert failure(heard) == (
            "Model 'fake': the server cannot be reached or the connection was lost. "
            "Check that the server is running and that KULANZ_BASE_URL is right."
        )


def test_no_server_at_the_address_is_said_in_one_line() -> None:
    with FakeOpenAI(Text("")) as server:
        model = chat(server)
    assert failure(model.stream(ASK)).startswith("Model 'fake': the server cannot be reached or the connection was lost.")


def test_a_missing_package_is_named_with_the_command_that_installs_it() -> None:
    said = failure(lambda: Models(Settings(api_key=KEY)).chat("mistralai:mistral-small"))
    assert said == (
        "Model 'mistralai:mistral-small': the package langchain-mistralai is not installed. "
        "Install it: python -m pip install langchain-mistralai"
    )


def test_a_name_nobody_knows_is_a_readable_error() -> None:
    said = failure(lambda: Models(Settings()).chat("nonsense"))
    assert said == (
        "Model 'nonsense': it cannot be set up (unknown name or missing key) [ValueError]. Check KULANZ_MODEL, KULANZ_BASE_URL and the key."
    )


def test_the_key_stands_in_no_message_no_log_and_no_repr(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with FakeOpenAI(Status(401, f"Incorrect API key provided: {KEY}"), Text("Ja.")) as server:
        model = chat(server)
        said = [failure(model.stream(ASK)), *model.stream(ASK), repr(model), repr(vars(model)), repr(Settings(api_key=KEY))]
    assert KEY not in "\n".join([*said, caplog.text])


def test_nothing_is_traced_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeOpenAI(Text("Ja.")) as server:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "none")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", server.url)
        list(chat(server).stream(ASK))
        assert server.paths == ["/v1/chat/completions"]


@pytest.mark.parametrize(
    "text",
    ['{"word": "gut", "level": 4}', 'Gern:\n```json\n{"word": "gut", "level": 4}\n```', 'Das {Ergebnis}: {"word": "gut", "level": 4} Fertig.'],
)  # fmt: skip
def test_a_structured_answer_is_read_from_bare_fenced_and_chatty_json(text: str) -> None:
    with FakeOpenAI(Text(text)) as server:
        assert chat(server).structured(ASK, Answer) == Answer(word="gut", level=4)
        assert server.requests[0]["response_format"]["type"] == "json_schema"


def test_an_answer_that_does_not_fit_is_sent_back_once_with_its_fault() -> None:
    with FakeOpenAI(Text('{"word": "gut", "level": 9}'), Text('{"word": "gut", "level": 5}')) as server:
        assert chat(server).structured(ASK, Answer) == Answer(word="gut", level=5)
        assert server.requests[1]["messages"][1:] == [
            {"role": "assistant", "content": '{"word": "gut", "level": 9}'},
            {
                "role": "user",
                "content": "That answer cannot be used: level: Input should be less than or equal to 5. "
                "Send the whole JSON once more, corrected, and nothing else.",
            },
        ]


def test_an_answer_that_never_fits_is_an_error_and_no_value() -> None:
    with FakeOpenAI(Text('{"word": "gut", "lev')) as server:
        said = failure(lambda: chat(server).structured(ASK, Answer))
        assert said == "Model 'fake': the answer is not the JSON that was asked for. Try again, or choose a stronger model."
        assert len(server.requests) == 2


def test_a_server_without_structured_output_is_asked_in_words_from_then_on() -> None:
    def plain_only(body: Body) -> Reply:
        return Status(400, "response_format is not supported") if "response_format" in body else Text('{"word": "gut", "level": 3}')

    with FakeOpenAI(plain_only) as server:
        model = chat(server)
        answers = [model.structured(ASK, Answer) for _ in range(2)]
        held = ["response_format" in request for request in server.requests]
        asked = server.requests[-1]["messages"][-1]["content"]
    assert (answers, held) == ([Answer(word="gut", level=3)] * 2, [True, False, False])
    assert json.loads(asked.split("Its JSON schema: ")[1]) == Answer.model_json_schema()


def test_a_wrong_key_is_not_taken_for_missing_structured_output() -> None:
    with FakeOpenAI(Status(403)) as server:
        assert "status 403" in failure(lambda: chat(server).structured(ASK, Answer))
        assert len(server.requests) == 1


def test_nothing_of_langchain_is_loaded_before_a_model_is_chosen() -> None:
    code = "import sys, simulator.llm; print([m for m in sys.modules if m.startswith(('langchain', 'openai', 'numpy', 'gradio'))])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_structured_call_ends_at_the_time_limit() -> None:
    with FakeOpenAI(Stall()) as server:
        assert "no complete answer within 0.4 s" in failure(lambda: chat(server, timeout=0.4).structured(ASK, Answer))
