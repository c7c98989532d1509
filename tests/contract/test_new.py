"""`kulanz new SLUG [--lang] [--like] [--out]`: a commented client that passes the check and plays at once; docs/personas.md is true."""

import re
from pathlib import Path

import pytest

from simulator.appraisal import OFFER_KINDS
from simulator.files import HIGHEST_GATE, check_file, load_persona
from simulator.persona import MOODS_OF, SLOTS
from simulator.transcript import LANGS, Lang
from tests.contract.command import ROOT, complaint, file_with, kulanz, printed
from tests.fakes import shipped_personas

GUIDE = (ROOT / "docs" / "personas.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("like", [persona.slug for persona in shipped_personas()][::4])
def test_the_skeleton_has_the_temperament_and_lines_of_the_one_it_is_like(tmp_path: Path, lang: Lang, like: str) -> None:
    path = tmp_path / "my-own.yaml"
    assert printed(kulanz(tmp_path, "new", "my-own", "--lang", lang, "--like", like, "--out", path)).out == f"{path}\n"
    made, model = load_persona(path), next(persona for persona in shipped_personas() if persona.slug == like)
    assert (made.slug, made.langs, made.temperament, made.nature) == ("my-own", (lang,), model.temperament, model.nature)
    assert (made.text(lang).lines, made.text(lang).address) == (model.text(lang).lines, model.text(lang).address)


def test_it_lies_in_the_users_folder_passes_the_check_and_plays(tmp_path: Path) -> None:
    path = tmp_path / "personas" / "my-inn.yaml"
    assert printed(kulanz(tmp_path, "new", "my-inn")).out == f"{path}\n"
    assert check_file(path) == []
    script = file_with(tmp_path, "script.txt", "Was hatten Sie sich unter dem Flyer vorgestellt?", "Wie kam es zu dem Missverständnis?")
    turns = printed(kulanz(tmp_path, "simulate", "my-inn", "--script", script, "--format", "json")).json["turns"]
    assert turns[2]["revealed"] == ["expectation"]


@pytest.mark.parametrize("lang", LANGS)
def test_every_part_is_explained_by_a_comment(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "own.yaml"
    printed(kulanz(tmp_path, "new", "own", "--lang", lang, "--out", path))
    head = path.read_text(encoding="utf-8").split("  lines:")[0]
    assert len(re.findall(r"^ *# ", head, re.MULTILINE)) >= 30
    assert head.startswith("# yaml-language-server: $schema=schemas/persona.json\n")


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = file_with(tmp_path, "mine.yaml", "my work")
    assert "is there already" in complaint(kulanz(tmp_path, "new", "mine", "--out", path))
    assert path.read_text(encoding="utf-8") == "my work\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Frau Müller",), "cannot be a client's name"),
        (("../escape",), "cannot be a client's name"),
        (("own", "--like", "nobody"), "Unknown persona 'nobody'"),
        (("own", "--out", "other.yaml"), "must be called own.yaml"),
        (("own", "--lang", "fr"), "Unknown language 'fr'"),
        (("own", "--out", "/proc/none/own.yaml"), "Cannot write /proc/none/own.yaml"),
    ],
)
def test_what_cannot_be_made_is_refused(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in complaint(kulanz(tmp_path, "new", *arguments))
    assert not (tmp_path / "personas").exists()


@pytest.mark.parametrize("slug", ["0", "true", "null", "1-2"])
def test_a_name_that_yaml_would_take_for_something_else_stays_a_name(tmp_path: Path, slug: str) -> None:
    printed(kulanz(tmp_path, "new", slug))
    assert load_persona(tmp_path / "personas" / f"{slug}.yaml").slug == slug


# The guide


def test_the_moves_of_the_guide_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ((?:hot|cool|warm)(?: (?:hot|cool|warm))*) \| .{10,} \|$", GUIDE, re.MULTILINE)
    assert {move: tuple(moods.split()) for move, moods in rows} == MOODS_OF


def test_the_slots_offers_and_gates_of_the_guide_are_those_of_the_code() -> None:
    section = GUIDE.split("## 6. Slots")[1].split("## 7.")[0]
    assert set(re.findall(r"`\{(\w+)\}`", section)) == set(SLOTS)
    listed = re.search(r"The kinds of offer are (.*)\.", GUIDE)
    assert listed is not None
    assert re.findall(r"`(\w+)`", listed[1]) == [kind for kind in OFFER_KINDS if kind != "none_given"]
    assert f"Above {HIGHEST_GATE:g} nobody gets there" in GUIDE


def test_the_commands_of_the_guide_exist(tmp_path: Path) -> None:
    listed = printed(kulanz(tmp_path, "--help")).out
    assert {name for name in re.findall(r"`kulanz (\w+)", GUIDE) if not re.search(rf"\b{name}\b", listed)} == set()
