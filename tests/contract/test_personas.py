"""`kulanz personas [--lang] [--format json]`: the clients at hand."""

from pathlib import Path

import pytest
import yaml

from simulator import Persona, load_persona
from tests.contract.command import ROOT, Ran, kulanz, printed

FIELDS = ["slug", "name", "who", "situation", "trade", "project", "difficulty", "minutes", "temperament", "trains", "langs"]


@pytest.fixture(scope="module")
def listed(home: Path) -> Ran:
    return printed(kulanz(home, "personas", "--format", "json"))


def test_every_shipped_client_is_listed_by_slug(listed: Ran) -> None:
    assert [row["slug"] for row in listed.json] == sorted(path.stem for path in (ROOT / "personas").glob("*.yaml"))


def test_json_is_one_value_on_one_line(listed: Ran) -> None:
    assert listed.out.count("\n") == 1
    assert all(list(row) == FIELDS for row in listed.json)


def test_a_row_says_what_the_file_says(listed: Ran) -> None:
    persona = load_persona(ROOT / "personas" / "bakery-website.yaml")
    assert listed.json[0] == _row(persona, "de")


def test_a_language_chooses_the_texts(home: Path) -> None:
    rows = printed(kulanz(home, "personas", "--lang", "en", "--format", "json")).json
    assert rows[0] == _row(load_persona(ROOT / "personas" / "bakery-website.yaml"), "en")


def test_people_read_a_table_with_one_line_per_client_when_there_is_room(home: Path, listed: Ran) -> None:
    lines = printed(kulanz(home, "personas", "--lang", "de", env={"COLUMNS": "200"})).out.splitlines()
    for row in listed.json:
        found = [line for line in lines if line.split()[:1] == [row["slug"]]]
        assert len(found) == 1, row["slug"]
        assert all(part in found[0] for part in (row["name"], row["who"], row["difficulty"]))


def test_the_setting_for_the_language_is_heeded(home: Path) -> None:
    english = printed(kulanz(home, "personas", env={"KULANZ_LANG": "en"}))
    assert english == kulanz(home, "personas", "--lang", "en")


def test_a_client_of_the_users_folder_is_added(tmp_path: Path, listed: Ran) -> None:
    _own(tmp_path, "zz-mine")
    rows = printed(kulanz(tmp_path, "personas", "--format", "json")).json
    assert rows == [*listed.json, {**listed.json[0], "slug": "zz-mine"}]


def test_a_client_that_speaks_one_language_is_left_out_in_the_other(tmp_path: Path, listed: Ran) -> None:
    _own(tmp_path, "zz-mine", "en")
    rows = printed(kulanz(tmp_path, "personas", "--lang", "en", "--format", "json")).json
    assert [row["slug"] for row in rows] == [row["slug"] for row in listed.json]


@pytest.mark.parametrize(
    ("content", "cause"),
    [(b"slug: [\n", "not valid YAML"), (b"slug: gr\xfc\xdfe\n", "not UTF-8"), (None, "")],
    ids=["broken YAML", "Latin-1", "a link to nowhere"],
)
def test_a_file_that_cannot_be_read_is_left_out_and_said_so(tmp_path: Path, listed: Ran, content: bytes | None, cause: str) -> None:
    path = tmp_path / "personas" / "broken.yaml"
    path.parent.mkdir()
    if content is None:
        path.symlink_to("nowhere.yaml")
    else:
        path.write_bytes(content)
    ran = kulanz(tmp_path, "personas", "--format", "json")
    assert (ran.code, ran.out) == (0, listed.out), ran
    lines = ran.err.splitlines()
    assert len(lines) == 1, ran
    assert lines[0].startswith("kulanz: left out: ")
    assert str(path) in lines[0]
    assert cause in lines[0]


def _row(persona: Persona, lang: str) -> dict[str, object]:
    text = persona.text("en" if lang == "en" else "de")
    values = {**persona.model_dump(mode="json"), "name": text.name, "who": text.who, "situation": text.situation}
    values |= {"trade": text.case.trade, "project": text.case.project, "langs": list(persona.langs)}
    return {field: values[field] for field in FIELDS}


def _own(home: Path, slug: str, *without: str) -> None:
    data = yaml.safe_load((ROOT / "personas" / "bakery-website.yaml").read_text(encoding="utf-8"))
    kept = {key: value for key, value in data.items() if key not in without}
    (home / "personas").mkdir()
    (home / "personas" / f"{slug}.yaml").write_text(yaml.safe_dump({**kept, "slug": slug}, allow_unicode=True), encoding="utf-8")
