"""`kulanz check [FILE...]`: every fault of persona and rubric files, one line each, with file, line, column and field."""

from pathlib import Path

import pytest

from tests.contract.command import ROOT, complaint, kulanz, printed

BAKERY = (ROOT / "personas" / "bakery-website.yaml").read_text(encoding="utf-8")
RUBRIC = (ROOT / "rubrics" / "unhappy-client.yaml").read_text(encoding="utf-8")


def test_all_that_is_shipped_is_well(home: Path) -> None:
    paths = [*sorted((ROOT / "personas").glob("*.yaml")), *sorted((ROOT / "rubrics").glob("*.yaml"))]
    assert printed(kulanz(home, "check")).out.splitlines() == [f"{path}: ok" for path in paths]


def test_json_holds_the_faults_of_every_file(home: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "bakery-website.yaml", tmp_path / "twice.yaml"
    good.write_text(BAKERY, encoding="utf-8")
    bad.write_text("slug: twice\nslug: twice\n", encoding="utf-8")
    ran = kulanz(home, "check", good, bad, "--format", "json")
    fault = {"line": 2, "column": 1, "field": "", "message": "not valid YAML: the key 'slug' stands twice"}
    assert (ran.code, ran.json) == (2, {str(good): [], str(bad): [fault]})


def test_all_faults_of_the_schema_are_named_at_once_with_their_lines(home: Path, tmp_path: Path) -> None:
    path = _broken(
        tmp_path / "bakery-website.yaml",
        BAKERY,
        ("temperament: choleric", "temper: choleric"),
        ("anger: 0.68", "anger: 1.68"),
        ("minutes: 12", "minutes: 0"),
    )
    ran = kulanz(home, "check", path)
    assert ran.code == 2
    assert ran.out == f"{path}: 4 faults\n"
    assert ran.err.splitlines() == [
        f"{path}:2:1: temperament: is missing; add it",
        f"{path}:{_line('temper:', path)}:1: temper: unknown field; remove it or correct its spelling",
        f"{path}:{_line('minutes:', path)}:1: minutes: Input should be greater than or equal to 1 (given: 0)",
        f"{path}:{_line('start:', path)}:9: start.anger: Input should be less than or equal to 1 (given: 1.68)",
    ]


def test_all_faults_of_the_rules_are_named_at_once_with_their_lines(home: Path, tmp_path: Path) -> None:
    path = _broken(
        tmp_path / "bakery-website.yaml",
        BAKERY,
        ("role: need, hidden: true, gate: 0.38", "role: detail, hidden: true, gate: 0.95"),
        ("{act: dismiss, factor: 1.3}", "{act: meta, factor: 1.3}"),
    )
    ran = kulanz(home, "check", path)
    found = [line.removeprefix(f"{path}:") for line in ran.err.splitlines()]
    assert ran.code == 2
    assert found == [
        f"{_line('act: meta', path)}:6: triggers.1.act: 'meta' never reaches the client; choose another act",
        f"{_line('facts:', path)}:1: facts: no fact with role 'need'; the freelancer could never find it out",
        f"{_line('gate: 0.95', path)}:{_column('gate: 0.95', path)}: facts.2.gate: a gate of 0.95 is never reached in a talk; use at most 0.75",
    ]


def test_a_rubric_is_told_from_a_persona(home: Path, tmp_path: Path) -> None:
    path = _broken(tmp_path / "unhappy-client.yaml", RUBRIC, ("criterion: good_faith", "criterion: bad_faith"))
    ran = kulanz(home, "check", path)
    line = _line("caps:", path)
    assert (ran.code, ran.err) == (2, f"{path}:{line}:1: caps: caps the total by 'bad_faith', which is no criterion of this rubric\n")


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"slug: [\n", "2:1: file: not valid YAML: "),
        (b"", "1:1: file: "),
        (b"- one\n", "1:1: file: "),
        (b"? [one, two]\n: three\n", "1:"),
    ],
    ids=["an open bracket", "empty", "a list", "a list as a key"],
)
def test_a_file_that_is_no_mapping_is_one_fault_with_its_place(home: Path, tmp_path: Path, content: bytes, where: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_bytes(content)
    ran = kulanz(home, "check", path)
    assert (ran.code, ran.err.count("\n")) == (2, 1), ran
    assert ran.err.startswith(f"{path}:{where}"), ran
    assert len(ran.err) > len(f"{path}:{where}")


def test_a_file_in_another_encoding_is_refused_with_its_place(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"slug: gr\xfc\xdfe\n")
    ran = kulanz(home, "check", path)
    assert (ran.code, ran.err.count("\n")) == (2, 1), ran
    assert f"{path} is not UTF-8 text (byte 8). Save it as UTF-8." in ran.err


def test_the_broken_files_of_the_user_are_found_without_being_named(tmp_path: Path) -> None:
    path = tmp_path / "personas" / "mine.yaml"
    path.parent.mkdir()
    path.write_text("slug: [\n", encoding="utf-8")
    ran = kulanz(tmp_path, "check")
    assert (ran.code, ran.out.splitlines()[-2]) == (2, f"{path}: 1 faults")
    assert ran.err.startswith(f"{path}:2:1: file: not valid YAML")


def test_a_copy_that_kept_its_old_slug_is_a_fault(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(BAKERY, encoding="utf-8")
    ran = kulanz(home, "check", path)
    assert ran.code == 2, "clients are found by the name of their file, so the slug must be the same"
    assert ran.err.startswith(f"{path}:{_line('slug:', path)}:1: slug: ")


def test_showing_a_broken_client_names_all_its_faults_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "personas").mkdir()
    path = _broken(tmp_path / "personas" / "mine.yaml", BAKERY, ("anger: 0.68", "anger: 1.68"), ("minutes: 12", "minutes: 0"))
    said = complaint(kulanz(tmp_path, "show", "mine"))
    assert said == (
        f"{path} is not valid: "
        f"line {_line('minutes:', path)}, column 1, minutes: Input should be greater than or equal to 1 (given: 0); "
        f"line {_line('start:', path)}, column 9, start.anger: Input should be less than or equal to 1 (given: 1.68)"
    )


def _broken(path: Path, text: str, *changes: tuple[str, str]) -> Path:
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def _line(part: str, path: Path) -> int:
    """The number of the first line that holds `part`."""
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1) if part in line)


def _column(part: str, path: Path) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return lines[_line(part, path) - 1].index(part) + 1
