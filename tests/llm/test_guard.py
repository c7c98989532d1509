"""What the guard holds back, and that it lets a client speak."""

from pathlib import Path

import pytest

from simulator.appraisal import Appraisal
from simulator.files import load_persona
from simulator.llm.guard import faults, lacks
from simulator.llm.numbers import numbers
from simulator.llm.sentences import sentences, split
from simulator.persona import MoveKind, Persona
from simulator.session import Cue
from simulator.state import Move
from simulator.transcript import Lang
from tests.llm.cast import cue

PERSONAS = sorted((Path(__file__).parents[2] / "personas").glob("*.yaml"))
SPEAKER = "speaker"
STAGE = "stage_direction"
SCRIPT = "script"
SWAP = "role_swap"
LONG = "too_long"
META = "meta"
COACH = "coaching"
POLITE = "polite_phrase"
AGREES = "agreement"
LOCKED = "locked_fact"
AGAIN = "repeated"


@pytest.mark.parametrize(
    "text",
    [
        "So geht das nicht. Das Plakat kann niemand lesen!",
        "*seufzt* Ach, wissen Sie.",
        "480 Euro habe ich dafür bezahlt.",
        "Vierhundertachtzig Euro, und keiner sieht die Uhrzeit.",
        "Einverstanden bin ich damit noch lange nicht.",
        "Nein.",
        "Ob ich einverstanden bin? Nein!",
    ],
)
def test_a_client_may_be_upset_and_speak_of_the_case(text: str) -> None:
    assert faults(text, cue()) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Kundin: So geht das nicht.", SPEAKER),
        ("Ines Moll: So geht das nicht.", SPEAKER),
        ("[verschränkt die Arme und schaut weg] So nicht.", STAGE),
        ("*sie steht auf und geht langsam zum Fenster hinüber* So nicht.", STAGE),
        ("So nicht.\nDas sage ich Ihnen.", SCRIPT),
        ("Ich kann Ihnen gern einen Nachlass anbieten.", SWAP),
        ("Ich entschuldige mich für das Missverständnis.", SWAP),
        ("Eins reicht mir. Zwei reicht mir auch. Das dritte Mal ist eins zu viel. Und das vierte erst recht.", LONG),
        ("Nobody can read that time, it is far too small.", "wrong_language"),
        ("Personne ne peut lire cette affiche depuis le trottoir, vraiment personne.", "wrong_language"),
        ("Als KI habe ich dazu keine Meinung.", META),
        ("In meinem Prompt steht davon nichts.", META),
        ("Sie sollten mich fragen, was ich erwartet habe.", COACH),
        ("Gute Frage, das freut mich.", COACH),
        ("Vielen Dank für Ihr Verständnis.", POLITE),
        ("Hier ist ein Plakat ohne Berechnung.", POLITE),
        ("Einverstanden, das ist ein Wort.", AGREES),
        ("Abgemacht!", AGREES),
        ("Dann geben Sie mir 20 Prozent zurück.", "new_number"),
        ("Fünfzig Euro weniger, sonst zahle ich nicht.", "new_number"),
        ("Ältere Leute sollten das von der Bushaltestelle lesen können.", LOCKED),
        ("Ich brauche größere Aufkleber bis Sonntag.", LOCKED),
        ("Die Plakate hängen, und niemand kann die Uhrzeit lesen.", AGAIN),
    ],
)
def test_a_fault_is_named_in_german(text: str, fault: str) -> None:
    assert fault in faults(text, cue())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Client: I can't use that.", SPEAKER),
        ("How can I help you today?", POLITE),
        ("I can offer you a discount on the next one.", SWAP),
        ("So kann ich das nicht gebrauchen, das ist nichts.", "wrong_language"),
        ("As an AI, I have no opinion on that.", META),
        ("You should ask me what I expected.", COACH),
        ("Good question, I like that.", COACH),
        ("Thank you for your understanding.", POLITE),
        ("I appreciate your honesty.", POLITE),
        ("It's a deal.", AGREES),
        ("Give me thirty percent back.", "new_number"),
        ("Older people should be able to read it from the bus stop.", LOCKED),
    ],
)
def test_a_fault_is_named_in_english(text: str, fault: str) -> None:
    assert fault in faults(text, cue(lang="en", message="Hello, Mrs Mole."))


def test_what_was_said_in_the_talk_may_be_said_again_in_other_words() -> None:
    said = cue(message="Wollten Sie 20 % zurück, oder Aufkleber bis Sonntag vor dem Gottesdienst?")
    assert faults("Zwanzig Prozent wären ein Anfang, und Aufkleber bis Sonntag.", said) == []


def test_a_fact_may_be_told_once_it_is_released_and_a_move_of_telling_must_tell_it() -> None:
    telling = cue("reveal", fact="expectation", revealed=("expectation",))
    line = "Die alten Leute sollten es von der Bushaltestelle aus lesen können."
    assert (faults(line, telling), lacks(line, telling)) == ([], [])
    assert lacks("Das können Sie sich ja denken.", telling) == ["fact_untold"]


def test_words_of_agreement_are_free_and_needed_where_the_client_accepts() -> None:
    assert (faults("Abgemacht.", cue("accept")), lacks("Abgemacht.", cue("accept"))) == ([], [])
    assert lacks("Na wunderbar ist das alles trotzdem nicht.", cue("accept")) == ["not_accepted"]


def test_a_line_that_breaks_off_is_not_complete() -> None:
    assert lacks("Ich wollte doch nur, dass", cue()) == ["unfinished"]


def test_sentences_come_as_soon_as_they_are_whole() -> None:
    pieces = iter(["Am 3. Mai ", "war z. B. Schluss. Und", " jetzt? „Nein.“ Das", " reicht"])
    assert list(sentences(pieces)) == ["Am 3. Mai war z. B. Schluss.", "Und jetzt?", "„Nein.“", "Das reicht"]


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("1.200,50 €, 1,200.50 und 3 Tage", "de", {1200.5, 3}),
        ("zweitausendvierhundert Euro oder fünfundzwanzig Prozent", "de", {2400, 25}),
        ("two hundred fifty euros or twenty-five percent", "en", {250, 25}),
        ("ein Wort, zwei Tage", "de", set()),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(text: str, lang: Lang, found: set[float]) -> None:
    assert numbers(text, lang) == found


@pytest.mark.parametrize("path", PERSONAS, ids=lambda path: path.stem)
def test_no_hidden_fact_of_a_shipped_client_gets_through_and_its_own_lines_do(path: Path) -> None:
    persona = load_persona(path)
    for lang in persona.langs:
        text = persona.text(lang)
        hidden = [text.facts[fact.id] for fact in persona.facts if fact.hidden]
        closed = _at(persona, lang, "wait")
        told = [told for fact in hidden for told in (fact.truth, *fact.tell)]
        through = [line for line in told if not any(LOCKED in faults(part, closed) for part in (line, *split(line)))]
        lines = [(kind, line) for kind, moods in text.lines.items() for group in moods.values() for line in group if "{" not in line]
        unlocked = [(kind, line) for kind, line in lines if kind != "state_need"][::3]  # the need is told before it is stated again
        held = [line for kind, line in unlocked if faults(line, _at(persona, lang, kind))]
        assert through == []
        assert len(held) <= 0.03 * len(unlocked), held


def _at(persona: Persona, lang: Lang, kind: MoveKind) -> Cue:
    return Cue(
        persona=persona,
        lang=lang,
        seed=0,
        move=Move(kind=kind, mood="cool"),
        message="Hm.",
        appraisal=Appraisal(),
        lines=("Hm.",),
        messages=(),
        revealed=(),
    )


@pytest.mark.parametrize(
    "text",
    ["Gut, Frau Moll, das mache ich.", "Guten Tag Ines Moll, hier bin ich.", "Ja, das stimmt, Frau Moll."],
)
def test_a_client_spoken_to_by_its_own_name_is_a_role_swap(text: str) -> None:
    assert faults(text, cue()) == [SWAP]


@pytest.mark.parametrize("text", ["Ich bin Ines Moll, und ich bin enttäuscht.", "Für Sie immer noch Frau Moll hier."])
def test_a_client_may_name_itself(text: str) -> None:
    assert faults(text, cue()) == []


@pytest.mark.parametrize("text", ["Ich sag dir was, so nicht.", "Hast du das gelesen?", "Dein Plakat ist zu klein."])
def test_a_client_keeps_to_its_form_of_address(text: str) -> None:
    assert faults(text, cue()) == ["wrong_address"]


@pytest.mark.parametrize("text", ["Ach du liebe Zeit, was soll das?", "Sie haben mir das so gesagt, und Ihre Kollegin auch."])
def test_a_client_may_exclaim_and_say_sie(text: str) -> None:
    assert faults(text, cue()) == []


@pytest.mark.parametrize("text", ["Sagen Sie mir, was Sie brauchen.", "Ich mache das neu, damit es für Sie wieder passt."])
def test_a_client_that_cares_for_the_freelancers_needs_speaks_for_the_other_side(text: str) -> None:
    assert SWAP in faults(text, cue())


@pytest.mark.parametrize(
    "text", ["Jetzt: Nimm das Angebot an und sei froh darüber.", "Stimmung: ruhiger.", "Das darfst du sagen: So war es."]
)
def test_a_direction_read_out_is_no_line(text: str) -> None:
    assert META in faults(text, cue())


MINE = "Ich schreibe Ihnen die Uhrzeit groß auf Aufkleber, und am Samstag haben Sie alles bei sich im Gemeindehaus."


@pytest.mark.parametrize(
    "text", ["Gut, ich schreibe Ihnen die Uhrzeit auf.", "Ich werde das Plakat überprüfen.", "Das Plakat muss größer, ich mache das neu."]
)
def test_a_client_that_takes_over_the_freelancers_words_or_work_speaks_for_the_other_side(text: str) -> None:
    assert SWAP in faults(text, cue(message=MINE))


@pytest.mark.parametrize(
    "text",
    [
        "Sie schreiben mir die Uhrzeit auf Aufkleber?",
        "„Ich schreibe Ihnen die Uhrzeit“, das hab ich schon mal gehört.",
        "Soll ich das Plakat vielleicht selber überprüfen?",
        "Das werde ich überprüfen lassen.",
    ],
)
def test_a_client_may_answer_quote_and_mock_what_the_freelancer_says(text: str) -> None:
    assert SWAP not in faults(text, cue(message=MINE))


def test_an_own_sentence_with_i_and_you_exchanged_is_a_role_swap() -> None:
    telling = cue("reveal", fact="expectation", revealed=("expectation",))
    assert SWAP in faults("Von der Haltestelle gegenüber wollten Sie es lesen können, mit Ihren Augen.", telling)
    assert SWAP not in faults("Von der Haltestelle gegenüber hätte ich es lesen wollen, mit meinen Augen.", telling)


def test_a_sentence_of_nothing_known_is_held_where_a_fact_is_to_be_told() -> None:
    told = "Die alten Leute sollten es von der Bushaltestelle aus lesen können."
    telling = cue("reveal", fact="expectation", revealed=("expectation",))
    assert faults(f"Fröhliche Wanderer pfeifen Melodien. {told}", telling) == ["fact_untold"]
    assert faults(f"Ach was. {told}", telling) == []


def test_a_client_does_not_say_back_a_whole_sentence() -> None:
    assert faults("Am Samstag ist alles im Gemeindehaus.", cue(message="Am Samstag ist alles im Gemeindehaus.")) == [AGAIN]
    assert AGAIN in faults("Das nicht. Das nicht.", cue())


@pytest.mark.parametrize("text", ["The other person nods.", "The other person says nothing to that."])
def test_the_prompts_words_for_the_freelancer_are_no_clients_words(text: str) -> None:
    assert META in faults(text, cue(lang="en", message="Hello."))
