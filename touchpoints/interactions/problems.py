"""What is wrong with a row, for machines (pointer and code) and for people (words)."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import msgspec


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `pointer` is an RFC 6901 pointer into the row; empty means the row as a whole."""

    pointer: str
    code: str
    message: str


# How msgspec begins its messages, what we call that, and our words for it. The first that fits counts.
REFUSALS = (
    ("Expected `datetime` with a timezone", "time_zone", "Give the time with its zone: Z or +01:00 at the end."),
    ("Invalid RFC3339", "time", "This is no time in ISO 8601, such as 2026-11-20T09:30:00Z."),
    ("Expected `str` of length", "too_long", "This text is too long here."),
    ("Expected `array` of length", "too_many", "There are too many of these."),
    ("Invalid decimal", "number", "This is no decimal number."),
    ("Number out of range", "out_of_range", "This number is out of range here."),
    ("Integer value out of range", "out_of_range", "This number is out of range here."),
    ("Expected `int` ", "out_of_range", "This number is out of range here."),
    ("Expected `float` ", "out_of_range", "This number is out of range here."),
    ("Invalid enum value", "choice", "Choose one of {choices}."),
)
WANTED = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "datetime": "a time with its zone, as text",
    "decimal": "a decimal number",
    "array": "a list",
    "object": "an object",
}
_BAD_TEXT = re.compile("[\x00\ud800-\udfff]")
_EXPECTED = re.compile(r"^Expected `(\w+)")


def parse(raw: bytes) -> Any:
    """JSON as loosely as Python reads it, so that what the strict decoder refused can be pointed at. None when it cannot."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def of(value: Any, struct: type[msgspec.Struct], pointer: str = "") -> list[Problem]:
    """Everything that keeps this value from being that struct."""
    if not isinstance(value, Mapping):
        return [Problem(pointer, "type", "Expected an object.")]
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    found = [problem for key in value for problem in _of_member(str(key), value[key], fields, pointer)]
    missing = [name for name, field in fields.items() if field.required and name not in value]
    return found + [Problem(f"{pointer}/{name}", "required", "This is required.") for name in missing]


def bad_text(value: Any) -> bool:
    """Whether any text in this plain value holds what no database can keep: NUL or half a surrogate pair."""
    if isinstance(value, str):
        return _BAD_TEXT.search(value) is not None
    if isinstance(value, Mapping):
        return any(bad_text(key) or bad_text(inner) for key, inner in value.items())
    return isinstance(value, list) and any(map(bad_text, value))


def _of_member(key: str, value: Any, fields: Mapping[str, msgspec.structs.FieldInfo], pointer: str) -> Iterator[Problem]:
    here = f"{pointer}/{_escaped(key)}"
    if key not in fields:
        yield Problem(here, "unknown_field", f"There is no field “{_printable(key)}” here.")
    else:
        yield from _of_value(value, fields[key].type, here)


def _of_value(value: Any, kind: Any, pointer: str) -> Iterator[Problem]:
    struct = _listed_struct(kind)
    if struct and isinstance(value, list):
        for place, item in enumerate(value):
            yield from of(item, struct, f"{pointer}/{place}")
    elif isinstance(value, str) and bad_text(value):
        yield Problem(pointer, "character", "This text holds a character that cannot be kept: NUL or half a surrogate pair.")
    else:
        yield from _refusals(value, kind, pointer)


def _refusals(value: Any, kind: Any, pointer: str) -> Iterator[Problem]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        said = str(error)
        for beginning, code, words in REFUSALS:
            if said.startswith(beginning):
                yield Problem(pointer, code, words.format(choices=", ".join(_choices(kind))))
                return
        wanted = _EXPECTED.match(said)
        yield Problem(pointer, "type", f"Expected {WANTED.get(wanted[1], 'another kind of value') if wanted else 'a value'}.")


def _listed_struct(kind: Any) -> type[msgspec.Struct] | None:
    """The struct of a field that is a list of structs."""
    for choice in get_args(kind):
        inner = get_args(choice)
        if inner and isinstance(inner[0], type) and issubclass(inner[0], msgspec.Struct):
            return inner[0]
    return None


def _choices(kind: Any) -> list[str]:
    inner = [choice for option in get_args(kind) for choice in get_args(option)] or list(get_args(kind))
    return [choice for choice in inner if isinstance(choice, str) and choice]


def _escaped(key: str) -> str:
    return _printable(key).replace("~", "~0").replace("/", "~1")


def _printable(key: str) -> str:
    """A client's field name as it can be sent back: without what UTF-8 cannot carry, and not endless."""
    return _BAD_TEXT.sub("\N{REPLACEMENT CHARACTER}", key)[:80]
