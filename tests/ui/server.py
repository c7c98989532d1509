"""The real application as a process of its own, on a free port and with a folder of its own; it can be killed and started again."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
PATIENCE = 1200
"""Looks at the door, a tenth of a second apart, before a start counts as failed."""


class Server:
    """`python app.py --port <free>`; started on entering, killed on leaving."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self._env = {
            "PATH": "/usr/bin:/bin", "HOME": str(home), "GRADIO_TEMP_DIR": str(home / "gradio"), "KULANZ_HOME": str(home), **settings,
        }  # fmt: skip
        self._log = home / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start, and return once the page is served."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "app.py", "--port", str(self.port)], cwd=ROOT, env=self._env, stdout=log, stderr=log
            )
        for _ in range(PATIENCE):
            if self._answers():
                return
            try:
                self._process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        raise AssertionError(f"The server did not start: {self.log()}")

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def health(self) -> dict[str, Any]:
        """What /healthz says."""
        with urlopen(f"{self.url}/healthz", timeout=10) as answer:  # noqa: S310 our own address
            found: dict[str, Any] = json.load(answer)
            return found

    def log(self) -> str:
        """What the process printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _answers(self) -> bool:
        try:
            return bool(self.health()["ok"])
        except (URLError, OSError):
            return False


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
