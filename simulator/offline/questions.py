"""Questions of both sides: what the client wants to know, whether it is answered, and what is asked in every case; no acts here."""

import re
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml

from simulator.appraisal import Appraisal, ClientQuestion
from simulator.offline.sentences import split
from simulator.transcript import Lang


def general_questions(lang: Lang) -> dict[str, tuple[str, ...]]:
    """Questions that fit every case: what they aim at -> examples."""
    return {f"case:{aim}": tuple(examples[lang]) for aim, examples in _data()["meant"].items()}


def owed(line: str) -> ClientQuestion | None:
    """What the client asks in this line: the kind of its last question; None when it asks for no price, date or reason."""
    questions = [piece.lower() for piece in split(line) if piece.rstrip("“”\"'»«) ").endswith("?")]
    found = [kind for piece in questions for kind in _KINDS if re.search(_data()["owed"][kind], piece)]
    return found[-1] if found else None


def answers(kind: ClientQuestion, appraisal: Appraisal) -> bool:
    """Does the message answer a question of this kind? A reason may also be an explanation or an owned part."""
    told = [s for s in appraisal.sentences if not s.text.rstrip().endswith("?")]
    if kind == "reason" and any(s.does("explain") or s.does("take_responsibility") for s in told):
        return True
    return any(re.search(_data()["answers"][kind], s.text.lower()) for s in told)


_KINDS: tuple[ClientQuestion, ...] = get_args(ClientQuestion)


@cache
def _data() -> Any:
    return yaml.safe_load((Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8"))
