"""Why the client's levels move: a message -> causes -> new levels; every change belongs to a cause. It decides no move.

docs/design/state.md lists the rules.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from simulator.appraisal import COMPLAINT, QUESTIONS, Act, Appraisal
from simulator.persona import Levels, Persona
from simulator.transcript import Frozen
from simulator.view import Memory, View
from simulator.weighing import extras

LevelName = Literal["anger", "trust", "understood", "patience", "clarity"]
LEVELS: tuple[LevelName, ...] = ("anger", "trust", "understood", "patience", "clarity")

SUBSTANCE = 0.15
"""From this share on a message speaks about this case and is no stock phrase."""
HEARD_OUT = 0.35
"""From this level of `understood` on the client listens to explanations."""
ANGER_RISE = 0.22
"""Most that anger rises in one turn, whatever was said."""
TRUST_RISE, TRUST_FALL = 0.12, 0.30
"""Most that trust moves in one turn; it falls at least twice as fast as it rises."""
PATIENCE_FALL = 0.25
"""Most patience lost in one turn: nobody leaves over a single message."""
DETAILS = 3
"""So many questions about details earn something; after that they are an interrogation."""

HURTING: frozenset[Act] = frozenset(
    {"attack", "blame", "justify", "dismiss", "hollow_apology", "offer", "explain", "validate", "take_responsibility"}
)
"""Acts that can raise anger, some only at a bad time: a trigger on any other never fires."""
HELPING: frozenset[Act] = frozenset(
    {
        "ask_expectation", "ask_needs", "open_question", "closed_question", "paraphrase", "validate", "take_responsibility", "explain",
        "set_boundary", "next_step", "offer",
    }
)  # fmt: skip
"""Acts that can help: a soother on any other never does."""


class Cause(Frozen):
    """Why a level moved: the freelancer's sentence, what it did, the rule, and the change it made."""

    rule: str
    act: Act | None = None
    sentence: str = ""
    changes: dict[LevelName, float] = {}


# What hurts


def offences(view: View) -> Iterator[Cause]:
    """What in the message hurts, each with the change it asks for."""
    memory = view.memory
    if not view.counts:
        yield _cause(view, "meta", "noise", anger=0.03, patience=-0.08)
        return
    if view.hurts_by("attack"):
        yield _cause(view, "attack", "attack", anger=0.2, trust=-0.28, patience=-0.2, understood=-0.1)
    if view.hurts_by("blame"):
        yield _cause(view, "blame", "blame", anger=0.13, trust=-0.18, patience=-0.11, understood=-0.06)
    if view.hurts_by("justify"):
        again = min(memory.justified, 3)
        yield _cause(view, "justify", "justify", anger=0.07 + 0.04 * again, trust=-0.1, patience=-0.06 - 0.02 * again)
    if view.hurts_by("dismiss"):
        yield _cause(view, "dismiss", "dismiss", anger=0.06, trust=-0.06, patience=-0.07, understood=-0.03)
    if view.hurts_by("hollow_apology") and not view.owns:
        yield _cause(view, "hollow_apology", "hollow_apology", anger=0.02 + 0.01 * min(memory.phrases, 3), patience=-0.03)
    if view.passes_over:
        yield _cause(view, "dismiss", "passed_over", anger=0.02, trust=-0.02, patience=-0.02)
    yield from _bad_timing(view)


def _bad_timing(view: View) -> Iterator[Cause]:
    """Good things at the wrong time or size, and good words too often."""
    said, memory = view.said, view.memory
    alone = not view.shows_interest and not said.offer
    if view.weight == "premature" and not (view.wished(said.offer) or view.settles):
        yield _cause(view, "offer", "premature_offer", anger=0.03, trust=-0.04, patience=-0.04)
    if view.weight == "too_much":
        yield _cause(view, "offer", "too_much", anger=0.01, trust=-0.07)
    if said.does("explain") and view.levels.understood < HEARD_OUT and not view.shows_interest:
        yield _cause(view, "explain", "lecture", anger=0.03, trust=-0.02, patience=-0.03)
    if said.does("validate") and memory.phrases >= 1 and alone:
        yield _cause(view, "validate", "empty_phrase", anger=0.03, trust=-0.02, patience=-0.03)
    if said.does("take_responsibility") and memory.owned >= 3 and alone:
        yield _cause(view, "take_responsibility", "grovelling", anger=0.02, trust=-0.03, patience=-0.03)


# What helps


def merits(view: View) -> Iterator[Cause]:
    """What in the message helps, each with the change it asks for; none in one that does not count."""
    if not view.counts:
        return
    said, share = view.said, _share(view)
    yield from _questions(view, share)
    if view.fresh:
        yield _cause(view, "paraphrase", "paraphrase", share, anger=-0.09, trust=0.09, understood=0.2, clarity=0.06)
    if view.owns and said.substance >= SUBSTANCE and view.memory.owned < 2:
        first = share / (1 + view.memory.owned)
        yield _cause(view, "take_responsibility", "owned_part", first, anger=-0.07, trust=0.1, understood=0.1, clarity=0.14)
    if said.answered:
        yield _cause(view, "explain", "answered", share, trust=0.03, clarity=0.06)
    if said.does("validate") and view.shows_interest and said.substance >= SUBSTANCE and not view.memory.felt:
        yield _cause(view, "validate", "sympathy", share, anger=-0.02, understood=0.03)
    if view.memory.feigned and view.asks_honestly and not said.offer:
        yield _cause(view, question_act(said), "honest_check", share, trust=0.04, understood=0.06)
    yield from _late_merits(view, share)


def _questions(view: View, share: float) -> Iterator[Cause]:
    """A question that fits earns once: for what is hidden fully, for details less, for many details hardly anything."""
    act, target, asked = question_act(view.said), view.target, view.memory.asked
    if view.asks_complaint and COMPLAINT not in asked:
        yield _cause(view, act, "fitting_question", share / 2, anger=-0.05, trust=0.07, understood=0.09)
    if target and target.id not in asked:
        details = sum(not view.persona.fact(fact_id).hidden for fact_id in asked if fact_id != COMPLAINT)
        weight = 1.0 if target.hidden else 0.5 if details < DETAILS else 0.2
        yield _cause(view, act, "fitting_question", share * weight, anger=-0.05, trust=0.07, understood=0.09)


def _late_merits(view: View, share: float) -> Iterator[Cause]:
    """What helps only once the client feels heard."""
    said = view.said
    insulted = view.persona.temperament == "abusive" or any(item.act == "set_boundary" for item in view.persona.soothers)
    if said.does("set_boundary") and insulted and not said.does("attack"):
        yield _cause(view, "set_boundary", "calm_limit", share, anger=-0.04, trust=0.06)
    if view.levels.understood < HEARD_OUT:
        return
    if said.does("explain"):
        yield _cause(view, "explain", "plain_terms", share, trust=0.02, clarity=0.12)
    if said.does("set_boundary") and not insulted and not said.does("dismiss"):
        yield _cause(view, "set_boundary", "calm_limit", share, clarity=0.08)
    if said.does("next_step"):
        yield _cause(view, "next_step", "next_step", share, trust=0.03, clarity=0.1)
    if said.offer and view.weight == "fair" and view.memory.weight != "fair" and extras(view, said.offer):
        yield _cause(view, "offer", "more_than_the_need", share, trust=0.02)


def _share(view: View) -> float:
    """How much of the good counts: hardly anything beside an insult, blame or a defence."""
    return 0.2 if any(view.hurts_by(act) for act in ("attack", "blame", "justify")) else 1.0


def question_act(said: Appraisal) -> Act:
    """The kind of question that is heard strongest."""
    return max(QUESTIONS, key=lambda act: said.acts.get(act, 0.0))


def _cause(view: View, act: Act, rule: str, share: float = 1.0, **changes: float) -> Cause:
    sentence = view.said.sentence_with(act) or (view.said.sentences[0].text if view.said.sentences else "")
    scaled: dict[LevelName, float] = {name: value * share for name, value in changes.items()}  # type: ignore[misc]
    return Cause(rule=rule, act=act, sentence=sentence, changes=scaled)


# From causes to levels


def settled(old: Levels, hurt: Sequence[Cause], helped: Sequence[Cause], persona: Persona) -> tuple[tuple[Cause, ...], Levels]:
    """The causes with the changes they really make to this client, and the levels after them: the old ones plus all changes."""
    causes = [_sensitive(cause, persona) for cause in (*hurt, *helped)]
    if not helped:
        causes.append(Cause(rule="no_progress", changes={"patience": -persona.nature.patience_loss}))
    elif not hurt:
        causes[0] = causes[0].model_copy(update={"changes": causes[0].changes | {"patience": 0.02}})
    bounded = {name: _bounded(name, sum(c.changes.get(name, 0.0) for c in causes), old, bool(hurt), persona) for name in LEVELS}
    made = tuple(_made(cause, causes, bounded) for cause in causes)
    return made, Levels(**{name: _clip(_level(old, name) + sum(c.changes.get(name, 0.0) for c in made)) for name in LEVELS})


def _sensitive(cause: Cause, persona: Persona) -> Cause:
    """Triggers and soothers of this client make the same act weigh more; patience runs at its own pace."""
    listed = persona.triggers if cause.changes.get("anger", 0.0) > 0 else persona.soothers
    factor = max((item.factor for item in listed if item.act == cause.act), default=1.0)
    changes = {name: value if name == "patience" else value * factor for name, value in cause.changes.items()}
    return cause.model_copy(update={"changes": changes})


def _bounded(level: LevelName, asked: float, old: Levels, hurt: bool, persona: Persona) -> float:
    """The change of one level that this client's nature allows."""
    nature, before = persona.nature, _level(old, level)
    if level == "anger":
        allowed = min(asked * nature.heat, ANGER_RISE) if asked > 0 else 0.0 if hurt else max(asked, -nature.anger_step)
        return max(_clip(before + allowed), min(before, nature.residue)) - before
    if level == "trust":
        asked = min(asked * nature.warmth, TRUST_RISE) if asked > 0 else _fall_of_trust(asked, before)
    if level == "patience":
        asked = max(asked, -PATIENCE_FALL)
    return _clip(before + asked) - before


def _level(levels: Levels, name: LevelName) -> float:
    return float(getattr(levels, name))


def _fall_of_trust(asked: float, trust: float) -> float:
    """Small disappointments wear trust down ever more slowly; only real offences destroy it."""
    fall = max(asked, -TRUST_FALL)
    return fall * min(1.0, trust / 0.3) if fall > -0.12 else fall


def _made(cause: Cause, causes: Sequence[Cause], bounded: dict[LevelName, float]) -> Cause:
    """The cause with its part of each bounded change; what pulls the other way keeps its sign."""
    sums = {name: sum(c.changes.get(name, 0.0) for c in causes) for name in cause.changes}
    parts = {name: round(value * bounded[name] / sums[name], 6) for name, value in cause.changes.items() if sums[name]}
    return cause.model_copy(update={"changes": {name: part for name, part in parts.items() if part}})


def _clip(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)


# What stays in mind


def remembered(view: View, helped: Sequence[Cause]) -> Memory:
    """The memory after this message, before the client has answered."""
    said, memory, rules = view.said, view.memory, {cause.rule for cause in helped}
    asked = COMPLAINT if view.asks_complaint else view.target.id if view.target else None
    empty = (said.does("validate") or said.does("hollow_apology")) and not view.shows_interest
    return memory.model_copy(
        update={
            "turn": memory.turn + 1,
            "asked": with_item(memory.asked, asked),
            "shown": memory.shown + (view.fresh if "paraphrase" in rules else ()),
            "proofs": memory.proofs + ("paraphrase" in rules) + ("owned_part" in rules and memory.owned == 0),
            "owned": memory.owned + view.owns,
            "justified": memory.justified + said.does("justify"),
            "phrases": memory.phrases + empty,
            "terms": memory.terms or (said.does("next_step") and view.counts),
            "settled": view.settles and view.counts,
            "felt": memory.felt or "sympathy" in rules,
            "sore": _sore(view, rules),
            **_on_the_table(view),
        }
    )


def _sore(view: View, rules: set[str]) -> int:
    """Turns an offence still smarts: two after an insult, one after blame, none once a part was owned."""
    if view.hurts_by("attack"):
        return 2
    if view.hurts_by("blame"):
        return max(1, view.memory.sore - 1)
    return 0 if "owned_part" in rules else max(0, view.memory.sore - 1)


def _on_the_table(view: View) -> dict[str, object]:
    """What the client remembers of the offers; something small on top of one that pleases does not take that one back."""
    memory, offer = view.memory, view.said.offer
    if offer is None or view.weight is None or not view.counts or view.settles:
        return {}
    counted: dict[str, object] = {"offers": memory.offers + 1, "premature": memory.premature + (view.weight == "premature")}
    if memory.weight == "fair" and view.weight in ("wrong_remedy", "too_little", "vague"):
        return counted
    return counted | {"standing": offer, "weight": view.weight}


def with_item(items: tuple[str, ...], item: str | None) -> tuple[str, ...]:
    """The items and this one, once."""
    return items if item is None or item in items else (*items, item)
