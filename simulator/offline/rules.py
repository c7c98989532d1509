"""Rules beside the networks: a heard sentence -> the same with what its form tells beyond doubt; each with its count in our own data."""

import re
from collections.abc import Mapping

from simulator.appraisal import HEARD, OFFENCES, QUESTIONS, Act, Sentence
from simulator.offline.features import content_words, words
from simulator.offline.offers import weighed
from simulator.offline.words import word_sets

_ASKS = word_sets("sets")["asks"]
_CLEAR, _STILL_CLEARER = 0.6, 0.15
"""From this strength on sympathy and courtesy are clear, and a dismissal that is stronger by more than this is clearer still."""


def _plain(text: str) -> str:
    """The text with single spaces and straight apostrophes."""
    return " ".join(text.split()).replace("’", "'")


def by_form(sentence: Sentence, context: str) -> Sentence:
    """The sentence as its form tells: what denies, asks or invites."""
    return _inviting(_asking(_denying(sentence), context))


_LEAD = r"^\W*(?:(?:bitte|gerne?|okay|ok|gut|ja|dann|also|please|and|und|so|well|then|hi|hey|hallo)\W+)*"
_UNMARKED = re.compile(
    rf"{_LEAD}(?:was|wie(?! gesagt)|wann|wo(?:ran|mit|her|für|hin)?|welche\w*|we[rmn]|warum|wieso"
    r"|what(?:['’]?s)?|how(?:['’]?s)?|when|where|which|why|who)\b(?! i\b)(?:\s+[^\s,;:.!?…]+){0,8}\s*$",
    re.IGNORECASE,
)


def marked(text: str) -> str:
    """A short question as it is typed in a chat, with the mark that is missing."""
    return f"{text}?" if _UNMARKED.search(_plain(text)) else text


_DENIES = re.compile(
    r"\b(?:not|isn't|wasn't|ain't|hardly) (?:my|our) (?:fault|mistake|problem|doing|job|error|business)\b|\b(?:not|isn't|wasn't) on me\b|\bno fault of mine\b"
    r"|\bnicht (?:meine?|unsere?) (?:schuld|fehler|problem|bier|sache|baustelle)\b|\bdafür (?:kann|konnte) ich (?:\w+ )?(?:nix|nichts)\b"
    r"|\b(?:kann|konnte) ich (?:\w+ )?(?:nix|nichts) dafür\b|\bkein fehler von mir\b",
    re.IGNORECASE,
)


def _denying(sentence: Sentence) -> Sentence:
    """Who says that it was not their fault owns nothing and puts off, though it sounds like owning.

    In our own data all 18 such sentences do.
    """
    if not _DENIES.search(_plain(sentence.text)):
        return sentence
    acts = sentence.acts | {"take_responsibility": 0.0}
    if not any(acts.get(act, 0.0) >= HEARD for act in OFFENCES):
        acts["dismiss"] = 0.6
    return sentence.model_copy(update={"acts": acts})


def _asking(sentence: Sentence, context: str) -> Sentence:
    """A question with an asking word in front that takes up a word of the client does ask, however curt it sounds.

    In our own talks and contrasts 197 of 201 such sentences ask and hurt nobody.
    """
    listed = words(sentence.text)
    asks = bool(listed) and listed[0] in _ASKS and sentence.text.rstrip().endswith("?")
    if not (asks and content_words(sentence.text) & content_words(context)):
        return sentence
    return _kindly_asked(sentence, "closed_question")


_INVITES = re.compile(
    rf"{_LEAD}(?:(?:erzähl|beschreib)\w*|schilder(?:n|e)?|sprechen sie|tell me (?:more|what|how|about|where|why)|(?:talk|walk|take) me through|describe)\b",
    re.IGNORECASE,
)
_LISTENS = re.compile(rf"{_LEAD}(?:(?:ich )?höre? (?:\w+ ){{0,2}}zu|i(?:['’]m| am) (?:all ears|listening))\b", re.IGNORECASE)


def _inviting(sentence: Sentence) -> Sentence:
    """An invitation to go on puts nobody off, however curt, and asks, unless one only says to be listening.

    In our own data 101 of 109 such sentences ask and hurt nobody; of the others most attack clearly.
    """
    invites = bool(_INVITES.search(sentence.text))
    if sentence.does("attack") or not (invites or _LISTENS.search(sentence.text)):
        return sentence
    return _kindly_asked(sentence, "open_question") if invites else sentence.model_copy(update={"acts": kept_kind(sentence.acts)})


def _kindly_asked(sentence: Sentence, kind: Act) -> Sentence:
    """The sentence as one that hurts nobody and asks: a question of this kind where none is heard."""
    acts = kept_kind(sentence.acts)
    if not any(acts.get(act, 0.0) >= HEARD for act in QUESTIONS):
        acts[kind] = 0.6
    return sentence.model_copy(update={"acts": acts})


def kept_kind(acts: Mapping[Act, float]) -> dict[Act, float]:
    """The acts with every offence drawn below what counts."""
    return {act: min(strength, 0.4) if act in OFFENCES else strength for act, strength in acts.items()}


def friendly(sentence: Sentence, alone: bool) -> Sentence:
    """Clear sympathy or courtesy puts nobody off, nor does an open question, an offer or a next step that is all of a message, unless that is
    heard still more clearly.

    In our own data 55 of 1,972 sentences of the first two kinds do; alone in a message many sound curt to the ear.
    """
    kinds: tuple[Act, ...] = ("validate", "courtesy", *(("open_question", "offer", "next_step") if alone else ()))
    kind = max(sentence.acts.get(act, 0.0) for act in kinds)
    put_off = sentence.acts.get("dismiss", 0.0)
    if kind < _CLEAR or put_off > kind + _STILL_CLEARER:
        return sentence
    return sentence.model_copy(update={"acts": sentence.acts | {"dismiss": min(put_off, 0.4)}})


def gives(sentence: Sentence) -> Sentence:
    """What is priced, refused or only noted is no offer, whatever the tone; what is plainly given is one."""
    if (strength := sentence.acts.get("offer")) is None:
        return sentence
    return sentence.model_copy(update={"acts": sentence.acts | {"offer": weighed(strength, sentence.text)}})


_PART = re.compile(
    r"\bhätt(?:e|') ?(?:ich|ma|wir)\b.*\b(?:müssen|sollen|können|dürfen)\b"
    r"|\b(?:ich|wir) (?:hätten?|hab|habe|haben) .*\b(?:müssen|sollen|nicht|nie|kein\w*|vergessen|übersehen|unterschätzt|angenommen)\b"
    r"|\bi (?:really )?(?:should(?:n't)?|ought|could)(?: not| to)? have\b"
    r"|\bi(?:'d| had)? (?:didn't|did not|never|forgot|assumed|missed|overlooked|guessed|skipped|misread|misjudged)\b",
    re.IGNORECASE,
)


def names_part(sentence: Sentence) -> bool:
    """Does it own something and say what was done or left undone? "I should have asked for examples" does, "that's on me" does not."""
    return sentence.does("take_responsibility") and bool(_PART.search(_plain(sentence.text)))
