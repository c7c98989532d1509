"""Whole talks with a real model (Qwen2.5-Coder-1.5B-Instruct), replayed from its recordings: `python -m tests.model.talks` makes them."""

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.llm import guard
from simulator.llm.chat import Chat
from simulator.llm.tape import ReplayedModel
from simulator.llm.voice import ModelVoice
from simulator.session import Cue, Spoken
from tests.fakes import heard_whole
from tests.llm.cast import PreparedVoice
from tests.model.talks import AFTER_GUARD, MODEL, RECORDINGS, cue_of

TALKS = sorted(RECORDINGS.glob("*.json"))


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def replayed(path: Path) -> list[tuple[Cue, dict[str, Any], Spoken]]:
    """Each turn's cue, what is kept of it, and what the voice says when the model's answers come from the recording."""
    talk = read(path)
    voice = ModelVoice(Chat(ReplayedModel(MODEL, path.with_suffix(".jsonl"))), PreparedVoice())
    cues = [cue_of(talk, turn) for turn in range(len(talk["turns"]))]
    return [(cue, kept, heard_whole(voice.speak(cue))[1]) for cue, kept in zip(cues, talk["turns"], strict=True)]


def test_there_are_talks_in_both_languages() -> None:
    assert {read(path)["lang"] for path in TALKS} == {"de", "en"}


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_the_same_answers_make_the_same_lines_with_the_same_interventions(path: Path) -> None:
    turns = replayed(path)
    assert [(spoken.origin.by, list(spoken.origin.held)) for _, _, spoken in turns] == [(kept["by"], kept["held"]) for _, kept, _ in turns]
    by_model = [(kept["line"], spoken.line) for _, kept, spoken in turns if kept["by"] == "model"]
    assert [said for _, said in by_model] == [line for line, _ in by_model]


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_no_locked_fact_no_role_swap_and_no_other_language_is_left_in_what_was_said(path: Path) -> None:
    found = {turn: guard.faults(kept["line"], cue) for turn, (cue, kept, _) in enumerate(replayed(path), start=1)}
    assert {turn: faults for turn, faults in found.items() if set(faults) & set(AFTER_GUARD)} == {}
    assert read(path)["leaked"] == []
