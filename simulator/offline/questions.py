"""Questions of both sides: what the client wants to know, whether it is answered, and what is asked in every case; no acts here."""

import re
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml

from simulator.appraisal import COMPLAINT, CONSENT, HONESTY, Appraisal, ClientQuestion
from simulator.offline.sentences import split
from simulator.persona import FactRole
from simulator.transcript import Lang

CASE: tuple[str, ...] = (COMPLAINT, CONSENT, HONESTY)


def case_questions(lang: Lang) -> dict[str, tuple[str, ...]]:
    """Questions that aim at no fact: what they aim at -> examples."""
    return {aim: _examples(aim.removeprefix("case:"), lang) for aim in CASE}


def role_questions(role: FactRole, lang: Lang) -> tuple[str, ...]:
    """Questions that aim at the facts of this role with every client; none for details."""
    return () if role == "detail" else _examples(role, lang)


def _examples(name: str, lang: Lang) -> tuple[str, ...]:
    return tuple(_data()["meant"][name][lang])


def owed(line: str) -> ClientQuestion | None:
    """What the client asks in this line: the kind of its last question; None when it asks for no price, date or reason."""
    questions = [piece.lower() for piece in split(line) if piece.rstrip("“”\"'»«) ").endswith("?") or _requests(piece)]
    found = [kind for piece in questions for kind in _KINDS if re.search(_data()["owed"][kind], piece)]
    return found[-1] if found else None


def _requests(piece: str) -> bool:
    return bool(re.search(_data()["requests"], piece.lower()))


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
