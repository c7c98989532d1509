"""A persona or rubric at work before it is used: a graded freelancer plays a talk, and a rubric scores it; nothing is kept."""

from collections.abc import Mapping, Sequence

from simulator.errors import InputError
from simulator.persona import Persona
from simulator.record import play
from simulator.report import Scorecard
from simulator.rubric import Rubric
from simulator.scoring import Judge, score
from simulator.scripts import GRADES, graded_scripts
from simulator.session import Session, Stage
from simulator.transcript import Frozen, Lang

SEED = 1


class Trial(Frozen):
    """One played talk with its score."""

    session: Session
    card: Scorecard


def grades_for(persona: Persona, lang: Lang) -> list[str]:
    """The graded freelancers who can talk to this client; the best two only know clients they were written for."""
    known = graded_scripts(persona, lang)
    return [grade for grade in GRADES if grade in known]


def trial(stage: Stage, judge: Judge, persona: Persona, rubric: Rubric, lang: Lang, grade: str) -> Trial:
    """Play one graded freelancer against a client. Raises InputError for a grade or language nobody wrote for this client."""
    scripts: Mapping[str, Sequence[str]] = graded_scripts(persona, lang) if lang in persona.langs else {}
    if grade not in scripts:
        raise InputError(f"No freelancer {grade!r} can talk to {persona.slug} in {lang!r}. Choose one of: {', '.join(scripts) or 'none'}.")
    session = play(stage, stage.open(persona, lang, SEED), scripts[grade])
    return Trial(session=session, card=score(session.transcript, rubric, judge))
