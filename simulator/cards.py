"""Character Cards V2 and V3 (JSON, PNG) <-> personas; a card made here gives back the same persona; it touches no file.

The V2 form is `chara_card_v2`, in a PNG the base64 text chunk `chara`; V3 is `chara_card_v3` and the chunk `ccv3`. Both are written into a PNG.
"""

import base64
import binascii
import json
import struct
import zlib
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from simulator.errors import DataFileError, InputError
from simulator.files import persona_faults
from simulator.persona import Persona
from simulator.skeleton import Known, persona_yaml, skeleton, slug_of
from simulator.transcript import Lang

Spec = Literal["v2", "v3"]
SPECS: dict[Spec, tuple[str, str]] = {"v2": ("chara_card_v2", "2.0"), "v3": ("chara_card_v3", "3.0")}
OURS = "kulanz"
"""Key under `extensions` that holds the whole persona."""
USED = ("name", "description", "scenario", "first_mes")
"""Fields of a stranger's card that become part of the persona."""
CHUNKS = ("ccv3", "chara")
"""Text chunks of a PNG that can hold a card, the newer one first."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SIZE = 256
"""Pixels of the square picture a card is written into."""
_LARGEST = 64 * 1024 * 1024
"""Bytes of a card that are read."""
_EXAMPLE_WORDS: dict[Lang, str] = {"de": "Sie", "en": "you"}


class Imported(NamedTuple):
    """What a card became."""

    slug: str
    yaml: str
    """The persona's file."""
    kept: dict[str, Any]
    """Fields of the card the persona has no place for; empty when there is none."""


# Writing


def card(persona: Persona, lang: Lang, spec: Spec = "v2", kept: dict[str, Any] | None = None) -> dict[str, Any]:
    """The persona as a card in one language; `kept` are fields an earlier import laid aside. Hidden facts stand in `extensions` only."""
    name, version = SPECS[spec]
    spare = dict((kept or {}).get("data", {}))
    extensions = spare.pop("extensions", {}) | {OURS: persona.model_dump(mode="json", exclude_none=True)}
    data = _data(persona, lang) | ({"group_only_greetings": []} if spec == "v3" else {}) | spare | {"extensions": extensions}
    return {key: value for key, value in (kept or {}).items() if key != "data"} | {"spec": name, "spec_version": version, "data": data}


def _data(persona: Persona, lang: Lang) -> dict[str, Any]:
    text = persona.text(lang)
    first, *others = text.opening
    return {
        "name": text.name, "description": f"{text.who}. {text.character}", "personality": persona.temperament.replace("_", " "),
        "scenario": text.case.complaint, "first_mes": first, "mes_example": "", "creator_notes": text.situation, "system_prompt": "",
        "post_history_instructions": "", "alternate_greetings": others, "tags": [OURS, persona.slug, lang], "creator": "",
        "character_version": "",
    }  # fmt: skip


def as_json(found: dict[str, Any]) -> str:
    """A card as JSON text."""
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def as_png(v2: dict[str, Any], v3: dict[str, Any], colour: str) -> bytes:
    """A small picture in one colour (#rrggbb) that carries the card in both forms."""
    row = b"\x00" + bytes.fromhex(colour.removeprefix("#")) * _SIZE
    texts = b"".join(_chunk(b"tEXt", name + b"\x00" + _encoded(found)) for name, found in ((b"chara", v2), (b"ccv3", v3)))
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", _SIZE, _SIZE, 8, 2, 0, 0, 0))
    return _SIGNATURE + header + texts + _chunk(b"IDAT", zlib.compress(row * _SIZE, 9)) + _chunk(b"IEND", b"")


def _encoded(found: dict[str, Any]) -> bytes:
    return base64.b64encode(json.dumps(found, ensure_ascii=False).encode())


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


# Reading


def imported(raw: bytes, name: str, lang: Lang, like: Persona, slug: str = "") -> Imported:
    """The persona a card holds, or a skeleton from a stranger's card.

    `name` is the card's file, `slug` what a stranger is called here (empty: after its name). Raises DataFileError for a broken card.
    """
    found = _card(raw, name)
    data = found["data"]
    extensions = data.get("extensions") or {}
    if not isinstance(extensions, dict):
        raise DataFileError(name, ["data.extensions must be an object"])
    return _own(found, extensions, name) if OURS in extensions else _stranger(found, name, lang, like, slug)


def _own(found: dict[str, Any], extensions: dict[str, Any], name: str) -> Imported:
    persona = _persona(extensions[OURS], name)
    blank = _data(persona, persona.langs[0]) | {"group_only_greetings": [], "extensions": {}}
    spare = {key: value for key, value in found["data"].items() if key not in blank or (not blank[key] and value and key != "extensions")}
    others = {key: value for key, value in extensions.items() if key != OURS}
    return Imported(persona.slug, persona_yaml(persona), _kept(found, spare, others))


def _persona(value: Any, name: str) -> Persona:
    try:
        persona = Persona.model_validate(value)
    except ValidationError as error:
        faults = [f"extensions.{OURS}.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise DataFileError(name, faults[:3]) from None
    faults = [f"extensions.{OURS}.{'.'.join(map(str, where))}: {message}" for where, message in persona_faults(persona)]
    if faults:
        raise DataFileError(name, faults[:3])
    return persona


def _stranger(found: dict[str, Any], name: str, lang: Lang, like: Persona, slug: str) -> Imported:
    data = found["data"]
    called = _text(data, "name", name).strip()
    if not called:
        raise DataFileError(name, ["data.name is empty; a client needs a name"])
    description, scenario, first = (_spoken(_text(data, key, name), called, lang) for key in USED[1:])
    known = Known(name=called, character=description, complaint=scenario, opening=(first,) if first else ())
    slug = slug or slug_of(called, "card")
    extensions = data.get("extensions") or {}
    spare = {key: value for key, value in data.items() if key not in (*USED, "extensions")}
    return Imported(slug, skeleton(slug, lang, like, known), _kept(found, spare, extensions))


def _kept(found: dict[str, Any], spare: dict[str, Any], extensions: dict[str, Any]) -> dict[str, Any]:
    """What the persona has no place for, in the shape of a card."""
    data = spare | ({"extensions": extensions} if extensions else {})
    top = {key: value for key, value in found.items() if key not in ("spec", "spec_version", "data")}
    return top | ({"data": data} if data else {})


def _text(data: dict[str, Any], key: str, name: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise DataFileError(name, [f"data.{key} must be a text"])
    return value.encode("utf-8", "replace").decode("utf-8")


def _spoken(text: str, called: str, lang: Lang) -> str:
    """The text without the marks other programs replace by names."""
    for mark, word in (("{{char}}", called), ("<BOT>", called), ("{{user}}", _EXAMPLE_WORDS[lang]), ("<USER>", _EXAMPLE_WORDS[lang])):
        text = text.replace(mark, word)
    return text.strip()


def _card(raw: bytes, name: str) -> dict[str, Any]:
    if len(raw) > _LARGEST:
        raise InputError(f"{name} is larger than {_LARGEST // 1024 // 1024} MB. Export the card with a smaller picture.")
    found = _parsed(_from_png(raw, name) if raw.startswith(_SIGNATURE) else raw, name)
    if found.get("spec") not in [spec for spec, _ in SPECS.values()] or not isinstance(found.get("data"), dict):
        raise DataFileError(
            name, [f"no Character Card V2 or V3: `spec` must be {' or '.join(s for s, _ in SPECS.values())}, `data` an object"]
        )
    return found


def _parsed(raw: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise DataFileError(name, ["is neither a PNG nor UTF-8 JSON; export the card as PNG or JSON"]) from None
    except json.JSONDecodeError as error:
        raise DataFileError(name, [f"the card is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno})"]) from None
    except RecursionError:
        raise DataFileError(name, ["the JSON is nested too deeply"]) from None
    if not isinstance(found, dict):
        raise DataFileError(name, ["the card must be a JSON object"])
    return found


def _from_png(raw: bytes, name: str) -> bytes:
    texts = dict(_texts(raw, name))
    for key in CHUNKS:
        if key in texts:
            try:
                return base64.b64decode(texts[key], validate=True)
            except binascii.Error:
                raise DataFileError(name, [f"the text chunk {key!r} is not base64; export the card anew"]) from None
    raise DataFileError(name, ["the picture carries no card (no text chunk `chara` or `ccv3`); many sites strip it, download the original"])


def _texts(raw: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The text chunks of a PNG: keyword and body."""
    at = len(_SIGNATURE)
    while at + 12 <= len(raw):
        (size,) = struct.unpack(">I", raw[at : at + 4])
        kind, body, sum_at = raw[at + 4 : at + 8], raw[at + 8 : at + 8 + size], at + 8 + size
        if len(raw) < sum_at + 4:
            break
        if kind == b"tEXt":
            if struct.unpack(">I", raw[sum_at : sum_at + 4]) != (zlib.crc32(kind + body),):
                raise DataFileError(name, ["a text chunk of the picture is damaged; download the card again"])
            keyword, _, text = body.partition(b"\x00")
            yield keyword.decode("latin-1").lower(), text
        if kind == b"IEND":
            return
        at = sum_at + 4
    raise DataFileError(name, ["the picture is cut off; download the card again"])
