"""What is wrong with a file, in the page's language: the checker speaks English, texts/faults.yaml knows its sentences."""

import re
from functools import cache
from pathlib import Path

import yaml

from simulator.transcript import Lang

_GIVEN = re.compile(r" \(given: (?P<given>.*)\)$", re.DOTALL)


def in_words(lang: Lang, message: str) -> str:
    """The message of a fault in this language; one that is not known stays English, in quotes."""
    if lang == "en":
        return message
    given = _GIVEN.search(message)
    shown = f" (angegeben: {given['given']})" if given else ""
    plain = _GIVEN.sub("", message)
    known = ((pattern.fullmatch(plain), german) for pattern, german in _sentences())
    found = next((german.format(**match.groupdict()) for match, german in known if match), f"„{plain}“")
    return found + shown


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    listed = yaml.safe_load((Path(__file__).parent / "texts" / "faults.yaml").read_text(encoding="utf-8"))
    return tuple((re.compile(entry["en"], re.DOTALL), entry["de"]) for entry in listed)
