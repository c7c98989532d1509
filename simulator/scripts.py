"""Scripted freelancers, graded from ideal to noise: package data scripts/*.yaml -> lines; it plays and judges nothing."""

from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from simulator.persona import Persona
from simulator.transcript import Lang

Grade = Literal[
    "ideal", "good", "average", "polite_only", "early_offer", "over_generous", "evasive", "defensive", "sarcastic",
    "stuffing", "gibberish", "commands",
]  # fmt: skip
GRADES: tuple[Grade, ...] = get_args(Grade)
"""All graded freelancers; `ideal` and `good` are written per client, the others fit every client."""
LISTENS = 4
"""Turns in which the over-generous freelancer listens as well as the ideal one, before giving everything away."""
_FOLDER = Path(__file__).parent / "scripts"


def graded_scripts(persona: Persona, lang: Lang, ideal: list[str] | None = None) -> dict[str, list[str]]:
    """Grade -> the freelancer's lines for this client; `ideal` replaces its own ideal script.

    `ideal` and `good` are missing for a client nobody wrote them for.
    """
    address = persona.text(lang).address
    own: dict[str, list[str]] = _read(f"clients.{lang}").get(persona.slug, {}) | ({"ideal": ideal} if ideal else {})
    found = own | {grade: lines[address] if isinstance(lines, dict) else lines for grade, lines in _read(lang)["grades"].items()}
    if "ideal" in found:
        found["over_generous"] = [*found["ideal"][:LISTENS], *found["over_generous"][LISTENS:]]
    return {grade: list(found[grade]) for grade in GRADES if grade in found}


def assistant_phrases(lang: Lang) -> tuple[str, ...]:
    """What no client may say, in small letters."""
    return tuple(_read(lang)["assistant"])


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
