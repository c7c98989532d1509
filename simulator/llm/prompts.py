"""Prompt files and their values -> text; a value that a prompt needs and does not get is an error."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from simulator.transcript import Lang

_FOLDER = Path(__file__).parent / "prompts"


def prompt(task: str, lang: Lang, **values: object) -> str:
    """The prompt of prompts/<task>.<lang>.md with its values filled in."""
    return _environment().get_template(f"{task}.{lang}.md").render(**values).strip() + "\n"


@cache
def _environment() -> Environment:
    return Environment(  # noqa: S701 - prompts are plain text, there is nothing to escape
        loader=FileSystemLoader(_FOLDER), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
