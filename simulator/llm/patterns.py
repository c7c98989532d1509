"""The phrases of guard.yaml as compiled patterns and word sets; they decide nothing by themselves."""

import re
from pathlib import Path
from typing import Any

import yaml

from simulator.transcript import Lang

_DATA: dict[str, Any] = yaml.load((Path(__file__).parent / "guard.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _any(name: str, whole_words: bool = False) -> re.Pattern[str]:
    pattern = "|".join(_DATA[name])
    return re.compile(rf"\b(?:{pattern})\b" if whole_words else pattern, re.IGNORECASE)


def _function_words() -> dict[Lang, frozenset[str]]:
    de, en = (frozenset(_DATA["function_words"][lang].split()) for lang in ("de", "en"))
    return {"de": de - en, "en": en - de}


META = _any("meta")
COACHING = _any("coaching")
ASSISTANT = _any("assistant")
SWAPPED = _any("swapped")
TO_GRADER = _any("to_grader")
AGREEMENT = _any("agreement", whole_words=True)
CONSENT = _any("consent", whole_words=True)
NEGATION = _any("negation", whole_words=True)
FUNCTION_WORDS = _function_words()

_SPEAKERS = "kund(?:e|in)|freelancer(?:in)?|dienstleister(?:in)?|client|customer|user|assistant|system|you|sie|regie|narrator|erzähler"
TAG = re.compile(rf"(?:^|\n)\W*(?:{_SPEAKERS})\s*(?:\([^)]*\))?\s*\**:", re.IGNORECASE)
"""A speaker's name before a line."""
BRACKETS = re.compile(r"\*[a-zäöüß]+(?: [a-zäöüß]+){0,3}\*|\([^)\n]{1,40}\)")
"""What may stand in stars or brackets: a sound such as *seufzt*, or a short aside."""
