"""The house keeps its shape: layers, types, style, schemas, size of the trained head."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simulator import schema

ROOT = Path(__file__).parent.parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_import_keeps_to_the_layers_and_borders() -> None:
    # import-linter has no __main__; its console script is this call.
    found = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout + found.stderr


def test_everything_is_typed() -> None:
    found = run("mypy", "--no-error-summary")
    assert found.stdout + found.stderr == ""


def test_the_style_is_kept() -> None:
    assert run("ruff", "check", "-q", ".").stdout == ""
    assert run("ruff", "format", "--check", "-q", ".").stdout == ""


@pytest.mark.parametrize(("kind", "path"), [("persona", "personas/schemas/persona.json"), ("rubric", "rubrics/schemas/rubric.json")])
def test_the_schema_beside_the_files_is_the_one_in_force(kind: str, path: str) -> None:
    written = json.loads((ROOT / path).read_text(encoding="utf-8"))
    assert written == schema(kind), f"Write it anew: kulanz schema {kind} > {path}"


def test_the_trained_head_stays_small() -> None:
    assert (ROOT / "simulator/offline/head.npz").stat().st_size < 5_000_000


def test_no_file_names_a_machine_or_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    texts = [ROOT / name for name in listed if Path(name).suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".txt", ""}]
    home = str(Path.home())
    found = [str(path) for path in texts if path.is_file() and home != "/" and home in path.read_text(encoding="utf-8", errors="replace")]
    assert found == []
