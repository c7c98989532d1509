"""A played session -> the record that commands print and exports hold; it plays and judges nothing itself."""

import json
from collections.abc import Iterable
from typing import Any

from simulator.appraisal import HEARD, Appraisal
from simulator.errors import InputError
from simulator.ledger import Entry, entries
from simulator.report import Scorecard
from simulator.session import Beat, Origin, Session, Stage
from simulator.state import Ended
from simulator.tokens import total


def play(stage: Stage, session: Session, lines: Iterable[str]) -> Session:
    """The session after the freelancer said the lines, or as many as fit before the talk ended; blank lines are passed over."""
    for line in lines:
        if session.ended:
            break
        if line.strip():
            session = stage.say(session, line)
    return session


def record(session: Session, scorecard: Scorecard | None) -> dict[str, Any]:
    """The contract of `kulanz simulate`: everything that was said, heard, decided and felt."""
    spent = total([session.tokens, scorecard.tokens if scorecard else None])
    return {
        "persona": session.persona.slug,
        "lang": session.lang,
        "seed": session.seed,
        "turns": _turns(session),
        "ended": session.ended,
        "outcome": outcome(session),
        "scorecard": scorecard.as_json() if scorecard else None,
    } | ({"tokens": spent.model_dump()} if spent else {})


def outcome(session: Session) -> dict[str, Any]:
    """How the talk ended, what was found out, what stayed hidden, which needs were met, and the ledger."""
    memory = session.state.memory
    hidden = [fact.id for fact in session.persona.facts if fact.hidden]
    return {
        "reason": session.ended,
        "freelancer_turns": len(session.messages),
        "offer": memory.standing.model_dump(exclude_none=True) if memory.standing else None,
        "offer_weighed": memory.weight,
        "found": [fact for fact in hidden if fact in memory.revealed],
        "hidden": [fact for fact in hidden if fact not in memory.revealed],
        "needs": _needs(session),
        "final_state": session.state.levels.model_dump(),
        "ledger": [entry.model_dump() for entry in ledger_of(session)],
    }


def ledger_of(session: Session) -> tuple[Entry, Entry, Entry]:
    """What the talk may be worth, beside the two other paths; an offer is booked only where both agreed."""
    offer = session.state.memory.standing if is_good_end(session.ended) else None
    return entries(session.persona, session.ended, session.state.levels.trust, offer)


def _needs(session: Session) -> list[dict[str, Any]]:
    """What the client needed, in its language, and whether the agreement gives it."""
    texts, offer = session.persona.text(session.lang).needs, session.state.memory.standing
    given = offer.kind if offer and is_good_end(session.ended) else None
    return [
        {"id": need.id, "text": texts[need.id], "essential": need.essential, "met": given in need.met_by} for need in session.persona.needs
    ]


def appraisal_json(appraisal: Appraisal) -> dict[str, Any]:
    """The contract of `kulanz appraise`."""
    return {
        "acts": dict(sorted(appraisal.acts.items(), key=lambda item: -item[1])),
        "sentences": [{"text": s.text, "acts": dict(s.acts)} for s in appraisal.sentences],
        "offer": appraisal.offer.model_dump(exclude_none=True) if appraisal.offer else None,
    }


def lines_of(text: str, name: str) -> list[str]:
    """The freelancer's lines of a script: a JSON list of texts, or one per line. Raises InputError for another shape."""
    if text.lstrip().startswith("["):
        try:
            listed = json.loads(text)
        except json.JSONDecodeError as error:
            raise InputError(f"{name} is not valid JSON: {error.msg} (line {error.lineno}). Write a list of texts.") from None
        except (RecursionError, ValueError):
            raise InputError(f'{name} is not a plain JSON list of texts. Write one like ["Hello.", "What did you expect?"].') from None
        if not any(isinstance(line, str) and line.strip() for line in listed) or not all(isinstance(line, str) for line in listed):
            raise InputError(f"{name} must be a JSON list of texts only.")
        return list(listed)
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if not found:
        raise InputError(f"{name} holds no line. Write one message of the freelancer per line.")
    return found


def mood_points(session: Session) -> list[dict[str, Any]]:
    """The levels before the first word and after each turn, each with its causes: the data of the mood curve."""
    points: list[dict[str, Any]] = [{"turn": 0, "levels": session.start.model_dump(), "causes": []}]
    for number, beat in enumerate(session.beats, start=1):
        points.append({"turn": number, "levels": beat.levels.model_dump(), "causes": [c.model_dump() for c in beat.causes]})
    return points


def is_good_end(ended: Ended | None) -> bool:
    """Did the talk end in an agreement, glad or not?"""
    return ended in ("agreed", "agreed_grudgingly")


def _turns(session: Session) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = [{"role": "client", "text": session.opening}]
    told: tuple[str, ...] = ()
    for message, beat, after in zip(session.messages, session.beats, (state.memory.revealed for state in session.after), strict=True):
        appraisal = beat.appraisal
        turns.append(
            {
                "role": "freelancer",
                "text": message,
                "acts": {act: value for act, value in appraisal.acts.items() if value >= HEARD},
                "offer": appraisal.offer.model_dump(exclude_none=True) if appraisal.offer else None,
            }
        )
        turns.append(
            {
                "role": "client",
                "text": beat.line,
                "move": beat.move.kind,
                "revealed": [fact for fact in after if fact not in told],
                "state": beat.levels.model_dump(),
            }
            | _origin(beat)
        )
        told = after
    return turns


def _origin(beat: Beat) -> dict[str, Any]:
    """Where the words came from, when not from the authored lines alone."""
    notice = {"notice": beat.notice} if beat.notice else {}
    return notice if beat.origin == Origin() else notice | {"origin": beat.origin.model_dump(mode="json")}
