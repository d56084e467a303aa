"""A JSON schema in a few plain words."""

from typing import Any

_FORMATS = {
    "date-time": "a time",
    "date": "a day",
    "uuid": "an id",
    "decimal": "an amount",
    "uri": "an address",
}
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
}


def kind(schema: dict[str, Any]) -> str:
    """As "text, up to 200 characters", "one of kept, broken", "a list of ids, or null"."""
    said = _kind(inner(schema))
    return f"{said}, or null" if is_nullable(schema) else said


def inner(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema beside null."""
    options = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    return {**schema, **options[0]} if options else schema


def is_nullable(schema: dict[str, Any]) -> bool:
    return {"type": "null"} in schema.get("anyOf", ())


def _kind(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}" if len(schema["enum"]) > 1 else f"{schema['enum'][0]}"
    if schema.get("type") == "array":
        most = f", at most {schema['maxItems']:,}" if "maxItems" in schema else ""
        return f"a list{most}: {_kind(inner(schema['items']))}"
    if "$ref" in schema:
        return "an object"
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    return _TYPES.get(str(schema.get("type")), "any value") + _bounds(schema)


def _bounds(schema: dict[str, Any]) -> str:
    if "maxLength" in schema:
        return f", up to {schema['maxLength']:,} characters"
    if "minimum" in schema and "maximum" in schema:
        return f" from {schema['minimum']:,} to {schema['maximum']:,}"
    return ""
