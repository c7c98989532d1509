"""The interface's words: the same keys in both languages, and no language on the other's page."""

import ast
import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
import yaml

from simulator.persona import DIFFICULTIES
from simulator.state import Ended, LevelName
from simulator.ui.texts import texts
from tests.ui.conftest import Visit
from tests.ui.visitor import VIEWS, Visitor

PRODUCT = Path(__file__).parents[2] / "simulator"
GERMAN = (
    "und nicht der das ist ein eine mit von für auf Sie Ihr Ihre Ihnen noch kein keine Gespräch Zug Züge Rückmeldung Verlauf Kundschaft Beenden Senden "
    "Stimmung Ärger Vertrauen Unterlagen Auftrag Vereinbart Geliefert Preis leicht mittel schwer Minuten Übt Ausgang Gesamt löschen öffnen Zweig "
    "bewertet Kriterien hilft schadet Statt Besser Gegenüber Wann"
).split()
ENGLISH = (
    "the and with your you what not for client clients practise talk message mood difficulty easy hard minutes feedback turn send end back papers price agreed "
    "delivered outcome total delete branch loading error copy clear undo retry close remove submit"
).split()


def test_both_languages_have_the_same_keys_with_the_same_blanks() -> None:
    german, english = texts("de"), texts("en")
    assert german.keys() == english.keys()
    assert [key for key in sorted(german.keys()) if blanks(german(key)) != blanks(english(key))] == []


def blanks(text: str) -> set[str]:
    """The names that are filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_word_the_code_looks_up_is_there(lang: str) -> None:
    known = texts(lang).keys()
    asked = {key for source in (PRODUCT / "ui").rglob("*.py") for key in looked_up(source)}
    assert len(asked) > 60
    assert asked - known == set()
    families = {
        "difficulty": DIFFICULTIES,
        "ended": (*get_args(Ended), "open"),
        "levels": get_args(LevelName),
        "moods": ("hot", "cool", "warm"),
    }
    assert {f"{page}.{name}" for page, names in families.items() for name in names} - known == set()


def looked_up(source: Path) -> set[str]:
    """The whole keys that stand as a text in a call of `t(...)`."""
    calls = [node for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))) if isinstance(node, ast.Call) and node.args]
    named = [call for call in calls if (call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")) == "t"]
    return {call.args[0].value for call in named if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)}


@pytest.mark.browser
def test_no_german_word_stands_on_the_english_page(visit: Visit, addresses: dict[str, str]) -> None:
    visitor = visit("en")
    found = {view: spoken(visitor, without="header [lang]") & set(GERMAN) for view in visitor.through(addresses)}
    assert found == {view: set() for view in VIEWS}
    assert visitor.page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.browser
def test_no_english_word_stands_on_the_frame_of_the_german_page(visit: Visit, addresses: dict[str, str]) -> None:
    """The talk behind the address is in English: what was said, its papers, hints, comments and quotes are left out; so is the coach's file."""
    visitor = visit("de")
    content = (
        "#k-chat .message, #k-talk .who-line .mute, #k-talk dd, #k-talk details, #k-hint-text, "
        "#k-report p, #k-report .q, #k-report .better, #k-report li, #k-report .turn, #k-compare .turn, .cm-editor"
    )
    found = {view: spoken(visitor, without=f"header [lang], {content}") & set(ENGLISH) for view in visitor.through(addresses)}
    assert found == {view: set() for view in VIEWS}
    assert visitor.page.evaluate("document.documentElement.lang") == "de"


def spoken(visitor: Visitor, without: str) -> set[str]:
    """Every word on the page a person can read or a screen reader says, except in these elements."""
    text: str = visitor.page.evaluate(
        """without => [...document.querySelectorAll('body *')].filter(e => !e.closest(without) && !e.closest('script,style') && e.checkVisibility())
          .map(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent).concat(
            ['aria-label', 'title', 'placeholder', 'alt'].map(a => e.getAttribute(a) || '')).join(' ')).join(' ')""",
        without,
    )
    return set(re.findall(r"\w+", text))


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_scripts_are_only_data_and_nothing_that_hears_speaks_or_judges_knows_them(lang: str) -> None:
    general, own = (yaml.safe_load((PRODUCT / "scripts" / f"{name}{lang}.yaml").read_text(encoding="utf-8")) for name in ("", "clients."))
    lines = [*leaves(general), *leaves(own)]
    assert len(lines) > 100
    assert all(isinstance(line, str) and line.strip() for line in lines)
    folders = [PRODUCT / "offline", PRODUCT / "llm", *(PRODUCT.parent / name for name in ("personas", "rubrics"))]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".yaml", ".json", ".txt", ".md"}]
    assert len(files) > 60
    read = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert [line for line in leaves(own) if str(line) in read] == []
    assert not re.search(r"\bsimulator[./]scripts\b|\bgraded_scripts\b|\bevals[./]", read)


def leaves(node: object) -> list[object]:
    """All values at the ends of a tree of lists and mappings."""
    if isinstance(node, dict):
        return [leaf for value in node.values() for leaf in leaves(value)]
    return [leaf for value in node for leaf in leaves(value)] if isinstance(node, list) else [node]
