"""Many people talking at once over real HTTP: the server as a process of its own, one gradio_client per person."""

import os
import random
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Lock
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np

from evals.common import own_rows
from simulator import Settings, build_simulator

TURNS = 4
THINK = (4.0, 12.0)
"""Seconds a person takes to read and type; a message of 17 words takes longer."""
LANG = "de"
_DOOR = Lock()


def load(people: int) -> None:
    """Let `people` talk at once, four turns each; print how long they wait for the first words and what failed."""
    slugs = [persona.slug for persona in build_simulator(Settings()).personas()]
    with _server() as url, ThreadPoolExecutor(people) as pool:
        begun = Barrier(people, timeout=600)
        talks = [pool.submit(_talk, url, slugs[number % len(slugs)], number, begun) for number in range(people)]
        outcomes = [talk.exception() or talk.result() for talk in talks]
    failed = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    waits = [wait for outcome in outcomes if isinstance(outcome, list) for wait in outcome]
    print(f"{people} people at once, {len(waits)} turns, {len(failed)} failed")
    if waits:
        print(
            f"first words after: median {np.median(waits):.2f} s, p95 {np.quantile(waits, 0.95):.2f} s, p99 {np.quantile(waits, 0.99):.2f} s, most {max(waits):.2f} s"
        )
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"server: {spent.ru_utime + spent.ru_stime:.0f} s CPU in all; others on this machine: load average {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores"
    )
    if failed:
        sys.exit(f"{type(failed[0]).__name__}: {failed[0]}")


def _talk(url: str, slug: str, number: int, begun: Barrier) -> list[float]:
    """One person: opens the page and starts a talk; once all have, thinks, says something, and so on; seconds until the first words of each reply."""
    from gradio_client import Client

    chance = random.Random(number)
    with _DOOR:  # a client asks for the schema of all events, which no browser does; that is not what is measured
        client = Client(f"{url}/{LANG}/", verbose=False, httpx_kwargs={"timeout": 120})
        shown = client.predict(f"?client={slug}", "medium", True, True, "chat", "", api_name="/start")
    place = next(value for value in shown if isinstance(value, str) and value.startswith("?talk="))
    begun.wait()
    texts = [row["text"] for row in own_rows("acts-gold-dev.jsonl") if row["lang"] == LANG]
    waits = []
    for text in chance.sample(texts, TURNS):
        time.sleep(chance.uniform(*THINK))
        waits.append(_first_words(client, text, place))
    return waits


def _first_words(client: Any, text: str, place: str) -> float:
    """Say something; seconds until the reply begins. Raises AssertionError when it never does."""
    start = time.perf_counter()
    wait = 0.0
    for shown in client.submit(text, place, api_name="/say"):
        if not wait and _begun(shown):
            wait = time.perf_counter() - start
    if not wait:
        raise AssertionError(f"no reply to {text!r}")
    return wait


def _begun(shown: Any) -> bool:
    """Has the client said something after the last message? The typing sign does not count."""
    chat = next((part for part in shown if isinstance(part, list)), [])
    said = [(message["role"], re.sub(r"<[^>]+>", "", _words(message["content"]))) for message in chat]
    return len(said) > 1 and said[-1][0] == "assistant" and bool(said[-1][1].strip()) and said[-2][0] == "user"


def _words(content: Any) -> str:
    return content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)


@contextmanager
def _server() -> Iterator[str]:
    """The real application on a free port with a folder of its own; killed on leaving."""
    with tempfile.TemporaryDirectory() as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # for the clients in this process
        settings = {**os.environ, "KULANZ_HOME": home, "GRADIO_TEMP_DIR": home, "KULANZ_MODEL": ""}
        process = subprocess.Popen([sys.executable, "-m", "simulator", "serve", "--port", str(port)], env=settings)  # noqa: S603 our own program
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url)
            yield url
        finally:
            process.kill()
            process.wait()


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            urlopen(f"{url}/healthz", timeout=5).close()  # noqa: S310 our own address
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"The server at {url} did not start.")
