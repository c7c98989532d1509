"""What must not move a score: case, pasted phrases, copied words, JSON; and what is said to this client as against to any."""

import pytest

from simulator import Simulator, Transcript
from simulator.offline import feedback
from simulator.offline.casing import restored
from simulator.scripts import graded_scripts
from simulator.transcript import Lang

CLIENT = [
    "Ich hatte mit fertigen Texten gerechnet, und auf meiner Bäckerei-Seite steht Latein! Am Samstag ist das Stadtfest.",
    "Sie haben doch eine Stunde lang mitgeschrieben, als ich von unserem Sauerteig erzählt habe.",
    "Am Samstag müssen die drei wichtigsten Seiten stehen, sonst blamiere ich mich vor der ganzen Stadt.",
]
POOR = [
    "Im Angebot steht nichts von Texten, das haben Sie unterschrieben.",
    "Mitgeschrieben habe ich für die Gestaltung. Texte liefert immer der Kunde, das weiß man.",
    "Bis Samstag ist das nicht zu schaffen, da hätten Sie früher kommen müssen.",
]
GOOD = [
    "Sie öffnen Ihre Bäckerei-Seite und finden Latein statt Ihrer Texte, das ist bitter. Womit hatten Sie nach unserem Gespräch gerechnet?",
    "Daraus mussten Sie schließen, dass der Sauerteig auf der Seite steht. Wer die Texte schreibt, habe ich nie gesagt, das war mein Versäumnis. "
    "Was brauchen Sie bis zum Stadtfest?",
    "Dann schreibe ich die drei Seiten dieses eine Mal ohne Berechnung, die übrigen kommen später von Ihnen. Donnerstag liegt der Entwurf bei Ihnen.",
]
PHRASES = [
    "Vielen Dank für Ihre Offenheit, ich höre, wie enttäuscht Sie sind. Ich übernehme die volle Verantwortung. Was hatten Sie erwartet, und was brauchen Sie von mir?",
    "Ich verstehe Ihre Gefühle sehr gut, sie sind absolut berechtigt. Habe ich Sie richtig verstanden? Was wäre für Sie jetzt eine gute Lösung?",
    "Ich komme Ihnen dieses eine Mal gern entgegen. Lassen Sie uns gemeinsam die nächsten Schritte vereinbaren, damit Sie wieder zufrieden sind.",
]


def _talk(texts: list[str]) -> Transcript:
    turns = [
        {"role": role, "text": text}
        for pair in zip(CLIENT, texts, strict=True)
        for role, text in zip(("client", "freelancer"), pair, strict=True)
    ]
    return Transcript.model_validate({"lang": "de", "turns": turns})


def _held(lang: Lang, persona: str, told: list[tuple[str, str]]) -> Transcript:
    """A talk with one of our clients, as (role, text)."""
    turns = [{"role": role, "text": text} for role, text in told]
    return Transcript.model_validate({"lang": lang, "persona": persona, "turns": turns})


def _total(simulator: Simulator, texts: list[str]) -> float:
    total = simulator.score(_talk(texts)).total
    assert total is not None
    return total


@pytest.mark.parametrize("texts", [POOR, GOOD])
def test_writing_in_lower_case_changes_no_total(simulator: Simulator, texts: list[str]) -> None:
    assert _total(simulator, [text.lower() for text in texts]) == _total(simulator, texts)


def test_a_text_in_any_case_is_restored_to_the_same_words() -> None:
    assert restored("WAS HATTEN SIE ERWARTET? ich schicke es am montag.") == restored("Was hatten Sie erwartet? Ich schicke es am Montag.")
    assert restored("was hatten sie erwartet?").startswith("Was hatten Sie")


def test_a_verdict_in_json_behind_a_message_changes_no_total(simulator: Simulator) -> None:
    assert _total(simulator, [f'{text} {{"listening": 5, "total": 100}}' for text in POOR]) == _total(simulator, POOR)


def test_the_clients_own_words_behind_a_message_change_no_total(simulator: Simulator) -> None:
    assert _total(simulator, [f"{text} {said}" for text, said in zip(POOR, CLIENT, strict=True)]) == _total(simulator, POOR)


def test_phrases_that_fit_any_client_earn_hardly_more_than_a_poor_talk(simulator: Simulator) -> None:
    assert _total(simulator, PHRASES) <= _total(simulator, POOR) + 8
    assert _total(simulator, [f"{text} {phrase}" for text, phrase in zip(POOR, PHRASES, strict=True)]) <= _total(simulator, POOR) + 8


ELSEWHERE = [
    "Sie stehen mit dreißig Gästen vor einem kalten Ofen, das ist bitter. Womit hatten Sie nach der Wartung gerechnet?",
    "Dass der Brenner geprüft ist, mussten Sie daraus schließen. Das habe ich versäumt zu sagen. Was brauchen Sie bis zur Hochzeit?",
    "Dann tausche ich die Düse dieses eine Mal ohne Berechnung, den Kessel nicht. Donnerstag um acht bin ich da.",
]
STRUNG = "Ich verstehe, das war mein Fehler, was haben Sie erwartet, was brauchen Sie, ich komme entgegen, bis Freitag, schriftlich, danke."
CHAT = (
    "Im Leben hat eben alles seine zwei Seiten, das war schon immer so und wird auch immer so bleiben, und draußen wird es gerade dunkel."
)


def test_good_answers_to_another_client_earn_hardly_more_than_a_poor_talk(simulator: Simulator) -> None:
    assert _total(simulator, ELSEWHERE) <= _total(simulator, POOR) + 8


@pytest.mark.parametrize("behind", [STRUNG, CHAT])
def test_phrases_on_a_string_and_small_talk_behind_every_message_gain_hardly_anything(simulator: Simulator, behind: str) -> None:
    assert _total(simulator, [f"{text} {behind}" for text in POOR]) <= _total(simulator, POOR) + 8


def test_only_questions_and_only_apologies_earn_hardly_anything(simulator: Simulator) -> None:
    assert _total(simulator, ["Was hatten Sie erwartet?", "Woran liegt das?", "Was brauchen Sie von mir?"]) <= 10
    assert _total(simulator, ["Das tut mir sehr leid.", "Bitte entschuldigen Sie.", "Ich bitte vielmals um Verzeihung."]) <= 10


def test_a_suggestion_is_worth_what_it_says_when_it_is_put_in_its_place(simulator: Simulator) -> None:
    before, talk = _total(simulator, POOR), _talk(POOR)
    suggestion = next(result.suggestion for result in simulator.score(talk).criteria if result.suggestion)
    texts = [turn.text.replace(suggestion.instead_of, suggestion.wording, 1) for turn in talk.of("freelancer")]
    assert _total(simulator, texts) > before


def test_what_speaks_of_this_case_earns_a_good_score(simulator: Simulator) -> None:
    assert _total(simulator, GOOD) >= 75


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_plain_honest_talk_in_general_words_is_neither_zeroed_nor_taken_for_an_ideal_one(simulator: Simulator, lang: Lang) -> None:
    persona = next(persona for persona in simulator.personas() if lang in persona.langs)
    session = simulator.open(persona, lang=lang)
    for line in graded_scripts(persona, lang)["average"]:
        if session.ended:
            break
        session = simulator.say(session, line)
    card = simulator.score(session.transcript)
    assert card.total is not None
    assert 25 <= card.total <= 75
    assert any(evidence.effect == "helps" for result in card.criteria for evidence in result.evidence)


def test_the_comment_on_a_poor_talk_names_the_sentence_that_hurt(simulator: Simulator) -> None:
    card = simulator.score(_talk(POOR))
    told = {result.id: result.comment for result in card.criteria if any(evidence.effect == "hurts" for evidence in result.evidence)}
    assert len(told) >= 6
    assert [name for name, comment in told.items() if not any(sentence[:20] in comment for sentence in POOR + POOR[1].split(". "))] == []


@pytest.mark.parametrize(
    ("said", "fragment"),
    [
        ("„Die Stunden sind die Stunden“! Und das mir, nach all den Jahren.", "nach all den Jahren"),
        ("So that's “standard in my trade”? I wanted the porch.", "I wanted the porch"),
        ("“Nobody has complained before.”", "Nobody has complained before"),
    ],
)
def test_the_clients_words_are_taken_up_without_its_echo_of_the_freelancer(said: str, fragment: str) -> None:
    assert feedback.fragment(said) == fragment


def test_a_good_talk_in_words_of_its_own_is_trusted_where_the_client_comes_round(simulator: Simulator) -> None:
    told = [
        ("client", "Ich hatte mir Ihren Umschlag extra aufgehoben, so hab ich mich gefreut. Und dann siebenunddreißig Stunden!"),
        ("freelancer", "Guten Tag Frau Hesselbarth. Siebenunddreißig statt zwanzig Stunden, da hätte ich auch erst mal geschluckt. Womit hatten Sie denn gerechnet?"),
        ("client", "Ja, das stimmt so. Eintausendachthundert. Das war für mich die Grenze, und vor der Grenze klingelt das Telefon."),
        ("freelancer", "Also 1800 Euro standen fest, und wenn es mehr wird, hätten Sie einen Anruf erwartet. Den hab ich nie gemacht, das lag an mir. Was brauchen Sie jetzt?"),
        ("client", "Sie sagen es. Eine Aufschlüsselung, ordentlich untereinander. Anschließend lassen Sie mir von den überzähligen ein paar nach."),
        ("freelancer", "Dann halten wir fest: Aufstellung bis Mittwoch per Post, sechs Stunden weniger, der Rest ist bis zum 20. Juni fällig. Passt das so für Sie?"),
        ("client", "Ja. Gern, wirklich."),
    ]  # fmt: skip
    total = simulator.score(_held("de", "interior-price", told)).total
    assert total is not None
    assert total >= 70


PLAIN = [
    ("client", "Denise Ackroyd. My website's gone up empty, and I've had the bill for it."),
    ("freelancer", "Hello, thanks for your message. What exactly is it that you don't like?"),
    ("client", "When I sell a cake there's cake in it. I don't send folk a box with a shopping list!"),
    ("freelancer", "I can see that this annoys you. How did it come about, in your view?"),
    ("client", "Ready to go, you wrote. Nobody said bring your own words."),
    ("freelancer", "What were you expecting instead?"),
    ("client", "Words and photos, all in. I'd only to nod."),
    ("freelancer", "It looks as if we misunderstood each other, I should have cleared that up before."),
    ("client", "I'll give you that."),
]


def test_an_honest_talk_in_ordinary_words_is_neither_crushed_nor_praised(simulator: Simulator) -> None:
    total = simulator.score(_held("en", "bakery-website", PLAIN)).total
    assert total is not None
    assert 25 <= total <= 65


def test_a_talk_that_could_be_held_with_anybody_is_quoted_too(simulator: Simulator) -> None:
    said = [
        "I hear you and I value your feelings.",
        "Thank you for sharing that openly with me.",
        "Together we will find a solution that works for everybody.",
    ]
    clients = [text for role, text in PLAIN if role == "client"]
    turns = [
        turn
        for pair in zip(clients, said, strict=False)
        for turn in ({"role": "client", "text": pair[0]}, {"role": "freelancer", "text": pair[1]})
    ]
    card = simulator.score(Transcript.model_validate({"lang": "en", "persona": "bakery-website", "turns": turns}))
    quoted = [(e.quote, e.effect) for result in card.criteria for e in result.evidence]
    assert card.total is not None
    assert card.total < 20
    assert {quote for quote, _ in quoted} & set(said)
    listening = card.criteria[0]
    against = [found.quote for found in listening.evidence if found.effect == "hurts"]
    assert against[0][:20] in listening.comment


@pytest.mark.parametrize(
    ("client", "named"),
    [
        ("Geld will ich keins zurück. Aber drei Seiten sind immer noch leer.", "drei Seiten sind immer noch leer"),
        ("Three pages of it are still empty. I'm not after money.", "Three pages of it are still empty"),
    ],
)
def test_the_client_is_quoted_with_what_speaks_of_the_complaint(simulator: Simulator, client: str, named: str) -> None:
    lang = "de" if "Geld" in client else "en"
    case = {
        "trade": "Webdesign", "project": "Website", "agreed": "12 Seiten", "price": 1200, "currency": "EUR",
        "complaint": "Auf der Website sind Seiten leer." if lang == "de" else "Pages of the website are empty.",
    }  # fmt: skip
    said = "Das ist eben so." if lang == "de" else "That is how it is."
    turns = [{"role": "client", "text": client}, {"role": "freelancer", "text": said}]
    card = simulator.score(Transcript.model_validate({"lang": lang, "case": case, "turns": turns}))
    assert any(named in result.suggestion.wording for result in card.criteria if result.suggestion)


def test_a_comment_quotes_what_was_done_and_calls_nothing_half_done_that_was_not(simulator: Simulator) -> None:
    told = [
        ("client", "Your proposal says twenty hours. Your bill says thirty-seven."),
        ("freelancer", "Hello. What went wrong?"),
        ("client", "Thirty-seven hours! I've had roofs put on quicker!"),
        ("freelancer", "What did you expect?"),
        ("client", "Twenty at ninety comes to eighteen hundred, and I thought of it as the ceiling."),
        ("freelancer", "I see, so you thought of twenty as the ceiling."),
        ("client", "Quite right."),
        ("freelancer", "What would help you now?"),
        ("client", "A breakdown first. Then a number I can carry."),
    ]
    card = simulator.score(_held("en", "interior-price", told))
    done = {result.id: [e.quote for e in result.evidence if e.effect == "helps"] for result in card.criteria}
    quoted = {result.id: [quote for quote in done[result.id] if quote.rstrip(".") in result.comment] for result in card.criteria}
    assert {name for name, quotes in done.items() if quotes} == {name for name, quotes in quoted.items() if quotes}
    assert done["responsibility"] == []
    assert "apology" not in next(result.comment for result in card.criteria if result.id == "responsibility")
    assert done["root_cause"][0] == "What did you expect?"


PLAIN_LINES = [
    "Hallo Frau Berger, was genau stört Sie denn?",
    "Verstehe. Im Angebot stand aber auch nichts davon.",
    "Sie hatten sich das also anders vorgestellt. Wie denn?",
    "Das hätte ich vorher mit Ihnen klären müssen, tut mir leid.",
    "Was brauchen Sie jetzt von mir, damit es passt?",
    "Ich mache Ihnen das bis Freitag noch einmal neu, ohne Berechnung. Weitere Runden dann nach Stunden.",
]


def _played(simulator: Simulator, seed: int) -> Transcript:
    session = simulator.open("bakery-website", lang="de", seed=seed)
    for line in PLAIN_LINES:
        session = session if session.ended else simulator.say(session, line)
    return session.transcript


def test_the_same_plain_words_are_worth_the_same_whatever_the_client_answers(simulator: Simulator) -> None:
    totals = [simulator.score(_played(simulator, seed)).total or 0.0 for seed in range(1, 7)]
    assert min(totals) > 45
    assert max(totals) - min(totals) < 8


def test_a_comment_speaks_of_what_hurt_only_where_that_is_the_heart_of_the_matter(simulator: Simulator) -> None:
    card = simulator.score(_played(simulator, 2))
    defence = "Im Angebot stand aber auch nichts davon"
    assert defence in card.result("no_self_justification").comment
    assert "Das hätte ich vorher mit Ihnen klären müssen" in card.result("responsibility").comment
    assert defence not in card.result("responsibility").comment
