"""Which clients and rubrics are at hand: the shipped ones, and those of the user's folder beside or in place of them."""

import os
from pathlib import Path

import pytest
import yaml

from simulator.errors import DataFileError, UnknownNameError
from simulator.library import Library, shipped
from tests.fakes import persona_data, small_persona

RUBRIC_TEXT = (shipped("rubrics") / "unhappy-client.yaml").read_text(encoding="utf-8")


def put(home: Path, name: str, text: str | None = None) -> Path:
    """A file in the user's `personas` folder; the small client unless a text is given."""
    path = home / "personas" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text if text is not None else yaml.safe_dump(persona_data(), sort_keys=False), encoding="utf-8")
    return path


def slugs(library: Library) -> list[str]:
    return [persona.slug for persona in library.personas()]


SHIPPED = slugs(Library(None))


def test_the_shipped_clients_can_all_be_read_and_are_named_after_their_files() -> None:
    assert Library(None).broken() == []
    assert sorted(path.stem for path in shipped("personas").glob("*.yaml")) == SHIPPED
    assert len(SHIPPED) >= 10


def test_a_folder_that_does_not_exist_adds_nothing(tmp_path: Path) -> None:
    assert slugs(Library(tmp_path / "nowhere")) == SHIPPED
    assert not (tmp_path / "nowhere").exists()


def test_a_client_of_the_user_stands_among_the_shipped_ones(tmp_path: Path) -> None:
    put(tmp_path, "small.yaml")
    library = Library(tmp_path)
    assert slugs(library) == sorted([*SHIPPED, "small"])
    assert library.persona("small") == small_persona()
    assert tmp_path / "personas" / "small.yaml" in library.paths()


def test_a_client_of_the_user_takes_the_place_of_a_shipped_one_of_its_name(tmp_path: Path) -> None:
    put(tmp_path, f"{SHIPPED[0]}.yaml", yaml.safe_dump(persona_data() | {"slug": SHIPPED[0]}))
    assert Library(tmp_path).persona(SHIPPED[0]) == small_persona(slug=SHIPPED[0])
    assert slugs(Library(tmp_path)) == SHIPPED


def test_an_unknown_name_offers_the_nearest_one_and_all_there_are() -> None:
    with pytest.raises(UnknownNameError) as caught:
        Library(None).persona("bakery-websit")
    listed = ", ".join(SHIPPED)
    assert str(caught.value) == f"Unknown persona 'bakery-websit'. Did you mean 'bakery-website'? Choose one of: {listed}."
    with pytest.raises(UnknownNameError, match=r"^Unknown rubric 'xyz'\. Choose one of: unhappy-client\.$"):
        Library(None).rubric("xyz")


@pytest.mark.parametrize("name", ["", "../personas/bakery-website", "/etc/passwd", "bakery-website.yaml"])
def test_a_name_is_never_a_path(name: str) -> None:
    with pytest.raises(UnknownNameError):
        Library(None).persona(name)


BROKEN = {"no yaml": "a: [", "no client": "name: x", "empty": "", "a rubric": RUBRIC_TEXT}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_left_out_and_reported_and_hides_no_other(tmp_path: Path, text: str) -> None:
    path = put(tmp_path, "broken.yaml", text)
    library = Library(tmp_path)
    assert slugs(library) == SHIPPED
    assert [error.path for error in library.broken()] == [str(path)]
    with pytest.raises(DataFileError, match=r"broken\.yaml is not valid"):
        library.persona("broken")


def test_a_file_that_is_not_utf_8_hides_no_other(tmp_path: Path) -> None:
    put(tmp_path, "latin.yaml").write_bytes("name: Käse".encode("latin-1"))
    library = Library(tmp_path)
    assert slugs(library) == SHIPPED
    assert len(library.broken()) == 1


def test_a_folder_or_a_dangling_link_with_the_name_of_a_file_hides_no_other(tmp_path: Path) -> None:
    """Some editors keep their lock beside a file as a link that leads nowhere."""
    put(tmp_path, "small.yaml")
    (tmp_path / "personas" / "folder.yaml").mkdir()
    os.symlink("me@nowhere.1234", tmp_path / "personas" / ".#small.yaml")
    assert slugs(Library(tmp_path)) == sorted([*SHIPPED, "small"])


def test_a_client_is_found_by_the_slug_it_is_listed_under(tmp_path: Path) -> None:
    put(tmp_path, "my copy.yaml")
    library = Library(tmp_path)
    for slug in slugs(library):
        assert library.persona(slug).slug == slug


def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    path = put(tmp_path, "small.yaml")
    library = Library(tmp_path)
    assert library.persona("small") is library.persona("small")
    path.write_text(yaml.safe_dump(persona_data() | {"price": 77}), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert library.persona("small").price == 77
    path.unlink()
    assert slugs(library) == SHIPPED


def test_a_rubric_of_the_user_stands_beside_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "mine.yaml").write_text(RUBRIC_TEXT.replace("id: unhappy-client", "id: mine"), encoding="utf-8")
    library = Library(tmp_path)
    assert library.rubric("mine").criteria == library.rubric("unhappy-client").criteria
    assert [path.stem for path in library.paths()] == [*SHIPPED, "unhappy-client", "mine"]
