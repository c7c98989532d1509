"""What the client does: every move has its occasion, and the occasion fits what was said."""

from typing import Any, get_args

import pytest

from simulator.appraisal import COMPLAINT, CONSENT, HONESTY, Act, Appraisal, Offer, Sentence
from simulator.persona import Levels, MoveKind, Persona
from simulator.state import ClientState, Memory, Move, advance
from tests.fakes import doing, small_persona

CALM = {"anger": 0.3, "trust": 0.5, "understood": 0.6, "patience": 0.8, "clarity": 0.5}
FAIR = Offer(kind="rework", free_hours=4)
HEARD: dict[str, Any] = {"turn": 6, "revealed": ("wish", "origin", "want"), "proofs": 3}
"""Memory of a talk that went well: all is told, and the client feels understood."""


def after(
    said: Appraisal, persona: Persona | None = None, levels: dict[str, float] | None = None, **memory: Any
) -> tuple[ClientState, Move]:
    """What a client with these levels and memories makes of one message."""
    state = ClientState(levels=Levels(**(CALM | (levels or {}))), memory=Memory(**memory))
    return advance(state, said, persona or small_persona())


def move(said: Appraisal, **more: Any) -> MoveKind:
    return after(said, **more)[1].kind


OCCASIONS: dict[MoveKind, Any] = {
    "reveal": lambda: move(doing("ask_expectation", asked=("wish",))),
    "vent": lambda: move(doing("open_question", asked=(COMPLAINT,))),
    "withhold": lambda: move(doing("ask_expectation", asked=("wish",)), levels={"trust": 0.1}),
    "unknown": lambda: move(doing("closed_question")),
    "confirm": lambda: move(doing("paraphrase", matched=("turn:0",))),
    "correct": lambda: move(doing("paraphrase", mistaken=("wish",))),
    "soften": lambda: move(doing("take_responsibility", substance=1.0)),
    "hear_out": lambda: move(doing("explain")),
    "respect": lambda: move(doing("set_boundary")),
    "wait": lambda: move(doing("courtesy")),
    "react_justify": lambda: move(doing("justify")),
    "react_blame": lambda: move(doing("blame")),
    "react_attack": lambda: move(doing("attack")),
    "react_dismiss": lambda: move(doing("dismiss")),
    "react_empty": lambda: move(doing("validate"), phrases=2),
    "react_apology": lambda: move(doing("hollow_apology")),
    "react_lecture": lambda: move(doing("explain"), levels={"understood": 0.1}),
    "premature_offer": lambda: move(doing("offer", offer=FAIR)),
    "too_little": lambda: move(doing("offer", offer=Offer(kind="rework", free_hours=0.5)), **HEARD),
    "too_much": lambda: move(doing("offer", offer=Offer(kind="rework", free_hours=20)), **HEARD),
    "wrong_remedy": lambda: move(doing("offer", offer=Offer(kind="deadline")), **HEARD),
    "refuse": lambda: move(doing("offer", offer=Offer(kind="deadline")), **HEARD, offers=2),
    "state_need": lambda: move(doing("ask_needs"), **HEARD),
    "ask_terms": lambda: move(doing("offer", offer=FAIR), **HEARD),
    "feign": lambda: move(doing("offer", offer=FAIR), persona=AGREEABLE),
    "accept": lambda: move(doing("offer", "next_step", offer=FAIR), **HEARD),
    "accept_grudgingly": lambda: move(doing("offer", "next_step", offer=FAIR), **HEARD, levels={"trust": 0.2}),
    "threaten": lambda: move(doing("attack"), levels={"patience": 0.1}),
    "leave": lambda: move(doing("blame"), levels={"patience": 0.0}, warned=True, turn=2),
    "escalate": lambda: move(doing("attack"), levels={"patience": 0.0}, warned=True),
    "return_to_point": lambda: move(doing("open_question", asked=("wish",)), **HEARD),
    "call_out": lambda: move(doing("courtesy", owed="price")),
    "puzzled": lambda: move(doing("meta")),
}
AGREEABLE = small_persona(temperament="agreeable")


def test_every_move_has_an_occasion() -> None:
    assert set(OCCASIONS) == set(get_args(MoveKind))
    assert {kind: occasion() for kind, occasion in OCCASIONS.items()} == {kind: kind for kind in OCCASIONS}


# The client's own questions


def test_an_answer_to_the_clients_question_is_noticed() -> None:
    state, answer = after(doing("explain", owed="reason", answered=True), levels={"understood": 0.1})
    assert answer.kind == "hear_out"
    assert [cause.rule for cause in state.causes] == ["answered"]


@pytest.mark.parametrize(
    "said",
    [
        doing("open_question", asked=("want",), owed="date"),
        doing("paraphrase", matched=("turn:0",), owed="date"),
        doing("take_responsibility", substance=1.0, owed="date"),
        doing("offer", offer=FAIR, owed="date"),
    ],
    ids=["asks", "gives back", "owns", "offers"],
)
def test_who_brings_something_else_of_worth_is_not_called_out(said: Appraisal) -> None:
    state, answer = after(said)
    assert answer.kind != "call_out"
    assert "passed_over" not in [cause.rule for cause in state.causes]


def test_passing_over_the_clients_question_costs_trust() -> None:
    state, answer = after(doing("courtesy", owed="reason"))
    assert answer.kind == "call_out"
    assert state.levels.trust < CALM["trust"]
    assert [cause.rule for cause in state.causes] == ["passed_over", "no_progress"]


# The yes that is not meant


def test_an_agreeable_client_says_yes_too_early_and_takes_it_back_when_asked_honestly() -> None:
    state, answer = after(doing("offer", offer=FAIR), persona=AGREEABLE)
    assert (answer.kind, state.ended, state.memory.feigned) == ("feign", None, True)
    for honest in (doing("closed_question", asked=(HONESTY,)), doing("ask_needs", asked=("want",)), doing("open_question")):
        checked, reply = advance(state, honest, AGREEABLE)
        assert (reply.lead or reply.kind) == "correct"
        assert (checked.memory.feigned, checked.memory.standing, checked.memory.weight) == (False, None, None)
        assert "honest_check" in [cause.rule for cause in checked.causes]


def test_asking_only_whether_it_suits_gets_the_same_polite_yes() -> None:
    state, _ = after(doing("offer", offer=FAIR), persona=AGREEABLE)
    again, reply = advance(state, doing("closed_question", asked=(CONSENT,)), AGREEABLE)
    assert (reply.kind, again.memory.feigned) == ("feign", True)


def test_who_takes_the_polite_yes_for_an_agreement_gets_a_grudging_one() -> None:
    state, _ = after(doing("offer", offer=FAIR), persona=AGREEABLE, turn=6)
    closed, reply = advance(state, doing("next_step"), AGREEABLE)
    assert (reply.kind, closed.ended) == ("accept_grudgingly", "agreed_grudgingly")


def test_a_client_that_has_owned_up_does_not_feign_again() -> None:
    _, answer = after(doing("offer", offer=FAIR), persona=AGREEABLE, admitted=True)
    assert answer.kind == "premature_offer"


# What sticks


@pytest.mark.parametrize(("offence", "turns"), [("attack", 2), ("blame", 1)])
def test_an_insult_still_smarts_when_the_next_good_question_comes(offence: Any, turns: int) -> None:
    question = doing("ask_expectation", asked=("wish",))
    state, _ = after(doing(offence), levels={"trust": 0.9, "anger": 0.1})
    answers = []
    for _ in range(turns + 1):
        state, answer = advance(state.model_copy(update={"levels": Levels(**CALM)}), question, small_persona())
        answers.append(answer.kind)
    assert answers == [*["withhold"] * (turns - 1), "reveal", "return_to_point"]


def test_owning_a_part_takes_the_sting_out_at_once() -> None:
    state, _ = after(doing("attack"))
    mended, answer = advance(state, doing("take_responsibility", substance=1.0), small_persona())
    assert (mended.memory.sore, answer.kind) == (0, "soften")


def test_a_mood_stays_a_little_longer_than_it_took_to_come() -> None:
    quiet = doing("courtesy")
    for anger, trust, moods in ((0.57, 0.3, {"hot": "hot", "cool": "cool"}), (0.42, 0.48, {"warm": "warm", "cool": "cool"})):
        for before, expected in moods.items():
            assert after(quiet, levels={"anger": anger, "trust": trust}, mood=before)[1].mood == expected


# Offers


@pytest.mark.parametrize(
    "offer",
    [
        Offer(kind="refund"),
        Offer(kind="refund", percent=100),
        Offer(kind="discount", amount=900),
        Offer(kind="rework", free_hours=20),
        Offer(kind="rework", percent=25, free_hours=5),
    ],
    ids=["all of it", "all in percent", "most of the price", "too many hours", "money and hours"],
)
def test_too_much_makes_suspicious_and_is_taken_without_gladness(offer: Offer) -> None:
    state, answer = after(doing("offer", offer=offer), **HEARD)
    assert (answer.kind, state.ended) == ("too_much", None)
    assert state.levels.trust < CALM["trust"]
    taken, reply = advance(state, doing("offer", "next_step", offer=offer), small_persona())
    assert (reply.kind, taken.ended) == ("accept_grudgingly", "agreed_grudgingly")
    assert taken.levels.trust < CALM["trust"]


def test_an_offer_that_also_meets_what_would_be_nice_is_liked_a_little_more() -> None:
    wishes = [{"id": "repair", "met_by": ["rework"]}, {"id": "calm", "essential": False, "met_by": ["rework"]}]
    texts = small_persona().model_dump()["en"] | {"needs": {"repair": "The sixth board.", "calm": "No dust."}}
    plain, _ = after(doing("offer", offer=FAIR), **HEARD)
    liked, _ = after(doing("offer", offer=FAIR), persona=small_persona(needs=wishes, en=texts), **HEARD)
    assert liked.levels.trust > plain.levels.trust


def test_asking_whether_it_is_fine_is_answered_by_what_the_offer_is_worth() -> None:
    state, _ = after(doing("offer", offer=Offer(kind="deadline")), **HEARD)
    assert advance(state, doing("closed_question", asked=(CONSENT,)), small_persona())[1].kind == "wrong_remedy"


# Questions


def test_two_good_questions_get_two_different_answers() -> None:
    state, first = after(doing("open_question", asked=("want", "wish")))
    _, second = advance(state, doing("open_question", asked=("wish", "want")), small_persona())
    assert (first.fact, second.fact) == ("want", "wish")


def test_a_question_gets_the_fact_its_kind_means_among_those_it_aims_at() -> None:
    assert after(doing("ask_needs", asked=("wish", "want")))[1].fact == "want"


def test_many_questions_about_details_earn_hardly_anything() -> None:
    details = [{"id": f"detail{i}", "role": "detail"} for i in range(5)]
    persona = small_persona()
    persona = persona.model_copy(
        update={"facts": (*persona.facts, *small_persona(facts=[*(f.model_dump() for f in persona.facts), *details]).facts[3:])}
    )
    state, gains = ClientState(levels=Levels(**CALM)), []
    for detail in details:
        before = state.levels.trust
        state, _ = advance(state, doing("open_question", asked=(detail["id"],)), persona)
        gains.append(round(state.levels.trust - before, 4))
    assert gains[0] == gains[1] == gains[2] > gains[3] == gains[4] > 0


# A second chance


@pytest.mark.parametrize(("defends", "kind"), [(0.4, "soften"), (0.6, "react_justify")])
def test_an_own_part_softens_unless_its_sentence_defends_itself_nearly_as_clearly(defends: float, kind: MoveKind) -> None:
    acts: dict[Act, float] = {"take_responsibility": 0.7, "justify": defends}
    said = Appraisal(sentences=(Sentence(text="I kept to what we agreed.", acts=acts),), acts=acts, substance=1.0)
    assert move(said) == kind


@pytest.mark.parametrize(
    ("blame", "turn", "asked", "kind"),
    [
        (0.6, 0, (COMPLAINT,), "vent"),
        (0.8, 0, (COMPLAINT,), "react_blame"),
        (0.6, 1, (COMPLAINT,), "react_blame"),
        (0.6, 0, ("wish",), "reveal"),
        (0.6, 0, (), "react_blame"),
    ],
    ids=["faint, first, asking", "clear", "later", "asking for something else", "not asking"],
)
def test_a_faint_blame_is_let_pass_only_in_a_first_message_that_asks(
    blame: float, turn: int, asked: tuple[str, ...], kind: MoveKind
) -> None:  # fmt: skip
    acts: dict[Act, float] = {"blame": blame, "open_question": 0.9}
    assert move(Appraisal(acts=acts, asked=asked), turn=turn) == kind


def test_who_asks_again_what_is_wrong_and_for_a_fact_gets_the_fact() -> None:
    both = doing("open_question", "ask_expectation", asked=(COMPLAINT, "wish"))
    assert move(both) == "vent"
    assert move(both, asked=(COMPLAINT,)) == "reveal"


def test_a_curt_word_that_settles_an_offer_is_no_brush_off() -> None:
    wished: dict[str, Any] = {"turn": 5, "revealed": ("want",), "standing": FAIR, "weight": "premature", "offers": 1, "premature": 1}
    assert move(Appraisal(acts={"next_step": 0.9, "dismiss": 0.6}), **wished) == "accept_grudgingly"
    assert move(Appraisal(acts={"dismiss": 0.6}), **wished) == "react_dismiss"


@pytest.mark.parametrize("good", [doing("ask_expectation", asked=("wish",)), doing("take_responsibility", substance=1.0)])
def test_no_client_leaves_over_a_message_that_turns_round(good: Appraisal) -> None:
    spent = {"anger": 0.95, "patience": 0.0, "trust": 0.0, "understood": 0.0}
    assert after(good, levels=spent, warned=True, turn=5)[0].ended is None
    assert after(doing("justify"), levels=spent, warned=True, turn=5)[0].ended == "walked_out"


def test_only_an_insulted_client_leaves_before_the_third_message() -> None:
    spent = {"anger": 0.95, "patience": 0.0}
    assert after(doing("justify"), levels=spent, warned=True, turn=1)[0].ended is None
    assert after(doing("attack"), levels=spent, warned=True, turn=1)[0].ended == "escalated"


@pytest.mark.parametrize(("anger", "expected"), [(0.9, ("vent", "confirm")), (0.2, ("withhold", "confirm"))])
def test_an_angry_client_who_got_something_back_does_not_confirm_and_refuse_in_one_breath(anger: float, expected: Any) -> None:
    answer = after(doing("ask_expectation", "paraphrase", asked=("wish",), matched=("turn:0",)), levels={"trust": 0.0, "anger": anger})[1]
    assert (answer.kind, answer.lead) == expected


# Offers at the right moment


def test_an_offer_of_what_the_client_asked_for_is_asked_for_its_terms_though_the_cause_is_not_known_yet() -> None:
    told = {"turn": 3, "revealed": ("want",)}
    state, answer = after(doing("offer", offer=FAIR), **told)
    assert answer.kind == "ask_terms"
    assert [cause.rule for cause in state.causes] == ["no_progress"]
    assert state.ended is None
    assert after(doing("offer", "next_step", offer=FAIR), **told, premature=2)[1].kind == "premature_offer"


@pytest.mark.parametrize(
    ("answer", "turn", "expected"),
    [
        (doing("next_step"), 5, ("accept_grudgingly", "agreed_grudgingly")),
        (doing("offer", "next_step", offer=Offer(kind="extra")), 5, ("accept_grudgingly", "agreed_grudgingly")),
        (doing("offer", "next_step", offer=Offer(kind="extra", free_hours=2)), 5, ("premature_offer", None)),
        (doing("next_step"), 3, ("return_to_point", None)),
    ],
    ids=["a next step", "a next step that sounds like an offer", "another offer", "too early"],
)
def test_who_names_the_terms_of_what_was_wished_for_gets_a_grudging_yes(answer: Appraisal, turn: int, expected: Any) -> None:
    state, said = after(answer, turn=turn, revealed=("want",), standing=FAIR, weight="premature", offers=1, premature=1)
    assert (said.kind, state.ended) == expected


def test_who_asks_what_is_wrong_with_an_offer_hears_the_need_again() -> None:
    assert move(doing("closed_question"), **HEARD, weight="too_little", standing=Offer(kind="rework", free_hours=0.5)) == "state_need"


def test_a_confirmed_client_still_answers_the_question_that_came_along() -> None:
    answer = after(doing("open_question", "paraphrase", matched=("turn:0",)))[1]
    assert (answer.kind, answer.lead) == ("vent", "confirm")
    check = after(doing("closed_question", "paraphrase", matched=("turn:0",)))[1]
    assert (check.kind, check.lead) == ("confirm", None)
