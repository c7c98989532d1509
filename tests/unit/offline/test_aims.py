"""What a message aims at in a client: facts by meaning, checks against the truth, the client's own questions."""

import pytest

from simulator.appraisal import COMPLAINT, CONSENT, HONESTY, Act, Appraisal, Sentence
from simulator.offline import Offline
from simulator.offline.aims import Aims
from simulator.offline.embedder import Embedder
from simulator.offline.questions import answers, owed
from simulator.persona import Persona
from simulator.state import advance, first_state
from simulator.transcript import Lang, Transcript
from tests.fakes import shipped_personas

AIMS = Aims(Embedder())
PERSONAS = {persona.slug: persona for persona in shipped_personas()}
FOUNDER = PERSONAS["founder-invoice"]


def heard(text: str, *acts: Act) -> Appraisal:
    """One sentence that clearly does these acts."""
    strengths = dict.fromkeys(acts, 0.9)
    return Appraisal(sentences=(Sentence(text=text, acts=strengths),), acts=strengths)


def aimed(text: str, *acts: Act, client: str = "Wir müssen reden.", persona: Persona = FOUNDER, lang: Lang = "de") -> Appraisal:
    transcript = Transcript(lang=lang, persona=persona.slug).plus("client", client)
    return AIMS.added(heard(text, *acts), transcript, persona)


NATURAL: dict[tuple[str, Lang], dict[str, str]] = {
    ("founder-invoice", "de"): {
        "Was hat Frau Brandt denn gesagt, als der Export fehlte?": "onboarding_day",
        "Wie viele Lkw kommen da am Tag?": "pilot_customer",
        "Wer sitzt beim Kunden jeden Tag vor der App?": "daily_use",
        "Wie macht das Büro das im Moment ohne Export?": "copying_by_hand",
        "Hast du das Pflichtenheft damals ganz gelesen?": "signed_spec",
        "Was sagt deine Mitgründerin dazu?": "cofounder",
        "Wie viel hast du bis jetzt überwiesen?": "paid_so_far",
        "Was läuft denn gut an der App?": "what_works",
        "Wie bist du eigentlich auf mich gekommen?": "first_contact",
        "Steht der Export im Vertrag mit dem Kühlhaus?": "in_pilot_contract",
        "Wie lange reicht euer Geld noch?": "money_until_august",
        "Bis wann muss der Export spätestens laufen?": "export_by_month_end",
    },
    ("photo-silent", "en"): {
        "Were the staging and the jackets ready that day?": "scaffold",
        "What happened at the bank?": "bank",
        "How long did we talk on the phone in August?": "call",
        "When did you first look at the gallery?": "notice",
        "What does your wife think of them?": "wife",
        "What did Tyler and the crew make of the pictures?": "men",
        "When does Lou retire?": "old_hand",
        "What will you use the pictures for?": "purpose",
        "Have you paid the invoice yet?": "money",
        "Is anything wrong with the sharpness or the light?": "quality",
        "What did “on site” mean to you?": "source",
        "What kind of pictures did you see in your mind?": "expectation",
    },
}
"""Questions as a freelancer may put them, in words no author wrote down; and the fact they are after."""


def test_a_question_in_words_nobody_wrote_down_reaches_its_fact() -> None:
    found = {
        question: aimed(question, "open_question", persona=PERSONAS[slug], lang=lang).asked[:1]
        for (slug, lang), questions in NATURAL.items()
        for question in questions
    }
    meant = {question: fact for questions in NATURAL.values() for question, fact in questions.items()}
    missed = {question: asked for question, asked in found.items() if asked != (meant[question],)}
    assert len(missed) <= len(meant) / 6, missed


USUAL: dict[Lang, dict[str, list[str]]] = {
    "de": {
        COMPLAINT: ["Was ist denn passiert?", "Wo drückt der Schuh?", "Schildern Sie mir bitte, was Sie stört.", "Was ist denn los?"],
        "expectation": ["Was haben Sie erwartet?", "Was haben Sie sich erhofft?", "Wie hätte es sein sollen?", "Was hattest du im Kopf?"],
        "source": [
            "Woher kam das?",
            "Warum?",
            "Wie kommen Sie darauf?",
            "Wieso dachten Sie das?",
            "Wie ist das Missverständnis entstanden?",
        ],
        "need": [
            "Was brauchen Sie jetzt?",
            "Wie kann ich das wieder gutmachen?",
            "Was wäre für Sie eine gute Lösung?",
            "Womit wäre Ihnen gedient?",
        ],
    },
    "en": {
        COMPLAINT: ["What happened?", "What's wrong?", "Hi there, tell me what's wrong.", "What went wrong, in your view?"],
        "expectation": [
            "What did you expect?",
            "What were you hoping for?",
            "What was the picture in your mind?",
            "What were you looking for?",
        ],
        "source": ["Where did that come from?", "Why?", "Was it something I said?", "Where did you get that from?"],
        "need": ["What do you need now?", "What would put this right?", "What can I do for you?", "What matters most to you now?"],
    },
}
"""What freelancers ask any client, most of it in other words than those in questions.yaml; and what it is after."""


@pytest.mark.parametrize("lang", ["de", "en"])
def test_what_everybody_asks_is_understood_by_every_client(lang: Lang) -> None:
    ear = Offline().appraiser
    missed = [
        (question, persona.slug, understood)
        for persona in PERSONAS.values()
        for role, questions in USUAL[lang].items()
        for question in questions
        if (understood := after(ear.appraise(question, opened(persona, lang), persona), persona)) not in reached(persona, role)
    ]
    assert missed == []


def opened(persona: Persona, lang: Lang) -> Transcript:
    return Transcript(lang=lang, persona=persona.slug).plus("client", persona.text(lang).opening[0])


def after(said: Appraisal, persona: Persona) -> tuple[str, ...]:
    """What the client takes the message to ask for."""
    return advance(first_state(persona), said, persona)[0].memory.asked


def reached(persona: Persona, role: str) -> list[tuple[str, ...]]:
    return [(role,)] if role == COMPLAINT else [(fact.id,) for fact in persona.facts if fact.role == role]


@pytest.mark.parametrize("text", ["Wie ist das Wetter bei euch?", "Welche Schuhgröße hast du?", "Wer hat 1974 die WM gewonnen?"])
def test_a_question_about_something_else_aims_at_nothing(text: str) -> None:
    assert aimed(text, "open_question").asked == ()


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("Was genau stört dich denn daran?", COMPLAINT),
        ("Wäre das so in Ordnung für dich?", CONSENT),
        ("Sagst du das jetzt nur aus Höflichkeit, oder passt es wirklich?", HONESTY),
    ],
)
def test_questions_of_every_case_are_known(text: str, aim: str) -> None:
    assert aimed(text, "closed_question").asked == (aim,)


def test_a_question_beside_the_closing_one_is_the_one_that_is_answered() -> None:
    question = "Wer ist dein Pilotkunde?"
    acts: dict[Act, float] = {"open_question": 0.9}
    both = Appraisal(sentences=(Sentence(text=question, acts=acts), Sentence(text="Passt das für dich?", acts={"closed_question": 0.9})))
    found = AIMS.added(both, Transcript(lang="de", persona=FOUNDER.slug).plus("client", "Ja?"), FOUNDER)
    assert found.asked[0] == "pilot_customer"


def test_did_i_get_this_right_is_compared_with_what_is_true() -> None:
    right = aimed(
        "Du bist davon ausgegangen, dass die Büroleiterin sich den Monat selbst als Excel herunterlädt, richtig?", "closed_question"
    )
    wrong = aimed("Du hattest also eine komplette Auswertung mit Diagrammen erwartet, richtig?", "closed_question")
    assert (right.matched, right.mistaken) == (("own_download",), ())
    assert (wrong.matched, wrong.mistaken) == ((), ("own_download",))


def test_a_short_sum_gives_back_what_was_said_although_the_ear_heard_a_slip() -> None:
    said = "Ein Knopf. Die Büroleiterin klickt und hat den Monat in Excel."
    slip = Appraisal(sentences=(Sentence(text="Ein Knopf für die Büroleiterin also.", acts={"dismiss": 0.6}),))
    found = AIMS.added(slip, Transcript(lang="de", persona=FOUNDER.slug).plus("client", said), FOUNDER)
    assert "turn:0" in found.matched


def test_a_clear_insult_gives_nothing_back() -> None:
    said = "Ein Knopf. Die Büroleiterin klickt und hat den Monat in Excel."
    assert aimed("Ein Knopf für die Büroleiterin also, lächerlich.", "attack", client=said).matched == ()


# The client's own questions


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Und was kostet mich das?", "price"),
        ("Schön. Bis wann ist das fertig?", "date"),
        ("Warum hast du mir das nicht gesagt?", "reason"),
        ("When will it be done?", "date"),
        ("How could that happen?", "reason"),
        ("Was soll ich jetzt damit?", None),
        ("Warum auch nicht.", None),
    ],
)
def test_the_client_asks_for_a_price_a_date_or_a_reason(line: str, kind: str | None) -> None:
    assert owed(line) == kind


@pytest.mark.parametrize(
    ("kind", "said", "done"),
    [
        ("price", heard("Das kostet dich nichts extra."), True),
        ("price", heard("Ich melde mich."), False),
        ("date", heard("Am Freitag um zehn."), True),
        ("date", heard("Sobald es geht."), False),
        ("date", heard("Passt dir Freitag?", "closed_question"), False),
        ("reason", heard("Ich bin davon ausgegangen, dass du das kennst."), True),
        ("reason", heard("So läuft das bei einem Server.", "explain"), True),
        ("reason", heard("Danke für die Frage.", "courtesy"), False),
    ],
)
def test_an_answer_is_told_from_talk(kind: str, said: Appraisal, done: bool) -> None:
    assert answers(kind, said) is done  # type: ignore[arg-type]
