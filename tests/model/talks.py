"""Talks with a real model, watched: `python -m tests.model.talks ADDRESS MODEL [COUNT]` plays them, records them for the default tests, prints figures."""

import json
import sys
import time
from collections import Counter
from collections.abc import Generator
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from simulator import Appraisal, Move, Persona, Session, Settings, Simulator, Stage, build_simulator, graded_scripts, leaks
from simulator.llm import guard
from simulator.llm.calls import Call, Model, Piece
from simulator.llm.chat import Chat
from simulator.llm.served import ServedModel
from simulator.llm.tape import RecordingModel
from simulator.llm.voice import ModelVoice
from simulator.session import Cue, Spoken, Voice
from simulator.transcript import Lang

MODEL = "Qwen2.5-Coder-1.5B-Instruct"
TURNS = 8
PAUSE = 2.0
"""Seconds before the next message, as nobody types sooner: the server needs a moment to see that the guard has left a stream."""
PLAN: tuple[tuple[str, Lang, str], ...] = (
    ("bakery-website", "de", "ideal"), ("bakery-website", "en", "ideal"), ("founder-invoice", "de", "good"), ("founder-invoice", "en", "average"),
    ("seo-sarcastic", "de", "polite_only"), ("seo-sarcastic", "en", "average"), ("bakery-website", "de", "average"),
    ("bakery-website", "en", "polite_only"), ("founder-invoice", "de", "early_offer"), ("founder-invoice", "en", "good"),
)  # fmt: skip
"""Client, language, and the graded freelancer who talks to it."""
RECORDINGS = Path(__file__).parents[1] / "llm" / "recordings"
AFTER_GUARD: tuple[guard.Fault, ...] = ("locked_fact", "role_swap", "wrong_language")


class Watched:
    """A model with a clock: how long the bare server takes to its first token, call by call."""

    def __init__(self, model: Model) -> None:
        self.name = model.name
        self.first: list[float] = []
        self._model = model

    def answer(self, call: Call) -> Generator[Piece, None, None]:
        begun, heard = time.monotonic(), False
        for piece in self._model.answer(call):
            if piece.text and not heard:
                self.first.append(time.monotonic() - begun)
                heard = True
            yield piece


class WatchedVoice:
    """A voice that remembers its cues."""

    def __init__(self, voice: Voice) -> None:
        self.cues: list[Cue] = []
        self.open = voice.open
        self._voice = voice

    def speak(self, cue: Cue) -> Generator[str, None, Spoken]:
        self.cues.append(cue)
        return (yield from self._voice.speak(cue))


def played(simulator: Simulator, model: Model, slug: str, lang: Lang, script: str) -> tuple[Session, list[dict[str, Any]]]:
    """A talk of up to eight turns and what was measured of each."""
    watched = Watched(model)
    voice = WatchedVoice(ModelVoice(Chat(watched), simulator.voice("offline")))
    stage = Stage(simulator.ear("offline"), voice)
    session = stage.open(simulator.library.persona(slug), lang, seed=1)
    rows: list[dict[str, Any]] = []
    for message in islice(cycle(graded_scripts(session.persona, lang)[script]), TURNS):
        if session.ended:
            break
        time.sleep(PAUSE)
        calls = len(watched.first)
        begun, first, pieces = time.monotonic(), 0.0, stage.stream(session, message)
        while True:
            try:
                next(pieces)
                first = first or time.monotonic() - begun
            except StopIteration as stop:
                session = stop.value
                break
        origin = session.beats[-1].origin
        found = [fault for fault in guard.faults(session.beats[-1].line, voice.cues[-1]) if fault in AFTER_GUARD]
        rows.append(
            {"by": origin.by, "held": list(origin.held), "tokens": origin.tokens.model_dump() if origin.tokens else None, "first_words": round(first, 3),
             "bare": round(watched.first[calls], 3) if len(watched.first) > calls else None, "after_guard": found}
        )  # fmt: skip
    return session, rows


def kept(session: Session, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The talk as it stands beside its recording: what its cues are made of, its client of that day included, and what was measured."""
    turns = [
        {"message": message, "move": beat.move.model_dump(mode="json"), "line": beat.line, **row}
        for message, beat, row in zip(session.messages, session.beats, rows, strict=True)
    ]
    return {
        "persona": in_one_language(session.persona, session.lang), "lang": session.lang, "seed": session.seed, "opening": session.opening, "ended": session.ended,
        "leaked": leaks(session), "turns": turns,
    }  # fmt: skip


def in_one_language(persona: Persona, lang: Lang) -> dict[str, Any]:
    """The client without its other language, as JSON."""
    return persona.model_copy(update={"en" if lang == "de" else "de": None}).model_dump(mode="json", exclude_none=True)


def cue_of(talk: dict[str, Any], turn: int) -> Cue:
    """The cue of a turn of a kept talk; what was heard is not kept, for a model is not told it."""
    turns, persona = talk["turns"], Persona.model_validate(talk["persona"])
    moves = [Move.model_validate(one["move"]) for one in turns[: turn + 1]]
    told = [move.fact for move in moves if move.kind == "reveal" and move.fact]
    return Cue(
        persona=persona, lang=talk["lang"], seed=talk["seed"], move=moves[-1], message=turns[turn]["message"], appraisal=Appraisal(),
        lines=(talk["opening"], *(one["line"] for one in turns[:turn])), messages=tuple(one["message"] for one in turns[:turn]),
        moves=tuple(moves[:-1]), revealed=tuple(told),
    )  # fmt: skip


def summary(talks: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of docs/model.md."""
    rows = [row for talk in talks for row in talk["turns"]]
    spent = [row["tokens"] for row in rows if row["tokens"]]
    later = [row["tokens"] for talk in talks for row in talk["turns"][1:] if _reported(row["tokens"])]
    single = [row for row in rows if row["bare"] and not row["held"] and row["by"] == "model"]
    return {
        "talks": len(talks),
        "turns": len(rows),
        "ended": dict(Counter(talk["ended"] or "open" for talk in talks)),
        "lines by": dict(Counter(row["by"] for row in rows)),
        "interventions": dict(Counter(fault for row in rows for held in row["held"] for fault in held.split())),
        "leaked facts": sum(len(talk["leaked"]) for talk in talks),
        "faults after the guard": dict(Counter(fault for row in rows for fault in row["after_guard"])),
        "calls per turn": _ratio(sum(t["calls"] for t in spent), len(rows)),
        "turns in one call": sum(t["calls"] == 1 for t in spent),
        "cached share of turns 2 on": _ratio(sum(t["cached"] for t in later), sum(t["input"] for t in later)),
        "lowest of a turn": min((round(t["cached"] / t["input"], 3) for t in later), default=None),
        "turns counted for it": len(later),
        "first words / bare first token, median": round(median(r["first_words"] / r["bare"] for r in single), 2) if single else None,
        "bare first token, median s": round(median(r["bare"] for r in single), 2) if single else None,
    }


def _reported(tokens: dict[str, Any] | None) -> bool:
    """One call, whose tokens the server told."""
    return bool(tokens and not tokens["unreported"] and tokens["calls"] == 1)


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 3) if whole else None


def main(address: str, name: str, count: int) -> None:
    """Play what is not there yet, and print the figures of all."""
    simulator = build_simulator(Settings(home=Path("/nonexistent")))
    served = ServedModel(name, Settings(base_url=address, timeout=600))
    RECORDINGS.mkdir(exist_ok=True)
    talks = []
    for slug, lang, script in PLAN[:count]:
        file = RECORDINGS / f"{slug}.{lang}.{script}.json"
        if not file.exists():
            tape = file.with_suffix(".jsonl")
            tape.unlink(missing_ok=True)
            session, rows = played(simulator, RecordingModel(served, tape), slug, lang, script)
            file.write_text(json.dumps(kept(session, rows), ensure_ascii=False) + "\n", encoding="utf-8")
        talks.append(json.loads(file.read_text(encoding="utf-8")))
        print(file.stem, json.dumps(summary(talks), ensure_ascii=False), flush=True)
    print(json.dumps(summary(talks), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else len(PLAN))
