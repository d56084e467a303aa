"""JSON Schema of the types that bodies, answers and parameters are made of, in the dialect of OpenAPI 3.1."""

from enum import Enum
from typing import Any

import msgspec
from django.db.models import Choices

_REF = "#/components/schemas/"
Schema = dict[str, Any]


def described(kind: Any) -> tuple[Schema, dict[str, Schema]]:
    """The schema of a type and, by name, the schemas it refers to. What is a schema already stays as it is."""
    if isinstance(kind, dict):
        return kind, {}
    choices: dict[str, Schema] = {}

    def hook(custom: type) -> Schema:
        if not issubclass(custom, Choices):
            raise NotImplementedError
        choices[choices_name(custom)] = {"type": "string", "enum": [member.value for member in custom]}
        return {"$ref": _REF + choices_name(custom)}

    (schema,), parts = msgspec.json.schema_components([kind], schema_hook=hook, ref_template=_REF + "{name}")
    plain = {_plain_name(name): _tidy(part) for name, part in parts.items()}
    return _tidy(schema), plain | choices


def inline(form: type[msgspec.Struct]) -> Schema:
    """The schema of a struct with everything it refers to written in place: parameters have no components of their own."""
    schema, parts = described(form)
    return _resolve(schema, parts)  # type: ignore[no-any-return]


def without_null(schema: Schema) -> Schema:
    """A parameter of the query cannot be null: it is absent."""
    options = [option for option in schema.get("anyOf", []) if option != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name != "anyOf" and not (name == "default" and value is None)}
    return rest | options[0] if len(options) == 1 else schema


def example(value: Any, media_type: str) -> Schema:
    """An example, as a media type object wants it."""
    if media_type.endswith("ndjson"):
        value = "\n".join(msgspec.json.encode(row).decode() for row in value)
    return {"example": value}


def choices_name(kind: type[Enum]) -> str:
    """`Term.Kind` is `TermKind`: a component's name has no dots."""
    return kind.__qualname__.replace(".", "")


def _plain_name(name: str) -> str:
    """`Page_Customer_` is `CustomerPage`."""
    outer, _, inner = name.rstrip("_").partition("_")
    return f"{inner}{outer}" if inner else outer


def _tidy(schema: Any) -> Any:
    """Names in our form, no titles, and a type beside every list of values."""
    if isinstance(schema, list):
        return [_tidy(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {name: _tidy(value) for name, value in schema.items() if name != "title" or isinstance(value, dict)}
    if isinstance(tidy.get("$ref"), str):
        tidy["$ref"] = _REF + _plain_name(tidy["$ref"].removeprefix(_REF))
    if tidy.get("format") == "decimal" and "pattern" in tidy:
        tidy["type"] = ["string", "number"]  # msgspec writes amounts as text and reads numbers too
    if isinstance(tidy.get("enum"), list) and all(isinstance(value, str) for value in tidy["enum"]):
        tidy.setdefault("type", "string")
    return tidy


def _resolve(schema: Any, parts: dict[str, Schema]) -> Any:
    if isinstance(schema, list):
        return [_resolve(part, parts) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        rest = {name: value for name, value in schema.items() if name != "$ref"}
        return _resolve(parts[schema["$ref"].removeprefix(_REF)], parts) | rest
    return {name: _resolve(value, parts) for name, value in schema.items()}
