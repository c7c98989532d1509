"""The word lists of the ear, read from words.yaml; it knows no sentence."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def _data() -> Any:
    return yaml.load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def words_of(name: str) -> frozenset[str]:
    """One list by name."""
    return frozenset(str(_data()[name]).split())


def word_sets(name: str) -> dict[str, frozenset[str]]:
    """A group of lists by name, in the order of the file: the order of features depends on it."""
    return {key: frozenset(str(words).split()) for key, words in _data()[name].items()}
