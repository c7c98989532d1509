"""A message -> its sentences, each an exact substring; it knows no language beyond abbreviations and greetings."""

import re
from functools import lru_cache

_ABBREVIATION = re.compile(
    r"(?:\b(?:z|d|u|o|i|s|v)|\bz\.\s?b|\bd\.\s?h|\bu\.\s?a|\bbzw|\bca|\bnr|\bdr|\bprof|\bstr|\binkl|\bzzgl|\bevtl|\bggf|\busw|\betc"
    r"|\bmr|\bmrs|\bms|\be\.g|\bi\.e|\bvs|\bapprox|\bst|\bmag|\bfr|\bhr|\babs|\bmwst|\bmin|\bstd|\d)\.$",
    re.IGNORECASE,
)
_LONGEST = 12
"""No abbreviation has more characters."""
_GREETING = re.compile(
    r"\s*(?:hallo|hi|hey|hello|moin(?:\s+moin)?|servus|grüezi|grüß\s+(?:gott|sie|dich)|tach|guten\s+(?:tag|morgen|abend)|good\s+(?:morning|afternoon|evening)"
    r"|liebe[rs]?|sehr\s+geehrte[rs]?|dear)\b(?:\s+(?:herrn?|frau|mrs?\.?|ms\.?|miss|dr\.?|prof\.?))*(?:\s+[\w'’-]+){0,2}"
    r"(?:,|\s[-–])\s+(?!(?:herrn?|frau|mrs?|ms|miss|dr|prof)\b)(?=\w)",
    re.IGNORECASE,
)
"""A greeting before a comma is a sentence of its own: else it is all that is heard of "Hello, that is your fault"."""
_BREAK = re.compile(r"(?<=[.!?…])[\"“”»«')\]]*\s+|\n+|\s+(?=[-–•]\s)|(?<=[.!?…])(?=[A-ZÄÖÜ])")


def split(text: str) -> list[str]:
    """The sentences of `text` in order, stripped; abbreviations and ordinal numbers do not end one."""
    return list(_split(text))


@lru_cache(maxsize=8192)
def _split(text: str) -> tuple[str, ...]:
    greeting = _GREETING.match(text)
    start = greeting.end() if greeting else 0
    pieces = [text[:start].strip()]
    for match in _BREAK.finditer(text, start):
        head = text[start : match.start()]
        begin = max(start, match.start() - _LONGEST)
        if "\n" not in match.group() and _ABBREVIATION.search(text, begin, match.start()) and not _ends_sentence(head, text[match.end() :]):
            continue
        pieces.append(text[start : match.end()].strip())
        start = match.end()
    pieces.append(text[start:].strip())
    return tuple(piece for piece in pieces if piece)


def _ends_sentence(head: str, rest: str) -> bool:
    """A number with a full stop ends the sentence only before a new one that begins like one ('... by 5. What'), and never by itself ('2. We')."""
    if re.fullmatch(r"\s*\d+\.", head):
        return False
    after = rest.split(maxsplit=1)[0] if rest.strip() else ""
    word = after.strip(",;:")
    return bool(re.search(r"\d\.$", head)) and (word.lower() in _STARTERS or (word[:1].isupper() and word.lower() in _JOINING))


_STARTERS = frozenset(
    (
        "was wie wo wer wann welche welcher welches warum ich wir sie es er man das die der dies ist wenn dann da dort außerdem übrigens bitte nein ja "
        "what how who which why when where i we you it he she they that this the there is would could can so then if besides also please no yes"
    ).split()
)
_JOINING = frozenset(("und", "aber", "oder", "and", "but", "or"))
"""Words that begin a sentence only with a capital: "am 3. und 4. Mai"."""
