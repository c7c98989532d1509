"""Runs the `kulanz` command as its users do, in a process of its own and away from their folders."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
LONGEST = 120
"""Seconds a command may take before a test gives up."""
UNREACHABLE = {"KULANZ_MODEL": "openai:x", "KULANZ_BASE_URL": "http://127.0.0.1:9/v1"}
"""A model whose server is not there: nothing listens on port 9."""
_ABOUT_US = ("KULANZ_", "OPENAI_", "PYTHON", "FORCE_COLOR", "COLUMNS", "NO_COLOR")


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value that was printed."""
        return json.loads(self.out)

    @property
    def rows(self) -> list[Any]:
        """The JSON values that were printed, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def kulanz(home: Path, *arguments: str | Path, typed: str = "", env: dict[str, str] | None = None) -> Ran:
    """Run `kulanz` with `home` as the user's folder and working folder, and `typed` on its standard input."""
    return _python(home, ["-m", "simulator", *map(str, arguments)], typed, env)


def python(home: Path, code: str, env: dict[str, str] | None = None) -> Ran:
    """Run Python code in the same surroundings."""
    return _python(home, ["-c", code], "", env)


def _python(home: Path, arguments: list[str], typed: str, env: dict[str, str] | None) -> Ran:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_ABOUT_US)}
    given = {"PYTHONPATH": str(ROOT), "KULANZ_HOME": str(home), **(env or {})}
    done = subprocess.run(
        [sys.executable, *arguments],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        env=kept | given,
        cwd=home,
        timeout=LONGEST,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def printed(ran: Ran) -> Ran:
    """The same, once it is sure that all went well."""
    assert (ran.code, ran.err) == (0, ""), ran
    return ran


def complaint(ran: Ran) -> str:
    """The message of a command that was refused as the contract says: one readable line on stderr, exit code 2, no result."""
    lines = ran.err.splitlines()
    assert (ran.code, ran.out, len(lines)) == (2, "", 1), ran
    assert lines[0].startswith("kulanz: "), ran
    message = lines[0].removeprefix("kulanz: ").strip()
    assert message, "kulanz refused and did not say why"
    return message


def file_with(folder: Path, name: str, *lines: object) -> Path:
    """A file of texts, one a line; what is no text is written as JSON."""
    path = folder / name
    path.write_text("".join(f"{_line(line)}\n" for line in lines), encoding="utf-8")
    return path


def _line(line: object) -> str:
    return line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)
