"""Says in plain words what msgspec found wrong with a value."""

import re
from typing import Any

import msgspec
from msgspec import inspect

from presence.kit.api.problems import FieldProblem

_PLACE = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")
_LENGTH = re.compile(r"of length (<=|>=) (\d+)")
_BOUND = re.compile(r"(<=|>=|<|>) (-?[\d.]+)")
_EXPECTED = re.compile(r"Expected `([^`]+)`")
_INVALID = {
    "Expected `datetime` with a timezone": "Give the time zone too, such as 2026-11-21T09:30:00Z.",
    "Invalid RFC3339 encoded datetime": "Use a time such as 2026-11-21T09:30:00Z.",
    "Invalid RFC3339 encoded date": "Use a day such as 2026-11-21.",
    "Invalid UUID": "Use an id as the API answers it.",
    "Invalid decimal": "Use a number such as 12500.00.",
}
_BOUNDS = {"<=": "at most", ">=": "at least", "<": "less than", ">": "more than"}
_TYPES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
    "decimal": "an amount",
    "datetime": "a time",
    "date": "a day",
    "uuid": "an id",
}


def kind_of(raw: Any) -> str:
    """What a JSON value is, in words."""
    match raw:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "an object"


def explain(
    error: msgspec.ValidationError, raw: Any, at: str, shape: inspect.Type | None = None, extra: dict[str, Any] | None = None
) -> FieldProblem:
    """The problem behind msgspec's message. `raw` is the value it was found in, `at` the pointer to that value."""
    message = str(error)
    place = _PLACE.search(message)
    pointer = at
    for name, index in _STEP.findall(place["path"] if place else ""):
        pointer += f"/{name or index}"
        raw = _inside(raw, name, index)
    code, text = _say(_PLACE.sub("", message), raw, shape, extra or {})
    return FieldProblem(pointer, code, text)


def _inside(raw: Any, name: str, index: str) -> Any:
    try:
        return raw[name] if name else raw[int(index)]
    except (KeyError, IndexError, TypeError):
        return None


def _say(message: str, raw: Any, shape: inspect.Type | None, extra: dict[str, Any]) -> tuple[str, str]:
    if "matching regex" in message:
        return "bad_form", extra.get("words") or _about_text(raw)
    if message.startswith("Invalid enum value"):
        return "unknown_value", f"Use one of: {', '.join(choices(shape))}."
    for opening, advice in _INVALID.items():
        if message.startswith(opening):
            return "invalid", advice
    return _say_measure(message, raw)


def _say_measure(message: str, raw: Any) -> tuple[str, str]:
    """About lengths, bounds and types."""
    if found := _LENGTH.search(message):
        side, length = found.groups()
        if side == ">=":
            return "too_short", "This cannot be empty." if length == "1" else f"Use at least {length} {_unit(raw)}."
        return "too_long", f"Use at most {length} {_unit(raw)}."
    if found := _BOUND.search(message):
        return "out_of_range", f"Use {_BOUNDS[found[1]]} {found[2]}."
    if found := _EXPECTED.match(message):
        return "type", f"Expected {_alternatives(found[1])}, not {kind_of(raw)}."
    return "invalid", "This value cannot be used."


def choices(shape: inspect.Type | None) -> list[str]:
    """The values an enumeration, or a list of one, accepts."""
    match shape:
        case inspect.LiteralType():
            return [str(value) for value in shape.values]
        case inspect.EnumType() | inspect.CustomType():
            return [str(member.value) for member in shape.cls]  # type: ignore[attr-defined]
        case inspect.ListType():
            return choices(shape.item_type)
        case _:
            return []


def _about_text(raw: Any) -> str:
    if isinstance(raw, str) and "\0" in raw:
        return "Leave the NUL character (\\u0000) out."
    return "This cannot be blank." if isinstance(raw, str) and not raw.strip() else "This is not in the right form."


def _unit(raw: Any) -> str:
    return "characters" if isinstance(raw, str) else "entries"


def _alternatives(kinds: str) -> str:
    return " or ".join(_TYPES.get(kind, kind) for kind in kinds.split(" | "))
