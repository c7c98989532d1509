"""What is handed out: the wheel holds all that a talk needs, none of the training data, and works away from this repository."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.contract.command import ROOT, Ran, file_with, kulanz, printed, python

LEFT_OUT = ("simulator/offline/training/", "evals/bench/")
"""Folders of the repository that stay there: what the ear and the judge were trained on, and what measures them."""
NEEDED = [
    "simulator/data/personas/bakery-website.yaml",
    "simulator/data/personas/schemas/persona.json",
    "simulator/data/rubrics/unhappy-client.yaml",
    "simulator/offline/head.npz",
    "simulator/offline/judge.json",
    "simulator/offline/feedback/de.yaml",
    "simulator/offline/feedback/en.yaml",
    "simulator/llm/prompts/voice.de.md",
    "simulator/llm/prompts/judge.en.md",
    "simulator/migrations/env.py",
    "simulator/ui/texts/de.yaml",
    "simulator/ui/texts/en.yaml",
    "simulator/ui/page.css",
    "simulator/ui/navigate.js",
    "evals/data/gold-dev.jsonl",
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout; the build backend is fetched from the package index when it is not installed."""
    folder = tmp_path_factory.mktemp("wheel")
    isolation = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    command = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--no-cache-dir", "--quiet", "-w", str(folder), *isolation]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=folder, check=False)
    assert done.returncode == 0, done.stderr
    [found] = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which Python finds the wheel's content and not this checkout."""
    folder = tmp_path_factory.mktemp("unpacked")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return {"PYTHONPATH": str(folder)}


def test_all_that_a_talk_needs_is_inside(names: list[str]) -> None:
    assert [name for name in NEEDED if name not in names] == []


def test_the_packages_are_inside_whole_but_for_what_trains_and_measures(names: list[str]) -> None:
    kept = {name for folder in ("simulator", "evals") for name in _files(folder) if not name.startswith(LEFT_OUT)}
    kept |= {f"simulator/data/{name}" for folder in ("personas", "rubrics") for name in _files(folder)}
    assert {name for name in names if ".dist-info/" not in name} == kept


def test_no_training_data_and_no_tests_are_inside(names: list[str]) -> None:
    assert [name for name in names if name.startswith((*LEFT_OUT, "tests/", "docs/", ".ci/"))] == []


def test_nothing_that_a_person_may_have_left_in_the_checkout_is_inside(names: list[str]) -> None:
    assert [name for name in names if name.endswith((".pyc", ".db", ".log", ".env"))] == []


def test_the_command_is_called_kulanz(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt")]
        assert archive.read(name).decode() == "[console_scripts]\nkulanz = simulator.cli:main\n"


def test_the_clients_are_found_away_from_the_checkout(tmp_path: Path, unpacked: dict[str, str]) -> None:
    found = printed(python(tmp_path, "import simulator; print(simulator.__file__)", unpacked)).out
    assert found.startswith(unpacked["PYTHONPATH"]), "otherwise this test would look at the checkout"
    assert _ran(tmp_path, unpacked, "personas", "--format", "json") == printed(kulanz(tmp_path, "personas", "--format", "json"))


def test_what_the_wheel_holds_passes_its_own_check(tmp_path: Path, unpacked: dict[str, str]) -> None:
    lines = _ran(tmp_path, unpacked, "check").out.splitlines()
    assert len(lines) == len(list((ROOT / "personas").glob("*.yaml"))) + len(list((ROOT / "rubrics").glob("*.yaml")))
    assert [line for line in lines if not (line.startswith(unpacked["PYTHONPATH"]) and line.endswith(": ok"))] == []


def test_a_talk_is_played_and_scored_as_in_the_checkout(tmp_path: Path, unpacked: dict[str, str]) -> None:
    script = file_with(tmp_path, "script.txt", "What had you pictured when you gave me the job?", "It is all in the quote.")
    command = ("simulate", "bakery-website", "--lang", "en", "--script", script, "--seed", "7", "--format", "json")
    played = _ran(tmp_path, unpacked, *command)
    assert played == printed(kulanz(tmp_path, *command))
    assert played.json["scorecard"]["total"] is not None


def test_a_talk_is_kept_in_a_database_that_the_wheel_can_make(tmp_path: Path, unpacked: dict[str, str]) -> None:
    shown = printed(kulanz(tmp_path, "practice", "bakery-website", typed="Was hatten Sie erwartet?\n/ende\n", env=unpacked)).out
    assert "cannot be used" not in shown
    assert (tmp_path / "kulanz.db").is_file()


def test_the_suites_are_listed(tmp_path: Path, unpacked: dict[str, str]) -> None:
    assert list(_ran(tmp_path, unpacked, "eval", "--list", "--format", "json").json) == ["judge", "ear", "client", "attacks"]


def test_the_page_can_be_built(tmp_path: Path, unpacked: dict[str, str]) -> None:
    code = "from simulator import build_simulator, from_environment\nfrom simulator.ui.server import build_app\n"
    ran = python(tmp_path, f"{code}build_app(build_simulator(from_environment()))", unpacked)
    assert ran.code == 0, ran.err


def _ran(home: Path, env: dict[str, str], *command: str | Path) -> Ran:
    return printed(kulanz(home, *command, env=env))


def _files(folder: str) -> set[str]:
    paths = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in paths}
