"""The golden talks: what clients do in answer to fixed lines, reviewed by people and kept in `golden/*.yaml`.

A file holds who speaks and the freelancer's lines (`said`), which are written by hand, and what the client does (`move`, `revealed`, `ended`),
which is written by

    python -m tests.contract.golden            # rewrite all files
    python -m tests.contract.golden FILE...    # rewrite some

Do so after a change that is meant to alter what clients do (state machine, ear, persona), read the difference line by line, and commit both
together. Strengths and levels are left out on purpose: they move a little with every training of the ear, decisions should not.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from simulator import Settings, Simulator, build_simulator

FILES = sorted((Path(__file__).parent / "golden").glob("*.yaml"))
WIDTH = 140


def read(path: Path) -> dict[str, Any]:
    """The talk as it was reviewed."""
    talk: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return talk


def replay(simulator: Simulator, talk: dict[str, Any]) -> dict[str, Any]:
    """The talk as it goes today: the same lines of the freelancer, the client's decisions of now."""
    session = simulator.open(talk["persona"], lang=talk["lang"], seed=talk["seed"])
    turns: list[dict[str, Any]] = []
    for said in (turn["said"] for turn in talk["turns"]):
        if session.ended:
            turns.append({"said": said, "move": None, "revealed": []})
            continue
        told = session.state.memory.revealed
        session = simulator.say(session, said)
        revealed = [fact for fact in session.state.memory.revealed if fact not in told]
        turns.append({"said": said, "move": session.beats[-1].move.kind, "revealed": revealed})
    return {**talk, "turns": turns, "ended": session.ended}


def write(path: Path, talk: dict[str, Any]) -> None:
    """Write the talk as people read it: one block per turn, long lines as they are."""
    head = {key: talk[key] for key in ("persona", "lang", "seed", "script")}
    body = yaml.safe_dump(
        {**head, "turns": talk["turns"], "ended": talk["ended"]}, allow_unicode=True, sort_keys=False, default_flow_style=None, width=WIDTH
    )
    path.write_text(f"# Moves and facts are written by `python -m tests.contract.golden`; review the difference.\n{body}", encoding="utf-8")


def main(paths: list[Path]) -> None:
    """Rewrite the files and say which changed."""
    with TemporaryDirectory() as home:
        simulator = build_simulator(Settings(home=Path(home)))
        for path in paths:
            before = read(path)
            after = replay(simulator, before)
            write(path, after)
            print(f"{'as it was' if after == before else 'changed  '}  {path.name}  {after['ended']}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or FILES)
