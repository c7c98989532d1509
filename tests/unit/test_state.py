"""The client's state machine, held against random talks with every shipped client."""

import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.appraisal import ACTS, OFFER_KINDS, Appraisal, Offer
from simulator.causes import ANGER_RISE, HELPING, HURTING, SUBSTANCE
from simulator.difficulty import at_difficulty
from simulator.persona import DIFFICULTIES, Difficulty, FactRole, Levels, Persona
from simulator.state import FEWEST_TURNS, MOST_TURNS, ClientState, Ended, Memory, Move, advance, first_state
from simulator.view import COPIED
from tests.fakes import doing, shipped_personas

PERSONAS = shipped_personas()
EVERY_PERSONA = pytest.mark.parametrize("persona", PERSONAS, ids=[persona.slug for persona in PERSONAS])
ROUNDING = 1e-4
ASKS: dict[FactRole, str] = {"expectation": "ask_expectation", "source": "ask_expectation", "need": "ask_needs"}

moderately = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Step(NamedTuple):
    """One turn of a random talk."""

    persona: Persona
    before: ClientState
    said: Appraisal
    after: ClientState
    move: Move

    def change(self, level: str) -> float:
        """How far a level moved."""
        return getattr(self.after.levels, level) - getattr(self.before.levels, level)

    def told(self) -> list[str]:
        """Facts that were revealed in this turn."""
        return [fact for fact in self.after.memory.revealed if fact not in self.before.memory.revealed]


strengths = st.sampled_from([0.1, 0.49, 0.5, 0.7, 0.86, 1.0])
sizes = st.none() | st.floats(0, 100)
offers = st.builds(Offer, kind=st.sampled_from(OFFER_KINDS), amount=st.none() | st.floats(0, 20_000), percent=sizes, free_hours=sizes)


@st.composite
def appraisals(draw: st.DrawFn, persona: Persona, *, noisy: bool = True) -> Appraisal:
    """Anything an ear may report about a message to this client."""
    facts = st.lists(st.sampled_from([fact.id for fact in persona.facts]), unique=True, max_size=3).map(tuple)
    turns = st.lists(st.integers(0, 2 * MOST_TURNS).map("turn:{}".format), unique=True, max_size=2).map(tuple)
    acts = draw(st.dictionaries(st.sampled_from(ACTS), strengths, max_size=5))
    return Appraisal(
        acts=acts,
        offer=draw(offers) if acts.get("offer", 0) >= 0.5 else None,
        asked=draw(facts),
        matched=draw(facts) + draw(turns),
        mistaken=draw(facts),
        substance=draw(st.floats(0, 1)),
        copied=draw(st.sampled_from([0.0, 0.0, 0.0, 0.4, 0.5, 1.0])) if noisy else 0.0,
        stuffed=draw(st.sampled_from([False, False, False, noisy])),
        unreadable=draw(st.sampled_from([False, False, False, noisy])),
    )


@st.composite
def clients(draw: st.DrawFn) -> Persona:
    """A shipped client at any difficulty."""
    return at_difficulty(draw(st.sampled_from(PERSONAS)), draw(st.sampled_from(DIFFICULTIES)))


@st.composite
def good_messages(draw: st.DrawFn, persona: Persona, turn: int) -> Appraisal:
    """A message that helps in some way, so that random talks also reach the far end."""
    role = draw(st.sampled_from(["expectation", "source", "need"]))
    asked = next(fact.id for fact in persona.facts if fact.role == role)
    acts = draw(st.sets(st.sampled_from(["paraphrase", "take_responsibility", "explain", "offer", "next_step", ASKS[role]]), min_size=1))
    kind = draw(st.sampled_from([kind for need in persona.needs for kind in need.met_by]))
    offer = Offer(kind=kind, percent=sum(persona.fair.percent) / 2) if "offer" in acts else None
    return Appraisal(
        acts=dict.fromkeys(acts, 0.9),
        offer=offer,
        asked=(asked,) if ASKS[role] in acts else (),
        matched=(f"turn:{2 * turn}",) if "paraphrase" in acts else (),
        substance=1.0,
    )


@st.composite
def talks(draw: st.DrawFn) -> list[Step]:
    """A talk of random messages, good ones among them, until it ends."""
    persona = draw(clients())
    kindness = draw(st.sampled_from([0, 5, 9]))
    state, steps = first_state(persona), []
    for turn in range(draw(st.integers(1, MOST_TURNS))):
        good = draw(st.integers(1, 10)) <= kindness
        said = draw(good_messages(persona, turn) if good else appraisals(persona))
        after, move = advance(state, said, persona)
        steps.append(Step(persona, state, said, after, move))
        state = after
        if state.ended:
            break
    return steps


def after_some_talk(steps: list[Step]) -> tuple[Persona, ClientState]:
    """The client where a random talk left it, still listening."""
    last = steps[-1]
    return last.persona, last.before if last.after.ended else last.after


def perfect_talk(persona: Persona) -> Iterator[Step]:
    """A freelancer who listens, asks, owns the part, and offers what is needed once it is known."""
    ids = {role: next(fact.id for fact in persona.facts if fact.role == role) for role in ASKS}
    kind = next(need.met_by[0] for need in persona.needs if need.essential)
    size = {"percent": sum(persona.fair.percent) / 2} if kind in ("discount", "refund") else {"free_hours": sum(persona.fair.hours) / 2}
    state = first_state(persona)
    for turn in range(MOST_TURNS):
        open_roles = [role for role in ASKS if ids[role] not in state.memory.revealed]
        heard = {"matched": (f"turn:{2 * turn}",), "substance": 1.0}
        if open_roles:
            own_part = ["take_responsibility"] if turn == 1 else []
            said = doing("paraphrase", ASKS[open_roles[0]], *own_part, asked=(ids[open_roles[0]],), **heard)
        else:
            said = doing("paraphrase", "offer", "next_step", offer=Offer(kind=kind, **size), **heard)
        after, move = advance(state, said, persona)
        yield Step(persona, state, said, after, move)
        state = after
        if state.ended:
            return


# Bounds


@moderately
@given(talks())
def test_every_level_stays_between_0_and_1(steps: list[Step]) -> None:
    for step in steps:
        assert all(0 <= value <= 1 for value in step.after.levels.model_dump().values())


@moderately
@given(talks())
def test_anger_never_falls_by_more_than_the_step_of_the_client(steps: list[Step]) -> None:
    for step in steps:
        assert step.persona.nature.anger_step <= 0.15
        assert -step.change("anger") <= step.persona.nature.anger_step + ROUNDING


@moderately
@given(talks())
def test_trust_falls_by_at_most_30_and_rises_by_at_most_12_hundredths(steps: list[Step]) -> None:
    for step in steps:
        assert -0.30 - ROUNDING <= step.change("trust") <= 0.12 + ROUNDING


@moderately
@given(talks())
def test_the_same_input_gives_the_same_output_and_changes_nothing_else(steps: list[Step]) -> None:
    for step in steps:
        before, said, persona = step.before.model_dump(), step.said.model_dump(), step.persona.model_dump()
        assert advance(step.before, step.said, step.persona) == (step.after, step.move)
        assert (before, said, persona) == (step.before.model_dump(), step.said.model_dump(), step.persona.model_dump())


@moderately
@given(talks())
def test_every_change_of_a_level_is_the_sum_of_its_causes(steps: list[Step]) -> None:
    for step in steps:
        for level in step.after.levels.model_dump():
            caused = sum(cause.changes.get(level, 0.0) for cause in step.after.causes)
            assert step.change(level) == pytest.approx(caused, abs=ROUNDING)
        assert all(cause.rule for cause in step.after.causes)


@moderately
@given(talks())
def test_only_the_acts_that_can_hurt_or_help_do_and_so_triggers_and_soothers_can_stand_on_them(steps: list[Step]) -> None:
    for cause in (cause for step in steps for cause in step.after.causes if cause.act not in (None, "meta")):
        if cause.rule not in ("passed_over", "noise"):
            assert cause.act in (HURTING if cause.changes.get("anger", 0.0) > 0 else HURTING | HELPING)


# The end


@moderately
@given(talks())
def test_a_talk_ends_for_a_known_reason_and_at_the_limit_at_last(steps: list[Step]) -> None:
    for number, step in enumerate(steps, start=1):
        assert step.after.ended is None or step.after.ended in get_args(Ended)
        assert step.after.ended != "user_ended"
        assert step.after.ended is not None or number < MOST_TURNS


@moderately
@given(talks())
def test_a_glad_agreement_needs_time_understanding_and_a_known_cause(steps: list[Step]) -> None:
    assert FEWEST_TURNS >= 4
    step = steps[-1]
    if step.after.ended == "agreed":
        found = [fact for fact in step.persona.facts if fact.id in (*step.after.memory.revealed, *step.after.memory.shown)]
        told = {fact.role for fact in found}
        assert len(steps) >= FEWEST_TURNS
        assert step.after.levels.understood >= 0.5
        assert "source" in told or ("expectation" in told and step.after.levels.clarity >= 0.35)
        assert step.after.memory.proofs >= step.persona.nature.proofs
        assert step.after.memory.standing is not None
        assert step.move.kind == "accept"


@moderately
@given(talks())
def test_no_agreement_of_any_kind_comes_before_four_turns_or_without_an_offer(steps: list[Step]) -> None:
    step = steps[-1]
    if step.after.ended in ("agreed", "agreed_grudgingly"):
        assert len(steps) >= 4
        assert step.after.memory.standing is not None


@moderately
@given(talks())
def test_a_client_warns_before_it_goes(steps: list[Step]) -> None:
    if steps[-1].after.ended in ("walked_out", "escalated"):
        assert "threaten" in [step.move.kind for step in steps[:-1]]


@EVERY_PERSONA
@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_a_perfect_freelancer_reaches_a_glad_agreement_in_5_to_9_turns(persona: Persona, difficulty: Difficulty) -> None:
    steps = list(perfect_talk(at_difficulty(persona, difficulty)))
    assert steps[-1].after.ended == "agreed"
    assert 5 <= len(steps) <= 9
    assert steps[-1].change("trust") >= 0


@EVERY_PERSONA
@pytest.mark.parametrize("act", ["attack", "blame", "justify", "dismiss"])
def test_a_freelancer_who_only_hurts_loses_the_client_before_the_limit(persona: Persona, act: str) -> None:
    state, turns = first_state(persona), 0
    while not state.ended:
        state, _ = advance(state, doing(act), persona)
        turns += 1
    assert state.ended in ("walked_out", "escalated")
    assert turns < MOST_TURNS


@EVERY_PERSONA
def test_courtesy_and_sympathy_alone_never_reach_an_agreement(persona: Persona) -> None:
    state = first_state(persona)
    while not state.ended:
        state, _ = advance(state, doing("courtesy", "validate", "next_step"), persona)
    assert state.ended not in ("agreed", "agreed_grudgingly")


@EVERY_PERSONA
def test_an_offer_before_the_cause_is_known_never_pleases(persona: Persona) -> None:
    kind = next(need.met_by[0] for need in persona.needs if need.essential)
    state = first_state(persona)
    while not state.ended:
        said = doing("offer", "next_step", "take_responsibility", offer=Offer(kind=kind, percent=20), substance=1.0)
        state, _ = advance(state, said, persona)
        assert state.memory.weight == "premature"
    assert state.ended != "agreed"


# Facts


@moderately
@given(talks())
def test_a_hidden_fact_is_told_only_to_someone_trusted_who_asked(steps: list[Step]) -> None:
    for step in steps:
        for fact_id in step.told():
            fact = step.persona.fact(fact_id)
            meant = (fact.role == "need" and step.said.does("ask_needs")) or (
                fact.role in ("expectation", "source") and step.said.does("ask_expectation")
            )
            assert fact_id in step.said.asked or meant
            assert not fact.hidden or step.after.levels.trust >= fact.gate
            assert step.move == step.move.model_copy(update={"kind": "reveal", "fact": fact_id})


@moderately
@given(talks())
def test_a_fact_is_told_once_one_a_turn_and_never_forgotten(steps: list[Step]) -> None:
    for step in steps:
        assert len(step.told()) <= 1
        assert step.after.memory.revealed[: len(step.before.memory.revealed)] == step.before.memory.revealed
        assert len(set(step.after.memory.revealed)) == len(step.after.memory.revealed)
        assert (step.move.fact is not None) == bool(step.told())


@EVERY_PERSONA
def test_a_locked_fact_is_withheld_although_it_was_asked_for(persona: Persona) -> None:
    fact = next(fact for fact in persona.facts if fact.hidden)
    start = Levels(anger=0.5, trust=0.0, understood=0.1, patience=0.6, clarity=0.1)
    after, move = advance(ClientState(levels=start), doing("open_question", asked=(fact.id,)), persona)
    assert (move.kind, move.fact, after.memory.revealed) == ("withhold", None, ())
    assert after.memory.asked == (fact.id,)


# What earns nothing


def only_a_stock_phrase(persona: Persona) -> Appraisal:  # noqa: ARG001
    return doing("validate", "courtesy")


def only_a_hollow_apology(persona: Persona) -> Appraisal:  # noqa: ARG001
    return doing("hollow_apology")


def only_an_empty_mea_culpa(persona: Persona) -> Appraisal:  # noqa: ARG001
    return doing("take_responsibility", "validate", substance=SUBSTANCE - 0.01)


def only_an_offer(persona: Persona) -> Appraisal:
    kind = next(need.met_by[0] for need in persona.needs if need.essential)
    return doing("offer", offer=Offer(kind=kind, percent=sum(persona.fair.percent) / 2), substance=1.0)


CHEAP: list[Callable[[Persona], Appraisal]] = [only_a_stock_phrase, only_a_hollow_apology, only_an_empty_mea_culpa, only_an_offer]


@pytest.mark.parametrize("cheap", CHEAP, ids=[cheap.__name__ for cheap in CHEAP])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=talks())
def test_cheap_words_never_lower_anger_nor_make_the_client_feel_understood(
    steps: list[Step], cheap: Callable[[Persona], Appraisal]
) -> None:
    persona, state = after_some_talk(steps)
    after, _ = advance(state, cheap(persona), persona)
    assert after.levels.anger >= state.levels.anger
    assert after.levels.understood <= state.levels.understood
    assert after.levels.trust <= state.levels.trust


NOISE = {"unreadable": {"unreadable": True}, "stuffed": {"stuffed": True}, "copied": {"copied": COPIED}, "command": {}}


@pytest.mark.parametrize("noise", NOISE)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_noise_earns_nothing_whatever_else_is_heard_in_it(data: st.DataObject, noise: str) -> None:
    persona, state = after_some_talk(data.draw(talks()))
    said = data.draw(appraisals(persona, noisy=False) | good_messages(persona, 20))
    acts = {**said.acts, "meta": 0.9} if noise == "command" else said.acts
    after, move = advance(state, said.model_copy(update={"acts": acts, **NOISE[noise]}), persona)
    assert after.levels.anger >= state.levels.anger
    assert after.levels.trust <= state.levels.trust
    assert after.levels.understood <= state.levels.understood
    assert after.levels.clarity <= state.levels.clarity
    assert after.levels.patience < state.levels.patience or state.levels.patience == 0
    assert after.memory.revealed == state.memory.revealed
    assert after.memory.proofs == state.memory.proofs
    assert after.memory.standing == state.memory.standing
    assert after.memory.terms == state.memory.terms
    assert after.ended in (None, "walked_out", "escalated", "at_limit")
    assert move.kind in ("puzzled", "return_to_point", "threaten", "leave", "escalate")


@EVERY_PERSONA
def test_the_same_paraphrase_earns_only_once(persona: Persona) -> None:
    said = doing("paraphrase", matched=("turn:0",), substance=1.0)
    once, _ = advance(first_state(persona), said, persona)
    twice, _ = advance(once, said, persona)
    assert once.levels.understood > first_state(persona).levels.understood
    assert twice.levels.understood == once.levels.understood
    assert twice.memory.proofs == once.memory.proofs == 1


@EVERY_PERSONA
def test_the_same_question_earns_only_once(persona: Persona) -> None:
    fact = next(fact for fact in persona.facts if fact.hidden)
    calm = Levels(anger=0.5, trust=0.0, understood=0.1, patience=0.6, clarity=0.1)
    once, _ = advance(ClientState(levels=calm), doing("open_question", asked=(fact.id,)), persona)
    twice, _ = advance(once, doing("open_question", asked=(fact.id,)), persona)
    assert once.levels.understood > calm.understood
    assert twice.levels.understood == once.levels.understood


# Difficulty


@EVERY_PERSONA
def test_a_harder_client_has_no_more_patience_lower_gates_or_fewer_proofs(persona: Persona) -> None:
    clients = [at_difficulty(persona, difficulty) for difficulty in ("easy", "medium", "hard")]
    for easier, harder in pairwise(clients):
        assert harder.start.patience <= easier.start.patience
        assert harder.nature.proofs >= easier.nature.proofs
        assert harder.nature.heat >= easier.nature.heat
        for before, after in zip(easier.facts, harder.facts, strict=True):
            assert after.gate >= before.gate


@EVERY_PERSONA
def test_the_difficulty_the_author_chose_changes_nothing(persona: Persona) -> None:
    assert at_difficulty(persona, persona.difficulty) == persona
    for difficulty in DIFFICULTIES:
        assert at_difficulty(persona, difficulty).difficulty == difficulty


@moderately
@given(st.data())
def test_the_same_first_message_never_leaves_a_harder_client_more_patient(data: st.DataObject) -> None:
    persona = data.draw(st.sampled_from(PERSONAS))
    said = data.draw(appraisals(persona))
    left = []
    for difficulty in ("easy", "medium", "hard"):
        client = at_difficulty(persona, difficulty)
        left.append(advance(first_state(client), said, client)[0].levels.patience)
    assert left == sorted(left, reverse=True)


def middling_talk(persona: Persona, rng: random.Random) -> ClientState:
    """Where a freelancer leaves this client who does half of it well."""
    state = first_state(persona)
    ids = {role: next(fact.id for fact in persona.facts if fact.role == role) for role in ASKS}
    kind = next(need.met_by[0] for need in persona.needs if need.essential)
    for turn in range(MOST_TURNS):
        role = rng.choice([role for role in ASKS if ids[role] not in state.memory.revealed] or list(ASKS))
        said = rng.choice(
            [
                doing(ASKS[role], asked=(ids[role],)),
                doing("paraphrase", ASKS[role], asked=(ids[role],), matched=(f"turn:{2 * turn}",), substance=1.0),
                doing("take_responsibility", substance=1.0),
                doing("offer", "next_step", offer=Offer(kind=kind, percent=sum(persona.fair.percent) / 2)),
                doing(rng.choice(["justify", "dismiss", "courtesy", "explain"])),
            ]
        )
        state, _ = advance(state, said, persona)
        if state.ended:
            break
    return state


@EVERY_PERSONA
def test_a_middling_freelancer_agrees_more_often_with_an_easier_client(persona: Persona) -> None:
    agreed = {}
    for difficulty in DIFFICULTIES:
        client = at_difficulty(persona, difficulty)
        ends = [middling_talk(client, random.Random(seed)).ended for seed in range(120)]
        agreed[difficulty] = ends.count("agreed")
    chance = 3  # the client's answers steer the draw, so the 120 talks are not the same ones
    assert agreed["easy"] + chance >= agreed["medium"] >= agreed["hard"] - chance
    assert agreed["easy"] > agreed["hard"]


# What hurts


def middling(**memory: object) -> ClientState:
    """A client with room to rise and fall."""
    levels = Levels(anger=0.3, trust=0.5, understood=0.4, patience=1.0, clarity=0.3)
    return ClientState(levels=levels, memory=Memory(turn=1, **memory))


@EVERY_PERSONA
def test_justification_hurts_more_each_time_it_comes_back(persona: Persona) -> None:
    asked_for = []
    for times in range(4):
        after, _ = advance(middling(justified=times), doing("justify"), persona)
        (cause,) = [cause for cause in after.causes if cause.rule == "justify"]
        asked_for.append((cause.changes["anger"], -cause.changes["patience"]))
    assert asked_for == sorted(set(asked_for))


@EVERY_PERSONA
def test_the_second_justification_raises_anger_more_than_the_first(persona: Persona) -> None:
    start = middling()
    once, _ = advance(start, doing("justify"), persona)
    twice, _ = advance(once, doing("justify"), persona)
    assert 0 < once.levels.anger - start.levels.anger < twice.levels.anger - once.levels.anger


@EVERY_PERSONA
def test_an_attack_hurts_more_than_blame_and_blame_more_than_brushing_aside(persona: Persona) -> None:
    plain = persona.model_copy(update={"triggers": ()})
    trust = [advance(middling(), doing(act), plain)[0].levels.trust for act in ("attack", "blame", "dismiss")]
    assert trust == sorted(set(trust))


@EVERY_PERSONA
def test_trust_falls_at_least_twice_as_fast_as_it_rises(persona: Persona) -> None:
    start = middling()
    best, _ = advance(start, doing("paraphrase", "take_responsibility", matched=("turn:0",), substance=1.0), persona)
    worst, _ = advance(start, doing("attack"), persona)
    assert start.levels.trust - worst.levels.trust >= 2 * (best.levels.trust - start.levels.trust) > 0


@EVERY_PERSONA
def test_a_trigger_of_this_client_weighs_more_than_the_same_act_on_another(persona: Persona) -> None:
    for trigger in persona.triggers:
        said = doing(trigger.act, offer=Offer(kind="deadline") if trigger.act == "offer" else None)
        told, _ = advance(middling(phrases=1), said, persona)
        other, _ = advance(middling(phrases=1), said, persona.model_copy(update={"triggers": ()}))
        for mine, theirs in zip(told.causes, other.causes, strict=True):
            if mine.act == trigger.act and theirs.changes.get("anger", 0.0) > 0:
                assert mine.changes["anger"] == pytest.approx(min(theirs.changes["anger"] * trigger.factor, ANGER_RISE), abs=1e-3)


@EVERY_PERSONA
def test_some_anger_stays_even_in_the_best_state(persona: Persona) -> None:
    steps = list(perfect_talk(persona))
    floor = min(persona.start.anger, persona.nature.residue)
    assert min(step.after.levels.anger for step in steps) >= floor
