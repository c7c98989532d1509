"""Outcome -> money over the next 24 months, as a range, beside two other paths: an illustration, not a forecast; pure.

Sources (shared by all clients, each row with its own): see INPUTS. Fee, concession and rates come from the persona.
"""

from collections.abc import Callable
from typing import Literal

from simulator.appraisal import Offer
from simulator.errors import InputError
from simulator.persona import Persona
from simulator.state import Ended
from simulator.transcript import Frozen

Resolution = Literal["resolved_well", "resolved", "grudging", "unresolved", "walked_out"]
PathName = Literal["yours", "insisted", "gave_everything"]


class Input(Frozen):
    """One number of the ledger in low, base and high reading, with its source."""

    name: str
    low: float
    base: float
    high: float
    source: str


_TARP = "TARP/Goodman complaint studies (repurchase 54-70 % when resolved, 82-95 % when resolved quickly)"
_OWN = "own estimate"
_ROWS: tuple[tuple[str, float, float, float, str], ...] = (
    ("months", 24, 24, 24, "how far the ledger looks ahead; a choice, not a finding"),
    ("fee_kept.unresolved", 0.75, 0.75, 0.75, f"{_OWN}: a client in dispute holds back part of the last instalment"),
    ("fee_kept.walked_out", 0.5, 0.5, 0.5, f"{_OWN}: half is the usual last instalment, which is not paid then"),
    ("repeat.resolved_well", 0.75, 0.85, 0.92, _TARP),
    ("repeat.resolved", 0.5, 0.6, 0.7, _TARP),
    ("repeat.grudging", 0.25, 0.35, 0.45, f"{_OWN} between resolved and unresolved"),
    ("repeat.unresolved", 0.1, 0.2, 0.35, "TARP: 19-46 % come back unresolved, recalled, low confidence"),
    ("repeat.walked_out", 0.03, 0.1, 0.2, f"{_OWN} below unresolved"),
    ("told.bad_to_good", 1.5, 2.0, 2.3, "Goodman: bad news is told about twice as often as good"),
    ("told.per_referral", 2, 2, 2, f"{_OWN}: how many people hear of the work for each one who comes by it"),
    ("complains.grudging", 0.25, 0.25, 0.25, f"{_OWN}: how much of a lost client's bad word this one spreads"),
    ("complains.unresolved", 0.6, 0.6, 0.6, f"{_OWN}: the same"),
    ("lead_lost", 0.05, 0.1, 0.2, f"{_OWN}: chance that one told person would have become a client"),
)
INPUTS: dict[str, Input] = {name: Input(name=name, low=low, base=base, high=high, source=source) for name, low, base, high, source in _ROWS}
"""Every number of the ledger that is not the persona's; hand other ones to `entries` to see what they change."""

_RESOLVED: dict[str, Resolution] = {
    "agreed_grudgingly": "grudging",
    "walked_out": "walked_out",
    "escalated": "walked_out",
    "user_ended": "unresolved",
    "at_limit": "unresolved",
}


class Range(Frozen):
    """Money in the case's currency."""

    low: float
    base: float
    high: float


class Entry(Frozen):
    """One path with what it keeps, costs and brings."""

    path: PathName
    resolution: Resolution
    fee_kept: float
    concession: float
    """Money given and hours of work given at the client's hourly rate."""
    repeat: Range
    referrals: Range
    bad_word: Range
    """What bad word of mouth costs; negative or 0."""
    total: Range


def concession(offer: Offer | None, persona: Persona) -> float:
    """What an offer costs, in money: a sum, a share of the price, or hours; work without hours is counted with the fair zone's middle."""
    if offer is None or offer.kind == "none_given":
        return 0.0
    rate = persona.economics.hourly_rate
    if offer.free_hours is not None:
        return round(offer.free_hours * rate, 2)
    if offer.percent is not None:
        return round(persona.price * min(offer.percent, 100.0) / 100, 2)
    if offer.amount is not None:
        return min(offer.amount, persona.price)
    if offer.kind == "refund":
        return persona.price
    if offer.kind in ("rework", "extra"):
        return round(sum(persona.fair.hours) / 2 * rate, 2)
    return round(persona.price * sum(persona.fair.percent) / 200, 2) if offer.kind in ("discount", "split") else 0.0


def entries(
    persona: Persona, ended: Ended | None, trust: float, offer: Offer | None, inputs: dict[str, Input] | None = None
) -> tuple[Entry, Entry, Entry]:
    """(yours, insisted, gave everything) for the same client. `trust` is the client's final trust in [0, 1].

    `inputs` replace those of `INPUTS`, None replaces none. Raises InputError for a name the ledger does not know.
    """
    unknown = sorted(set(inputs or {}) - set(INPUTS))
    if unknown:
        raise InputError(f"The ledger has no input {unknown[0]!r}. Choose one of: {', '.join(INPUTS)}.")
    table = INPUTS | (inputs or {})
    agreed = ended in ("agreed", "agreed_grudgingly")
    given = concession(offer, persona) if agreed else 0.0
    mine = _entry("yours", persona, _resolution(ended, trust), given, trust, table)
    insisted = _entry("insisted", persona, "walked_out", 0.0, 0.0, table)
    # Studies find no gain of a full refund over a fair one; past the fair zone satisfaction turns down (Haesevoets 2017).
    everything = _entry("gave_everything", persona, "resolved", persona.price, 0.5, table)
    return mine, insisted, everything


def _resolution(ended: Ended | None, trust: float) -> Resolution:
    if ended == "agreed":
        return "resolved_well" if trust >= 0.6 else "resolved"
    return _RESOLVED.get(ended or "user_ended", "unresolved")


def _entry(path: PathName, persona: Persona, resolution: Resolution, given: float, trust: float, table: dict[str, Input]) -> Entry:
    money, years = persona.economics, table["months"].base / 12
    order = money.order_value * money.margin
    chance, bad, lead = table[f"repeat.{resolution}"], table["told.bad_to_good"], table["lead_lost"]
    good_will = max(0.0, min(1.0, trust))
    content = resolution in ("resolved_well", "resolved")
    told = money.referrals_per_year * years * table["told.per_referral"].base
    kept = persona.price * _base(table, f"fee_kept.{resolution}", 1.0) - given
    repeat = _range(lambda name: getattr(chance, name) * money.orders_per_year * years * order)
    referrals = _range(lambda name: good_will * getattr(chance, name) * money.referrals_per_year * years * order if content else 0.0)
    harm = 1.0 if resolution == "walked_out" else _base(table, f"complains.{resolution}", 0.0)
    worst = {"low": "high", "base": "base", "high": "low"}
    bad_word = _range(lambda name: -harm * told * getattr(bad, worst[name]) * getattr(lead, worst[name]) * order)
    total = _range(lambda name: kept + getattr(repeat, name) + getattr(referrals, name) + getattr(bad_word, name))
    return Entry(
        path=path, resolution=resolution, fee_kept=round(kept, 2), concession=given, repeat=repeat, referrals=referrals,
        bad_word=bad_word, total=total,
    )  # fmt: skip


def _base(table: dict[str, Input], name: str, otherwise: float) -> float:
    return table[name].base if name in table else otherwise


def _range(value: Callable[[str], float]) -> Range:
    return Range(low=round(value("low"), 2), base=round(value("base"), 2), high=round(value("high"), 2))
