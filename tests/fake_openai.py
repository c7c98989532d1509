"""A small local server that speaks the OpenAI protocol over real HTTP and behaves as it is told; it knows no talk.

    with FakeOpenAI(Text("Hallo."), Status(429), Text("Und?")) as server:
        Settings(model="fake", base_url=server.url)

Each request takes the next reply; the last one stays. A function of the request's body may stand in place of replies.
With `counts` it counts the words of each prompt, and those at its beginning that it was sent before, as a server with a prompt cache does.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import takewhile
from threading import Event, Lock, Thread
from typing import Any, Self

Body = dict[str, Any]


@dataclass(frozen=True)
class Text:
    """Answers with this text, word by word when streamed, so many seconds after one another."""

    text: str
    finish: str = "stop"
    cached: int = 0
    pause: float = 0.0
    prompt: int = 100


@dataclass(frozen=True)
class Stall:
    """Sends `text` and then nothing more until the server is closed."""

    text: str = ""


@dataclass(frozen=True)
class Cut:
    """Sends `text` and closes the line without an end."""

    text: str


@dataclass(frozen=True)
class Status:
    """Refuses with this status."""

    code: int
    message: str = "refused by the script"


@dataclass(frozen=True)
class Garbled:
    """Answers with 200 and something that is no JSON."""

    text: str = '{"choices": [{"delta": '


Reply = Text | Stall | Cut | Garbled | Status
Answer = Text | Stall | Cut | Garbled
Script = Callable[[Body], Reply]


class FakeOpenAI:
    """The server; `requests` holds every body it was sent, `paths` every path."""

    def __init__(self, *replies: Reply | Script, counts: bool = False) -> None:
        self.counts = counts
        self.requests: list[Body] = []
        self.paths: list[str] = []
        self.keys: list[str] = []
        self.closed = Event()
        self._replies = list(replies)
        self._lock = Lock()
        self._server = _Server(self)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()

    def next(self, body: Body) -> Reply:
        """The reply to this request."""
        with self._lock:
            earlier = list(self.requests)
            self.requests.append(body)
            reply = self._replies[0] if len(self._replies) == 1 else self._replies.pop(0)
        given = reply(body) if callable(reply) else reply
        if self.counts and isinstance(given, Text):
            return replace(given, prompt=len(_words(body)), cached=max((_shared(body, old) for old in earlier), default=0))
        return given


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: FakeOpenAI) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def log_message(self, *_args: object) -> None:
        """Quiet: tests read `requests` instead."""

    def do_GET(self) -> None:
        self.server.owner.paths.append(self.path)
        self._send(200, json.dumps({"object": "list", "data": [{"id": "fake", "object": "model"}]}))

    def do_POST(self) -> None:
        self.server.owner.paths.append(self.path)
        self.server.owner.keys.append(self.headers.get("Authorization", ""))
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = self.server.owner.next(body)
        if isinstance(reply, Status):
            self._send(reply.code, json.dumps({"error": {"message": reply.message, "type": "scripted"}}))
        elif body.get("stream"):
            self._stream(reply)
        else:
            self._whole(reply)

    def _send(self, code: int, text: str) -> None:
        data = text.encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("retry-after-ms", "10")  # as servers do that want to be asked again soon
        self.end_headers()
        self.wfile.write(data)

    def _whole(self, reply: Answer) -> None:
        if isinstance(reply, Stall):
            self.server.owner.closed.wait()
        elif isinstance(reply, Cut):
            self.close_connection = True
        elif isinstance(reply, Garbled):
            self._send(200, reply.text)
        else:
            message = {"role": "assistant", "content": reply.text}
            choice = {"index": 0, "message": message, "finish_reason": reply.finish}
            self._send(200, json.dumps(_envelope("chat.completion", [choice]) | {"usage": _usage(reply)}))

    def _stream(self, reply: Answer) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for event in _events(reply):
                self._chunk(event)
                time.sleep(reply.pause if isinstance(reply, Text) else 0)
            self._end(reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the reader has heard enough

    def _end(self, reply: Answer) -> None:
        if isinstance(reply, Stall):
            self.server.owner.closed.wait()
        if isinstance(reply, Text):
            self._chunk("[DONE]")
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.close_connection = True

    def _chunk(self, event: str) -> None:
        data = f"data: {event}\n\n".encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def _events(reply: Answer) -> Iterator[str]:
    if isinstance(reply, Garbled):
        yield reply.text
        return
    words = reply.text.split(" ") if reply.text else []
    for place, word in enumerate(words):
        delta = {"role": "assistant", "content": word if place == 0 else f" {word}"}
        yield json.dumps(_envelope("chat.completion.chunk", [{"index": 0, "delta": delta, "finish_reason": None}]))
    if isinstance(reply, Text):
        end = [{"index": 0, "delta": {}, "finish_reason": reply.finish}]
        yield json.dumps(_envelope("chat.completion.chunk", end))
        yield json.dumps(_envelope("chat.completion.chunk", []) | {"usage": _usage(reply)})


def _envelope(kind: str, choices: list[Body]) -> Body:
    return {"id": "fake-1", "object": kind, "created": 0, "model": "fake", "choices": choices}


def _usage(reply: Text) -> Body:
    output = len(reply.text.split())
    details = {"prompt_tokens_details": {"cached_tokens": reply.cached}}
    return {"prompt_tokens": reply.prompt, "completion_tokens": output, "total_tokens": reply.prompt + output, **details}


def _words(body: Body) -> list[str]:
    return [word for message in body["messages"] for word in (message["role"], *message["content"].split())]


def _shared(body: Body, earlier: Body) -> int:
    """Words at the beginning of both prompts."""
    pairs = zip(_words(body), _words(earlier), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
