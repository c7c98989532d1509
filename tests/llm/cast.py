"""The small client the tests of llm/ talk to, a prepared voice, and cues; no file is read."""

from collections.abc import Generator

from simulator.appraisal import Appraisal
from simulator.persona import (
    CaseText,
    Document,
    Economics,
    Fact,
    FactText,
    Fair,
    Levels,
    MoveKind,
    Nature,
    Need,
    Persona,
    PersonaText,
)
from simulator.session import Cue, Spoken
from simulator.state import Move
from simulator.transcript import Lang

DE = PersonaText(
    name="Ines Moll",
    who="Leiterin des Kirchenchors in Hellbach",
    situation="Die Plakate hängen, und kein Mensch weiß, wann wir singen.",
    character="Ines Moll spricht ruhig und trocken. Wird sie übergangen, wird sie knapp.",
    address="Sie",
    levels={"easy": "Geduldig.", "medium": "Wachsam.", "hard": "Kaum Geduld."},
    case=CaseText(
        trade="Grafik, freiberuflich",
        project="Plakat für das Herbstkonzert",
        agreed="Ein Plakat in A3, Festpreis 480 Euro",
        delivered="Ein gedrucktes Plakat in A3",
        complaint="Auf dem Plakat steht die Uhrzeit winzig klein.",
    ),
    documents=(
        Document(kind="offer", title="Angebot", text="Plakat A3, 60 Stück, 480 Euro."),
        Document(kind="notes", title="Ihre Notizen", text="Geheimer Vermerk, den nur die Freelancerin kennt."),
    ),
    you_know=("Die Druckdaten waren freigegeben.",),
    goal="Verstehen, was erwartet wurde.",
    opening=("Die Plakate hängen, und niemand kann die Uhrzeit lesen.",),
    facts={
        "expectation": FactText(
            truth="Frau Moll hatte erwartet, dass ältere Leute das Plakat von der Bushaltestelle aus lesen können.",
            ask=("Was hatten Sie erwartet?", "Wie sollte es wirken?", "Wer sollte es lesen?"),
            tell=(
                "Die alten Leute stehen an der Bushaltestelle und sollen das lesen können. So war es gedacht.",
                "Von der Haltestelle gegenüber wollte ich es lesen können, mit meinen Augen.",
            ),
        ),
        "need": FactText(
            truth="Frau Moll braucht bis Sonntag größere Aufkleber mit der Uhrzeit für den Gottesdienst.",
            ask=("Was brauchen Sie?", "Was hilft Ihnen?", "Womit wäre es gut?"),
            tell=(
                "Aufkleber brauche ich, groß, und am Sonntag vor dem Gottesdienst.",
                "Kleben Sie mir die Uhrzeit groß drüber, bis Sonntag früh.",
            ),
        ),
        "source": FactText(
            truth="Das Plakat vom letzten Jahr hatte eine riesige gelbe Uhrzeit.",
            ask=("Woher kam das?", "Was war früher?", "Woran lag es?"),
            tell=("Letztes Jahr war die Uhrzeit riesig und gelb.", "Das alte Plakat, das gelbe, das sah man."),
        ),
    },
    needs={"readable": "Eine lesbare Uhrzeit."},
    lines={
        "vent": {
            "hot": ("Das ist doch kein Plakat, das ist ein Sehtest!",),
            "cool": ("So kann ich das nicht gebrauchen.", "Ich bin enttäuscht, das sage ich offen."),
            "warm": ("Ein wenig ärgert es mich noch.",),
        },
        "react_justify": {"cool": ("Das hilft mir jetzt auch nicht.", "Mag sein. Lesen kann es trotzdem keiner.")},
        "accept": {"warm": ("Gut, so machen wir das.", "Ja. Damit kann ich leben.")},
    },
)
EN = DE.model_copy(
    update={
        "name": "Ines Mole",
        "who": "choir leader of St Mary's in Helbrook",
        "situation": "The posters are up and nobody can tell when we sing.",
        "character": "Ines Mole speaks calmly and drily. Passed over, she turns curt.",
        "address": "you",
        "case": CaseText(
            trade="Freelance graphic design",
            project="Poster for the autumn concert",
            agreed="One A3 poster, fixed price 480 euros",
            delivered="A printed A3 poster",
            complaint="The time on the poster is tiny.",
        ),
        "documents": (
            Document(kind="offer", title="Offer", text="A3 poster, 60 copies, 480 euros."),
            Document(kind="notes", title="Your notes", text="Secret note only the freelancer knows."),
        ),
        "opening": ("The posters are up and nobody can read the time.",),
        "facts": {
            "expectation": FactText(
                truth="Mrs Mole expected that older people could read the poster from the bus stop.",
                ask=("What did you expect?", "How was it meant to work?", "Who should read it?"),
                tell=(
                    "The old people stand at the bus stop and have to be able to read it. That was the idea.",
                    "I wanted to read it from the stop across the road, with my eyes.",
                ),
            ),
            "need": FactText(
                truth="Mrs Mole needs larger stickers with the time by Sunday for the service.",
                ask=("What do you need?", "What would help?", "What would make it right?"),
                tell=("Stickers, that's what I need, big ones, on Sunday before the service.", "Stick the time over it, big, by Sunday."),
            ),
            "source": FactText(
                truth="Last year's poster had a huge yellow time on it.",
                ask=("Where did that come from?", "What was it like before?", "What made you think so?"),
                tell=("Last year the time was huge and yellow.", "The old poster, the yellow one, you could see that."),
            ),
        },
        "lines": {
            "vent": {
                "hot": ("That's no poster, that's an eye test!",),
                "cool": ("I can't use it like this.", "I'm disappointed, and I say so."),
                "warm": ("It still irks me a little.",),
            },
            "react_justify": {"cool": ("That doesn't help me now.", "Maybe so. Still nobody can read it.")},
            "accept": {"warm": ("Good, let's do that.", "Yes. I can live with that.")},
        },
    }
)
CLIENT = Persona(
    slug="choir-poster",
    temperament="disappointed",
    price=480,
    start=Levels(anger=0.5, trust=0.4, understood=0.1, patience=0.6, clarity=0.1),
    nature=Nature(),
    needs=(Need(id="readable", met_by=("rework",)),),
    fair=Fair(percent=(5, 20), hours=(1, 3)),
    facts=(
        Fact(id="expectation", role="expectation", hidden=True, gate=0.3),
        Fact(id="need", role="need", hidden=True, gate=0.4),
        Fact(id="source", role="source", hidden=True, gate=0.4),
    ),
    economics=Economics(orders_per_year=1, order_value=400, margin=0.5, referrals_per_year=1, hourly_rate=60),
    de=DE,
    en=EN,
)
PREPARED: dict[Lang, str] = {"de": "Ich bleibe dabei: So hilft es mir nicht.", "en": "I stand by it: it is no help to me."}


class PreparedVoice:
    """Always speaks the one prepared line."""

    def open(self, persona: Persona, lang: Lang, seed: int) -> str:
        return persona.text(lang).opening[seed % 1]

    def speak(self, cue: Cue) -> Generator[str, None, Spoken]:
        line = PREPARED[cue.lang]
        yield line
        return Spoken(line=line)


def cue(
    kind: MoveKind = "vent",
    lang: Lang = "de",
    fact: str | None = None,
    revealed: tuple[str, ...] = (),
    message: str = "Guten Tag, Frau Moll.",
    talk: tuple[tuple[str, str], ...] = (),
    lead: MoveKind | None = None,
) -> Cue:
    """A cue in which the client opened, `talk` followed, and the freelancer said `message`."""
    mood = "warm" if kind == "accept" else "cool"
    return Cue(
        persona=CLIENT,
        lang=lang,
        seed=1,
        move=Move(kind=kind, mood=mood, fact=fact, lead=lead),  # type: ignore[arg-type]
        message=message,
        appraisal=Appraisal(),
        lines=(CLIENT.text(lang).opening[0], *(line for _, line in talk)),
        messages=tuple(said for said, _ in talk),
        moves=_moves([told for told in revealed if told != fact], len(talk)),
        revealed=revealed,
    )


def _moves(told: list[str], turns: int) -> tuple[Move, ...]:
    """The moves of earlier turns: first the facts are told, then the client vents."""
    kept = [Move(kind="reveal", mood="cool", fact=fact) for fact in told[:turns]]
    return (*kept, *(Move(kind="vent", mood="cool") for _ in range(turns - len(kept))))
