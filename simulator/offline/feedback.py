"""Scores and evidence -> words: comments and better wordings in the language of the talk; it judges nothing."""

import re
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from simulator.offline.features import content_words
from simulator.offline.sentences import split
from simulator.scoring import GOOD
from simulator.transcript import Lang

_FOLDER = Path(__file__).parent / "feedback"
_MARKS: dict[Lang, tuple[str, str]] = {"de": ("„", "“"), "en": ("“", "”")}
_ECHO = re.compile(r"[„“\"«»][^„“”\"«»]+[“”\"«»]")
"""What the client repeats of the freelancer's words."""
_JOINED = re.compile(r"^(?:(?:und|aber|denn|also|ja|na|nein|and|but|so|well|yeah|no)\b\s*)+", re.IGNORECASE)
"""What joins a clause to the one before it."""
_HANGING = re.compile(
    r"(?:dass|weil|wenn|ob|oder|als|wie|um|für|mit|von|bei|statt|ohne|bis|damit|obwohl|während|sonst|der|die|das|den|dem|was|wo|that|because|if|whether|or|when"
    r"|as|than|to|for|with|of|at|by|in|on|from|instead|without|until|though|while|who|which|what|where|how)\b",
    re.IGNORECASE,
)
"""A clause that begins so may hang on another one; it is taken up only where there is no other."""
_LONGEST_QUOTE = 14
_LONGEST_FRAGMENT = 8
_LEFT_OUT = ("no_self_justification", "good_faith")
"""Criteria that are met in part by leaving something out: nothing need be done for half of them."""
POOR = 2.5
"""Below it a comment speaks of harm or absence; from GOOD on it only recognises."""


@cache
def texts(lang: Lang) -> Any:
    """The authored feedback of a language: criterion -> kind of comment -> variants."""
    return yaml.load((_FOLDER / f"{lang}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def comment(criterion: str, lang: Lang, score: float, helps: str, hurts: str, client: str, seed: str) -> str:
    """A comment that names this talk's own sentences; empty when nothing authored fits."""
    kind = _kind(score, bool(helps), bool(hurts), half=bool(helps) or criterion in _LEFT_OUT)
    slots = {"helps": quoted(helps, lang), "hurts": quoted(hurts, lang), "client": quoted(client, lang)}
    variants: Sequence[str] = texts(lang).get(criterion, {}).get(kind, ())
    fitting = [text for text in variants if all(slots[name] for name in re.findall(r"{(\w+)}", text))]
    return _chosen(fitting, seed).format(**slots) if fitting else ""


def _kind(score: float, helped: bool, hurt: bool, half: bool) -> str:
    """Which comments are true: what was done is not called missing, and what was not is not called half done."""
    if score >= GOOD:
        return "good"
    if helped and not hurt:
        return "partly"
    if hurt:
        return "mixed_hurt" if half and score >= POOR else "poor_hurt"
    return "mixed_absent" if score >= POOR else "poor_absent"


def wordings(criterion: str, lang: Lang, formal: bool, client: str, seed: str) -> list[str]:
    """Better wordings for one sentence after the client said `client`, in an order fixed by `seed`."""
    register = "you" if lang == "en" else "Sie" if formal else "du"
    variants: Sequence[str] = texts(lang).get(criterion, {}).get("wordings", {}).get(register, ())
    quote = quoted(client, lang)
    fitting = [text for text in variants if quote or "{client}" not in text]
    start = zlib.crc32(seed.encode()) % max(len(fitting), 1)
    turned = fitting[start:] + fitting[:start]
    with_quote = sorted(turned, key=lambda text: "{client}" not in text)
    return [text.format(client=quote) for text in with_quote]


def is_formal(texts_of_freelancer: Sequence[str]) -> bool:
    """Does the freelancer say Sie? Undecided counts as Sie."""
    text = " ".join(texts_of_freelancer)
    return len(re.findall(r"\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b", text)) >= len(
        re.findall(r"\b(?:du|dir|dich|deine?[mnrs]?)\b", text, re.IGNORECASE)
    )


def fragment(text: str) -> str:
    """Up to eight telling words of the client in a row, no echo in quotation marks, without the marks at their ends; empty for a text without any."""
    own = _ECHO.sub(" ", text)
    told = own if content_words(own) else text
    clauses = [clause.strip(" .!?…") for piece in split(told) for clause in re.split(r"[,:](?!\d)|[;()–—\"„“”«»]|\s-\s|[.!?…]+$", piece)]
    telling = [part for clause in clauses if 2 <= len((part := _JOINED.sub("", clause)).split()) <= _LONGEST_FRAGMENT]
    if telling:
        return max(telling, key=lambda part: (not _HANGING.match(part), min(len(content_words(part)), 4), -len(part.split())))
    return " ".join(told.strip(" ,.;:!?…").split()[:_LONGEST_FRAGMENT]).strip(" ,.;:!?…")


def quoted(text: str, lang: Lang) -> str:
    """The text in the language's quotation marks, shortened; empty stays empty."""
    if not text.strip():
        return ""
    words = re.sub(r"[„“”«»\"]", "", text).split()
    short = " ".join(words[:_LONGEST_QUOTE]) + (" …" if len(words) > _LONGEST_QUOTE else "")
    before, after = _MARKS[lang]
    return f"{before}{short.rstrip('.')}{after}"


def _chosen(variants: Sequence[str], seed: str) -> str:
    return variants[zlib.crc32(seed.encode()) % len(variants)]


def reasons(lang: Lang) -> Mapping[str, str]:
    """Why something is not scored."""
    return _REASONS[lang]


def generic(lang: Lang, said: str) -> str:
    """That this could be said in any talk."""
    return reasons(lang)["generic"].format(said=quoted(said, lang))


_REASONS: dict[Lang, dict[str, str]] = {
    "de": {
        "noise": "Nicht bewertet: Die Nachrichten ergeben keinen lesbaren Text in der Sprache des Gesprächs.",
        "unknown": "Nicht bewertet: Für dieses Kriterium kennt die Bewertung ohne Modell keine Regel. Im Raster `helps` und `hurts` angeben oder ein Modell einstellen.",
        "generic": "{said} könnte in jedem Gespräch stehen. Gewertet wird nur, was auf diesen Fall und diese Worte eingeht.",
        "uncertain": " (Unsicher: Die Anzeichen dafür sind in diesem Gespräch undeutlich.)",
    },
    "en": {
        "noise": "Not scored: the messages are not readable text in the language of the talk.",
        "unknown": "Not scored: the judge without a model has no rule for this criterion. Give `helps` and `hurts` in the rubric, or set a model.",
        "generic": "{said} could be said in any talk. Only what answers this case and these words counts.",
        "uncertain": " (Uncertain: the signs for this are faint in this talk.)",
    },
}
