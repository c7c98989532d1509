"""A report on paper: Markdown that says everything, a PDF with umlauts and quotes, faults of files in German."""

import ast
import re
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Lang, Simulator, files
from simulator.scripts import graded_scripts
from simulator.skeleton import persona_yaml
from simulator.store import MEMORY, Store
from simulator.talks import Talks
from simulator.ui.drawing import Curves
from simulator.ui.faults import in_words
from simulator.ui.paper import markdown
from simulator.ui.pdf import pdf
from simulator.ui.texts import texts
from tests.fakes import small_persona


def written(simulator: Simulator, lang: Lang, *said: str) -> str:
    """The Markdown of a talk with the baker."""
    talks = Talks(simulator, Store(MEMORY))
    talk = talks.open("bakery-website", lang, 3)
    for line in said or graded_scripts(simulator.library.persona("bakery-website"), lang)["average"][:5]:
        talk = talks.say(talk, line)
    return markdown(texts(lang), talk, talks.review(talk))


def words_in(paper: bytes) -> str:
    """The text a PDF shows, page by page: strings of its text operators, in the letters of cp1252."""
    streams = [zlib.decompress(found) for found in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL) if found[:1] == b"x"]
    shown = [re.sub(rb"\\(.)", rb"\1", piece) for stream in streams for piece in re.findall(rb"\((.*?)(?<!\\)\) Tj", stream, re.DOTALL)]
    return b" ".join(shown).decode("cp1252")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_markdown_holds_every_part_of_the_report(simulator: Simulator, lang: Lang) -> None:
    t, text = texts(lang), written(simulator, lang)
    headings = [line.lstrip("# ") for line in text.splitlines() if line.startswith("## ")]
    for key in ("mood", "transcript", "criteria", "found", "goal", "ledger"):
        assert t(f"report.{key}") in headings
    criteria = [criterion.text(lang).name for criterion in simulator.rubric().criteria]
    assert [line[4:].split(":")[0] for line in text.splitlines() if line.startswith("### ")] == criteria
    lines = graded_scripts(simulator.library.persona("bakery-website"), lang)["average"][:5]
    assert all(line in text for line in lines if not re.search(r"[*_<>#]", line))
    assert t("report.ledger_note") in text


def test_what_was_typed_cannot_become_markup(simulator: Simulator) -> None:
    text = written(simulator, "en", "# Heading **bold** | cell <script>alert(1)</script>\n\n- item [link](http://x)")
    said = next(line for line in text.splitlines() if "Heading" in line and line.startswith("**You"))
    assert said.endswith(r"\# Heading \*\*bold\*\* \| cell \<script\>alert(1)\</script\> - item \[link\](http://x)")
    assert "<script>" not in text


def test_the_pdf_shows_umlauts_quotes_and_money(simulator: Simulator) -> None:
    t = texts("de")
    paper = pdf(written(simulator, "de"), lambda page: t("paper.page", n=page))
    assert paper.startswith(b"%PDF-")
    shown = words_in(paper)
    for part in ("Rückmeldung: Heike Dornseif", "Verlässlichkeit", "€", "„", "“", "Seite 1", "Seite 2"):
        assert part in shown


def test_curves_are_drawn_under_their_heading_and_named() -> None:
    curves = Curves("Mood", {"anger": [0.7, 0.5, 0.2], "feels understood": [0.1, 0.4, 1.0]})
    plain, drawn = (pdf("# T\n\n## Mood\n\nafter", str, given) for given in (None, curves))
    assert words_in(plain) == "T Mood after 1"
    assert words_in(drawn) == "T Mood 0 50 100 0 1 2 anger feels understood after 1"
    assert words_in(pdf("# T\n\n## Other", str, curves)) == "T Other 1"


@pytest.mark.parametrize(("text", "shown"), [("Zoë Łukasz Şahin", "Zoë ?ukasz Sahin"), ("minus −3", "minus -3"), ("smile 😀", "smile ?")])
def test_letters_beyond_the_western_ones_are_simplified(text: str, shown: str) -> None:
    assert shown in words_in(pdf(f"# T\n\n{text}", str))


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=300), st.text(max_size=60))
def test_no_text_breaks_the_pdf(text: str, cell: str) -> None:
    plain = " ".join(cell.split()).replace("|", "") or "-"
    assert pdf(f"# Title\n\n{text}\n\n| a | b |\n| --- | --- |\n| {plain} | x |\n\n- {plain}", str).startswith(b"%PDF-")


# Faults in German


@pytest.mark.parametrize(
    ("broken", "german"),
    [
        ("nonsense: 1\n", "dieses Feld gibt es nicht"),
        ("temperament: warm", "erlaubt ist hier"),
        ("price: -1", "mindestens 0"),
        ("price: much", "muss eine Zahl sein"),
        ("slug: Not A Slug", "hat die falsche Form"),
        ("minutes: 100", "höchstens 60"),
        ("needs: []", "braucht mindestens 1"),
        ("fair: {percent: [30, 10], hours: [2, 6]}", "die untere Grenze 30"),
    ],
)
def test_faults_of_the_schema_are_told_in_german(simulator: Simulator, broken: str, german: str) -> None:
    found = simulator.workshop.faults("personas", spoiled(broken))
    assert any(german in in_words("de", fault.message) for fault in found)
    assert [in_words("de", fault.message) for fault in found if in_words("de", fault.message).startswith("„")] == []
    assert [in_words("en", fault.message) for fault in found] == [fault.message for fault in found]


def spoiled(line: str) -> str:
    """A client's text with one line put in the place of its field, or before all others."""
    text, field = persona_yaml(small_persona()), line.split(":")[0]
    if f"\n{field}:" not in text:
        return f"{line.strip()}\n{text}"
    return re.sub(rf"(?m)^{field}:.*\n(?:[ -].*\n)*", f"{line}\n", text)


def test_every_rule_of_the_checker_has_a_german_sentence() -> None:
    """The messages stand in the code as texts with blanks; filled with anything they must be known."""
    tree = ast.parse(Path(files.__file__).read_text(encoding="utf-8"))
    told = [node.value.elts[-1] for node in ast.walk(tree) if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple)]
    messages = [filled(node) for node in told if isinstance(node, ast.Constant | ast.JoinedStr)]
    assert len(messages) > 12
    assert [message for message in messages if in_words("de", message).startswith("„")] == []


def filled(node: ast.expr) -> str:
    """A text of the code with something in each of its blanks, in quotes where it is shown so."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr)
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else ("'x'" if part.conversion == 114 else "x") for part in node.values
    )  # type: ignore[attr-defined]
