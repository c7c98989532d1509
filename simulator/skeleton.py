"""A new client to start from: template + the temperament of a client at hand -> YAML text that passes `kulanz check`."""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from textwrap import indent
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from simulator.errors import InputError
from simulator.persona import Persona
from simulator.transcript import Frozen, Lang

DEFAULT_LIKE = "photo-silent"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FOLDER = Path(__file__).parent / "templates"
_EXAMPLES: dict[Lang, dict[str, Any]] = {
    "de": {
        "name": "Renate Beispiel",
        "character": "Sagt ungern, was sie will, und wundert sich, wenn es keiner weiß. Auf genaue Fragen antwortet sie ehrlich.",
        "complaint": "Auf dem Flyer steht keine Speisekarte. So will sie ihn nicht auslegen und nicht zahlen.",
        "opening": ("Guten Tag. Es geht um den Flyer. Da steht ja gar nicht drauf, was es bei uns gibt.", "Beispiel hier. Den Flyer leg ich so nicht aus."),
    },
    "en": {
        "name": "Ruth Example",
        "character": "Does not like to say what she wants and is surprised when nobody knows. Precise questions get honest answers.",
        "complaint": "There is no menu on the leaflet. She won't put it out like that, and she won't pay.",
        "opening": ("Hello. It's about the leaflet. It doesn't even say what we serve.", "Ruth here. I'm not putting that leaflet out."),
    },
}  # fmt: skip


class Known(Frozen):
    """What is known of a new client beforehand; empty means the example of the template."""

    name: str = ""
    character: str = ""
    complaint: str = ""
    opening: tuple[str, ...] = ()


def skeleton(slug: str, lang: Lang, like: Persona, known: Known | None = None) -> str:
    """The YAML text of a new client with the temperament and the lines of `like`.

    Raises InputError when the slug cannot be used or `like` does not speak the language.
    """
    if not SLUG.fullmatch(slug):
        raise InputError(f"{slug!r} cannot be a client's name. Use small letters, digits and single hyphens, such as shop-angry.")
    if lang not in like.langs:
        raise InputError(f"{like.slug} does not speak {lang!r}. Choose another client with --like.")
    given = {name: value for name, value in (known or Known()).model_dump().items() if value}
    text = like.text(lang)
    return _environment().get_template(f"persona.{lang}.yaml").render(
        _numbers(like) | _EXAMPLES[lang] | given,
        slug=slug, like=like.slug, temperament=like.temperament, address=text.address,
        lines=indent(block({move: {mood: list(own) for mood, own in moods.items()} for move, moods in text.lines.items()}), "    ").rstrip(),
    )  # fmt: skip


def persona_yaml(persona: Persona) -> str:
    """A client as the text of its file."""
    return f"# yaml-language-server: $schema=schemas/persona.json\n{block(persona.model_dump(mode='json', exclude_none=True))}"


_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug_of(called: str, otherwise: str) -> str:
    """A file name for a client of this name: 'Frau Müller' -> 'frau-mueller'; `otherwise` when nothing is left."""
    plain = unicodedata.normalize("NFKD", called.lower().translate(_SPELLED)).encode("ascii", "ignore").decode()
    found = "-".join("".join(char if char.isalnum() else " " for char in plain).split())[:60].strip("-")
    return found if SLUG.fullmatch(found) else otherwise


def block(value: Any) -> str:
    """A value as readable YAML, texts on one line each."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100_000)


class _Dumper(yaml.SafeDumper):
    """Quotes texts with rare line breaks and invisible characters; without quotes YAML would change them."""


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = text.replace("\n", "").isprintable()
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _quoted)


def _numbers(like: Persona) -> dict[str, str]:
    fields = ("start", "nature", "triggers", "soothers", "portrait")
    found = like.model_dump(mode="json", include=set(fields))
    return {name: json.dumps(found[name]) for name in fields}


def _one_line(text: str) -> str:
    """A text as a YAML scalar in quotes, whatever it holds."""
    return yaml.safe_dump(text, allow_unicode=True, width=1_000_000, default_style='"').strip()


@cache
def _environment() -> Environment:
    found = Environment(  # noqa: S701 - the result is YAML, not HTML; the `yaml` filter quotes what is filled in
        loader=FileSystemLoader(_FOLDER, encoding="utf-8"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    found.filters["yaml"] = _one_line
    return found
