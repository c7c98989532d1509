"""`kulanz card export PERSONA` and `kulanz card import FILE`: clients to and from other programs, as JSON and PNG."""

import json
from pathlib import Path

import pytest

from simulator.files import check_file, load_persona
from tests.contract.command import ROOT, complaint, file_with, kulanz, printed

BAKERY = ROOT / "personas" / "bakery-website.yaml"
STRANGER = {
    "spec": "chara_card_v2",
    "spec_version": "2.0",
    "data": {"name": "Frau Löwe", "description": "Says little.", "first_mes": "That's a cat.", "tags": ["cat"], "extensions": {}},
}


@pytest.mark.parametrize("name", ["card.json", "card.png"])
def test_a_client_comes_back_from_its_card_unchanged(tmp_path: Path, name: str) -> None:
    made, back = tmp_path / name, tmp_path / "bakery-website.yaml"
    printed(kulanz(tmp_path, "card", "export", "bakery-website", "--lang", "en", "--out", made))
    printed(kulanz(tmp_path, "card", "import", made, "--out", back))
    assert load_persona(back) == load_persona(BAKERY)
    assert not (tmp_path / "bakery-website.card.json").exists()


def test_without_a_file_the_card_is_printed(tmp_path: Path) -> None:
    found = printed(kulanz(tmp_path, "card", "export", "bakery-website", "--lang", "en", "--spec", "v3")).json
    assert (found["spec"], found["data"]["name"]) == ("chara_card_v3", load_persona(BAKERY).text("en").name)


def test_a_strangers_card_lies_in_the_users_folder_and_what_it_knew_more_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "personas" / "frau-loewe.yaml"
    made = file_with(tmp_path, "stranger.json", STRANGER)
    assert printed(kulanz(tmp_path, "card", "import", made, "--lang", "en")).out == f"{path}\n"
    assert (check_file(path), load_persona(path).text("en").opening) == ([], ("That's a cat.",))
    assert json.loads(path.with_suffix(".card.json").read_text(encoding="utf-8")) == {"data": {"tags": ["cat"]}}


def test_what_was_kept_is_exported_again(tmp_path: Path) -> None:
    printed(kulanz(tmp_path, "card", "import", file_with(tmp_path, "stranger.json", STRANGER), "--lang", "en"))
    found = printed(kulanz(tmp_path, "card", "export", "frau-loewe")).json
    assert (found["data"]["tags"], found["data"]["name"]) == (["cat"], "Frau Löwe")


def test_an_import_never_overwrites_a_client(tmp_path: Path) -> None:
    made = file_with(tmp_path, "stranger.json", STRANGER)
    mine = file_with(tmp_path, "mine.yaml", "my work")
    assert "is there already" in complaint(kulanz(tmp_path, "card", "import", made, "--out", mine))
    assert mine.read_text(encoding="utf-8") == "my work\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not valid JSON"),
        ({"name": "Ada"}, "no Character Card V2 or V3"),
        ({"spec": "chara_card_v2", "data": {}}, "data.name is empty"),
    ],
)
def test_a_broken_card_is_one_line(tmp_path: Path, content: object, said: str) -> None:
    assert said in complaint(kulanz(tmp_path, "card", "import", file_with(tmp_path, "broken.json", content)))
    assert not (tmp_path / "personas").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "missing.png"), "Cannot read missing.png"),
        (("export", "nobody"), "Unknown persona 'nobody'"),
        (("export", "bakery-website", "--out", "card.gif"), "must end in .json or .png"),
        (("export", "bakery-website", "--spec", "v1"), "Unknown card version 'v1'"),
        (("export", "bakery-website", "--lang", "fr"), "Unknown language 'fr'"),
    ],
)
def test_what_cannot_be_done_is_refused(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in complaint(kulanz(tmp_path, "card", *arguments))
