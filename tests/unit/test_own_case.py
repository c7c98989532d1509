"""The freelancer's own case: every complete form becomes a client that plays and carries nothing of another case."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import InputError, Lang, Simulator, check_file
from simulator.bench import leaks
from simulator.generic_lines import OF_THE_JOB, generic_lines
from simulator.own_case import CaseForm, Fault, client_of, faults, form_of, nearest, yaml_of
from simulator.persona import MOODS_OF, ONLY, Persona, Temperament
from simulator.record import play
from tests.fakes import shipped_personas

CLIENTS = shipped_personas()
FLOWERS = CaseForm(
    lang="de", name="Frau Kröger", who="Inhaberin eines Blumenladens", trade="Texterin, freiberuflich", project="Texte für die neue Webseite",
    agreed="Fünf Seiten Text, eine Korrekturrunde, Festpreis 900 Euro.", delivered="Fünf fertige Seiten, pünktlich und fehlerfrei.", price=900,
    complaint="Das klingt alles wie aus dem Katalog. So redet bei uns im Laden keiner. Damit blamiere ich mich!",
    expected="Ich dachte, man liest das und hört mich reden, so wie ich im Laden mit den Leuten rede.",
    source="Sie haben gesagt, Sie schreiben es professionell, und ich hab darunter verstanden: so wie ich, nur ohne Fehler.",
    need="Die Startseite muss klingen wie ich, bevor im Mai das Hoffest ist.", purpose="Im Mai ist Hoffest, da kommen alle auf die Seite.",
    kinds=("rework", "extra"), percent=(10, 20), hours=(2, 5), hourly_rate=75,
)  # fmt: skip
COVER = CaseForm(
    lang="en", name="Dana Whitlock", trade="Illustration", project="Cover for a cookbook", agreed="One cover, two rounds, 800 dollars.",
    delivered="The cover, on time.", price=800, currency="USD",
    complaint="It looks like a book for kids. My publisher laughed. I'm not paying for that.",
    expected="I thought it would look like a photograph, the way the books next to it on the shelf do.",
    source="You said warm and playful, and I heard cosy. You drew cartoons.",
    need="I need a cover I can show the sales people before the fair in March.", kinds=("rework",), temperament="sarcastic",
)  # fmt: skip
GOOD = [
    "Guten Tag Frau Kröger, danke für Ihre Offenheit. Was hatten Sie sich für die Texte denn genau vorgestellt?",
    "Sie hatten also erwartet, dass man Sie in den Texten reden hört, so wie im Laden mit Ihren Kunden. Verstehe ich das richtig?",
    "Wie kam es denn, dass wir uns da missverstanden haben? Was habe ich gesagt, das bei Ihnen anders ankam?",
    "Unter professionell haben Sie verstanden: so wie Sie, nur ohne Fehler. Das hätte ich nachfragen müssen, das ist mein Versäumnis.",
    "Was brauchen Sie jetzt von mir, damit es für Sie wieder stimmt?",
    "Ihnen ist also wichtig, dass die Startseite vor dem Hoffest nach Ihnen klingt.",
    "Ich schreibe Ihnen die Startseite neu, ohne Mehrkosten, und wir telefonieren dazu morgen um zehn. Am Freitag haben Sie den fertigen Text.",
]
BAD = [
    "Das stand so im Angebot, da kann ich nichts dafür.",
    "Sie haben die Texte selbst freigegeben, das ist Ihr Fehler.",
    "Ich habe alles richtig gemacht. Lesen Sie halt den Vertrag.",
    "Nein, das lasse ich mir nicht anhängen. Zahlen Sie erst einmal.",
    "Mit Ihnen kann man ja nicht vernünftig reden.",
]


def faults_of_file(text: str, slug: str, folder: Path) -> list[Any]:
    path = folder / f"{slug}.yaml"
    path.write_text(text, encoding="utf-8")
    return list(check_file(path))


@pytest.mark.parametrize("form", [FLOWERS, FLOWERS.model_copy(update={"address": "du"}), COVER], ids=["Sie", "du", "you"])
@pytest.mark.parametrize("temperament", get_args(Temperament))
def test_every_temperament_makes_a_client_that_passes_the_check(form: CaseForm, temperament: Temperament, tmp_path: Path) -> None:
    told = form.model_copy(update={"temperament": temperament})
    assert faults_of_file(yaml_of(told, CLIENTS, "mine"), "mine", tmp_path) == []
    client = client_of(told, CLIENTS)
    assert (client.langs, client.text(form.lang).address) == ((form.lang,), "you" if form.lang == "en" else form.address)
    like = nearest(told, CLIENTS)
    assert (client.temperament, client.nature, client.start) == (temperament, like.nature, like.start)


@pytest.mark.parametrize("form", [FLOWERS, COVER], ids=["de", "en"])
def test_a_client_gives_its_form_back(form: CaseForm) -> None:
    assert form_of(client_of(form, CLIENTS), form.lang) == form


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.slug)
def test_a_borrowed_line_names_nothing_of_the_job_it_comes_from(client: Persona, lang: Lang) -> None:
    others = [other for other in CLIENTS if other.slug != client.slug]
    generic = generic_lines(CLIENTS, lang)[client.slug]
    lines = [line for moods in generic.values() for found in moods.values() for line in found]
    assert lines
    assert not OF_THE_JOB & set(generic)
    assert not [line for line in lines if re.search(r"\d", line)]
    text = client.text(lang)
    names = set(re.findall(r"[^\W\d_]{3,}", f"{text.name} {text.case.project}".lower()))
    own = {name for name in names if not any(name in everything(other, lang) for other in others)}
    assert own
    assert not [line for line in lines if own & set(re.findall(r"[^\W\d_]+", line.lower()))]


def everything(client: Persona, lang: Lang) -> str:
    return client.text(lang).model_dump_json().lower()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("de", "logo|becher|website|backstube|rohdaten|brautpaar|buffet|sommerfest|handbuch|ranking|tapete|euro"),
        ("en", "logo|website|bakery|bread|raw files|bride|catering|manual|ranking|wallpaper|dollars|pounds"),
    ],
)
def test_no_line_of_the_own_client_speaks_of_another_job(lang: Lang, words: str) -> None:
    form = FLOWERS if lang == "de" else COVER
    for temperament in get_args(Temperament):
        client = client_of(form.model_copy(update={"temperament": temperament}), CLIENTS)
        lines = [
            line for move, moods in client.text(lang).lines.items() if move != "state_need" for found in moods.values() for line in found
        ]
        assert [line for line in lines if re.search(rf"\b(?:{words})", line.lower())] == []


def test_the_own_client_opens_up_to_a_good_freelancer_and_leaves_a_bad_one(simulator: Simulator) -> None:
    client = client_of(FLOWERS, CLIENTS)
    good = play(simulator.stage, simulator.open(client, "de", seed=1), GOOD)
    assert good.ended == "agreed"
    assert {"expectation", "source", "need"} <= set(good.state.memory.revealed)
    assert leaks(good) == []
    bad = play(simulator.stage, simulator.open(client, "de", seed=1), BAD)
    assert bad.ended in ("walked_out", "escalated")
    assert leaks(bad) == []


def test_what_is_missing_is_named_field_by_field() -> None:
    empty = [Fault(name, "missing") for name in ("name", "trade", "project", "agreed", "delivered", "price", "complaint", "expected", "source", "need", "kinds")]  # fmt: skip
    assert faults(CaseForm(lang="de")) == empty
    assert faults(FLOWERS) == []


@pytest.mark.parametrize(
    ("change", "fault", "said"),
    [
        ({"need": "  "}, Fault("need", "missing"), "what the client needs now"),
        ({"source": "Zu teuer."}, Fault("source", "too_short"), "where that expectation came from in a whole sentence"),
        ({"currency": "Euro"}, Fault("currency", "currency"), "the currency in three capital letters, such as EUR"),
        ({"percent": (20, 10)}, Fault("percent", "order"), "percent from low to high"),
        ({"hours": (5, 1)}, Fault("hours", "order"), "hours from low to high"),
        (
            {"kinds": ("none_given",)},
            Fault("kinds", "missing"),
            "what would settle it (rework, extra work, a discount, money back, a split, another date)",
        ),
        (
            {"complaint": f"Hallo. {FLOWERS.need} Tschüss."},
            Fault("need", "given_away"),
            "what the client needs now in other words than the complaint",
        ),
    ],
)
def test_a_form_with_a_fault_becomes_no_client(change: dict[str, Any], fault: Fault, said: str) -> None:
    form = FLOWERS.model_copy(update=change)
    assert faults(form) == [fault]
    with pytest.raises(InputError, match=re.escape(f"The form is not complete. Still to be said: {said}.")):
        client_of(form, CLIENTS)


def test_a_language_nobody_speaks_is_said_to_be_missing() -> None:
    german = [client.model_copy(update={"en": None}) for client in CLIENTS]
    with pytest.raises(InputError, match="'en'"):
        client_of(COVER, german)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=80), min_size=6, max_size=6))
def test_whatever_is_typed_makes_a_sound_client_or_a_named_fault(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    names = ("name", "project", "complaint", "expected", "source", "need")
    form = FLOWERS.model_copy(update=dict(zip(names, texts, strict=True)))
    if faults(form):
        return
    assert faults_of_file(yaml_of(form, CLIENTS, "mine"), "mine", tmp_path_factory.mktemp("typed")) == []


@pytest.mark.parametrize("temperament", get_args(Temperament))
def test_every_move_has_lines_written_for_any_case(temperament: Temperament) -> None:
    """Alone, a client lends nothing: no other shares its words."""
    alone = client_of(FLOWERS.model_copy(update={"temperament": temperament}), [CLIENTS[0]])
    moves = {move: moods for move, moods in MOODS_OF.items() if ONLY.get(move, temperament) == temperament}
    assert all(len(alone.text("de").lines[move][mood]) >= 2 for move, moods in moves.items() for mood in moods)
