"""Character Cards: a client survives its card, a stranger's card becomes a client that passes the check, a broken one is said to be broken."""

import base64
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.cards import Imported, as_json, as_png, card, imported
from simulator.errors import DataFileError
from simulator.files import persona_faults
from simulator.persona import Persona
from simulator.skeleton import SLUG, slug_of
from tests.fakes import shipped_personas, small_persona

LIKE = next(persona for persona in shipped_personas() if persona.slug == "photo-silent")
STRANGER = {
    "spec": "chara_card_v2",
    "spec_version": "2.0",
    "data": {
        "name": "Frau Löwe",
        "description": "{{char}} never says what she wants.",
        "scenario": "{{user}} delivered a logo with a lion that looks like a cat.",
        "first_mes": "That's a cat.",
        "mes_example": "<START>",
        "character_book": {"entries": []},
        "extensions": {"elsewhere": {"depth": 4}},
        "from_the_future": [1, 2],
    },
}
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


def as_persona(found: Imported) -> Persona:
    return Persona.model_validate(yaml.safe_load(found.yaml))


def read(found: dict[str, Any]) -> Imported:
    return imported(as_json(found).encode(), "card.json", "en", LIKE)


def broken(raw: bytes) -> str:
    with pytest.raises(DataFileError) as caught:
        imported(raw, "card", "en", LIKE)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("persona", shipped_personas(), ids=lambda persona: persona.slug)
def test_a_client_survives_its_card(persona: Persona) -> None:
    v2, v3 = card(persona, "de"), card(persona, "en", "v3")
    for raw in (as_json(v2).encode(), as_json(v3).encode(), as_png(v2, v3, "#405060")):
        found = imported(raw, "card", "en", LIKE)
        assert (as_persona(found), found.slug, found.kept) == (persona, persona.slug, {})


@settings(max_examples=40, deadline=None)
@given(texts, texts, texts)
def test_names_and_texts_survive_whatever_they_hold(name: str, character: str, opening: str) -> None:
    persona = small_persona()
    assert persona.en is not None
    text = persona.en.model_copy(update={"name": name, "character": character, "opening": (opening,)})
    changed = persona.model_copy(update={"en": text})
    assert as_persona(imported(as_png(card(changed, "en"), card(changed, "en", "v3"), "#ffffff"), "card", "de", LIKE)) == changed


@settings(max_examples=40, deadline=None)
@given(texts.filter(str.strip), texts, st.one_of(st.just(""), texts))
def test_every_strangers_card_becomes_a_client_that_passes_the_check(name: str, description: str, first: str) -> None:
    found = read({"spec": "chara_card_v3", "spec_version": "3.0", "data": {"name": name, "description": description, "first_mes": first}})
    persona = as_persona(found)
    assert list(persona_faults(persona)) == []
    assert SLUG.fullmatch(persona.slug)
    assert persona.text("en").name == name.strip()


def test_a_strangers_fields_find_their_places_and_the_rest_is_kept() -> None:
    found = read(STRANGER)
    text = as_persona(found).text("en")
    assert (found.slug, text.name, text.character) == ("frau-loewe", "Frau Löwe", "Frau Löwe never says what she wants.")
    assert (text.case.complaint, text.opening) == ("you delivered a logo with a lion that looks like a cat.", ("That's a cat.",))
    rest = {key: STRANGER["data"][key] for key in ("mes_example", "character_book", "extensions", "from_the_future")}  # type: ignore[index]
    assert found.kept == {"data": rest}


def test_what_was_kept_goes_back_into_the_card() -> None:
    found = read(STRANGER)
    again = card(as_persona(found), "en", "v2", found.kept)
    rest = {key: again["data"][key] for key in ("mes_example", "character_book", "from_the_future")}
    assert rest == {"mes_example": "<START>", "character_book": {"entries": []}, "from_the_future": [1, 2]}
    assert set(again["data"]["extensions"]) == {"elsewhere", "kulanz"}
    assert again["data"]["first_mes"] == "That's a cat."


def test_fields_another_program_added_to_our_card_are_kept() -> None:
    made = card(small_persona(), "en")
    made["data"] |= {"character_book": {"entries": []}, "creator": "Ada"}
    made["data"]["extensions"]["elsewhere"] = 1
    found = read(made)
    assert as_persona(found) == small_persona()
    assert found.kept == {"data": {"character_book": {"entries": []}, "creator": "Ada", "extensions": {"elsewhere": 1}}}


def test_a_card_has_all_fields_its_version_demands() -> None:
    v2 = {
        "name", "description", "personality", "scenario", "first_mes", "mes_example", "creator_notes", "system_prompt",
        "post_history_instructions", "alternate_greetings", "tags", "creator", "character_version", "extensions",
    }  # fmt: skip
    made = card(small_persona(), "en")
    assert (made["spec"], made["spec_version"], set(made["data"])) == ("chara_card_v2", "2.0", v2)
    newer = card(small_persona(), "en", "v3")
    assert (newer["spec"], newer["spec_version"], set(newer["data"])) == ("chara_card_v3", "3.0", v2 | {"group_only_greetings"})


@pytest.mark.parametrize("persona", shipped_personas(), ids=lambda persona: persona.slug)
def test_hidden_facts_stand_in_the_extension_only(persona: Persona) -> None:
    made = card(persona, "en")
    shown = json.dumps({key: value for key, value in made["data"].items() if key != "extensions"}, ensure_ascii=False)
    hidden = [tell for fact in persona.facts if fact.hidden for tell in persona.text("en").facts[fact.id].tell]
    assert [tell for tell in hidden if tell in shown] == []


def test_the_picture_is_a_png_with_both_chunks() -> None:
    raw = as_png(card(small_persona(), "en"), card(small_persona(), "en", "v3"), "#102030")
    kinds, at = [], 8
    while at < len(raw):
        size = struct.unpack(">I", raw[at : at + 4])[0]
        kind, body = raw[at + 4 : at + 8], raw[at + 8 : at + 8 + size]
        assert struct.unpack(">I", raw[at + 8 + size : at + 12 + size])[0] == zlib.crc32(kind + body)
        kinds.append(body[:6].split(b"\x00")[0] if kind == b"tEXt" else kind)
        at += 12 + size
    assert kinds == [b"IHDR", b"chara", b"ccv3", b"IDAT", b"IEND"]


def _png(*chunks: tuple[bytes, bytes]) -> bytes:
    parts = (struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not valid JSON"),
        (b"\xff\xfe\x00", "neither a PNG nor UTF-8 JSON"),
        (b"[]", "must be a JSON object"),
        (b"[" * 100_000, "nested too deeply"),
        (b"{}", "no Character Card V2 or V3"),
        (b'{"spec": "chara_card_v2", "data": 3}', "no Character Card V2 or V3"),
        (b'{"spec": ["chara_card_v2"], "data": {}}', "no Character Card V2 or V3"),
        (b'{"spec": "chara_card_v2", "data": {"name": " "}}', "data.name is empty"),
        (b'{"spec": "chara_card_v2", "data": {"name": 3}}', "data.name must be a text"),
        (b'{"spec": "chara_card_v2", "data": {"name": "A", "extensions": 3}}', "data.extensions must be an object"),
        (b'{"spec": "chara_card_v2", "data": {"name": "A", "extensions": {"kulanz": {"slug": 3}}}}', "extensions.kulanz.slug"),
        (_png((b"IEND", b"")), "carries no card"),
        (_png((b"tEXt", b"chara\x00!!!"), (b"IEND", b"")), "not base64"),
        (_png((b"tEXt", b"chara\x00" + base64.b64encode(b"{")), (b"IEND", b"")), "not valid JSON"),
        (_png((b"tEXt", b"chara\x00e30=")), "cut off"),
        (_png((b"tEXt", b"chara\x00e30="), (b"IEND", b""))[:30], "cut off"),
        (_png((b"tEXt", b"chara\x00e30="), (b"IEND", b"")).replace(b"e30=", b"e31="), "damaged"),
    ],
)
def test_a_broken_card_is_one_clear_line(raw: bytes, said: str) -> None:
    assert said in broken(raw)


def test_a_kulanz_card_with_a_fault_of_content_is_refused() -> None:
    made = card(small_persona(), "en")
    made["data"]["extensions"]["kulanz"]["facts"][0]["gate"] = 0.99
    assert "never reached in a talk" in broken(as_json(made).encode())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_bring_more_than_one_clear_line(raw: bytes, picture: bool) -> None:
    broken(b"\x89PNG\r\n\x1a\n" + raw if picture else raw)


@given(st.text(max_size=80))
def test_every_name_makes_a_file_name(name: str) -> None:
    assert SLUG.fullmatch(slug_of(name, "card"))
    assert Path(f"{slug_of(name, 'card')}.yaml").name == f"{slug_of(name, 'card')}.yaml"
