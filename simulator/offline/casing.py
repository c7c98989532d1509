"""Text in any case -> the case it would have in print, so that writing all in lower case changes nothing; it knows words, no meaning."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".txt")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BEGIN = re.compile(r"(?:^|[.!?…:][\"“”»«')\]]*\s+|\n\s*|[\"„“»(–-]\s*)$")
_FIRST = re.compile(r"(^|[.!?…][\"“”»«')\]]* )([^\W\d_])")
LEAST = 1
"""A form must stand this often in the training texts to be kept."""


def restored(text: str) -> str:
    """The text as it would be printed: known words in their usual form, sentences with a capital, single spaces."""
    forms = _forms()
    plain = _WORD.sub(lambda found: forms.get(found[0], found[0]), " ".join(text.split()).lower())
    return _FIRST.sub(lambda found: found[1] + found[2].upper(), plain)


def learn(texts: Iterable[str], path: Path = FILE) -> None:
    """Write the words that are usually printed with a capital, one a line; called by the training."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for found in _WORD.finditer(text):
            shouted = found[0].isupper() and len(found[0]) > 3
            if not shouted and not _BEGIN.search(text[: found.start()]):
                counted[found[0].lower()][found[0]] += 1
    usual = {word: forms.most_common(1)[0][0] for word, forms in counted.items() if forms.total() >= LEAST}
    kept = sorted(form for word, form in usual.items() if form != word)
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    _forms.cache_clear()


@cache
def _forms() -> dict[str, str]:
    return {form.lower(): form for form in FILE.read_text(encoding="utf-8").split()}
