"""Files of authors and users: every fault at once with its place, and no text that breaks the reader."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.errors import DataFileError, InputError
from simulator.files import Fault, check_file, load_persona, load_rubric, read_text, read_transcripts, schema, slot_faults
from simulator.library import shipped
from simulator.transcript import Transcript, Turn
from tests.fakes import persona_data, small_persona

RUBRIC = """\
id: small
de: Klein
en: Small
criteria:
  - id: hearing
    weight: 2
    de: &text
      name: Name
      goal: Goal.
      anchors: {1: One, 2: Two, 3: Three, 4: Four, 5: Five}
      mistakes: []
      examples: [{weak: Weak, strong: Strong}]
    en: *text
caps:
  - {criterion: hearing, level: 1, total: 40}
"""
SHIPPED = sorted([*shipped("personas").glob("*.yaml"), *shipped("rubrics").glob("*.yaml")])

often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def persona_file(folder: Path, **changes: Any) -> Path:
    """The file of the small client with whole fields replaced."""
    path = folder / "small.yaml"
    path.write_text(yaml.safe_dump(persona_data() | changes, sort_keys=False, width=200), encoding="utf-8")
    return path


def rubric_file(folder: Path, text: str = RUBRIC) -> Path:
    path = folder / "rubric.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def line_of(path: Path, piece: str) -> int:
    """The number of the only line that holds this piece."""
    (number,) = [n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1) if piece in line]
    return number


def with_line(move: str, mood: str, line: str) -> dict[str, Any]:
    """The English texts of the small client with one more line."""
    text = persona_data()["en"]
    text["lines"][move][mood].append(line)
    return text


# Files that are right


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_file_is_without_fault(path: Path) -> None:
    assert check_file(path) == []


def test_a_right_file_gives_its_value(tmp_path: Path) -> None:
    assert check_file(persona_file(tmp_path)) == []
    assert load_persona(persona_file(tmp_path)) == small_persona()
    assert check_file(rubric_file(tmp_path)) == []
    assert load_rubric(rubric_file(tmp_path)).criterion("hearing").weight == 2


# All faults at once


def test_a_rubric_reports_all_its_faults_with_line_and_column(tmp_path: Path) -> None:
    text = (
        RUBRIC.replace("weight: 2", "weight: 20")
        .replace("en: Small", "en: ''")
        .replace("  - id: hearing", "  - id: Hearing\n    colour: red")
    )
    assert check_file(rubric_file(tmp_path, text)) == [
        Fault(3, 1, "en", "String should have at least 1 character (given: '')"),
        Fault(5, 5, "criteria.0.id", "String should match pattern '^[a-z][a-z0-9_]*$' (given: 'Hearing')"),
        Fault(6, 5, "criteria.0.colour", "unknown field; remove it or correct its spelling"),
        Fault(7, 5, "criteria.0.weight", "Input should be less than or equal to 10 (given: 20)"),
    ]


def test_the_error_of_a_file_lists_every_fault_in_one_line(tmp_path: Path) -> None:
    path = rubric_file(tmp_path, RUBRIC.replace("weight: 2", "weight: 0").replace("id: small", "id: Not a slug"))
    with pytest.raises(DataFileError) as caught:
        load_rubric(path)
    assert str(caught.value) == (
        f"{path} is not valid: line 1, column 1, id: String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$' (given: 'Not a slug'); "
        "line 6, column 5, criteria.0.weight: Input should be greater than 0 (given: 0)"
    )
    assert len(caught.value.faults) == 2


def test_a_persona_reports_faults_of_its_schema_where_they_stand(tmp_path: Path) -> None:
    data = persona_data()
    path = persona_file(
        tmp_path, price=-1, start={**data["start"], "anger": 1.5, "mood": "bad"}, fair={"percent": [30, 10], "hours": [2, 6]}
    )
    faults = check_file(path)
    assert [(fault.line, fault.field) for fault in faults] == [
        (line_of(path, "price:"), "price"),
        (line_of(path, "anger: 1.5"), "start.anger"),
        (line_of(path, "mood: bad"), "start.mood"),
        (line_of(path, "fair:"), "fair"),
    ]
    assert "the lower bound 30 is above the upper bound 10" in faults[-1].message


def test_a_field_that_is_missing_is_named_at_its_nearest_place(tmp_path: Path) -> None:
    data = persona_data()
    del data["slug"], data["start"]["trust"]
    path = tmp_path / "p.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    assert check_file(path) == [
        Fault(1, 1, "slug", "is missing; add it"),
        Fault(line_of(path, "start:"), 1, "start.trust", "is missing; add it"),
    ]


def test_a_persona_reports_every_end_that_does_not_meet(tmp_path: Path) -> None:
    text = persona_data()["en"]
    del text["levels"]["hard"], text["facts"]["want"]
    text["facts"]["wish"]["wrong"] = []
    text["needs"]["money"] = "More money."
    text["lines"]["vent"]["hot"] = ["Only one."]
    facts = [
        {"id": "wish", "role": "expectation", "hidden": True, "gate": 0.9},
        {"id": "origin", "role": "detail"},
        {"id": "origin", "role": "detail"},
        {"id": "want", "role": "need"},
    ]
    text["address"] = "du"
    text["lines"]["feign"] = {"cool": ["Fine by me."]}
    path = persona_file(
        tmp_path,
        en=text,
        facts=facts,
        needs=[{"id": "repair", "met_by": ["none_given"]}],
        triggers=[{"act": "meta", "factor": 2}, {"act": "next_step", "factor": 2}],
        soothers=[{"act": "courtesy", "factor": 2}],
    )
    assert {(fault.field, fault.message) for fault in check_file(path)} == {
        ("facts", "no fact with role 'source'; the freelancer could never find it out"),
        ("facts.0.gate", "a gate of 0.9 is never reached in a talk; use at most 0.75"),
        ("facts.2.id", "the fact id 'origin' stands twice; give it another"),
        ("needs.0.met_by", "no offer can meet this need; name a kind such as rework or discount"),
        ("triggers.0.act", "'meta' never reaches the client; choose another act"),
        ("triggers.1.act", "'next_step' never reaches the client; choose another act"),
        ("soothers.0.act", "'courtesy' never reaches the client; choose another act"),
        ("en.address", "is how the client is spoken to: `Sie` or `du` in German, `you` in English"),
        ("en.lines.feign", "only a client that is agreeable says this; remove it"),
        ("en.levels", "the difficulty 'hard' is not explained; add one sentence"),
        ("en.facts", "'want' has no text in 'en'; add it"),
        ("en.facts.wish", "a hidden fact needs at least one likely misreading under `wrong`"),
        ("en.needs.money", "'money' is not declared under `needs`; declare or remove it"),
        ("en.lines.vent.hot", "needs at least two lines for vent when hot"),
    }


def test_a_persona_without_a_language_is_refused(tmp_path: Path) -> None:
    assert check_file(persona_file(tmp_path, en=None)) == [Fault(1, 1, "", "has no language; add a `de` or `en` section")]


def test_a_line_that_stands_twice_is_found_across_moves(tmp_path: Path) -> None:
    path = persona_file(tmp_path, en=with_line("wait", "warm", "vent hot one."))
    (fault,) = check_file(path)
    assert (fault.field, fault.message) == ("en.lines.wait.warm.2", "this line stands twice; a client never says a line twice")


def test_a_rubric_with_two_criteria_of_one_name_and_a_cap_on_none_is_refused(tmp_path: Path) -> None:
    again = "  - {id: hearing, de: *text, en: *text}\ncaps:"
    text = RUBRIC.replace("caps:", again).replace("{criterion: hearing", "{criterion: seeing")
    assert [(fault.line, fault.field, fault.message) for fault in check_file(rubric_file(tmp_path, text))] == [
        (14, "criteria.1.id", "the criterion 'hearing' stands twice; give it another id"),
        (15, "caps", "caps the total by 'seeing', which is no criterion of this rubric"),
    ]


@pytest.mark.parametrize("gap", ["3: Three, ", "5: Five"])
def test_a_rubric_that_leaves_a_level_unexplained_is_refused(tmp_path: Path, gap: str) -> None:
    faults = check_file(rubric_file(tmp_path, RUBRIC.replace(gap, "")))
    assert any("anchors" in fault.field for fault in faults)


# Slots


@pytest.mark.parametrize("line", ["You said {quote}.", "{number}?", "{quote} for {number}!", "No slot."])
def test_a_line_with_known_slots_is_right(line: str) -> None:
    assert list(slot_faults(line)) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{name}, no.", "unknown slot {name}; the slots are {quote}, {number}"),
        ("{} no.", "unknown slot {}; the slots are {quote}, {number}"),
        ("{0} no.", "unknown slot {0}; the slots are {quote}, {number}"),
        ("{quote", "broken braces: expected '}' before end of string"),
        ("quote}", "broken braces: Single '}' encountered in format string"),
    ],
)
def test_a_line_with_a_slot_nobody_fills_is_a_fault(tmp_path: Path, line: str, fault: str) -> None:
    path = persona_file(tmp_path, en=with_line("vent", "hot", line))
    assert [(found.field, found.message) for found in check_file(path)] == [("en.lines.vent.hot.2", fault)]


@pytest.mark.parametrize("line", ["{quote!r} indeed.", "{number:>9} indeed.", "{quote:.3} indeed.", "{{quote}} indeed."])
def test_a_slot_that_would_be_spoken_with_its_braces_is_a_fault(line: str) -> None:
    """Slots are replaced as they stand, so a client would say the braces of these."""
    assert list(slot_faults(line)) != []


@given(st.text(alphabet="{}quotenumbr!:[]. 0", max_size=20) | st.text(max_size=20))
def test_no_line_breaks_the_check_of_its_braces(line: str) -> None:
    assert all(isinstance(fault, str) for fault in slot_faults(line))


# YAML that is none


def test_a_key_that_stands_twice_is_refused_where_it_stands_again(tmp_path: Path) -> None:
    assert check_file(rubric_file(tmp_path, RUBRIC + "id: other\n")) == [Fault(16, 1, "", "not valid YAML: the key 'id' stands twice")]
    inner = RUBRIC.replace("    weight: 2", "    weight: 2\n    weight: 3")
    assert check_file(rubric_file(tmp_path, inner)) == [Fault(7, 5, "", "not valid YAML: the key 'weight' stands twice")]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("id: [1, 2\nde: x", 2, 3),
        ("id: 'open", 1, 10),
        ("\tid: x", 1, 1),
        ("a: b: c", 1, 5),
        ("a: *nowhere", 1, 4),
        ("a: !!python/name:os.system", 1, 4),
    ],
)
def test_broken_yaml_is_one_fault_with_its_place(tmp_path: Path, text: str, line: int, column: int) -> None:
    (fault,) = check_file(rubric_file(tmp_path, text))
    assert (fault.line, fault.column) == (line, column)
    assert fault.message.startswith("not valid YAML: ")


@pytest.mark.parametrize("text", ["", "~", "just words", "[1, 2]", "42", "--- \n...", "# only a note"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    path = rubric_file(tmp_path, text)
    assert len(check_file(path)) == 1
    for load in (load_persona, load_rubric):
        with pytest.raises(DataFileError):
            load(path)


ODD_YAML = {
    "a list as a key": "? [a, b]\n: c",
    "a mapping as a key": "{? {a: b} : c}",
    "a day that is none": "price: 2024-99-99",
    "a float that is none": "price: !!float abc",
    "a binary number without digits": "price: 0b_",
    "a hexadecimal number without digits": "price: 0x_",
    "a truth that is none": "price: !!bool x",
    "a moment that is none": "!!timestamp x",
    "a number of 5000 digits": "price: " + "9" * 5000,
    "lists within lists": "- " * 3000 + "a",
    "a list within itself": "&a [*a]",
    "a mapping within itself": "a: &a {b: *a}",
    "a control character": "a: \x00",
    "two documents": "a: 1\n---\nb: 2",
}


@pytest.mark.parametrize("text", ODD_YAML.values(), ids=ODD_YAML)
@pytest.mark.parametrize("load", [load_persona, load_rubric])
def test_odd_yaml_is_a_fault_of_the_file_and_no_crash(tmp_path: Path, load: Any, text: str) -> None:
    with pytest.raises(DataFileError):
        load(rubric_file(tmp_path, text))


@pytest.mark.parametrize("number", [".inf", ".nan"])
def test_a_number_without_end_is_a_fault(tmp_path: Path, number: str) -> None:
    assert [fault.field for fault in check_file(persona_file(tmp_path, price=float(number[1:])))] == ["price"]


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
trees = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=4),
    max_leaves=12,
)
yaml_like = st.lists(
    st.sampled_from(["a", "id", "criteria", ":", ": ", "- ", "? ", "\n", "\n  ", "[", "]", "{", "}", ",", "'", '"', "&a ", "*a", "|", ">", "!", "!!", "#", "0x1", "1", "é"]),
    max_size=30,
).map("".join)  # fmt: skip


def expect_a_reason(path: Path) -> None:
    """Every door of this file either opens or says what is wrong."""
    for door in (check_file, load_persona, load_rubric, lambda p: list(read_transcripts(p))):
        with suppress(DataFileError, InputError):
            door(path)


@often
@given(text=st.text() | yaml_like | trees.map(lambda tree: yaml.safe_dump(tree, allow_unicode=True)))
def test_any_text_is_read_or_refused_with_a_reason(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    expect_a_reason(path)


@often
@given(data=st.data(), name=st.sampled_from(["any.json", "any.jsonl", "any.yaml"]))
def test_any_bytes_are_read_or_refused_with_a_reason(tmp_path: Path, data: st.DataObject, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data.draw(st.binary(max_size=60)))
    expect_a_reason(path)


@often
@given(data=st.data())
def test_a_right_file_that_was_damaged_is_read_or_refused_with_a_reason(tmp_path: Path, data: st.DataObject) -> None:
    path = rubric_file(tmp_path)
    start = data.draw(st.integers(0, len(RUBRIC)))
    end = data.draw(st.integers(start, min(len(RUBRIC), start + 30)))
    path.write_text(RUBRIC[:start] + data.draw(yaml_like | st.text(max_size=5)) + RUBRIC[end:], encoding="utf-8")
    expect_a_reason(path)


@often
@given(tree=trees, field=st.sampled_from(sorted(persona_data())))
def test_a_field_of_any_shape_is_a_fault_or_right(tmp_path: Path, tree: Any, field: str) -> None:
    expect_a_reason(persona_file(tmp_path, **{field: tree}))


# Files that cannot be read


def test_a_file_that_cannot_be_read_says_so_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^Cannot read .*nowhere\.yaml: No such file or directory\. Check the path"):
        check_file(tmp_path / "nowhere.yaml")
    with pytest.raises(InputError, match=r"^Cannot read .*Is a directory"):
        check_file(tmp_path)
    (tmp_path / "latin.yaml").write_bytes("name: Käse".encode("latin-1"))
    with pytest.raises(InputError, match=r"latin\.yaml is not UTF-8 text \(byte 7\)\. Save it as UTF-8\.$"):
        read_text(tmp_path / "latin.yaml")


# Transcripts


def test_a_transcript_is_read_from_json_and_many_from_jsonl(tmp_path: Path) -> None:
    talk = Transcript(id="t", lang="de", turns=(Turn(role="client", text="Ä\n»Was?«"), Turn(role="freelancer", text="Ja.")))
    one, many = tmp_path / "one.json", tmp_path / "many.jsonl"
    one.write_text(talk.model_dump_json(indent=2), encoding="utf-8")
    many.write_text(f"{talk.model_dump_json()}\n\n  \n{talk.model_dump_json()}\n", encoding="utf-8")
    assert list(read_transcripts(one)) == [talk]
    assert list(read_transcripts(many)) == [talk, talk]


def test_a_broken_transcript_is_named_with_its_line_and_all_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    bad = {"lang": "fr", "turns": [{"role": "boss", "text": "x"}, {"role": "client"}]}
    path.write_text('{"lang": "de"}\n' + json.dumps(bad) + "\n", encoding="utf-8")
    talks = read_transcripts(path)
    assert next(talks) == Transcript(lang="de")
    with pytest.raises(DataFileError) as caught:
        next(talks)
    assert caught.value.path == f"{path} line 2"
    assert caught.value.faults == (
        "lang: Input should be 'de' or 'en' (given: 'fr')",
        "turns.0.role: Input should be 'client' or 'freelancer' (given: 'boss')",
        "turns.1.text: is missing; add it",
    )


ODD_JSON = {
    "no JSON": b"Client: hello",
    "cut off": b'{"lang": "de"',
    "a list": b"[]",
    "a number": b"1",
    "a number of 5000 digits": b"1" * 5000,
    "nested too deeply": b"[" * 100_000,
    "not UTF-8": b'{"lang": "de", "id": "\xe4"}',
    "half a character": b'{"lang": "de", "turns": [{"role": "client", "text": "\\ud800"}]}',
    "a turn too long": json.dumps({"lang": "de", "turns": [{"role": "client", "text": "x" * 20_001}]}).encode(),
    "a price without end": b'{"lang": "de", "case": {"price": 1e999}}',
}


@pytest.mark.parametrize("content", ODD_JSON.values(), ids=ODD_JSON)
@pytest.mark.parametrize("name", ["odd.json", "odd.jsonl"])
def test_an_odd_transcript_is_refused_with_a_reason(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises((DataFileError, InputError), match=name):
        list(read_transcripts(path))


# Schemas


@pytest.mark.parametrize(("kind", "field"), [("persona", "facts"), ("rubric", "criteria")])
def test_the_schema_of_a_kind_of_file_is_json_and_knows_its_fields(kind: str, field: str) -> None:
    written = json.loads(json.dumps(schema(kind)))
    assert written["type"] == "object"
    assert field in written["properties"]
    assert written["additionalProperties"] is False
