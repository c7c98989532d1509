"""A model's voice over real HTTP: the talk goes on whatever the model does."""

import json

import pytest

from simulator.llm import Models
from simulator.session import Cue, Origin, Spoken
from simulator.settings import Settings
from simulator.tokens import Tokens
from simulator.transcript import Lang
from tests.fake_openai import Cut, FakeOpenAI, Garbled, Reply, Stall, Status, Text
from tests.llm.cast import CLIENT, PREPARED, PreparedVoice, cue

STAND_IN = PREPARED["de"]
HELD_TWICE = "Die Worte des Sprachmodells passten nicht (2-mal zurückgehalten); das Gespräch geht mit vorbereiteten Worten weiter."
HELD_ONCE = "Die Worte des Sprachmodells passten nicht (einmal zurückgehalten); das Gespräch geht mit vorbereiteten Worten weiter."
GOOD = "Die Uhrzeit ist winzig. So kann ich das nicht aufhängen."


def silent(cause: str) -> str:
    return f"Das Sprachmodell antwortet nicht ({cause}); das Gespräch geht mit vorbereiteten Worten weiter."


def heard(server: FakeOpenAI, said: Cue, timeout: float = 5.0) -> tuple[Spoken, list[str]]:
    """What the voice says for a cue, whole and in pieces."""
    voice = Models(Settings(base_url=server.url, api_key="k", timeout=timeout)).voice("fake", PreparedVoice())
    stream, pieces = voice.speak(said), []
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as stop:
            spoken: Spoken = stop.value
            return spoken, pieces


def spoken(replies: tuple[Reply, ...], said: Cue, timeout: float = 5.0) -> tuple[Spoken, int]:
    """What the voice says, which is what its pieces say, and how often the model was asked."""
    with FakeOpenAI(*replies) as server:
        whole, pieces = heard(server, said, timeout)
        assert "".join(pieces) == whole.line
        assert whole.origin.tokens is not None
        return whole.model_copy(update={"origin": whole.origin.model_copy(update={"tokens": None})}), len(server.requests)


def by_model(line: str, *held: str) -> Spoken:
    return Spoken(line=line, origin=Origin(by="model", held=held))


def by_hand(line: str, notice: str, *held: str, shown: bool = False) -> Spoken:
    """An authored line, after words of the model where some were shown."""
    return Spoken(line=line, notice=notice, origin=Origin(by="both" if shown else "authored", held=held))


def test_the_opening_is_the_authored_one() -> None:
    with FakeOpenAI(Text("Nie gefragt.")) as server:
        voice = Models(Settings(base_url=server.url)).voice("fake", PreparedVoice())
        assert voice.open(CLIENT, "de", 0) == "Die Plakate hängen, und niemand kann die Uhrzeit lesen."
        assert server.requests == []


def test_clean_words_of_a_model_are_the_line() -> None:
    assert spoken((Text(GOOD),), cue()) == (by_model(GOOD), 1)


def test_a_line_comes_in_pieces_and_its_first_sentence_before_the_second_is_known() -> None:
    with FakeOpenAI(Stall("Die Uhrzeit ist winzig. So kann ich")) as server:
        voice = Models(Settings(base_url=server.url, timeout=5.0)).voice("fake", PreparedVoice())
        stream = voice.speak(cue())
        assert [next(stream) for _ in range(4)] == ["Die", " Uhrzeit", " ist", " winzig."]
        stream.close()


@pytest.mark.parametrize("text", [f"Ines Moll: {GOOD}", f"- {GOOD}", f"„{GOOD}“", f'"{GOOD}"', f"<think>Hm.</think>\n\n{GOOD}"])
def test_name_dash_quotation_marks_and_thinking_around_a_line_are_taken_off(text: str) -> None:
    assert spoken((Text(text),), cue()) == (by_model(GOOD), 1)


def test_words_that_are_quoted_keep_their_quotation_marks() -> None:
    line = "Sie sagten mir doch: „Das liest jeder von weitem.“"
    assert spoken((Text(line),), cue()) == (by_model(line), 1)


def test_a_model_that_does_not_stop_is_stopped_after_three_sentences() -> None:
    text = "So nicht. Das ist zu klein. Wirklich viel zu klein. Und noch etwas. Und noch etwas mehr."
    assert spoken((Text(text),), cue()) == (by_model("So nicht. Das ist zu klein. Wirklich viel zu klein."), 1)


FAULTY = {
    "wrong_language": "Nobody can read the time on that poster.",
    "locked_fact": "Ältere Leute sollten das von der Bushaltestelle lesen können.",
    "role_swap": "Ich kann Ihnen gern einen Nachlass anbieten.",
    "speaker": "Freelancer: Das ist zu klein.",
    "coaching": "Sie sollten mich fragen, was ich erwartet habe.",
    "polite_phrase": "Vielen Dank für Ihr Verständnis.",
    "meta": "Als KI kann ich kein Plakat lesen.",
    "new_number": "Ich will 30 Prozent zurück.",
    "agreement": "Abgemacht, das nehme ich an.",
    "repeated": "Die Plakate hängen, und niemand kann die Uhrzeit lesen.",
    "unfinished": "Ich wollte doch nur, dass",
}
NOTHING = {"unfinished": ""}


@pytest.mark.parametrize(("fault", "text"), [*FAULTY.items(), *NOTHING.items()])
def test_a_faulty_line_is_asked_for_once_more(fault: str, text: str) -> None:
    assert spoken((Text(text), Text(GOOD)), cue()) == (by_model(GOOD, fault), 2)


@pytest.mark.parametrize(("fault", "text"), [*FAULTY.items(), *NOTHING.items()])
def test_a_line_that_stays_faulty_is_replaced_by_the_authored_one(fault: str, text: str) -> None:
    assert spoken((Text(text),), cue()) == (by_hand(STAND_IN, HELD_TWICE, fault, fault), 2)


def test_the_second_try_is_told_what_was_wrong() -> None:
    with FakeOpenAI(Text("Abgemacht!"), Text(GOOD)) as server:
        heard(server, cue())
        direction = server.requests[1]["messages"][-1]["content"]
    assert "Dein erster Versuch taugte nicht:\n- Du hast zugestimmt, obwohl es dafür noch nicht so weit ist.\n" in direction


@pytest.mark.parametrize("text", ["Let off steam and stay with your complaint.", "I will stay with your complaint."])
def test_a_direction_that_is_read_out_is_asked_for_once_more(text: str) -> None:
    good = "Nobody can read the time."
    assert spoken((Text(text), Text(good)), cue(lang="en", message="Hello.")) == (by_model(good, "meta"), 2)


def test_clean_sentences_before_a_fault_stay_and_are_enough() -> None:
    text = "So kann ich das nicht aufhängen. Als KI sehe ich das Plakat nicht."
    assert spoken((Text(text),), cue()) == (by_model("So kann ich das nicht aufhängen.", "meta"), 1)


def test_too_little_before_a_fault_is_completed_by_the_authored_line() -> None:
    text = "Also bitte. Als KI sehe ich das Plakat nicht."
    assert spoken((Text(text),), cue()) == (by_hand(f"Also bitte. {STAND_IN}", HELD_ONCE, "meta", shown=True), 1)


def test_a_fact_that_must_be_told_is_told_by_the_authored_line_where_the_model_does_not() -> None:
    telling = cue("reveal", fact="expectation", revealed=("expectation",))
    line = "Das Plakat will ich Ihnen gern einmal erklären."
    assert spoken((Text(line),), telling) == (by_hand(f"{line} {STAND_IN}", HELD_ONCE, "fact_untold", shown=True), 1)


@pytest.mark.parametrize(
    ("replies", "cause", "asked"),
    [
        ((Status(500),), "Server überlastet oder gestört", 3),
        ((Status(401),), "Name oder Schlüssel des Modells stimmt nicht", 1),
        ((Status(404),), "Server lehnt die Anfrage ab", 1),
        ((Stall(),), "keine fertige Antwort in der Zeitgrenze", 1),
        ((Garbled(),), "unlesbare Antwort", 1),
        ((Cut(""),), "Server nicht erreichbar oder Verbindung verloren", 3),
    ],
    ids=["500", "401", "404", "stall", "garbled", "cut"],
)
def test_a_model_that_fails_gives_way_to_the_authored_line_with_one_notice(replies: tuple[Reply, ...], cause: str, asked: int) -> None:
    timeout = 0.4 if cause.startswith("keine") else 5.0
    assert spoken(replies, cue(), timeout) == (by_hand(STAND_IN, silent(cause)), asked)


def test_a_server_that_is_gone_does_not_end_the_talk() -> None:
    with FakeOpenAI(Text(GOOD)) as server:
        pass
    said, _ = heard(server, cue(lang="en", message="Hello."))
    notice = "The language model does not answer (server unreachable or connection lost); the talk goes on with prepared words."
    assert said == by_hand(PREPARED["en"], notice).model_copy(update={"origin": Origin(tokens=Tokens(calls=1, unreported=1))})


def test_a_busy_server_is_waited_for() -> None:
    assert spoken((Status(429), Text(GOOD)), cue()) == (by_model(GOOD), 2)


@pytest.mark.parametrize("reply", [Cut("Die Uhrzeit ist winzig. So kann"), Stall("Die Uhrzeit ist winzig. So kann")], ids=["cut", "stall"])
def test_a_server_that_dies_mid_sentence_loses_nothing_that_was_shown(reply: Reply) -> None:
    said, asked = spoken((reply,), cue(), timeout=2.0)
    assert (said.line, asked) == (f"Die Uhrzeit ist winzig. {STAND_IN}", 1)
    assert said.notice.startswith("Das Sprachmodell antwortet nicht (")


TALK = (("Was hatten Sie erwartet?", "Das sollten die Alten von der Haltestelle lesen."), ("Und weiter?", "Mehr sage ich nicht."))


@pytest.mark.parametrize("lang", ["de", "en"])
def test_what_is_locked_and_what_is_not_the_clients_never_enters_a_prompt(lang: Lang) -> None:
    with FakeOpenAI(Text("Hm.")) as server:
        heard(server, cue("vent", lang, revealed=("expectation",), talk=TALK))
        sent = json.dumps(server.requests, ensure_ascii=False)
    text = CLIENT.text(lang)
    locked = [part for name in ("need", "source") for part in (text.facts[name].truth, *text.facts[name].tell, *text.facts[name].ask)]
    private = [text.goal, *text.you_know, *text.needs.values(), text.documents[1].text, *text.levels.values()]
    assert [part for part in (*locked, *private) if part in sent] == []
    assert any(tell in sent for tell in text.facts["expectation"].tell)
    assert text.documents[0].text in sent


def test_a_longer_talk_begins_with_the_same_messages_so_that_a_cache_serves_them() -> None:
    with FakeOpenAI(Text(GOOD)) as server:
        heard(server, cue(message="Und weiter?", talk=TALK[:1]))
        heard(server, cue(message="Schade.", talk=TALK))
        first, second = (request["messages"] for request in server.requests)
    assert [m["role"] for m in second] == ["system", "user", "assistant", "user", "assistant", "user", "assistant", "user"]
    assert second[: len(first)] == first
