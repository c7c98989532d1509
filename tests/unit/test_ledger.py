"""What the ledger adds up, and that it never pays to fail."""

from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulator.appraisal import OFFER_KINDS, Offer
from simulator.errors import InputError
from simulator.ledger import INPUTS, Entry, Input, Range, concession, entries
from simulator.persona import Persona
from simulator.state import Ended
from tests.fakes import shipped_personas, small_persona

PERSONAS = shipped_personas()
EVERY_PERSONA = pytest.mark.parametrize("persona", PERSONAS, ids=[persona.slug for persona in PERSONAS])
FAILURES = ("walked_out", "escalated", "user_ended", "at_limit")
READINGS = ("low", "base", "high")
trusts = st.floats(0, 1)


@st.composite
def fair_offers(draw: st.DrawFn, persona: Persona) -> Offer:
    """A concession within the fair zone of this client, of a kind it needs."""
    kind = draw(st.sampled_from([kind for need in persona.needs if need.essential for kind in need.met_by]))
    if kind in ("rework", "extra"):
        return Offer(kind=kind, free_hours=draw(st.floats(*persona.fair.hours)))
    return Offer(kind=kind, percent=draw(st.floats(*persona.fair.percent)))


offers = st.builds(
    Offer,
    kind=st.sampled_from(OFFER_KINDS),
    amount=st.none() | st.floats(0, 1e6),
    percent=st.none() | st.floats(0, 500),
    free_hours=st.none() | st.floats(0, 100),
)


def fair_middle(persona: Persona) -> Offer:
    """The middle of the fair zone, in the kind this client needs most."""
    kind = next(need.met_by[0] for need in persona.needs if need.essential)
    if kind in ("rework", "extra"):
        return Offer(kind=kind, free_hours=sum(persona.fair.hours) / 2)
    return Offer(kind=kind, percent=sum(persona.fair.percent) / 2)


# What a concession costs


@pytest.mark.parametrize(
    ("offer", "cost"),
    [
        (None, 0),
        (Offer(kind="none_given"), 0),
        (Offer(kind="none_given", amount=100), 0),
        (Offer(kind="rework", free_hours=3), 150),
        (Offer(kind="extra", free_hours=1.5), 75),
        (Offer(kind="rework"), 200),
        (Offer(kind="extra"), 200),
        (Offer(kind="discount", percent=20), 200),
        (Offer(kind="discount", amount=150), 150),
        (Offer(kind="discount"), 200),
        (Offer(kind="split", percent=50), 500),
        (Offer(kind="split"), 200),
        (Offer(kind="refund", amount=300), 300),
        (Offer(kind="refund", percent=10), 100),
        (Offer(kind="refund"), 1000),
        (Offer(kind="deadline"), 0),
        (Offer(kind="discount", percent=250), 1000),
        (Offer(kind="refund", amount=99_999), 1000),
    ],
    ids=str,
)
def test_a_concession_costs_its_money_or_its_hours(offer: Offer | None, cost: float) -> None:
    """The small client: 1000 EUR, 50 EUR an hour, fair from 10 to 30 percent or 2 to 6 hours."""
    assert concession(offer, small_persona()) == cost


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PERSONAS), offers)
def test_a_concession_in_money_lies_between_nothing_and_the_price(persona: Persona, offer: Offer) -> None:
    assume(offer.free_hours is None)
    assert 0 <= concession(offer, persona) <= max(persona.price, persona.fair.hours[1] * persona.economics.hourly_rate)


# The three paths


def test_the_ledger_of_a_small_talk_adds_up_line_by_line() -> None:
    """Two years of two orders a year at 250 EUR margin: 1000 EUR when every one comes."""
    mine, insisted, everything = entries(small_persona(), "agreed", 0.7, Offer(kind="discount", percent=20))
    nothing = Range(low=0, base=0, high=0)
    assert mine == Entry(
        path="yours",
        resolution="resolved_well",
        fee_kept=800,
        concession=200,
        repeat=Range(low=750, base=850, high=920),
        referrals=Range(low=262.5, base=297.5, high=322),
        bad_word=nothing,
        total=Range(low=1812.5, base=1947.5, high=2042),
    )
    assert insisted == Entry(
        path="insisted",
        resolution="walked_out",
        fee_kept=500,
        concession=0,
        repeat=Range(low=30, base=100, high=200),
        referrals=nothing,
        bad_word=Range(low=-460, base=-200, high=-75),
        total=Range(low=70, base=400, high=625),
    )
    assert everything == Entry(
        path="gave_everything",
        resolution="resolved",
        fee_kept=0,
        concession=1000,
        repeat=Range(low=500, base=600, high=700),
        referrals=Range(low=125, base=150, high=175),
        bad_word=nothing,
        total=Range(low=625, base=750, high=875),
    )


@pytest.mark.parametrize(
    ("ended", "trust", "resolution"),
    [
        ("agreed", 0.6, "resolved_well"),
        ("agreed", 0.59, "resolved"),
        ("agreed_grudgingly", 0.9, "grudging"),
        ("walked_out", 0.9, "walked_out"),
        ("escalated", 0.9, "walked_out"),
        ("user_ended", 0.9, "unresolved"),
        ("at_limit", 0.9, "unresolved"),
        (None, 0.9, "unresolved"),
    ],
)
def test_the_end_of_a_talk_says_how_well_it_was_resolved(ended: Ended | None, trust: float, resolution: str) -> None:
    assert entries(small_persona(), ended, trust, None)[0].resolution == resolution


def test_an_offer_nobody_accepted_costs_nothing() -> None:
    for ended in (*FAILURES, None):
        assert entries(small_persona(), ended, 0.5, Offer(kind="refund"))[0].concession == 0


def test_another_input_changes_what_depends_on_it_and_nothing_else() -> None:
    other = Input(name="repeat.resolved_well", low=0, base=0.5, high=1, source="the coach's own books")
    before, after = (entries(small_persona(), "agreed", 0.7, None, table) for table in (None, {other.name: other}))
    assert after[0].repeat == Range(low=0, base=500, high=1000)
    assert after[1:] == before[1:]
    assert INPUTS["repeat.resolved_well"].base == 0.85


@pytest.mark.parametrize("name", INPUTS)
def test_every_input_counts(name: str) -> None:
    doubled = Input(name=name, low=0, base=INPUTS[name].base * 2, high=INPUTS[name].high * 2, source="a test")
    changed = [
        entries(small_persona(), ended, 0.7, None, {name: doubled}) != entries(small_persona(), ended, 0.7, None)
        for ended in get_args(Ended)
    ] + [entries(small_persona(), "agreed", 0.4, None, {name: doubled}) != entries(small_persona(), "agreed", 0.4, None)]
    assert any(changed)


def test_an_input_the_ledger_does_not_know_is_refused() -> None:
    other = INPUTS["months"].model_copy(update={"name": "weeks"})
    with pytest.raises(InputError, match="no input 'weeks'"):
        entries(small_persona(), "agreed", 0.7, None, {"weeks": other})


def test_every_input_names_its_source_and_is_ordered() -> None:
    for name, item in INPUTS.items():
        assert item.name == name
        assert item.source
        assert item.low <= item.base <= item.high


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PERSONAS), st.sampled_from([*get_args(Ended), None]), trusts, st.none() | offers)
def test_every_range_runs_from_low_to_high_and_bad_word_never_pays(
    persona: Persona, ended: Ended | None, trust: float, offer: Offer | None
) -> None:
    for entry in entries(persona, ended, trust, offer):
        for money in (entry.repeat, entry.referrals, entry.bad_word, entry.total):
            assert money.low <= money.base <= money.high
        assert entry.bad_word.high <= 0 <= entry.repeat.low
        for reading in READINGS:
            parts = [getattr(part, reading) for part in (entry.repeat, entry.referrals, entry.bad_word)]
            assert getattr(entry.total, reading) == pytest.approx(entry.fee_kept + sum(parts), abs=0.03)


# It never pays to fail


@pytest.mark.parametrize("failed", FAILURES)
@settings(max_examples=150, deadline=None)
@given(data=st.data(), persona=st.sampled_from(PERSONAS), trust=trusts, other_trust=trusts)
def test_no_failed_talk_is_booked_above_a_glad_agreement_with_a_fair_concession(
    data: st.DataObject, persona: Persona, trust: float, other_trust: float, failed: Ended | None
) -> None:
    agreed, *_ = entries(persona, "agreed", trust, data.draw(fair_offers(persona)))
    lost, *_ = entries(persona, failed, other_trust, None)
    assert lost.total.base <= agreed.total.base


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PERSONAS), trusts, st.none() | offers)
def test_walking_out_is_worth_no_more_the_more_the_client_trusted_or_was_offered(
    persona: Persona, trust: float, offer: Offer | None
) -> None:
    assert entries(persona, "walked_out", trust, offer)[0].total == entries(persona, "walked_out", 0, None)[0].total


@settings(max_examples=200, deadline=None)
@given(st.data(), st.sampled_from(PERSONAS), trusts)
def test_for_the_same_concession_a_glad_agreement_is_worth_more_than_a_grudging_one(
    data: st.DataObject, persona: Persona, trust: float
) -> None:
    offer = data.draw(fair_offers(persona))
    glad, grudging = (entries(persona, ended, trust, offer)[0].total for ended in ("agreed", "agreed_grudgingly"))
    assert grudging.base <= glad.base


@EVERY_PERSONA
def test_a_fair_concession_beats_insisting_and_giving_everything(persona: Persona) -> None:
    fair, insisted, everything = entries(persona, "agreed", 0.7, fair_middle(persona))
    assert fair.total.base > insisted.total.base
    assert fair.total.base > everything.total.base
