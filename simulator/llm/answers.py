"""Text of a model -> a checked value: asked for whole, read leniently, validated strictly; it calls no model."""

import json
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Answer = TypeVar("Answer", bound=BaseModel)


def parsed(text: str, schema: type[Answer]) -> Answer:
    """The value in `text`, also inside a code fence or after a few words.

    Raises ValueError (pydantic's ValidationError is one) when no JSON object in it fits.
    """
    fault: ValueError = ValueError("it holds no JSON object")
    for found in _objects(text):
        try:
            return schema.model_validate(found)
        except ValidationError as error:
            fault = error
    raise fault


def schema_text(schema: dict[str, Any]) -> str:
    """The demand for JSON in words, for servers that cannot hold a model to a schema."""
    form = json.dumps(schema, ensure_ascii=False)
    return f"Answer with one JSON object only, no other words. Its JSON schema: {form}"


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The outermost JSON objects in a text, in order."""
    decoder = json.JSONDecoder(strict=False)  # models write raw line breaks into strings
    position = text.find("{")
    while position >= 0:
        try:
            found, end = decoder.raw_decode(text, position)
            yield found
        except json.JSONDecodeError:
            end = position + 1
        position = text.find("{", end)


def every_field(schema: dict[str, Any]) -> None:
    """A model is asked for every field: what it may leave out, a small one does leave out. An answer that lacks some is still read."""
    schema["required"] = list(schema["properties"])
    for field in schema["properties"].values():
        field.pop("default", None)
