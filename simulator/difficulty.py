"""The same client, easier or harder: patience, gates and proofs change, the words and the rubric never do."""

from simulator.persona import DIFFICULTIES, Difficulty, Persona

PATIENCE, GATE, HEAT = 0.12, 0.05, 1.15
"""What one step harder takes from patience, adds to each gate, and multiplies every rise of anger by."""


def at_difficulty(persona: Persona, difficulty: Difficulty) -> Persona:
    """The client with the patience, gates, heat and proofs of this difficulty; its own difficulty changes nothing."""
    step = DIFFICULTIES.index(difficulty) - DIFFICULTIES.index(persona.difficulty)
    nature, start = persona.nature, persona.start
    return persona.model_copy(
        update={
            "difficulty": difficulty,
            "start": start.model_copy(update={"patience": _share(start.patience - PATIENCE * step)}),
            "nature": nature.model_copy(
                update={"proofs": max(1, nature.proofs + step), "heat": min(2.0, max(0.5, nature.heat * HEAT**step))}
            ),
            "facts": tuple(
                fact.model_copy(update={"gate": _share(fact.gate + GATE * step)}) if fact.hidden else fact for fact in persona.facts
            ),
        }
    )


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)
