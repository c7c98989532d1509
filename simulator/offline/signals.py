"""A transcript and its heard acts -> named signals in [0, 1]: what happened, when, and how it fits the client; no scores here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.appraisal import Act, Offer, Sentence
from simulator.offline.aims import MATCHES
from simulator.offline.appraiser import OfflineAppraiser, strongest
from simulator.offline.embedder import Embedder
from simulator.offline.features import content_words
from simulator.offline.reading import copied, stuffed, unreadable
from simulator.offline.sentences import split
from simulator.offline.words import word_sets
from simulator.transcript import Transcript

UNDERSTANDING: tuple[Act, ...] = ("open_question", "ask_expectation", "paraphrase", "validate")
SOLVING: tuple[Act, ...] = ("offer", "explain", "justify")
HURTING: frozenset[Act] = frozenset({"justify", "blame", "dismiss", "attack", "hollow_apology", "meta"})
_HELPFUL: tuple[Act, ...] = (
    "paraphrase", "validate", "take_responsibility", "offer", "ask_expectation", "ask_needs", "open_question", "next_step",
)  # fmt: skip
_GENERIC = word_sets("generic")
_ANYWHERE = 0.4
"""What a good act counts whose sentence, and those beside it, could be said in any case."""
_DISCOUNTED = 0.1
"""What good acts still count in a turn that is an echo, a string of phrases or noise."""
_SAME = 0.93
"""Cosine from which a message repeats an earlier one."""
_YES = re.compile(
    r"^\W*(?:ja|jo|jep|genau|stimmt|richtig|eben|exakt|so ist es|doch|mhm|yes|yeah|yep|aye|exactly|right|correct|that's it|that is it|pretty much|spot on)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:heute|morgen|übermorgen|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|woche|uhr|abend|mittag|today|tomorrow|tonight|monday|"
    r"tuesday|wednesday|thursday|friday|saturday|sunday|week|noon|mon|tue|tues|wed|weds|thu|thurs|fri|sat|sun|januar|februar|märz|april|mai|juni|juli|"
    r"august|september|oktober|november|dezember|january|february|march|june|july|october|december)\b|\d",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Heard:
    """One freelancer turn as the ear hears it. `turn` is its index in the transcript."""

    turn: int
    text: str
    before: str
    """The client's turn before; empty when there was none."""
    after: str
    """The client's answer; empty when there is none."""
    sentences: tuple[Sentence, ...]
    acts: Mapping[Act, float]
    """Strength per act, softened: 0 below 0.25, 1 from 0.75 on; good acts count little in a turn without worth."""
    offer: Offer | None
    fit: float
    """How well its paraphrases give back what the client said, in [0, 1]."""
    helpful: float
    """How much of what it does would help, summed over sentences and acts."""
    specific: float
    """How much of that stands in or beside a sentence that speaks of this case or the client's own words."""
    readable: bool
    """False for gibberish and for another language than the talk's."""
    worth: float
    """1 for a sincere message, 0.1 for an echo, a string of phrases, noise or a repetition."""

    def does(self, act: Act) -> float:
        return self.acts.get(act, 0.0)


def hear(transcript: Transcript, ear: OfflineAppraiser, embedder: Embedder) -> list[Heard]:
    """All freelancer turns as heard, in order."""
    heard: list[Heard] = []
    for index, turn in enumerate(transcript.turns):
        if turn.role == "freelancer" and turn.text.strip():
            heard.append(hear_turn(transcript, index, ear, embedder, heard))
    return heard


def hear_turn(transcript: Transcript, index: int, ear: OfflineAppraiser, embedder: Embedder, earlier: Sequence[Heard]) -> Heard:
    """One freelancer turn as heard after the `earlier` ones."""
    turns, text = transcript.turns, transcript.turns[index].text
    clients = [turn.text for turn in turns[:index] if turn.role == "client"]
    before = turns[index - 1].text if index and turns[index - 1].role == "client" else ""
    after = turns[index + 1].text if index + 1 < len(turns) and turns[index + 1].role == "client" else ""
    sentences, offers = ear.hear(text, before or (clients[-1] if clients else ""))
    return as_heard(transcript, index, sentences, offers, embedder, earlier, before, after, clients)


def as_heard(
    transcript: Transcript, index: int, sentences: Sequence[Sentence], offers: Sequence[Offer], embedder: Embedder,
    earlier: Sequence[Heard], before: str, after: str, clients: Sequence[str],
) -> Heard:  # fmt: skip
    """One turn with acts that were heard elsewhere (training hears talks with an ear that has not seen them)."""
    text = transcript.turns[index].text
    best = strongest(sentences)
    touched = _touched(sentences, _known(transcript, clients), transcript.lang)
    readable = not unreadable(text, transcript.lang)
    worth = _worth(text, clients, earlier, sum(v >= 0.5 for v in best.values()), embedder) if readable else _DISCOUNTED
    acts: dict[Act, float] = {act: soft(value) for act, value in best.items() if act in HURTING}
    acts |= {act: worth * _strongest_near(sentences, touched, act) for act in best if act not in HURTING}
    masses = [sum(soft(s.acts.get(act, 0.0)) for act in _HELPFUL) for s in sentences]
    specific = sum(mass for mass, near in zip(masses, touched, strict=True) if near)
    fit = _fit([s for s in sentences if s.does("paraphrase")], clients, embedder)
    return Heard(
        index, text, before, after, tuple(sentences), acts, offers[0] if offers else None, fit, sum(masses), specific, readable, worth
    )


def _known(transcript: Transcript, clients: Sequence[str]) -> set[str]:
    """Stems of the case and of what the client said so far, without those that stand in any talk."""
    case = transcript.case
    told = [case.project, case.agreed, case.complaint] if case else []
    return content_words(" ".join([*told, *clients])) - _GENERIC[transcript.lang]


def _touched(sentences: Sequence[Sentence], known: set[str], lang: str) -> list[bool]:
    """For each sentence: does it, or the one before or after, speak of this case?"""
    own = [bool((content_words(s.text) - _GENERIC[lang]) & known) for s in sentences]
    return [any(own[max(0, i - 1) : i + 2]) for i in range(len(own))]


def _strongest_near(sentences: Sequence[Sentence], touched: Sequence[bool], act: Act) -> float:
    """The act's softened strength, counted less where it stands among sentences that could be said in any case."""
    return max((soft(s.acts.get(act, 0.0)) * (1.0 if near else _ANYWHERE) for s, near in zip(sentences, touched, strict=True)), default=0.0)


def sincerity(heard: Sequence[Heard]) -> float:
    """What good acts count in this talk, 0.05..1: little when nearly all of them could be said in any case.

    The bounds come from our own talks: good ones speak of the case in half of what helps, strings of phrases in a tenth.
    """
    helpful = sum(h.helpful for h in heard)
    share = sum(h.specific for h in heard) / helpful if helpful > 0.5 else 1.0
    return float(np.clip((share - 0.2) / 0.25, 0.05, 1.0))


def soft(strength: float) -> float:
    """A strength around the threshold counts partly: 0 below 0.25, 0.5 at 0.5, 1 from 0.75 on."""
    return min(1.0, max(0.0, (strength - 0.25) * 2))


def _worth(text: str, clients: Sequence[str], earlier: Sequence[Heard], acts: int, embedder: Embedder) -> float:
    if copied(text, clients) >= 0.5 or stuffed(text, [h.text for h in earlier], acts):
        return _DISCOUNTED
    if earlier and len(text.split()) >= 4:
        cosines = embedder.similarity([text], [h.text for h in earlier])
        if float(cosines.max()) >= _SAME:
            return _DISCOUNTED
    return 1.0


def _fit(told: Sequence[Sentence], clients: Sequence[str], embedder: Embedder) -> float:
    """The best match of a paraphrase with a sentence of the client: 0 below MATCHES - 0.1, 1 from MATCHES + 0.1 on."""
    pieces = [piece for text in clients for piece in split(text)]
    if not told or not pieces:
        return 0.0
    cosines = embedder.similarity([s.text for s in told], pieces)
    shared = np.array([[min(len(content_words(s.text) & content_words(p)), 3) for p in pieces] for s in told])
    return float(np.clip(((cosines + 0.12 * shared).max() - MATCHES + 0.1) / 0.2, 0.0, 1.0))


def signals(heard: Sequence[Heard]) -> dict[str, float]:
    """All signals of a talk by name; every one is in [0, 1]. Empty without freelancer turns."""
    if not heard:
        return {}
    gate = sincerity(heard)
    heard = [replace(h, acts={act: v * (1.0 if act in HURTING else gate) for act, v in h.acts.items()}) for h in heard]
    back = [h.does("paraphrase") * (0.3 + 0.7 * h.fit) for h in heard]
    values: dict[str, list[float]] = {act: [h.does(act) for h in heard] for act in _COUNTED}
    values["given_back"] = back
    found: dict[str, float] = {}
    for name, row in values.items():
        ranked = sorted(row, reverse=True)
        found[f"{name}.any"] = ranked[0]
        found[f"{name}.again"] = ranked[1] if len(ranked) > 1 else 0.0
        found[f"{name}.share"] = sum(row) / len(row)
    return found | _order(heard, back) | _offers(heard) | _shape(heard, back)


_COUNTED: tuple[Act, ...] = (
    "open_question", "closed_question", "ask_expectation", "ask_needs", "validate", "take_responsibility", "hollow_apology", "explain",
    "offer", "next_step", "set_boundary", "courtesy", "justify", "blame", "dismiss", "attack", "meta",
)  # fmt: skip


def _order(heard: Sequence[Heard], back: Sequence[float]) -> dict[str, float]:
    """Understanding before solving: how much of the solving comes after the client was asked and given back."""
    understanding = [
        max(h.does("open_question") * 0.7, h.does("ask_expectation") * 0.9, b, h.does("validate") * 0.5)
        for h, b in zip(heard, back, strict=True)
    ]
    solving = [max(h.does("offer"), h.does("explain") * 0.6, h.does("justify")) for h in heard]
    before = np.concatenate([[0.0], np.cumsum(understanding)[:-1]])
    ready = np.minimum(1.0, before / 1.2)
    total = sum(solving)
    after = float(np.dot(solving, ready) / total) if total > 0.2 else 0.5 * min(1.0, sum(understanding))
    confirmed = [b * bool(_YES.search(h.after)) for h, b in zip(heard, back, strict=True)]
    return {
        "solving_after_understanding": after,
        "early_understanding": max(understanding[:2]),
        "early_solving": max(solving[:1] + [0.7 * s for s in solving[1:2]]),
        "confirmed": max(confirmed),
        "understanding.share": sum(understanding) / len(heard),
    }


def _offers(heard: Sequence[Heard]) -> dict[str, float]:
    needs = np.maximum.accumulate([h.does("ask_needs") for h in heard])
    concrete, bounded, after_need, total, ransom, late = [0.0], [0.0], [0.0], [0.0], [0.0], [0.0]
    for i, h in enumerate(heard):
        given = h.does("offer")
        sized = bool(re.search(r"\d", h.text)) or bool(h.offer and (h.offer.amount or h.offer.percent or h.offer.free_hours))
        limits = max((x.does("set_boundary") for x in heard[i:]), default=0.0)
        concrete.append(given * (1.0 if sized else 0.4))
        bounded.append(given * limits)
        after_need.append(given * float(needs[i]))
        total.append(given * _everything(h))
        ransom.append(given * max(h.does("attack"), h.does("blame")))
        late.append(given * min(1.0, i / 2))
    return {
        "offer.concrete": max(concrete), "offer.bounded": max(bounded), "offer.after_need": max(after_need),
        "offer.everything": max(total), "offer.ransom": max(ransom), "offer.not_first": max(late),
    }  # fmt: skip


def _everything(h: Heard) -> float:
    """Giving the whole fee away, or everything the client could wish for."""
    full = h.offer is not None and h.offer.percent is not None and h.offer.percent >= 100
    return float(full or bool(_ALL.search(h.text) and h.offer and h.offer.kind in ("refund", "discount")))


_ALL = re.compile(
    r"\b(?:gar nichts|nichts (?:zahlen|bezahlen)|keinen (?:cent|rappen)|alles (?:zurück|umsonst|kostenlos|gratis)|komplett (?:kostenlos|zurück|gratis)"
    r"|ganze\w* (?:rechnung|geld|honorar)"
    r"|full refund|everything (?:back|for free|free)|whole (?:fee|invoice|thing)|won't charge you (?:anything|a penny|a cent)|every (?:penny|cent)|all your money)\b",
    re.IGNORECASE,
)


def _shape(heard: Sequence[Heard], back: Sequence[float]) -> dict[str, float]:
    steps = [h.does("next_step") * (1.0 if _DATED.search(h.text) else 0.4) for h in heard]
    words = [len(h.text.split()) for h in heard]
    hurting = [max(h.does(act) for act in ("justify", "blame", "dismiss", "attack")) for h in heard]
    owned = sum(h.does("take_responsibility") for h in heard) / len(heard)
    return {
        "step.dated": max(steps),
        "hurting.share": sum(hurting) / len(heard),
        "hurting.last": hurting[-1],
        "clean.share": 1.0 - sum(hurting) / len(heard),
        "grovelling": max(0.0, min(1.0, (owned - 0.45) * 3)),
        "worthless.share": sum(h.worth < 1 for h in heard) / len(heard),
        "terse": float(sum(words) / len(words) < 6),
        "telling.share": sum(max(h.does("explain"), h.does("justify")) * (1 - max(b, h.does("open_question"))) for h, b in zip(heard, back, strict=True)) / len(heard),
        "unanswered.share": sum(h.does("dismiss") for h in heard if "?" in h.before) / max(1, sum("?" in h.before for h in heard)),
    }  # fmt: skip
