"""What all commands share: formats, languages, printing; it knows no command."""

import json
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console

from simulator.persona import Persona
from simulator.session import lang_of
from simulator.transcript import Lang

out = Console(highlight=False, soft_wrap=True, emoji=False)


class Format(StrEnum):
    """How a result is printed."""

    text = "text"
    json = "json"


AsFormat = Annotated[Format, typer.Option("--format", help="text for people, json for programs")]
InLang = Annotated[str, typer.Option("--lang", help="de or en; empty means the setting KULANZ_LANG, else de")]


def print_json(value: Any, indent: int | None = None) -> None:
    """One JSON value on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=indent))


def spoken(persona: Persona, lang: str) -> Lang:
    """The language asked for, or the first one the client speaks."""
    return lang_of(lang) if lang else persona.langs[0]
