"""The interface's words in one language, by key; a missing key is a bug and raises."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from simulator.transcript import Lang

_FOLDER = Path(__file__).parent / "texts"


class Texts:
    """Looks up 'page.key' and fills in values."""

    def __init__(self, lang: Lang, data: dict[str, dict[str, str]]) -> None:
        self.lang = lang
        self._data = data

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key. Raises KeyError when there is none: tests look every key up in both languages."""
        page, name = key.split(".")
        text = self._data[page][name]
        return text.format(**values) if values else text

    def keys(self) -> set[str]:
        """All keys, 'page.key'."""
        return {f"{page}.{name}" for page, entries in self._data.items() for name in entries}


@cache
def texts(lang: Lang) -> Texts:
    """The words of a language."""
    data: Any = yaml.load((_FOLDER / f"{lang}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Texts(lang, data)
