"""What all suites share: reference data, the simulator, figures with their targets, and the way from a sample to a figure."""

import json
import math
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

import numpy
import yaml
from inspect_ai import Task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Metric, SampleScore, Score, Scorer, Target
from inspect_ai.solver import Generate, Solver, TaskState, solver
from threadpoolctl import threadpool_limits

from simulator import Settings, Simulator, build_simulator, from_environment

DATA = Path(__file__).parent / "data"
OFFLINE = "offline"
Row = dict[str, Any]
"""What was measured on one sample; plain JSON."""


class Figure(TypedDict):
    """One number with its target, as `kulanz eval` prints it; `value` None means not measured."""

    figure: str
    value: float | None
    shown: str
    target: str | None
    ok: bool | None


def figure(name: str, value: float | None, target: str | None = None, shown: str = "", digits: int = 2) -> Figure:
    """A figure; `target` is such as '>= 0.70', and a value that was not measured neither meets nor misses it."""
    known = value if value is not None and math.isfinite(value) else None
    text = shown or ("not measured" if known is None else f"{known:.{digits}f}")
    met = None if known is None or target is None else _meets(known, target)
    return {"figure": name, "value": None if known is None else round(known, 4), "shown": text, "target": target, "ok": met}


def _meets(value: float, target: str) -> bool:
    sign, bound = target.split()
    compared = {">=": value >= float(bound), "<=": value <= float(bound), "<": value < float(bound), "=": value == float(bound)}
    return compared[sign]


# Reference data


def shared_folder() -> Path | None:
    """The folder with the reference data: KULANZ_SHARED, or `shared` beside the project; None when there is none."""
    named = os.environ.get("KULANZ_SHARED", "")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared"
    return folder if (folder / "data").is_dir() else None


def own_rows(name: str) -> list[Row]:
    """Rows of this project's own reference data: from the shared folder, or else the copy that travels with the suites."""
    folder = shared_folder()
    shared = folder / "data" / name if folder else None
    return read_rows(shared if shared and shared.is_file() else DATA / name)


def public_rows(name: str) -> list[Row]:
    """Rows of a public set; none when the shared folder is absent."""
    folder = shared_folder()
    path = folder / "data" / "acts-dev" / name if folder else None
    return read_rows(path) if path and path.is_file() else []


def read_rows(path: Path) -> list[Row]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def spread(rows: list[Row], limit: int | None) -> list[Row]:
    """`limit` of them from first to last: the references stand by language, and a few must hold both, the good and the poor."""
    return rows if limit is None or limit >= len(rows) else [rows[i * len(rows) // limit] for i in range(limit)]


def read_yaml(name: str) -> Any:
    """A YAML file of the suites' data."""
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


@cache
def simulator(model: str = OFFLINE) -> Simulator:
    """The simulator under test: shipped clients only; a model is set up from the environment only when one is asked for."""
    # Threads of small matrix products wait for each other when the cores are busy; the limit needs the library loaded.
    if numpy.__version__:
        threadpool_limits(1)
    if model == OFFLINE:
        return build_simulator(Settings(home=DATA / "no-home"))
    return build_simulator(from_environment())


# From a sample to figures


def task_of(rows: Iterable[Row], scorer: Scorer, limit: int | None = None) -> Task:
    """An Inspect task over rows with `id`; `limit` keeps the first ones only."""
    samples = [Sample(id=row["id"], input=row["id"], metadata=row) for row in rows]
    return Task(dataset=MemoryDataset(samples[:limit]), solver=untouched(), scorer=scorer)


@solver
def untouched() -> Solver:
    """Nothing is generated: the scorer plays or judges what the sample holds."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:  # noqa: ARG001
        return state

    return solve


def scorer_of(measure: Callable[[Row], Row]) -> Scorer:
    """A scorer that keeps what `measure` finds as metadata; its value 1 only says that the sample was measured."""

    async def score(state: TaskState, target: Target) -> Score:  # noqa: ARG001
        return Score(value=1, metadata=measure(state.metadata))

    return score


def metric_of(figures: Callable[[list[Row]], list[Figure]]) -> Metric:
    """The figures as Inspect metrics, one per figure."""

    def compute(scores: list[SampleScore]) -> dict[str, float]:
        rows = [score.score.metadata for score in scores if score.score.metadata]
        return {row["figure"]: math.nan if row["value"] is None else row["value"] for row in figures(rows)}

    return compute
