"""The client's state and how one message moves it: pure, driven by the persona's numbers; it knows no words, no model, no rubric.

docs/design/state.md explains the rules. Levels are in [0, 1]; one call of `advance` is one turn of the freelancer.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from simulator.appraisal import Act, Appraisal, Offer
from simulator.persona import Difficulty, Fact, FactRole, Levels, Mood, MoveKind, Persona
from simulator.transcript import Frozen

Ended = Literal["agreed", "agreed_grudgingly", "walked_out", "escalated", "user_ended", "at_limit"]
LevelName = Literal["anger", "trust", "understood", "patience", "clarity"]
Weight = Literal["premature", "too_little", "fair", "too_much", "wrong_remedy", "vague"]

FEWEST_TURNS = 5
"""No agreement before this many turns of the freelancer: understanding takes time."""
MOST_TURNS = 24
"""The talk ends here with `at_limit`."""
SUBSTANCE = 0.15
"""From this share on a message speaks about this case and is no stock phrase."""
COPIED = 0.5
"""From this share of words in the client's own order on, a message is an echo."""
ANGER_RISE = 0.22
"""Most that anger rises in one turn, whatever was said."""
TRUST_RISE, TRUST_FALL = 0.12, 0.30
"""Most that trust moves in one turn; it falls at least twice as fast as it rises."""
GLAD_UNDERSTOOD, GLAD_TRUST, GLAD_ANGER = 0.5, 0.42, 0.6
"""An offer is accepted gladly only with at least, at least, and at most these levels."""


class Cause(Frozen):
    """Why a level moved: the freelancer's sentence, what it did, the rule, and the change it asked for."""

    rule: str
    act: Act | None = None
    sentence: str = ""
    changes: dict[LevelName, float] = {}


class Move(Frozen):
    """What the client decides to do; the voice finds the words."""

    kind: MoveKind
    mood: Mood
    fact: str | None = None
    """The fact that is told (`reveal`); None otherwise."""
    lead: MoveKind | None = None
    """A short reaction said before, such as `confirm`; None when there is none."""
    offer: Offer | None = None
    """The offer the move answers; None when it answers none."""


class Memory(Frozen):
    """What the client remembers of the talk."""

    turn: int = 0
    revealed: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """Facts that were asked for, also in vain."""
    shown: tuple[str, ...] = ()
    """What the freelancer has rightly given back; it earns only once."""
    owned: int = 0
    justified: int = 0
    phrases: int = 0
    """Empathic phrases with nothing behind them."""
    offers: int = 0
    premature: int = 0
    proofs: int = 0
    """How often the freelancer showed that it understood."""
    standing: Offer | None = None
    weight: Weight | None = None
    """How the standing offer weighs; None without one."""
    terms: bool = False
    """True once a concrete next step was named."""
    warned: bool = False


class ClientState(Frozen):
    """The client between two turns."""

    levels: Levels
    memory: Memory = Memory()
    causes: tuple[Cause, ...] = ()
    """Why the levels stand where they stand since the last turn."""
    ended: Ended | None = None
    """The reason the talk is over; None while it goes on."""

    @property
    def mood(self) -> Mood:
        if self.levels.anger >= 0.6:
            return "hot"
        return "warm" if self.levels.trust >= 0.5 and self.levels.anger < 0.4 else "cool"


def at_difficulty(persona: Persona, difficulty: Difficulty) -> Persona:
    """The same client with more or less patience, other gates and proofs; the rubric never changes."""
    step = {"easy": -1, "medium": 0, "hard": 1}[difficulty] - {"easy": -1, "medium": 0, "hard": 1}[persona.difficulty]
    nature, start = persona.nature, persona.start
    return persona.model_copy(
        update={
            "difficulty": difficulty,
            "start": start.model_copy(update={"patience": _clip(start.patience - 0.12 * step)}),
            "nature": nature.model_copy(
                update={"proofs": max(1, nature.proofs + step), "heat": min(2.0, max(0.5, nature.heat * 1.15**step))}
            ),
            "facts": tuple(
                fact.model_copy(update={"gate": _clip(fact.gate + 0.05 * step)}) if fact.hidden else fact for fact in persona.facts
            ),
        }
    )


def first_state(persona: Persona) -> ClientState:
    """The client before the first word of the freelancer."""
    return ClientState(levels=persona.start)


def advance(state: ClientState, appraisal: Appraisal, persona: Persona) -> tuple[ClientState, Move]:
    """The next state and the client's move after one message. Pure: same input, same output."""
    view = _look(state, appraisal, persona)
    merits = list(_merits(view)) if _counts(view) else []
    view = view._replace(weight=_weigh_hopefully(view, merits))
    offences = list(_offences(view))
    causes = tuple(_sensitive(cause, persona) for cause in [*offences, *merits])
    levels = _levels(state.levels, causes, bool(offences), bool(merits), persona)
    view = view._replace(levels=levels, memory=_remember(view, merits))
    move, memory, ended = _decide(view, bool(offences), bool(merits))
    if move.kind == "reveal":
        memory = memory.model_copy(update={"revealed": _with(memory.revealed, move.fact)})
    after = ClientState(levels=levels, memory=memory, causes=causes, ended=ended)
    return after, move.model_copy(update={"mood": after.mood})


class _View(NamedTuple):
    """One message as the client meets it."""

    memory: Memory
    levels: Levels
    said: Appraisal
    persona: Persona
    target: Fact | None
    """The untold fact this message asks for; None when it asks for none."""
    fresh: tuple[str, ...]
    """What the message rightly gives back for the first time."""
    weight: Weight | None = None
    """How the offer of this message weighs; None without one."""

    def role_told(self, role: FactRole) -> bool:
        return any(self.persona.fact(fact_id).role == role for fact_id in self.memory.revealed)


def _look(state: ClientState, said: Appraisal, persona: Persona) -> _View:
    fresh = tuple(item for item in said.matched if item not in state.memory.shown)
    return _View(state.memory, state.levels, said, persona, _target(state.memory, said, persona), fresh)


def _target(memory: Memory, said: Appraisal, persona: Persona) -> Fact | None:
    open_facts = [fact for fact in persona.facts if fact.id not in memory.revealed]
    aimed = sorted((fact for fact in open_facts if fact.id in said.asked), key=lambda fact: said.asked.index(fact.id))
    for act, roles in _ROLES.items():
        if said.does(act):
            meant = [fact for fact in aimed if fact.role in roles]
            meant += [fact for role in roles for fact in open_facts if fact.role == role]
            if meant:
                return meant[0]
    return aimed[0] if aimed else None


def _weigh_hopefully(view: _View, merits: list[Cause]) -> Weight | None:
    """The offer's weight, with what the same message does well already counted."""
    if not view.said.offer:
        return None
    levels = _levels(view.levels, tuple(merits), False, bool(merits), view.persona)
    return _weigh(view._replace(levels=levels, memory=_remember(view, merits)), view.said.offer)


_ROLES: dict[Act, tuple[FactRole, ...]] = {"ask_needs": ("need",), "ask_expectation": ("expectation", "source")}


def _counts(view: _View) -> bool:
    """Echoes, strings of phrases and noise earn nothing, whatever else is heard in them."""
    said = view.said
    return not (said.unreadable or said.stuffed or said.copied >= COPIED or said.does("meta"))


# What hurts


def _offences(view: _View) -> Iterator[Cause]:
    said, memory = view.said, view.memory
    if not _counts(view):
        yield _cause(view, "meta", "noise", anger=0.03, patience=-0.08)
        return
    if said.does("attack"):
        yield _cause(view, "attack", "attack", anger=0.2, trust=-0.28, patience=-0.2, understood=-0.1)
    if said.does("blame"):
        yield _cause(view, "blame", "blame", anger=0.13, trust=-0.18, patience=-0.11, understood=-0.06)
    if said.does("justify") and not _minor(view, "justify"):
        again = min(memory.justified, 3)
        yield _cause(view, "justify", "justify", anger=0.07 + 0.04 * again, trust=-0.1, patience=-0.06 - 0.02 * again)
    if said.does("dismiss") and not _minor(view, "dismiss"):
        yield _cause(view, "dismiss", "dismiss", anger=0.06, trust=-0.06, patience=-0.07, understood=-0.03)
    if said.does("hollow_apology") and not said.does("take_responsibility") and not _minor(view, "hollow_apology"):
        yield _cause(view, "hollow_apology", "hollow_apology", anger=0.02 + 0.01 * min(memory.phrases, 3), patience=-0.03)
    yield from _bad_timing(view)


def _bad_timing(view: _View) -> Iterator[Cause]:
    """Good things at the wrong time, and good words too often."""
    said, memory = view.said, view.memory
    if view.weight == "premature":
        yield _cause(view, "offer", "premature_offer", anger=0.03, trust=-0.04, patience=-0.04)
    if said.does("explain") and view.levels.understood < 0.35 and not _shows_interest(view):
        yield _cause(view, "explain", "lecture", anger=0.03, trust=-0.02, patience=-0.03)
    if said.does("validate") and memory.phrases >= 1 and not _shows_interest(view) and not said.offer:
        yield _cause(view, "validate", "empty_phrase", anger=0.03, trust=-0.02, patience=-0.03)
    if said.does("take_responsibility") and memory.owned >= 3 and not _shows_interest(view) and not said.offer:
        yield _cause(view, "take_responsibility", "grovelling", anger=0.02, trust=-0.03, patience=-0.03)


def _shows_interest(view: _View) -> bool:
    """The message asks or gives back something that counts."""
    return bool(view.fresh or view.target)


def _minor(view: _View, act: Act) -> bool:
    """A faint offence in a message that listens is let pass once the client feels heard; a clear one never is."""
    strength = view.said.acts.get(act, 0.0)
    helpful = _shows_interest(view) or view.said.does("take_responsibility") or view.weight == "fair"
    late = view.levels.understood >= 0.5 and (view.said.does("explain") or view.said.does("next_step"))
    return strength < 0.85 and (helpful or late)


# What helps


def _merits(view: _View) -> Iterator[Cause]:
    said, memory = view.said, view.memory
    share = 0.2 if any(said.does(act) for act in ("attack", "blame", "justify")) and _hurt(view) else 1.0
    target = view.target
    if target and target.id not in memory.asked:
        weight = 1.0 if target.hidden else 0.5
        changes = {"anger": -0.05 * weight, "trust": 0.07 * weight, "understood": 0.09 * weight}
        yield _cause(view, _question_act(said), "fitting_question", share, **changes)
    if view.fresh:
        yield _cause(view, "paraphrase", "paraphrase", share, anger=-0.09, trust=0.09, understood=0.2, clarity=0.06)
    if said.does("take_responsibility") and said.substance >= SUBSTANCE and memory.owned < 2:
        first = share / (1 + memory.owned)
        yield _cause(view, "take_responsibility", "owned_part", first, anger=-0.07, trust=0.1, understood=0.1, clarity=0.14)
    yield from _late_merits(view, share)


def _late_merits(view: _View, share: float) -> Iterator[Cause]:
    """What helps only once the client feels heard."""
    said = view.said
    insulted = view.persona.temperament == "abusive" or any(item.act == "set_boundary" for item in view.persona.soothers)
    if said.does("set_boundary") and insulted and not said.does("attack"):
        yield _cause(view, "set_boundary", "calm_limit", share, anger=-0.04, trust=0.06)
    if view.levels.understood < 0.35:
        return
    if said.does("explain"):
        yield _cause(view, "explain", "plain_terms", share, trust=0.02, clarity=0.12)
    if said.does("set_boundary") and not insulted and not said.does("dismiss"):
        yield _cause(view, "set_boundary", "calm_limit", share, clarity=0.08)
    if said.does("next_step"):
        yield _cause(view, "next_step", "next_step", share, trust=0.03, clarity=0.1)


def _hurt(view: _View) -> bool:
    said = view.said
    return said.does("attack") or said.does("blame") or not _minor(view, "justify")


def _question_act(said: Appraisal) -> Act:
    acts: tuple[Act, ...] = ("ask_expectation", "ask_needs", "open_question", "closed_question")
    return max(acts, key=lambda act: said.acts.get(act, 0.0))


def _cause(view: _View, act: Act, rule: str, share: float = 1.0, **changes: float) -> Cause:
    sentence = view.said.sentence_with(act) or (view.said.sentences[0].text if view.said.sentences else "")
    scaled: dict[LevelName, float] = {name: round(value * share, 4) for name, value in changes.items()}  # type: ignore[misc]
    return Cause(rule=rule, act=act, sentence=sentence, changes=scaled)


def _sensitive(cause: Cause, persona: Persona) -> Cause:
    """Triggers and soothers of this client make the same act weigh more; patience runs at its own pace."""
    hurts = cause.changes.get("anger", 0.0) > 0
    listed = persona.triggers if hurts else persona.soothers
    factor = max((item.factor for item in listed if item.act == cause.act), default=1.0)
    return cause.model_copy(update={"changes": _weighted(cause.changes, factor)})


def _weighted(changes: dict[LevelName, float], factor: float) -> dict[LevelName, float]:
    return {name: value if name == "patience" else round(value * factor, 4) for name, value in changes.items()}


# The new levels


def _levels(old: Levels, causes: tuple[Cause, ...], hurt: bool, helped: bool, persona: Persona) -> Levels:
    sums: dict[LevelName, float] = dict.fromkeys(("anger", "trust", "understood", "patience", "clarity"), 0.0)
    for cause in causes:
        for name, change in cause.changes.items():
            sums[name] += change
    nature = persona.nature
    anger = min(sums["anger"] * nature.heat, ANGER_RISE) if sums["anger"] > 0 else (0.0 if hurt else max(sums["anger"], -nature.anger_step))
    trust = sums["trust"]
    trust = min(trust * nature.warmth, TRUST_RISE) if trust > 0 else _fall_of_trust(trust, old.trust)
    patience = sums["patience"] + (0.02 if helped and not hurt else 0.0 if helped else -nature.patience_loss)
    return Levels(
        anger=_clip(max(old.anger + anger, min(old.anger, nature.residue))),
        trust=_clip(old.trust + trust),
        understood=_clip(old.understood + sums["understood"]),
        patience=_clip(old.patience + patience),
        clarity=_clip(old.clarity + sums["clarity"]),
    )


def _fall_of_trust(asked: float, trust: float) -> float:
    """Small disappointments wear trust down ever more slowly; only real offences destroy it."""
    fall = max(asked, -TRUST_FALL)
    return fall * min(1.0, trust / 0.3) if fall > -0.12 else fall


def _clip(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)


def _remember(view: _View, merits: list[Cause]) -> Memory:
    said, memory, rules = view.said, view.memory, {cause.rule for cause in merits}
    target = view.target
    empty = (said.does("validate") or said.does("hollow_apology")) and not _shows_interest(view)
    return memory.model_copy(
        update={
            "turn": memory.turn + 1,
            "asked": _with(memory.asked, target.id if target else None),
            "shown": memory.shown + (view.fresh if "paraphrase" in rules else ()),
            "proofs": memory.proofs + ("paraphrase" in rules) + ("owned_part" in rules and memory.owned == 0),
            "owned": memory.owned + said.does("take_responsibility"),
            "justified": memory.justified + said.does("justify"),
            "phrases": memory.phrases + empty,
            "terms": memory.terms or (said.does("next_step") and _counts(view)),
            **_on_the_table(view),
        }
    )


def _on_the_table(view: _View) -> dict[str, Any]:
    """What the client remembers of the offers; something small on top of one that pleases does not take that one back."""
    memory, offer = view.memory, view.said.offer
    if offer is None or view.weight is None or not _counts(view):
        return {}
    counted = {"offers": memory.offers + 1, "premature": memory.premature + (view.weight == "premature")}
    if memory.weight == "fair" and view.weight in ("wrong_remedy", "too_little", "vague"):
        return counted
    return counted | {"standing": offer, "weight": view.weight}


def _with(items: tuple[str, ...], item: str | None) -> tuple[str, ...]:
    return items if item is None or item in items else (*items, item)


# What the client does

Decision = tuple[Move, Memory, Ended | None]


def _decide(view: _View, hurt: bool, helped: bool) -> Decision:
    leaving = _leaving(view, hurt)
    if leaving:
        return leaving
    if view.memory.turn >= MOST_TURNS:
        return _move("leave"), view.memory, "at_limit"
    if not _counts(view):
        kind: MoveKind = "puzzled" if view.said.unreadable or view.said.does("meta") else "return_to_point"
        return _move(kind), view.memory, None
    return _offended(view) or _bargain(view) or (_answer(view, helped), view.memory, None)


def _move(kind: MoveKind, fact: str | None = None, lead: MoveKind | None = None, offer: Offer | None = None) -> Move:
    return Move(kind=kind, mood="cool", fact=fact, lead=lead, offer=offer)


def _leaving(view: _View, hurt: bool) -> Decision | None:
    """A warning first; then, at the end of its patience, the client goes."""
    levels, memory = view.levels, view.memory
    spent = levels.patience <= 0.02 or levels.anger >= 0.98
    if memory.warned:
        return _exit(view) if spent or (hurt and (levels.anger >= 0.9 or levels.patience <= 0.1)) else None
    if spent or (hurt and (levels.anger >= 0.85 or levels.patience <= 0.2)):
        return _move("threaten"), memory.model_copy(update={"warned": True}), None
    return None


def _exit(view: _View) -> Decision:
    ended: Ended = "escalated" if view.said.does("attack") else view.persona.nature.exit
    return _move("escalate" if ended == "escalated" else "leave"), view.memory, ended


_REACTIONS: tuple[tuple[Act, MoveKind], ...] = (
    ("attack", "react_attack"),
    ("blame", "react_blame"),
    ("justify", "react_justify"),
    ("dismiss", "react_dismiss"),
)


def _offended(view: _View) -> Decision | None:
    for act, kind in _REACTIONS:
        if view.said.does(act) and not (act in ("justify", "dismiss") and _minor(view, act)):
            return _move(kind), view.memory, None
    return None


def _bargain(view: _View) -> Decision | None:
    """Offers, terms and the end by agreement; None when the message is about something else."""
    said, memory = view.said, view.memory
    if said.offer and memory.standing and memory.standing != said.offer:
        return _close(view, memory.standing) if said.does("next_step") else (_move("ask_terms", offer=memory.standing), memory, None)
    if said.offer:
        return _weighed(view, said.offer)
    if memory.weight in ("fair", "vague", "too_much") and memory.standing and said.does("next_step"):
        return _close(view, memory.standing)
    return None


def _weigh(view: _View, offer: Offer) -> Weight:
    """An offer against what this client needs, its fair zone and its state."""
    if not _understood(view):
        return "premature"
    fair, price = view.persona.fair, view.persona.price
    percent = offer.percent if offer.percent is not None else _percent_of(offer.amount, price)
    if percent is None and offer.kind == "refund":
        percent = 100.0
    if percent is not None and percent > fair.percent[1] * 1.4 and offer.kind != "split":
        return "too_much"
    if not any(offer.kind in need.met_by for need in view.persona.needs if need.essential):
        return "wrong_remedy"
    if percent is not None and offer.kind in ("discount", "refund"):
        return "too_little" if percent < fair.percent[0] * 0.7 else "fair"
    if offer.free_hours is not None and offer.free_hours < fair.hours[0] * 0.5:
        return "too_little"
    if offer.kind in ("discount", "refund") and percent is None:
        return "vague"
    return "fair"


def _percent_of(amount: float | None, price: float) -> float | None:
    return None if amount is None or price <= 0 else 100 * amount / price


def _understood(view: _View) -> bool:
    """Does the client feel understood, and do both know where the gap came from?"""
    memory = view.memory
    cause_known = view.role_told("source") or (view.role_told("expectation") and view.levels.clarity >= 0.35)
    return cause_known and memory.proofs >= view.persona.nature.proofs and view.levels.understood >= GLAD_UNDERSTOOD


def _weighed(view: _View, offer: Offer) -> Decision:
    memory, weight = view.memory, view.weight
    if weight == "premature":
        worn_down = memory.premature >= 4 and memory.turn >= 6 and view.levels.anger < 0.75 and memory.terms
        return _grudging(view, offer) if worn_down else (_move("premature_offer", offer=offer), memory, None)
    if weight == "too_much":
        again = memory.offers >= 2 and memory.turn >= FEWEST_TURNS and memory.terms
        return _grudging(view, offer) if again else (_move("too_much", offer=offer), memory, None)
    if weight in ("too_little", "wrong_remedy"):
        kind: MoveKind = "refuse" if memory.offers >= 3 else weight
        return _move(kind, offer=offer), memory, None
    if weight == "fair" and view.said.does("next_step"):
        return _close(view, offer)
    return _move("ask_terms", offer=offer), memory, None


def _close(view: _View, offer: Offer) -> Decision:
    """Terms are on the table: agree, if the client can."""
    levels, memory = view.levels, view.memory
    if memory.turn < FEWEST_TURNS or memory.weight == "vague":
        return _move("ask_terms", offer=offer), memory, None
    glad = levels.anger <= GLAD_ANGER and levels.trust >= GLAD_TRUST and levels.understood >= GLAD_UNDERSTOOD
    if glad and memory.weight == "fair":
        return _move("accept", offer=offer), memory, "agreed"
    return _grudging(view, offer)


def _grudging(view: _View, offer: Offer) -> Decision:
    return _move("accept_grudgingly", offer=offer), view.memory, "agreed_grudgingly"


def _answer(view: _View, helped: bool) -> Move:
    """The answer to a message without offence and without offer."""
    said, target = view.said, view.target
    lead: MoveKind | None = "confirm" if view.fresh else None
    if said.mistaken and not view.fresh:
        return _move("correct")
    if target:
        open_now = not target.hidden or view.levels.trust >= target.gate
        return _move("reveal", target.id, lead) if open_now else _move("withhold", lead=lead)
    asks = any(said.does(act) for act in ("open_question", "closed_question", "ask_expectation", "ask_needs"))
    if asks and not lead:
        return _unanswerable(view)
    if said.does("take_responsibility") and helped:
        return _move("soften", lead=lead)
    return _unasked(view, lead)


def _unanswerable(view: _View) -> Move:
    """A question that fits no untold fact: the need again, what was said already, or what the client does not know."""
    if view.said.does("ask_needs") and view.role_told("need"):
        return _move("state_need")
    if any(fact_id in view.memory.revealed for fact_id in view.said.asked):
        return _move("return_to_point")
    return _move("unknown")


def _unasked(view: _View, lead: MoveKind | None) -> Move:
    said, memory = view.said, view.memory
    if lead:
        return _move("state_need", lead=lead) if view.role_told("need") and memory.offers == 0 else _move("confirm")
    if said.does("explain"):
        return _move("hear_out" if view.levels.understood >= 0.35 else "react_lecture")
    if said.does("set_boundary"):
        return _move("respect")
    if memory.weight in ("fair", "vague"):
        return _move("ask_terms", offer=memory.standing)
    if said.does("hollow_apology") or (said.does("take_responsibility") and memory.owned > 1):
        return _move("react_apology")
    if said.does("validate"):
        return _move("react_empty") if memory.phrases >= 2 else _move("vent")
    return _move("wait") if said.does("courtesy") and memory.turn <= 2 else _move("vent" if memory.turn % 2 else "return_to_point")
