"""`kulanz schema persona|rubric`: what editors check files against."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.contract.command import ROOT, kulanz, printed

KINDS = {"persona": "personas", "rubric": "rubrics"}


@pytest.fixture(scope="module")
def schemas(home: Path) -> dict[str, Any]:
    return {kind: printed(kulanz(home, "schema", kind)).json for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_is_one(schemas: dict[str, Any], kind: str) -> None:
    Draft202012Validator.check_schema(schemas[kind])
    assert schemas[kind]["title"] == kind.capitalize()


@pytest.mark.parametrize(
    "path", [path for folder in KINDS.values() for path in sorted((ROOT / folder).glob("*.yaml"))], ids=lambda p: p.stem
)
def test_a_shipped_file_fits_the_schema_it_names(schemas: dict[str, Any], path: Path) -> None:
    kind = "persona" if path.parent.name == "personas" else "rubric"
    text = path.read_text(encoding="utf-8")
    named = path.parent / text.splitlines()[0].partition("$schema=")[2]
    assert json.loads(named.read_text(encoding="utf-8")) == schemas[kind]
    as_json = json.loads(json.dumps(yaml.load(text, Loader=yaml.CSafeLoader)))
    assert [error.message for error in Draft202012Validator(schemas[kind]).iter_errors(as_json)] == []


def test_the_schema_marks_a_misspelt_field_and_a_wrong_value(schemas: dict[str, Any]) -> None:
    data = yaml.load((ROOT / "personas" / "bakery-website.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    data["temper"], data["start"]["anger"] = data.pop("temperament"), 1.68
    faults = [error.message for error in Draft202012Validator(schemas["persona"]).iter_errors(data)]
    assert sorted(faults) == [
        "'temperament' is a required property",
        "1.68 is greater than the maximum of 1",
        "Additional properties are not allowed ('temper' was unexpected)",
    ]
