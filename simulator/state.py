"""The client's state and how one message moves it: pure, driven by the persona's numbers; it knows no words, no model, no rubric.

docs/design/state.md explains the rules. Levels are in [0, 1]; one call of `advance` is one turn of the freelancer.
"""

from simulator.appraisal import Appraisal
from simulator.causes import Cause, LevelName, merits, offences, remembered, settled, with_item
from simulator.moves import FEWEST_TURNS, HOT, MOST_TURNS, Ended, Move, decide
from simulator.persona import Levels, Mood, Persona
from simulator.transcript import Frozen
from simulator.view import Memory, View, Weight, look
from simulator.weighing import weigh

__all__ = [
    "FEWEST_TURNS", "MOST_TURNS", "Cause", "ClientState", "Ended", "LevelName", "Memory", "Move", "Weight", "advance", "first_state",
]  # fmt: skip

STILL_HOT = 0.55
"""Once hot (from HOT on), the client stays so from this anger on: moods stick."""
WARM_TRUST, STILL_WARM_TRUST = 0.5, 0.46
"""From this trust it turns warm, and so long it stays warm."""
WARM_ANGER, STILL_WARM_ANGER = 0.4, 0.45
"""Below this anger it may turn warm, and below this it may stay so."""


class ClientState(Frozen):
    """The client between two turns."""

    levels: Levels
    memory: Memory = Memory()
    causes: tuple[Cause, ...] = ()
    """Why the levels stand where they stand since the last turn: their changes add up to the difference."""
    ended: Ended | None = None
    """The reason the talk is over; None while it goes on."""

    @property
    def mood(self) -> Mood:
        """The client's mood now."""
        return self.memory.mood or mood_of(self.levels, None)


def mood_of(levels: Levels, before: Mood | None) -> Mood:
    """The mood of these levels; it takes more to come into a mood than to stay in it. None before the first turn."""
    if levels.anger >= (STILL_HOT if before == "hot" else HOT):
        return "hot"
    trust, anger = (STILL_WARM_TRUST, STILL_WARM_ANGER) if before == "warm" else (WARM_TRUST, WARM_ANGER)
    return "warm" if levels.trust >= trust and levels.anger < anger else "cool"


def first_state(persona: Persona) -> ClientState:
    """The client before the first word of the freelancer."""
    return ClientState(levels=persona.start)


def advance(state: ClientState, appraisal: Appraisal, persona: Persona) -> tuple[ClientState, Move]:
    """The next state and the client's move after one message. Pure: same input, same output."""
    view = _weighed(look(state.memory, state.levels, appraisal, persona))
    hurt, helped = tuple(offences(view)), tuple(merits(view))
    causes, levels = settled(state.levels, hurt, helped, persona)
    view = view._replace(levels=levels, memory=remembered(view, helped))
    move, memory, ended = decide(view, bool(hurt), bool(helped))
    mood = mood_of(levels, state.mood)
    memory = memory.model_copy(update={"mood": mood, "revealed": with_item(memory.revealed, move.fact)})
    return ClientState(levels=levels, memory=memory, causes=causes, ended=ended), move.model_copy(update={"mood": mood})


def _weighed(view: View) -> View:
    """The view with its offer weighed, what the same message does well already counted."""
    if not view.said.offer:
        return view
    helped = tuple(merits(view))
    _, levels = settled(view.levels, (), helped, view.persona)
    hopeful = view._replace(levels=levels, memory=remembered(view, helped))
    return view._replace(weight=weigh(hopeful, view.said.offer))
