"""The ear by a model over real HTTP: acts from the model, all else from the offline ear, and all of it where the model fails."""

import json

import pytest

from simulator.appraisal import Appraisal, Offer, Sentence
from simulator.llm import Models
from simulator.settings import Settings
from simulator.transcript import Transcript
from tests.fake_openai import FakeOpenAI, Reply, Stall, Status, Text
from tests.fakes import FakeAppraiser

TALK = Transcript(lang="de").plus("client", "Niemand kann die Uhrzeit lesen.")
MESSAGE = "Das tut mir leid. Ich gebe Ihnen 50 Euro zurück."
OFFLINE = Appraisal(
    sentences=(
        Sentence(text="Das tut mir leid.", acts={"courtesy": 0.7}),
        Sentence(text="Ich gebe Ihnen 50 Euro zurück.", acts={"offer": 0.8, "explain": 0.6}),
    ),
    acts={"courtesy": 0.7, "offer": 0.8, "explain": 0.6},
    offer=Offer(kind="refund", amount=50),
    asked=("expectation",),
    substance=0.5,
)


def heard(reply: Reply, offline: Appraisal = OFFLINE) -> tuple[Appraisal, FakeOpenAI]:
    with FakeOpenAI(reply) as server:
        ear = Models(Settings(base_url=server.url, timeout=2.0)).ear("fake", FakeAppraiser(offline))
        return ear.appraise(MESSAGE, TALK), server


def marking(*acts: list[str]) -> Text:
    return Text(json.dumps({"sentences": [{"sentence": number, "acts": found} for number, found in enumerate(acts, start=1)]}))


def without_tokens(appraisal: Appraisal) -> Appraisal:
    return appraisal.model_copy(update={"tokens": None})


def test_the_acts_are_the_models_and_the_rest_is_the_offline_ears() -> None:
    appraisal, server = heard(marking(["hollow_apology"], ["offer"]))
    first, second = OFFLINE.sentences
    assert without_tokens(appraisal) == OFFLINE.model_copy(
        update={
            "sentences": (
                first.model_copy(update={"acts": {"hollow_apology": 0.9}}),
                second.model_copy(update={"acts": {"offer": 0.9}}),
            ),
            "acts": {"hollow_apology": 0.9, "offer": 0.9},
        }
    )
    assert appraisal.tokens is not None
    assert (appraisal.tokens.calls, appraisal.tokens.input) == (1, 100)
    assert "2. Ich gebe Ihnen 50 Euro zurück." in server.requests[0]["messages"][-1]["content"]


def test_an_offer_the_model_does_not_hear_is_none() -> None:
    appraisal, _ = heard(marking([], ["explain"]))
    assert (appraisal.offer, appraisal.acts) == (None, {"explain": 0.9})


def test_a_sentence_the_model_passes_over_keeps_what_the_offline_ear_heard() -> None:
    appraisal, _ = heard(marking(["take_responsibility"]))
    assert appraisal.acts == {"take_responsibility": 0.9, "offer": 0.8, "explain": 0.6}


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (Status(401), "Name oder Schlüssel des Modells stimmt nicht"),
        (Stall(), "keine fertige Antwort in der Zeitgrenze"),
        (marking(["applause"]), "unlesbare Antwort"),
    ],
    ids=["401", "stall", "unknown act"],
)
def test_a_model_that_fails_leaves_the_offline_ear_and_one_notice(reply: Reply, cause: str) -> None:
    appraisal, _ = heard(reply)
    notice = f"Das Sprachmodell hört nicht zu ({cause}); das eingebaute Gehör ist eingesprungen."
    assert without_tokens(appraisal) == OFFLINE.model_copy(update={"notice": notice})


@pytest.mark.parametrize("offline", [Appraisal(), OFFLINE.model_copy(update={"unreadable": True})], ids=["nothing", "unreadable"])
def test_what_is_no_message_is_not_sent(offline: Appraisal) -> None:
    appraisal, server = heard(marking(["offer"]), offline)
    assert (appraisal, server.requests) == (offline, [])
