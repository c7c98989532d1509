"""YAML and JSON files -> Persona, Rubric, Transcript: all faults at once, with file, line and field; no rules of the game."""

import json
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from simulator.causes import HELPING, HURTING
from simulator.errors import DataFileError, InputError
from simulator.persona import MOODS_OF, ONLY, SLOTS, Persona, PersonaText
from simulator.rubric import Rubric
from simulator.transcript import Transcript

Model = TypeVar("Model", bound=BaseModel)
Where = tuple[str | int, ...]
"""Path of keys and indexes to a value in a file."""
HIGHEST_GATE = 0.75
"""Trust that a good talk reaches in time; no fact may ask for more."""


class Fault(NamedTuple):
    """One thing wrong in a file. `line` and `column` count from 1."""

    line: int
    column: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}, {self.field or 'file'}: {self.message}"


def load_persona(path: Path) -> Persona:
    """Read a client. Raises DataFileError with every fault of the file."""
    return as_persona(read_text(path), path)


def load_rubric(path: Path) -> Rubric:
    """Read a rubric. Raises DataFileError with every fault of the file."""
    return as_rubric(read_text(path), path)


def as_persona(text: str, path: Path) -> Persona:
    """The client a text holds. Raises DataFileError with every fault; `path` names the text in it and is not read."""
    return _value(text, path, Persona, persona_faults)


def as_rubric(text: str, path: Path) -> Rubric:
    """The rubric a text holds. Raises DataFileError with every fault; `path` names the text in it and is not read."""
    return _value(text, path, Rubric, rubric_faults)


def check_file(path: Path) -> list[Fault]:
    """All faults of a persona or rubric file; a file with `criteria` is taken for a rubric."""
    text = read_text(path)
    try:
        data = _parse(text, path)
        if isinstance(data, dict) and "criteria" in data:
            as_rubric(text, path)
        elif (slug := as_persona(text, path).slug) != path.stem:
            root = yaml.compose(text, Loader=yaml.CSafeLoader)
            raise FileFaultsError(path, [_at(root, ("slug",), f"is {slug!r} in a file called {path.stem!r}; give both the same name")])
    except FileFaultsError as error:
        return list(error.found)
    return []


class FileFaultsError(DataFileError):
    """DataFileError that keeps line and field of each fault."""

    def __init__(self, path: Path, found: list[Fault]) -> None:
        self.found = tuple(found)
        super().__init__(str(path), [str(fault) for fault in found])


def read_text(path: Path) -> str:
    """The text of a file. Raises InputError when it cannot be read or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror or error}. Check the path and its permissions.") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8.") from None


class _UniqueLoader(yaml.CSafeLoader):
    """Refuses a key that stands twice, which YAML would otherwise swallow."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a list or mapping cannot be a key", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key.value!r} stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _parse(text: str, path: Path) -> Any:
    try:
        return yaml.load(text, Loader=_UniqueLoader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = getattr(error, "problem", None) or "unreadable text"
        raise FileFaultsError(path, [Fault(line, column, "", f"not valid YAML: {problem}")]) from None
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        # The YAML library lets these out for values such as the date 2024-99-99, and does not say where they stand.
        raise FileFaultsError(path, [Fault(1, 1, "", "holds a value that cannot be read, such as an impossible date or number")]) from None


def _value(text: str, path: Path, model: type[Model], rules: Any) -> Model:
    data = _parse(text, path)
    try:
        value = model.model_validate(data)
        found = [(where, message) for where, message in rules(value)]
    except ValidationError as error:
        found = _found(error)
        value = None
    if found or value is None:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        raise FileFaultsError(path, sorted(_at(root, where, message) for where, message in found))
    return value


def _found(error: ValidationError) -> list[tuple[Where, str]]:
    """The faults of an error; a list that only lost its faulty items is not also too short."""
    listed = [(tuple(e["loc"]), e["type"], _say(e)) for e in error.errors()]
    return [
        (where, message)
        for where, kind, message in listed
        if not (kind == "too_short" and any(other != where and other[: len(where)] == where for other, _, _ in listed))
    ]


def _say(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown field; remove it or correct its spelling"
    if error["type"] == "missing":
        return "is missing; add it"
    try:
        shown = repr(error["input"])
    except RecursionError:
        shown = "nested too deeply"
    given = f" (given: {shown[:60]})" if len(shown) < 200 else ""
    return f"{error['msg'].removeprefix('Value error, ')}{given}"


def _at(root: yaml.Node | None, where: Where, message: str) -> Fault:
    """The fault with the position of the deepest part of `where` that stands in the file."""
    node, mark = root, root.start_mark if root else None
    for step in where:
        entry = _child(node, step)
        if entry is None:
            break
        node, mark = entry
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Fault(line, column, ".".join(str(step) for step in where if step != "[key]"), message)


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Mark] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark
    return None


def persona_faults(persona: Persona) -> Iterator[tuple[Where, str]]:
    """What the schema cannot say: ends that do not meet, facts nobody can reach, lines that are missing."""
    if not persona.langs:
        yield (), "has no language; add a `de` or `en` section"
    yield from _structure_faults(persona)
    for lang in persona.langs:
        yield from _text_faults(persona, lang, persona.text(lang))


def _structure_faults(persona: Persona) -> Iterator[tuple[Where, str]]:
    yield from _fact_faults(persona)
    for index, need in enumerate(persona.needs):
        if set(need.met_by) == {"none_given"}:
            yield ("needs", index, "met_by"), "no offer can meet this need; name a kind such as rework or discount"
    for name, items, acts in (("triggers", persona.triggers, HURTING), ("soothers", persona.soothers, HELPING)):
        for index, item in enumerate(items):
            if item.act not in acts:
                yield (name, index, "act"), f"{item.act!r} never reaches the client; choose another act"


def _fact_faults(persona: Persona) -> Iterator[tuple[Where, str]]:
    ids = [fact.id for fact in persona.facts]
    roles = {fact.role for fact in persona.facts}
    for role in ("expectation", "source", "need"):
        if role not in roles:
            yield ("facts",), f"no fact with role {role!r}; the freelancer could never find it out"
    for index, fact in enumerate(persona.facts):
        if fact.id in ids[:index]:
            yield ("facts", index, "id"), f"the fact id {fact.id!r} stands twice; give it another"
        if fact.gate > HIGHEST_GATE:
            yield ("facts", index, "gate"), f"a gate of {fact.gate:g} is never reached in a talk; use at most {HIGHEST_GATE:g}"


def _text_faults(persona: Persona, lang: str, text: PersonaText) -> Iterator[tuple[Where, str]]:
    if (lang == "en") != (text.address == "you"):
        yield (lang, "address"), "is how the client is spoken to: `Sie` or `du` in German, `you` in English"
    yield from _same_ids(lang, "facts", {fact.id for fact in persona.facts}, set(text.facts))
    yield from _same_ids(lang, "needs", {need.id for need in persona.needs}, set(text.needs))
    for level in ("easy", "medium", "hard"):
        if level not in text.levels:
            yield (lang, "levels"), f"the difficulty {level!r} is not explained; add one sentence"
    for fact in persona.facts:
        if fact.hidden and fact.id in text.facts and not text.facts[fact.id].wrong:
            yield (lang, "facts", fact.id), "a hidden fact needs at least one likely misreading under `wrong`"
    for move, moods in MOODS_OF.items():
        if ONLY.get(move, persona.temperament) != persona.temperament:
            if move in text.lines:
                yield (lang, "lines", move), f"only a client that is {ONLY[move]} says this; remove it"
            continue
        for mood in moods:
            if len(text.lines.get(move, {}).get(mood, ())) < 2:
                yield (lang, "lines", move, mood), f"needs at least two lines for {move} when {mood}"
    yield from _line_faults(lang, text)


def _same_ids(lang: str, part: str, wanted: set[str], given: set[str]) -> Iterator[tuple[Where, str]]:
    for missing in sorted(wanted - given):
        yield (lang, part), f"{missing!r} has no text in {lang!r}; add it"
    for extra in sorted(given - wanted):
        yield (lang, part, extra), f"{extra!r} is not declared under `{part}`; declare or remove it"


def _line_faults(lang: str, text: PersonaText) -> Iterator[tuple[Where, str]]:
    seen: dict[str, Where] = {}
    for move, moods in text.lines.items():
        for mood, lines in moods.items():
            for index, line in enumerate(lines):
                where: Where = (lang, "lines", move, mood, index)
                if line in seen:
                    yield where, "this line stands twice; a client never says a line twice"
                seen[line] = where
                yield from ((where, fault) for fault in slot_faults(line))


def slot_faults(line: str) -> Iterator[str]:
    """What is wrong with the braces of a line."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(line) if name is not None]
    except ValueError as error:
        yield f"broken braces: {error}"
        return
    plain = sum(line.count("{" + slot + "}") for slot in SLOTS)
    if line.count("{") != line.count("}") or (line.count("{") > plain and all(name in SLOTS for name in names)):
        yield "braces are only for the plain slots " + ", ".join("{" + slot + "}" for slot in SLOTS)
    for name in names:
        if name not in SLOTS:
            yield f"unknown slot {{{name}}}; the slots are {', '.join('{' + s + '}' for s in SLOTS)}"


def rubric_faults(rubric: Rubric) -> Iterator[tuple[Where, str]]:
    """What the schema of a rubric cannot say."""
    ids = [criterion.id for criterion in rubric.criteria]
    for index, criterion_id in enumerate(ids):
        if criterion_id in ids[:index]:
            yield ("criteria", index, "id"), f"the criterion {criterion_id!r} stands twice; give it another id"
    for cap in rubric.caps:
        if cap.criterion not in ids:
            yield ("caps",), f"caps the total by {cap.criterion!r}, which is no criterion of this rubric"


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of `persona` or `rubric` files, for editors."""
    models: dict[str, type[BaseModel]] = {"persona": Persona, "rubric": Rubric}
    return models[kind].model_json_schema()


def read_transcripts(path: Path) -> Iterator[Transcript]:
    """The transcripts of a JSON or JSONL file, one at a time. Raises DataFileError at the first broken one."""
    if path.suffix == ".jsonl":
        with _open(path) as lines:
            try:
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        yield _transcript(line, f"{path} line {number}")
            except UnicodeDecodeError as error:
                raise InputError(f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8.") from None
    else:
        yield _transcript(read_text(path), str(path))


def _open(path: Path) -> Any:
    try:
        return path.open(encoding="utf-8")
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror or error}. Check the path and its permissions.") from None


def _transcript(text: str, name: str) -> Transcript:
    try:
        return Transcript.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        raise DataFileError(name, [f"not valid JSON: {error.msg} (line {error.lineno}, column {error.colno})"]) from None
    except RecursionError:
        raise DataFileError(name, ["the JSON is nested too deeply"]) from None
    except ValueError as error:
        if isinstance(error, ValidationError):
            faults = [f"{'.'.join(map(str, e['loc'])) or 'transcript'}: {_say(e)}" for e in error.errors()]
            raise DataFileError(name, faults) from None
        raise DataFileError(name, ["holds a number that cannot be read"]) from None
