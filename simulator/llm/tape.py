"""Calls kept in a file and given back from it byte for byte; a recording holds answers and no question, no key, no address."""

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from threading import Lock
from typing import Any

from simulator.errors import BackendError, DataFileError
from simulator.llm.calls import Call, Model, ModelError, Piece
from simulator.tokens import Tokens
from simulator.transcript import Frozen

SUFFIX = ".jsonl"


class UnrecordedError(BackendError):
    """A call was replayed that is not in the recording. It is no failure of a model: nothing speaks in its place."""

    def __init__(self, model: str, path: Path, key: str) -> None:
        super().__init__(
            f"Model {model!r}: this call ({key[:12]}) is not in the recording {path}, and nothing is sent while replaying. "
            "Record it anew with KULANZ_RECORD in place of KULANZ_REPLAY."
        )


class Failure(Frozen):
    """How a recorded call failed."""

    cause: str
    detail: str
    advice: str


class Take(Frozen):
    """One recorded answer."""

    key: str
    pieces: tuple[str, ...]
    tokens: Tokens | None = None
    failure: Failure | None = None
    left: bool = False
    """True when the answer was not read to its end."""


class RecordingModel:
    """Answers as `model` does, and keeps every answer."""

    def __init__(self, model: Model, path: Path) -> None:
        """`path` is a file ending in .jsonl, or a folder in which each model gets one."""
        self.name = model.name
        self._model = model
        self._path = path if path.suffix == SUFFIX else path / f"{_plain(model.name)}{SUFFIX}"
        self._lock = Lock()

    def answer(self, call: Call) -> Generator[Piece, None, None]:
        heard: list[Piece] = []
        failure, left = None, True
        try:
            with closing(self._model.answer(call)) as pieces:
                for piece in pieces:
                    heard.append(piece)
                    yield piece
            left = False
        except ModelError as error:
            failure, left = Failure(cause=error.cause, detail=error.detail, advice=error.advice), False
            raise
        finally:
            self._keep(_take(key_of(self.name, call), heard, failure, left))

    def _keep(self, take: Take) -> None:
        with self._lock:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(take.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False) + "\n")


class ReplayedModel:
    """Answers from a recording, and calls nobody. Calls that are alike get their answers in turn, then again from the first."""

    def __init__(self, name: str, path: Path) -> None:
        """Raises DataFileError when there is no recording at `path` or it cannot be read."""
        self.name = name
        self._path = path
        kept: dict[str, list[Take]] = {}
        for take in _takes(path):
            kept.setdefault(take.key, []).append(take)
        self._takes = {key: cycle(takes) for key, takes in kept.items()}
        self._lock = Lock()

    def answer(self, call: Call) -> Generator[Piece, None, None]:
        key = key_of(self.name, call)
        if key not in self._takes:
            raise UnrecordedError(self.name, self._path, key)
        with self._lock:
            take = next(self._takes[key])
        yield from (Piece(text) for text in take.pieces)
        if take.left:
            raise UnrecordedError(self.name, self._path, key)
        if take.tokens:
            yield Piece("", take.tokens)
        if take.failure:
            raise ModelError(self.name, take.failure.cause, take.failure.detail, take.failure.advice)  # type: ignore[arg-type]


def key_of(model: str, call: Call) -> str:
    """What a recording knows a call by."""
    return sha256(json.dumps([model, *call], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _take(key: str, heard: list[Piece], failure: Failure | None, left: bool) -> Take:
    reported = [piece.tokens for piece in heard if piece.tokens]
    tokens = sum(reported, Tokens()) if reported else None
    return Take(key=key, pieces=tuple(piece.text for piece in heard if piece.text), tokens=tokens, failure=failure, left=left)


def _takes(path: Path) -> Iterator[Take]:
    files = sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise DataFileError(str(file), [f"it cannot be read ({error.strerror})"]) from None
        for number, line in enumerate(lines, start=1):
            yield _read(line, file, number)


def _read(line: str, file: Path, number: int) -> Take:
    try:
        found: Any = json.loads(line)
        return Take.model_validate(found)
    except ValueError:
        raise DataFileError(f"{file} line {number}", ["it is no recorded call. Record it anew with KULANZ_RECORD."]) from None


def _plain(name: str) -> str:
    return "".join(char if char.isalnum() or char in ".-" else "-" for char in name)
