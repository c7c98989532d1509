"""Heard turns -> named signals in [0, 1]: what happened, when, and how it fits the client; no scores here."""

import re
from collections.abc import Sequence

import numpy as np

from simulator.appraisal import Act
from simulator.offline.heard import Heard

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


def signals(heard: Sequence[Heard]) -> dict[str, float]:
    """All signals of a talk by name; every one is in [0, 1]. Empty without freelancer turns."""
    if not heard:
        return {}
    back = [h.does("paraphrase") * (0.3 + 0.7 * h.fit) for h in heard]
    values: dict[str, list[float]] = {act: [h.does(act) for h in heard] for act in _COUNTED}
    values["given_back"] = back
    found: dict[str, float] = {}
    for name, row in values.items():
        ranked = sorted(row, reverse=True)
        found[f"{name}.any"] = ranked[0]
        found[f"{name}.again"] = ranked[1] if len(ranked) > 1 else 0.0
        found[f"{name}.share"] = sum(row) / len(row)
    return found | _missing(heard, back) | _order(heard, back) | _offers(heard) | _shape(heard, back)


_COUNTED: tuple[Act, ...] = (
    "open_question", "closed_question", "ask_expectation", "ask_needs", "validate", "take_responsibility", "hollow_apology", "explain",
    "offer", "next_step", "set_boundary", "courtesy", "justify", "blame", "dismiss", "attack", "meta",
)  # fmt: skip


def _missing(heard: Sequence[Heard], back: Sequence[float]) -> dict[str, float]:
    """What was not done in the whole talk: 1 where there is no sign of it."""
    asked = [max(h.does("open_question"), h.does("ask_expectation")) for h in heard]
    return {
        "missing.taking_in": 1 - max(max(q, b, h.does("validate")) for q, b, h in zip(asked, back, heard, strict=True)),
        "missing.inquiry": 1 - max(max(q, 0.5 * h.does("closed_question")) for q, h in zip(asked, heard, strict=True)),
        "missing.asking_needs": 1 - max(max(q, h.does("ask_needs")) for q, h in zip(asked, heard, strict=True)),
    }


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
    concrete, bounded, after_need, total, petty, ransom, late = [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0]
    for i, h in enumerate(heard):
        given = h.does("offer")
        sized = bool(re.search(r"\d", h.said)) or bool(h.offer and (h.offer.amount or h.offer.percent or h.offer.free_hours))
        limits = max((x.does("set_boundary") for x in heard[i:]), default=0.0)
        concrete.append(given * (1.0 if sized else 0.4))
        bounded.append(given * limits)
        after_need.append(given * float(needs[i]))
        total.append(given * _everything(h))
        petty.append(given * (_between(_PETTY, h.gives) if h.gives is not None else 0.0))
        ransom.append(given * max(h.does("attack"), h.does("blame")))
        late.append(given * min(1.0, i / 2))
    return {
        "offer.concrete": max(concrete), "offer.bounded": max(bounded), "offer.after_need": max(after_need),
        "offer.everything": max(total), "offer.petty": max(petty), "offer.ransom": max(ransom), "offer.not_first": max(late),
    }  # fmt: skip


_PETTY, _TOO_MUCH = (6.0, 2.0), (50.0, 90.0)
"""Per cent of the price at which an offer begins to be petty and quite is, and the same for giving everything away."""


def _between(bounds: tuple[float, float], value: float) -> float:
    """0 at the first bound, 1 at the second, straight between them."""
    begin, end = bounds
    return min(1.0, max(0.0, (value - begin) / (end - begin)))


def _everything(h: Heard) -> float:
    """Giving the whole fee away, or everything the client could wish for."""
    said = h.offer is not None and h.offer.kind in ("refund", "discount") and bool(_ALL.search(h.said))
    return max(_between(_TOO_MUCH, h.gives or 0.0), float(said))


_ALL = re.compile(
    r"\b(?:gar nichts|nichts (?:zahlen|bezahlen)|keinen (?:cent|rappen)|alles (?:zurück|umsonst|kostenlos|gratis)|komplett (?:kostenlos|zurück|gratis)"
    r"|ganze\w* (?:rechnung|geld|honorar)"
    r"|full refund|everything (?:back|for free|free)|whole (?:fee|invoice|thing)|won't charge you (?:anything|a penny|a cent)|every (?:penny|cent)|all your money)\b",
    re.IGNORECASE,
)


_LECTURES = 3
"""A talk is a lecture where one turn of so many is."""
_TELLING: tuple[Act, ...] = ("explain", "justify", "blame", "dismiss")
_TAKING_IN: tuple[Act, ...] = ("open_question", "ask_expectation", "ask_needs", "paraphrase")
_NO_LECTURE: tuple[Act, ...] = (
    "open_question", "closed_question", "ask_expectation", "ask_needs", "paraphrase", "validate", "take_responsibility", "offer",
    "next_step", "set_boundary", "courtesy",
)  # fmt: skip


def _lecture(h: Heard) -> float:
    """0 with two statements that neither take the client in nor offer anything, 1 with five; less where the turn asks or gives back."""
    told = [s for s in h.sentences if "?" not in s.text and len(s.text.split()) > 2 and not any(s.does(act) for act in _NO_LECTURE)]
    takes_in = max(h.does(act) for act in _TAKING_IN)
    return min(1.0, max(0.0, (len(told) - 2) / 3)) * (1 - takes_in)


def _shape(heard: Sequence[Heard], back: Sequence[float]) -> dict[str, float]:
    steps = [h.does("next_step") * (1.0 if _DATED.search(h.said) else 0.4) for h in heard]
    words = [len(h.text.split()) for h in heard]
    told = [any(s.does(act) for act in _TELLING) for h in heard for s in h.sentences]
    hurting = [h.hurts for h in heard]
    owned = sum(h.does("take_responsibility") for h in heard) / len(heard)
    return {
        "step.dated": max(steps),
        "hurting.share": sum(hurting) / len(heard),
        "hurting.last": hurting[-1],
        "hurting.late": max(hurting[-2:]),
        "telling.sentences": sum(told) / len(told) if told else 0.0,
        "lecture": min(1.0, _LECTURES * sum(map(_lecture, heard)) / len(heard)),
        "wordy": min(1.0, max(0.0, (sum(words) / len(words) - 40) / 60)),
        "clean.share": 1.0 - sum(hurting) / len(heard),
        "grovelling": max(0.0, min(1.0, (owned - 0.45) * 3)),
        "worthless.share": sum(h.worth < 1 for h in heard) / len(heard),
        "terse": float(sum(words) / len(words) < 6),
        "telling.share": sum(max(h.does("explain"), h.does("justify")) * (1 - max(b, h.does("open_question"))) for h, b in zip(heard, back, strict=True)) / len(heard),
        "unanswered.share": sum(h.does("dismiss") for h in heard if "?" in h.before) / max(1, sum("?" in h.before for h in heard)),
    }  # fmt: skip
