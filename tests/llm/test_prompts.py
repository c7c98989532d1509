"""Every prompt as a model reads it, beside the reviewed files in prompts/; KULANZ_WRITE_PROMPTS=1 writes them anew for review."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import UndefinedError

from simulator.appraisal import ACTS, Sentence
from simulator.llm import appraiser, draft, judge, voice
from simulator.llm.calls import Message
from simulator.llm.guard import Fault
from simulator.llm.prompts import prompt
from simulator.persona import MoveKind
from simulator.rubric import Criterion, CriterionText, Example
from simulator.transcript import LANGS, Case, Lang, Transcript
from tests.llm.cast import CLIENT, cue

REVIEWED = Path(__file__).parent / "prompts"
TALKS: dict[Lang, tuple[tuple[str, str], ...]] = {
    "de": (("Was hatten Sie erwartet?", "Die Alten sollten es von der Haltestelle lesen."),),
    "en": (("What did you expect?", "The old people were to read it from the stop."),),
}
TEXTS: dict[Lang, CriterionText] = {
    "de": CriterionText(
        name="Zuhören",
        goal="Aufnehmen, was gesagt wird.",
        anchors={1: "Geht darüber hinweg.", 2: "Floskeln.", 3: "Eine Frage.", 4: "Gibt wieder.", 5: "Gibt wieder und prüft."},
        mistakes=("Verständnis behaupten.",),
        examples=(Example(weak="Verstehe.", strong="Von der Haltestelle aus, stimmt das?"),),
    ),
    "en": CriterionText(
        name="Listening",
        goal="Take in what is said.",
        anchors={1: "Passes over it.", 2: "Phrases.", 3: "One question.", 4: "Paraphrases.", 5: "Paraphrases and checks."},
        mistakes=("Claiming to understand.",),
        examples=(Example(weak="I see.", strong="From the bus stop, is that right?"),),
    ),
}
CRITERION = Criterion(id="listening", de=TEXTS["de"], en=TEXTS["en"])


def voice_prompt(lang: Lang) -> str:
    message = {"de": "Verstehe. Und was brauchen Sie?", "en": "I see. And what do you need?"}[lang]
    told = ("expectation", "need")
    said = cue("reveal", lang, fact="need", revealed=told, message=message, talk=TALKS[lang], lead="react_justify")
    return _text(voice.messages(said, reasons=["stage_direction"]))


def judge_prompt(lang: Lang) -> str:
    case = CLIENT.case(lang)
    talk = Transcript(lang=lang, case=Case(trade=case.trade, price=480)).plus("client", CLIENT.text(lang).opening[0])
    for said, line in TALKS[lang]:
        talk = talk.plus("freelancer", said).plus("client", line)
    return _text([*judge.messages(talk, [CRITERION]), judge.messages(talk, [CRITERION], again=[CRITERION])[-1]])


def ear_prompt(lang: Lang) -> str:
    said = {"de": ("Es tut mir leid.", "Was brauchen Sie?"), "en": ("I am sorry.", "What do you need?")}[lang]
    talk = Transcript(lang=lang).plus("client", CLIENT.text(lang).opening[0])
    return _text(appraiser.messages([Sentence(text=text, acts={}) for text in said], talk))


def draft_prompt(lang: Lang) -> str:
    thread = CLIENT.text(lang).opening[0]
    mark = draft.mark_of(thread)
    return _text(
        [
            ("system", prompt("draft", lang)),
            ("human", prompt("thread", lang, thread=thread, mark=mark)),
            ("human", prompt("incomplete", lang, ids=["price (missing)"], amounts=("1.450 €",))),
        ]
    )


def _text(messages: Sequence[Message]) -> str:
    return "".join(f"===== {role}\n{text.rstrip()}\n\n" for role, text in messages).rstrip() + "\n"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("task", ["voice", "judge", "ear", "draft"])
def test_a_prompt_reads_as_reviewed(task: str, lang: Lang) -> None:
    written = {"voice": voice_prompt, "judge": judge_prompt, "ear": ear_prompt, "draft": draft_prompt}[task](lang)
    path = REVIEWED / f"{task}.{lang}.txt"
    if os.environ.get("KULANZ_WRITE_PROMPTS"):
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGS)
def test_there_is_a_direction_for_every_move(lang: Lang) -> None:
    directions = {voice.messages(cue(move, lang), [])[-1][1].split("\n")[4] for move in get_args(MoveKind)}
    assert len(directions) == len(get_args(MoveKind))


@pytest.mark.parametrize("lang", LANGS)
def test_every_fault_is_put_into_words(lang: Lang) -> None:
    direction = voice.messages(cue("vent", lang), get_args(Fault))[-1][1]
    assert direction.count("\n- ") == len(get_args(Fault)) + 2  # and two sample lines


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="ids"):
        prompt("again", "de")


@pytest.mark.parametrize("lang", LANGS)
def test_every_act_is_put_into_words(lang: Lang) -> None:
    assert [act for act in ACTS if f"\n- {act}: " not in prompt("ear", lang)] == []
