"""What a coach would whisper in the middle of a talk: what to look for now, then a wording; it hears only what was said, never the client's state."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from simulator.appraisal import OFFENCES, Appraisal
from simulator.persona import FactRole, Persona
from simulator.transcript import Frozen, Lang

Topic = Literal["repair", "start", "paraphrase", "source", "own", "need", "offer", "terms", "close"]
TOPICS: tuple[Topic, ...] = get_args(Topic)
_FOLDER = Path(__file__).parent / "hints"


class Hint(Frozen):
    """Help for the next message."""

    topic: Topic
    look: str
    """What to look for, never what to write."""
    wording: str
    """One way to say it, in the client's form of address; `…` is for the freelancer to fill in."""


def hint(heard: Sequence[Appraisal], persona: Persona, lang: Lang) -> Hint:
    """Help for the message after these, which came across as `heard`; the first in the order of a good talk that is still missing."""
    topic = _topic(heard, persona)
    texts = _texts(lang)[topic]
    wordings: Sequence[str] = texts["wordings"][persona.text(lang).address]
    return Hint(topic=topic, look=texts["look"], wording=wordings[len(heard) % len(wordings)])


def _topic(heard: Sequence[Appraisal], persona: Persona) -> Topic:
    if heard and any(heard[-1].does(act) for act in OFFENCES):
        return "repair"
    steps: tuple[tuple[Topic, Callable[[Appraisal], bool]], ...] = (
        ("start", lambda said: said.does("ask_expectation") or _asks(said, persona, "expectation")),
        ("paraphrase", lambda said: bool(said.matched)),
        ("source", lambda said: _asks(said, persona, "source")),
        ("own", lambda said: said.does("take_responsibility")),
        ("need", lambda said: said.does("ask_needs") or _asks(said, persona, "need")),
        ("offer", lambda said: said.offer is not None),
        ("terms", lambda said: said.does("next_step")),
    )
    return next((topic for topic, done in steps if not any(map(done, heard))), "close")


def _asks(said: Appraisal, persona: Persona, role: FactRole) -> bool:
    """Does the message ask for what plays this role? What it asks of the case itself plays none."""
    return bool({fact.id for fact in persona.facts if fact.role == role} & set(said.asked))


@cache
def _texts(lang: Lang) -> Any:
    return yaml.load((_FOLDER / f"{lang}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
