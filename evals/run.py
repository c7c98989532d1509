"""`kulanz eval` calls this: suites by name -> their figures, each suite run by Inspect with no model and no network."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import inspect_ai
from inspect_ai import Task
from inspect_ai.log import EvalLog

from evals import attacks, client, ear, judge
from evals.common import OFFLINE, Row
from simulator import UnknownNameError

SUITES: dict[str, ModuleType] = {"judge": judge, "ear": ear, "client": client, "attacks": attacks}


def suite_names() -> dict[str, str]:
    """Name -> one line on what the suite measures."""
    return {name: suite.WHAT for name, suite in SUITES.items()}


def figures(
    names: list[str], folder: Path | None, judge: str = OFFLINE, limit: int | None = None, ear: str = OFFLINE
) -> list[dict[str, Any]]:
    """Run suites (none named means all) and return their figures.

    With a model as judge or ear, the suites it concerns also say what stands `offline` on the same samples. Logs and figures.json go to
    `folder`, or logs to a temporary one. `limit` keeps the first samples only. Raises UnknownNameError.
    """
    for name in names:
        if name not in SUITES:
            raise UnknownNameError("suite", name, SUITES)
    with TemporaryDirectory() as scratch:
        logs = (folder or Path(scratch)).resolve()
        found = [_suite(name, logs, {"judge": judge, "attacks": judge, "ear": ear}.get(name, OFFLINE), limit) for name in names or SUITES]
    if folder:
        (folder / "figures.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return found


def _suite(name: str, logs: Path, model: str, limit: int | None) -> dict[str, Any]:
    suite = SUITES[name]
    rows = _rows(_run(_task(name, model, limit), logs))
    found: list[dict[str, Any]] = [dict(row) for row in suite.figures(rows)]
    if model != OFFLINE:
        plain = {row["figure"]: row["shown"] for row in suite.figures(_rows(_run(_task(name, OFFLINE, limit, model), logs)))}
        found = [row | {"offline": plain.get(row["figure"], "")} for row in found]
    return {"suite": name, "what": suite.WHAT, "figures": found, "notes": suite.notes(rows)}


def _task(name: str, model: str, limit: int | None, beside: str = OFFLINE) -> Task:
    """The task of a suite; `beside` is the model whose samples an offline run must share."""
    make: Callable[..., Task] = getattr(SUITES[name], name)
    if name == "ear":
        return make(ear=model, limit=limit, public=model == beside == OFFLINE)
    return make(judge=model, limit=limit) if name in ("judge", "attacks") else make(limit=limit)


def _run(task: Task, logs: Path) -> EvalLog:
    log: EvalLog = inspect_ai.eval(
        task, model=None, display="none", log_dir=str(logs), score_display=False, log_realtime=False, log_model_api=False, log_samples=True
    )[0]
    if log.status != "success":
        raise RuntimeError(log.error.traceback if log.error else f"Inspect ended with status {log.status}.")
    return log


def _rows(log: EvalLog) -> list[Row]:
    """What each sample measured, in the order of the samples."""
    scores = [score for sample in log.samples or [] for score in (sample.scores or {}).values()]
    return [score.metadata for score in scores if score.metadata]
