"""How each criterion is judged without a model: which signals speak for it, which against; the weights are learned, the signs are not.

score = base + sum(weight * signal), held in 1..5, then bent by a monotone curve. Weights are never negative for what helps nor
positive for what hurts, so that nobody gains by doing worse. They are learned from our own rated talks (offline/train.py) and
stand in judge.json; signals are explained in signals.py.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from simulator.appraisal import Act

FILE = Path(__file__).parent / "judge.json"


@dataclass(frozen=True)
class Recipe:
    """The signals of one criterion, and the acts whose sentences are its evidence."""

    helps: tuple[str, ...]
    hurts: tuple[str, ...]
    shows: tuple[Act, ...]
    """Acts quoted as evidence that helps, the most telling first."""
    spoils: tuple[Act, ...]
    """Acts quoted as evidence that hurts."""
    heart: tuple[Act, ...] = ()
    """Those of them that a comment speaks of also where the criterion was half met; beside the others it speaks of what was done."""
    stays: float = 0.25
    """Levels above the lowest that stay where nothing speaks of the case; together they are less than 8 of 100."""
    fixed: Mapping[str, float] = field(default_factory=dict)
    """Weights that are set and not learned, each with its reason."""
    ceilings: Mapping[str, float] = field(default_factory=dict)
    """The highest level where this signal is 1, as the rubric says it; where the signal is weaker the score falls by that much less."""

    def held(self, level: float, signals: Mapping[str, float]) -> float:
        """The level under all ceilings."""
        for name, top in self.ceilings.items():
            level -= signals.get(name, 0.0) * max(0.0, level - top)
        return level


RECIPES: dict[str, Recipe] = {
    # Takes in what the client says: gives back rightly, asks openly, is confirmed; telling and waving away count against it.
    "listening": Recipe(
        helps=("given_back.any", "given_back.again", "given_back.share", "validate.any", "validate.share", "open_question.any",
               "open_question.share", "ask_expectation.any", "understanding.share"),
        hurts=("dismiss.any", "dismiss.share", "attack.any", "attack.share", "telling.share", "justify.share", "unanswered.share",
               "hurting.last", "hurting.late", "worthless.share", "blame.any", "blame.share", "closed_question.share", "hollow_apology.share",
               "early_solving", "telling.sentences", "wordy"),
        shows=("paraphrase", "open_question", "validate"),
        spoils=("dismiss", "attack", "justify", "blame"),
        heart=("dismiss", "attack"),
        # Poor counsellors ask as much as good ones, but lecture, and are seldom told "yes, exactly" (AnnoMI). Learned from our own talks both
        # would weigh next to nothing: there nearly all who lecture brush off or defend themselves as well.
        fixed={"lecture": -2.6, "confirmed": 0.9},
        ceilings={"missing.taking_in": 2.0},  # "2: no sign of taking it in beyond stock phrases"
    ),
    # Starts high and falls with every defence; blame and contempt are defences too.
    "no_self_justification": Recipe(
        helps=("take_responsibility.any", "take_responsibility.share", "clean.share", "given_back.share"),
        hurts=("justify.any", "justify.again", "justify.share", "blame.any", "blame.again", "blame.share", "attack.any", "dismiss.share",
               "hollow_apology.any", "telling.share"),
        shows=("take_responsibility", "paraphrase"),
        spoils=("justify", "blame", "attack"),
        heart=("justify", "blame"),
        stays=0.55,  # who says nothing of substance does not defend himself either
    ),
    # An offer that is concrete, bounded, after the need was asked for, and not the first thing said.
    "fair_concession": Recipe(
        helps=("offer.any", "offer.concrete", "offer.bounded", "offer.after_need", "offer.not_first", "solving_after_understanding",
               "step.dated", "take_responsibility.any", "given_back.share", "set_boundary.any"),
        hurts=("offer.ransom", "attack.any", "attack.share", "dismiss.share", "hurting.last", "hurting.late", "offer.everything", "offer.petty",
               "blame.share", "justify.share", "meta.any"),
        shows=("offer",),
        spoils=("dismiss", "attack", "blame", "justify"),
        heart=("attack",),
        ceilings={"offer.everything": 1.5},  # "1: gives everything away without need", "2: far beyond what is needed"
    ),
    # Calm and respectful, benefit of the doubt; contempt and blame cost most.
    "good_faith": Recipe(
        helps=("clean.share", "validate.share", "validate.any", "given_back.share", "take_responsibility.any", "take_responsibility.share",
               "courtesy.share", "confirmed", "courtesy.any", "open_question.share"),
        hurts=("attack.any", "attack.again", "attack.share", "blame.any", "blame.again", "blame.share", "dismiss.share", "dismiss.any",
               "hurting.last", "hurting.late", "justify.share", "hollow_apology.any", "meta.any", "offer.petty", "offer.ransom"),
        shows=("validate", "take_responsibility", "paraphrase"),
        spoils=("attack", "blame", "dismiss"),
        heart=("attack", "blame"),
    ),
    # Asks what was expected and where that came from, and checks what was found.
    "root_cause": Recipe(
        helps=("ask_expectation.any", "ask_expectation.again", "ask_expectation.share", "open_question.any", "open_question.again",
               "given_back.any", "given_back.share", "confirmed", "take_responsibility.any", "early_understanding"),
        hurts=("blame.any", "justify.share", "dismiss.share", "attack.any", "telling.share", "telling.sentences", "closed_question.share",
               "worthless.share", "hurting.share"),
        shows=("ask_expectation", "open_question", "paraphrase"),
        spoils=("blame", "justify", "dismiss"),
        heart=("blame",),
        ceilings={"missing.inquiry": 2.0},  # "2: no inquiry"
    ),
    # Names its own part and what it does about it; grovelling counts against it.
    "responsibility": Recipe(
        helps=("take_responsibility.any", "take_responsibility.again", "take_responsibility.share", "step.dated", "given_back.share",
               "offer.after_need", "clean.share"),
        hurts=("blame.any", "blame.share", "justify.any", "justify.share", "attack.any", "dismiss.share", "hollow_apology.any",
               "hollow_apology.share", "grovelling"),
        shows=("take_responsibility",),
        spoils=("blame", "hollow_apology", "justify", "attack"),
        heart=("blame", "hollow_apology"),
        ceilings={"grovelling": 3.0},  # "blaming itself for everything: at most 3"
    ),
    # Understanding comes before explaining, offering and solving.
    "understand_first": Recipe(
        helps=("solving_after_understanding", "early_understanding", "understanding.share", "given_back.any", "given_back.share",
               "given_back.again", "confirmed", "ask_expectation.any", "open_question.any"),
        hurts=("early_solving", "telling.share", "justify.share", "justify.any", "dismiss.share", "attack.any", "hurting.share",
               "hurting.late", "blame.any", "worthless.share", "telling.sentences"),
        shows=("ask_expectation", "open_question", "paraphrase"),
        spoils=("justify", "explain", "dismiss", "attack"),
        heart=("justify", "explain"),
    ),
    # Scope, terms, limits and a next step with a date.
    "clear_terms": Recipe(
        helps=("next_step.any", "next_step.again", "step.dated", "explain.any", "explain.share", "set_boundary.any", "set_boundary.again",
               "offer.concrete", "offer.bounded", "offer.any", "take_responsibility.any", "given_back.share"),
        hurts=("dismiss.any", "dismiss.share", "attack.any", "attack.share", "blame.share", "justify.share", "hollow_apology.share",
               "hurting.last", "hurting.late", "worthless.share", "offer.everything", "offer.petty"),
        shows=("next_step", "set_boundary", "explain"),
        spoils=("dismiss", "attack", "justify"),
    ),
    # Asks what would make it right, and answers it.
    "client_needs": Recipe(
        helps=("ask_needs.any", "ask_needs.again", "offer.after_need", "given_back.share", "set_boundary.any", "step.dated",
               "open_question.any", "offer.any"),
        hurts=("dismiss.share", "dismiss.any", "attack.any", "hurting.last", "hurting.late", "unanswered.share", "blame.any", "justify.share",
               "offer.everything", "offer.petty"),
        shows=("ask_needs", "offer", "open_question"),
        spoils=("dismiss", "attack", "blame"),
        ceilings={"missing.asking_needs": 2.0},  # "2: never asks, guesses"
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Formula:
    """The learned part of a recipe. `curve` maps raw scores to levels: rising pairs (raw, level)."""

    base: float
    weights: dict[str, float]
    curve: tuple[tuple[float, float], ...]

    def raw(self, signals: dict[str, float]) -> float:
        """base + sum(weight * signal), before the curve."""
        return self.base + sum(weight * signals.get(name, 0.0) for name, weight in self.weights.items())

    def score(self, signals: dict[str, float]) -> float:
        """The score in 1.0..5.0."""
        xs, ys = zip(*self.curve, strict=True)
        return round(float(np.clip(np.interp(self.raw(signals), xs, ys), 1.0, 5.0)), 2)

    def raised(self, levels: float) -> "Formula":
        """The same with a curve that gives so many levels more, where its ends do not hold it."""
        (low, _), *_, (high, _) = self.curve
        move = levels * (high - low) / 4
        return replace(self, curve=tuple((round(x - move, 4), level) for x, level in self.curve))


def load_formulas(path: Path = FILE) -> dict[str, Formula]:
    """The learned weights of all criteria."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return {name: Formula(entry["base"], entry["weights"], tuple((x, y) for x, y in entry["curve"])) for name, entry in data.items()}


def save_formulas(formulas: dict[str, Formula], path: Path = FILE) -> None:
    """Write the learned weights, readable and in a fixed order."""
    data = {name: {"base": f.base, "weights": f.weights, "curve": [list(p) for p in f.curve]} for name, f in formulas.items()}
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
