"""Every field an author writes reaches somebody: the engine, the voice, a model, the briefing, the card or the ledger."""

import random
from collections.abc import Callable, Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

from simulator.appraisal import ACTS, COMPLAINT, OFFER_KINDS, Appraisal, Offer, Sentence
from simulator.difficulty import at_difficulty
from simulator.library import Library
from simulator.llm.voice import messages
from simulator.offline.aims import Aims
from simulator.offline.embedder import Embedder
from simulator.offline.voice import AuthoredVoice
from simulator.persona import DIFFICULTIES, MOODS_OF, Persona
from simulator.record import outcome
from simulator.session import Cue, Session
from simulator.state import ClientState, Move, advance, first_state
from simulator.transcript import LANGS, Transcript
from simulator.ui.pages.briefing import briefing, level_line
from simulator.ui.pages.choose import choose
from simulator.ui.portrait import portrait
from simulator.ui.state import Place
from simulator.ui.texts import texts
from tests.fakes import persona_data, small_persona

Path = tuple[str | int, ...]
AIMS = Aims(Embedder())
RUBRIC = Library(None).rubric("unhappy-client")


ASKED = {"wish": "Where do herons nest?", "origin": "Who tuned the violin?", "want": "How heavy is the anchor?"}
"""A question to each fact that shares no word with what it tells."""


def full_persona() -> dict[str, Any]:
    """A client of whom every optional field is filled, in both languages."""
    data = persona_data()
    text = data["en"]
    for name, fact in text["facts"].items():
        fact |= {
            "ask": [ASKED[name], f"Any {ASKED[name].split()[-1]}", f"So, {ASKED[name]}"],
            "truth": f"She knows of the {name}.",
            "wrong": [f"No {name} at all."],
        }
    text["needs"] = {"repair": "The sixth board.", "calm": "No dust."}
    text["case"]["currency"] = "GBP"
    text["lines"]["feign"] = {mood: [f"feign {mood} one.", f"feign {mood} two."] for mood in MOODS_OF["feign"]}
    german = small_persona(en=text).model_dump()["en"]
    german["case"].pop("currency")
    data["needs"] = [{"id": "repair", "met_by": ["rework"]}, {"id": "calm", "essential": False, "met_by": ["rework", "extra"]}]
    data["facts"][2] = {"id": "want", "role": "need", "hidden": True, "gate": 0.35}
    data |= {"triggers": [{"act": "justify", "factor": 1.5}], "soothers": [{"act": "paraphrase", "factor": 1.2}]}
    data["temperament"] = "agreeable"
    data |= {"trains": ["listening"], "en": text, "de": german}
    return Persona.model_validate(data).model_dump()


FULL = full_persona()


# The fields, from the schema


def leaves(model: type[BaseModel], data: Any, path: Path = ()) -> Iterator[Path]:
    """Paths of all authored values; a list of texts or numbers is one value."""
    for name, field in model.model_fields.items():
        yield from _of_type(field.annotation, data[name], (*path, name))


def _of_type(kind: Any, value: Any, path: Path) -> Iterator[Path]:
    if get_origin(kind) in (Union, UnionType):
        kind = next(option for option in get_args(kind) if option is not type(None))
    inner = get_args(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from leaves(kind, value, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _of_type(inner[1], item, (*path, key))
    elif isinstance(value, tuple | list) and value and isinstance(value[0], dict):
        for place, item in enumerate(value):
            yield from _of_type(inner[0], item, (*path, place))
    else:
        yield path


FIXED: set[Path] = {("en", "address")}
"""An English client is addressed as `you`; the field is there for the other language."""
FIELDS = [path for path in leaves(Persona, FULL) if path not in FIXED]


def changed(path: Path) -> Persona | None:
    """The client with another value at this path; None when there is no other that is allowed."""
    before = _at(FULL, path)
    for value in (value for value in _others(before) if value != before):
        try:
            return Persona.model_validate(_renamed(_with(FULL, path, value), path, before, value))
        except ValidationError:
            continue
    return None


def _renamed(data: dict[str, Any], path: Path, before: Any, after: Any) -> dict[str, Any]:
    """The data with the texts of a need or fact under its new id."""
    if path[-1] != "id":
        return data
    for lang in LANGS:
        texts_of = data[lang][path[0]]
        data = _with(data, (lang, str(path[0])), {after if name == before else name: text for name, text in texts_of.items()})
    return data


def _others(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value * 2, value / 2, value + 0.04, value - 0.04, value + 1, value - 1)
    elif value is None:
        yield "CHF"
    elif isinstance(value, str):
        yield from (
            "escalated",
            "deadline",
            "discount",
            "split",
            "hard",
            "bun",
            "bargainer",
            "detail",
            "expectation",
            "attack",
            "offer",
            "du",
            "Sie",
        )
        yield from ("notes", "CHF", "#123456", "Zimtschnecke", "zimt")
    elif isinstance(value, tuple | list):
        yield from (["Zimtschnecke mit Sahne.", "Ein Kaffee.", "Noch einer."], [1, 2], ["discount"], [])


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _with(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    copy = list(data) if isinstance(data, tuple | list) else dict(data)
    copy[path[0]] = _with(data[path[0]], path[1:], value)  # type: ignore[call-overload]
    return copy


# Who sees them


def on_the_card(persona: Persona) -> Any:
    """What the pages show before and during a talk."""
    pages = [choose(texts(lang), Place("choose", {}), [persona], [], RUBRIC, []) + briefing(texts(lang), persona) for lang in persona.langs]
    levels = [level_line(texts(lang), persona, level) for lang in persona.langs for level in DIFFICULTIES]
    return pages, levels, portrait(persona.portrait, "hot", "")


def in_the_briefing(persona: Persona) -> Any:
    """What `kulanz personas` and `kulanz show` print, and what transcripts carry of the case."""
    return [
        (persona.slug, persona.temperament, persona.minutes, persona.case(lang), persona.text(lang).documents) for lang in persona.langs
    ]


def in_its_words(persona: Persona) -> Any:
    """All that the authored voice says, in every move and mood."""
    voice, said = AuthoredVoice(), []
    for lang in persona.langs:
        said.append(voice.open(persona, lang, 1))
        for move in _moves(persona):
            said.append(voice.line(_cue(persona, lang, move)))
    return said


def to_a_model(persona: Persona) -> Any:
    """What a model is told that speaks for the client."""
    move = Move(kind="vent", mood="cool")
    return [messages(_cue(persona, lang, move), ()) for lang in persona.langs]


def in_what_it_feels(persona: Persona) -> Any:
    """Levels, moves and ends of talks in which everything happens, at every difficulty."""
    return [talk for level in DIFFICULTIES for seed in range(16) for talk in _felt(at_difficulty(persona, level), random.Random(seed))]


def in_what_it_hears(persona: Persona) -> Any:
    """What questions and paraphrases aim at."""
    heard = []
    for lang in persona.langs:
        transcript = Transcript(lang=lang, persona=persona.slug).plus("client", "Well?")
        for fact in ("wish", "origin", "want"):
            for text, act in (
                (ASKED[fact], "open_question"),
                (f"She knows of the {fact}.", "paraphrase"),
                (f"No {fact} at all.", "paraphrase"),
            ):
                acts = {act: 0.9}
                found = AIMS.added(Appraisal(sentences=(Sentence(text=text, acts=acts),), acts=acts), transcript, persona)  # type: ignore[arg-type]
                heard.append((found.asked, found.matched, found.mistaken))
    return heard


def in_the_outcome(persona: Persona) -> Any:
    """What the talk was worth and which needs it met."""
    state = first_state(persona).model_copy(update={"ended": "agreed"})
    state = state.model_copy(update={"memory": state.memory.model_copy(update={"standing": Offer(kind="rework")})})
    return [outcome(Session(persona=persona, lang=lang, state=state, opening="")) for lang in persona.langs]


OBSERVERS: list[Callable[[Persona], Any]] = [
    in_the_briefing, on_the_card, in_the_outcome, in_its_words, to_a_model, in_what_it_feels, in_what_it_hears,
]  # fmt: skip


def _moves(persona: Persona) -> Iterator[Move]:
    yield from (Move(kind=kind, mood=mood) for kind, moods in MOODS_OF.items() for mood in moods)
    yield from (Move(kind="reveal", mood="cool", fact=fact.id) for fact in persona.facts)


def _cue(persona: Persona, lang: Any, move: Move) -> Cue:
    return Cue(
        persona=persona,
        lang=lang,
        seed=1,
        move=move,
        message="Hm.",
        appraisal=Appraisal(),
        lines=("Well?",),
        messages=("Hm.",),
        revealed=(),
    )


def _felt(persona: Persona, rng: random.Random) -> Iterator[tuple[ClientState, Move]]:
    state, kindness = first_state(persona), rng.choice([0.8, 0.8, 0.2])
    while not state.ended:
        state, move = advance(state, _message(persona, rng, kindness), persona)
        yield state, move


def _message(persona: Persona, rng: random.Random, kindness: float) -> Appraisal:
    """A kind message with this probability: kind talks come to offers and an agreement, the others to a client who leaves."""
    kind = ("paraphrase", "take_responsibility", "ask_expectation", "ask_needs", "next_step", "open_question")
    acts = dict.fromkeys(rng.sample(kind if rng.random() < kindness else ACTS, 2), 0.9)
    offer = (
        Offer(kind=rng.choice(OFFER_KINDS), percent=rng.choice([None, 8, 25, 45]), free_hours=rng.choice([None, 0.8, 3, 9]))
        if rng.random() < 0.5
        else None
    )
    asked = (rng.choice([*(fact.id for fact in persona.facts), COMPLAINT]),)
    return Appraisal(acts=acts, offer=offer, asked=asked, matched=(f"turn:{rng.randrange(40)}",), substance=1.0)


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """What everybody sees of the unchanged client."""
    persona = Persona.model_validate(FULL)
    return {observer.__name__: observer(persona) for observer in OBSERVERS}


@pytest.mark.parametrize("path", FIELDS, ids=lambda path: ".".join(map(str, path)))
def test_every_field_makes_a_difference_to_somebody(path: Path, seen: dict[str, Any]) -> None:
    persona = changed(path)
    assert persona is not None, "no other value is allowed here; why is it a field?"
    assert any(observer(persona) != seen[observer.__name__] for observer in OBSERVERS)


def test_both_languages_and_every_section_are_among_the_fields() -> None:
    assert {path[0] for path in FIELDS} == set(Persona.model_fields)
    assert {path[0] for path in FIELDS} >= set(LANGS)
    assert len(FIELDS) > 250
