"""Hints: the first thing of a good talk that is still missing, from what was heard alone; with a wording the client would hear as meant."""

import pytest

from simulator import Simulator, graded_scripts
from simulator.appraisal import Act, Appraisal, Offer
from simulator.hints import TOPICS, Hint, Topic, hint
from simulator.persona import Persona
from simulator.transcript import LANGS, Lang
from tests.fakes import doing, shipped_personas, small_persona

SMALL = small_persona()
ASKED = doing("ask_expectation")
RETOLD = doing("paraphrase", matched=("wish",))
TRACED = doing("open_question", asked=("origin",))
OWNED = doing("take_responsibility")
NEEDED = doing("ask_needs")
OFFERED = doing("offer", offer=Offer(kind="rework"))
SETTLED = doing("next_step")
ORDER = (ASKED, RETOLD, TRACED, OWNED, NEEDED, OFFERED, SETTLED)
MEANT: dict[Topic, tuple[Act, ...]] = {
    "repair": ("take_responsibility", "open_question", "ask_expectation"),
    "start": ("ask_expectation",),
    "paraphrase": ("paraphrase",),
    "source": ("ask_expectation", "open_question"),
    "own": ("take_responsibility",),
    "need": ("ask_needs",),
    "offer": ("offer",),
    "terms": ("next_step",),
    "close": ("ask_needs", "open_question"),
}


def topics(*heard: Appraisal) -> list[Topic]:
    """The topic before the first message and after each."""
    return [hint(heard[:n], SMALL, "en").topic for n in range(len(heard) + 1)]


def test_a_good_talk_is_led_from_the_expectation_to_the_terms() -> None:
    assert topics(*ORDER) == [topic for topic in TOPICS if topic != "repair"]


def test_what_was_done_early_is_not_asked_for_again() -> None:
    assert topics(OWNED, NEEDED, ASKED) == ["start", "start", "start", "paraphrase"]
    assert topics(doing("ask_expectation", "ask_needs", "take_responsibility"), RETOLD, TRACED)[-1] == "offer"


def test_a_question_that_aims_at_a_fact_counts_as_what_that_fact_is_for() -> None:
    assert topics(doing("open_question", asked=("wish",)))[-1] == "paraphrase"
    assert topics(*ORDER[:4], doing("closed_question", asked=("want",)))[-1] == "offer"
    assert topics(doing("open_question", asked=("case:complaint",)))[-1] == "start"


@pytest.mark.parametrize("act", ["justify", "blame", "dismiss", "attack"])
def test_after_a_word_for_ones_own_side_comes_repair_and_then_the_way_goes_on(act: Act) -> None:
    assert topics(ASKED, doing(act), RETOLD) == ["start", "paraphrase", "repair", "source"]


def test_a_faint_act_does_not_count() -> None:
    assert topics(Appraisal(acts={"ask_expectation": 0.4}))[-1] == "start"


def one_per_address(lang: Lang) -> dict[str, Persona]:
    """A client for each form of address."""
    return {client.text(lang).address: client for client in shipped_personas()}


def all_hints(client: Persona, lang: Lang) -> list[Hint]:
    """A hint of each topic, in the order of the topics."""
    source = next(fact.id for fact in client.facts if fact.role == "source")
    order = (ASKED, RETOLD, doing("open_question", asked=(source,)), *ORDER[3:])
    return [hint([doing("blame")], client, lang), *(hint(order[:n], client, lang) for n in range(len(order) + 1))]


@pytest.mark.parametrize("lang", LANGS)
def test_every_topic_has_words_of_its_own_for_every_form_of_address(lang: Lang) -> None:
    clients = one_per_address(lang)
    assert set(clients) == ({"Sie", "du"} if lang == "de" else {"you"})
    for client in clients.values():
        given = all_hints(client, lang)
        assert [one.topic for one in given] == list(TOPICS)
        assert len({one.look for one in given}) == len({one.wording for one in given}) == len(TOPICS)


@pytest.mark.parametrize("lang", LANGS)
def test_the_client_hears_a_wording_as_it_is_meant(simulator: Simulator, lang: Lang) -> None:
    given = [one for client in one_per_address(lang).values() for one in all_hints(client, lang)]
    said = {one.wording: simulator.appraise(one.wording, lang=lang) for one in given}
    assert [(one.topic, one.wording) for one in given if not any(said[one.wording].does(act) for act in MEANT[one.topic])] == []


@pytest.mark.parametrize("lang", LANGS)
def test_an_ideal_freelancer_has_done_all_by_the_end(simulator: Simulator, lang: Lang) -> None:
    client = next(client for client in shipped_personas() if client.slug == "bakery-website")
    session = simulator.open(client, lang, 3)
    for line in graded_scripts(client, lang)["ideal"]:
        session = simulator.say(session, line) if not session.ended else session
    assert hint([beat.appraisal for beat in session.beats], client, lang).topic in ("terms", "close")
