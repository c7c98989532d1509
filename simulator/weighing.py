"""What an offer is worth to the client: against its need, its fair zone and what it feels understood in; it moves nothing."""

from simulator.appraisal import Offer
from simulator.persona import Fair
from simulator.view import View, Weight

GLAD_UNDERSTOOD, GLAD_TRUST, GLAD_ANGER = 0.5, 0.42, 0.6
"""An offer is accepted gladly only with at least, at least, and at most these levels."""
CAUSE_CLEAR = 0.35
"""From this clarity on the cause is known also when the client did not tell where its expectation came from."""
MOST, LEAST = 1.4, 0.7
"""Above this share of the fair zone's upper end an offer is too much, below this share of its lower end too little."""
LEAST_HOURS = 0.5
"""The same for hours, where a small piece of work may be all that is needed."""


def weigh(view: View, offer: Offer) -> Weight:
    """How the offer weighs for this client now."""
    if not understood(view):
        return "premature"
    fair, percent = view.persona.fair, percent_of(offer, view.persona.price)
    if generosity(offer, percent, fair) > MOST:
        return "too_much"
    if not any(offer.kind in need.met_by for need in view.persona.needs if need.essential):
        return "wrong_remedy"
    if percent is not None and offer.kind in ("discount", "refund"):
        return "too_little" if percent < fair.percent[0] * LEAST else "fair"
    if offer.free_hours is not None and offer.free_hours < fair.hours[0] * LEAST_HOURS:
        return "too_little"
    return "vague" if offer.kind in ("discount", "refund") and offer.free_hours is None else "fair"


def percent_of(offer: Offer, price: float) -> float | None:
    """The share of the price in percent that is given up; a refund without a size is all of it. None when not said."""
    if offer.percent is not None:
        return offer.percent
    if offer.amount is not None and price > 0:
        return 100 * offer.amount / price
    return 100.0 if offer.kind == "refund" else None


def generosity(offer: Offer, percent: float | None, fair: Fair) -> float:
    """The offer as a share of the upper end of the fair zone, money and hours added up; a split is no gift."""
    money = 0.0 if percent is None or offer.kind == "split" else percent / max(fair.percent[1], 1.0)
    return money + (offer.free_hours or 0.0) / max(fair.hours[1], 1.0)


def understood(view: View) -> bool:
    """Does the client feel understood, and do both know where the gap came from?"""
    memory = view.memory
    cause_known = view.role_known("source") or (view.role_known("expectation") and view.levels.clarity >= CAUSE_CLEAR)
    return cause_known and memory.proofs >= view.persona.nature.proofs and view.levels.understood >= GLAD_UNDERSTOOD


def extras(view: View, offer: Offer) -> tuple[str, ...]:
    """Needs that are not essential and that the offer meets all the same."""
    return tuple(need.id for need in view.persona.needs if not need.essential and offer.kind in need.met_by)
