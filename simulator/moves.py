"""What the client does in answer to a message: a view of it -> move, memory, end; it moves no level and knows no words."""

from typing import Literal

from simulator.appraisal import Act, Offer
from simulator.causes import HEARD_OUT
from simulator.persona import Mood, MoveKind
from simulator.transcript import Frozen
from simulator.view import CLEAR_INSULT, Memory, View
from simulator.weighing import GLAD_ANGER, GLAD_TRUST, GLAD_UNDERSTOOD

Ended = Literal["agreed", "agreed_grudgingly", "walked_out", "escalated", "user_ended", "at_limit"]

FEWEST_TURNS = 5
"""No agreement before this many turns of the freelancer: understanding takes time."""
HOT = 0.6
"""From this anger on the client is hot: it snaps rather than explains."""
WISHES = 2
"""So many offers of what the client has asked for are met with a question for the terms, though the cause is not known yet."""
EARLIEST_LEAVE = 3
"""Nobody but an insulted client leaves before this turn of the freelancer: the first slip can still be mended."""
MOST_TURNS = 24
"""The talk ends here with `at_limit`."""


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


Decision = tuple[Move, Memory, Ended | None]


def decide(view: View, hurt: bool, helped: bool) -> Decision:
    """The client's move, what it remembers of it, and the end of the talk, if this is one. The mood is set by the caller."""
    leaving = _leaving(view, hurt, helped)
    if leaving:
        return leaving
    if view.memory.turn >= MOST_TURNS:
        return _move("leave"), view.memory, "at_limit"
    if not view.counts:
        kind: MoveKind = "puzzled" if view.said.unreadable or view.said.does("meta") else "return_to_point"
        return _move(kind), view.memory, None
    return _offended(view) or _owns_up(view) or _bargain(view) or (_answer(view, helped), view.memory, None)


def _move(kind: MoveKind, fact: str | None = None, lead: MoveKind | None = None, offer: Offer | None = None) -> Move:
    return Move(kind=kind, mood="cool", fact=fact, lead=lead, offer=offer)


def _leaving(view: View, hurt: bool, helped: bool) -> Decision | None:
    """A warning first; then, at the end of its patience, the client goes, but never over a message that turns round."""
    levels, memory = view.levels, view.memory
    spent = levels.patience <= 0.02 or levels.anger >= 0.98
    if memory.warned:
        stays = (helped and not view.offends) or (memory.turn < EARLIEST_LEAVE and view.said.acts.get("attack", 0.0) < CLEAR_INSULT)
        return _exit(view) if not stays and (spent or (hurt and (levels.anger >= 0.9 or levels.patience <= 0.1))) else None
    if spent or (hurt and (levels.anger >= 0.85 or levels.patience <= 0.2)):
        return _move("threaten"), memory.model_copy(update={"warned": True}), None
    return None


def _exit(view: View) -> Decision:
    ended: Ended = "escalated" if view.said.does("attack") else view.persona.nature.exit
    return _move("escalate" if ended == "escalated" else "leave"), view.memory, ended


_REACTIONS: tuple[tuple[Act, MoveKind], ...] = (
    ("attack", "react_attack"),
    ("blame", "react_blame"),
    ("justify", "react_justify"),
    ("dismiss", "react_dismiss"),
)


def _offended(view: View) -> Decision | None:
    for act, kind in _REACTIONS:
        if view.hurts_by(act):
            return _move(kind), view.memory, None
    return None


# Offers, terms, the end by agreement


def _owns_up(view: View) -> Decision | None:
    """An honest question brings to light that a yes was not meant; None when there is none, or it is not asked about."""
    if not view.memory.feigned or view.said.offer or not view.asks_honestly:
        return None
    memory = view.memory.model_copy(update={"feigned": False, "admitted": True, "standing": None, "weight": None})
    told = view.target is not None and _may_tell(view)
    return (_reveal(view, lead="correct") if told else _move("correct")), memory, None


def _bargain(view: View) -> Decision | None:
    """Offers, terms and the end by agreement; None when the message is about something else."""
    said, memory = view.said, view.memory
    if memory.standing and memory.settled and memory.turn >= FEWEST_TURNS and memory.premature <= WISHES:
        return _grudging(view, memory.standing)
    if said.offer and memory.standing and memory.standing != said.offer:
        return _close(view, memory.standing) if said.does("next_step") else (_move("ask_terms", offer=memory.standing), memory, None)
    if said.offer:
        return _weighed(view, said.offer)
    pleased = memory.weight in ("fair", "vague", "too_much") or memory.feigned
    if pleased and memory.standing and said.does("next_step"):
        return _close(view, memory.standing)
    if view.seeks_consent and memory.standing:
        return _weighed(view._replace(weight=memory.weight), memory.standing)
    return None


def _weighed(view: View, offer: Offer) -> Decision:
    memory, weight = view.memory, view.weight
    if weight in ("premature", "too_little", "wrong_remedy", "vague") and _would_feign(view):
        return _move("feign", offer=offer), memory.model_copy(update={"feigned": True}), None
    if weight == "premature":
        worn_down = memory.premature >= 4 and memory.turn >= 6 and view.levels.anger < 0.75 and memory.terms
        asked_for = view.wished(offer) and memory.premature <= WISHES
        return _grudging(view, offer) if worn_down else (_move("ask_terms" if asked_for else "premature_offer", offer=offer), memory, None)
    if weight == "too_much":
        again = memory.offers >= 2 and memory.turn >= FEWEST_TURNS and memory.terms
        return _grudging(view, offer) if again else (_move("too_much", offer=offer), memory, None)
    if weight in ("too_little", "wrong_remedy"):
        kind: MoveKind = "refuse" if memory.offers >= 3 else weight
        return _move(kind, offer=offer), memory, None
    if weight == "fair" and view.said.does("next_step"):
        return _close(view, offer)
    return _move("ask_terms", offer=offer), memory, None


def _would_feign(view: View) -> bool:
    """The agreeable client says yes to what does not suit it, until asked honestly."""
    return view.persona.temperament == "agreeable" and not view.memory.admitted


def _close(view: View, offer: Offer) -> Decision:
    """Terms are on the table: agree, if the client can."""
    levels, memory = view.levels, view.memory
    if memory.turn < FEWEST_TURNS or (memory.weight == "vague" and not memory.feigned):
        return _move("feign" if memory.feigned else "ask_terms", offer=offer), memory, None
    glad = levels.anger <= GLAD_ANGER and levels.trust >= GLAD_TRUST and levels.understood >= GLAD_UNDERSTOOD
    if glad and memory.weight == "fair":
        return _move("accept", offer=offer), memory, "agreed"
    return _grudging(view, offer)


def _grudging(view: View, offer: Offer) -> Decision:
    return _move("accept_grudgingly", offer=offer), view.memory, "agreed_grudgingly"


# Questions, paraphrases, explanations


def _answer(view: View, helped: bool) -> Move:
    """The answer to a message without offence and without offer."""
    said = view.said
    lead: MoveKind | None = "confirm" if view.fresh else None
    if said.mistaken and not view.fresh:
        return _move("correct")
    if view.asks_complaint:
        return _move("ask_terms", offer=view.memory.standing) if view.memory.weight == "fair" else _move("vent")
    if view.target:
        return _reveal(view, lead) if _may_tell(view) else _withhold(view, lead)
    if view.asks and (not lead or said.does("open_question")):
        return _unanswerable(view).model_copy(update={"lead": lead})
    if view.owns and helped:
        return _move("soften", lead=lead)
    return _unasked(view, lead)


def _may_tell(view: View) -> bool:
    """Hidden facts need trust, and no insult that still smarts."""
    target = view.target
    return target is not None and (not target.hidden or (view.levels.trust >= target.gate and not view.memory.sore))


def _reveal(view: View, lead: MoveKind | None) -> Move:
    return _move("reveal", view.target.id if view.target else None, lead)


def _withhold(view: View, lead: MoveKind | None) -> Move:
    """Not told yet; an angry client who was given something back goes on rather than confirm and refuse in one breath."""
    return _move("vent" if lead and view.levels.anger >= HOT else "withhold", lead=lead)


def _unanswerable(view: View) -> Move:
    """A question that fits no untold fact: the need again, what was said already, or what the client does not know."""
    if view.said.does("ask_needs") and view.role_told("need"):
        return _move("state_need")
    if view.said.answered:
        return _move("hear_out")
    if view.memory.weight in ("fair", "vague"):
        return _move("ask_terms", offer=view.memory.standing)
    if view.memory.weight in ("too_little", "wrong_remedy", "too_much") and view.role_told("need"):
        return _move("state_need")
    if any(fact_id in view.memory.revealed for fact_id in view.said.asked):
        return _move("return_to_point")
    # Whoever is asked to tell has something to tell, if not just that; "I don't know" would sound as if there were nothing to find.
    return _move("vent" if view.said.does("open_question") else "unknown")


def _unasked(view: View, lead: MoveKind | None) -> Move:
    said, memory = view.said, view.memory
    if lead:
        return _move("state_need", lead=lead) if view.role_told("need") and memory.offers == 0 else _move("confirm")
    if view.passes_over:
        return _move("call_out")
    if said.answered:
        return _move("hear_out")
    if said.does("explain"):
        return _move("hear_out" if view.levels.understood >= HEARD_OUT else "react_lecture")
    if said.does("set_boundary"):
        return _move("respect")
    if memory.weight in ("fair", "vague"):
        return _move("ask_terms", offer=memory.standing)
    return _to_phrases(view)


def _to_phrases(view: View) -> Move:
    """Sympathy, apologies and politeness with nothing behind them."""
    said, memory = view.said, view.memory
    if said.does("hollow_apology") or said.does("take_responsibility"):
        return _move("react_apology")
    if said.does("validate"):
        return _move("react_empty") if memory.phrases >= 2 else _move("vent")
    return _move("wait") if said.does("courtesy") and memory.turn <= 2 else _move("vent" if memory.turn % 2 else "return_to_point")
