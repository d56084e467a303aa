"""Turns JSON values into msgspec structs and names every wrong value at once, where msgspec alone stops at the first.

Nothing is coerced: "12" is no number and 1 is no truth value. Unknown names are refused, so that a misspelt field is noticed
and a protected one (`id`, `organization_id`, `outcome`) cannot be written.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, cast

import msgspec
from msgspec import inspect

from presence.kit.api import fields, words
from presence.kit.api.problems import FieldProblem, Invalid

Form = TypeVar("Form", bound=msgspec.Struct)
MOST_PROBLEMS = 50


def read(form: type[Form], raw: Any) -> Form:
    """The form filled with a JSON value. Raises Invalid with all problems found."""
    problems: list[FieldProblem] = []
    value = _struct(inspect_struct(form), raw, "", problems)
    if problems:
        refuse(problems)
    return value  # type: ignore[no-any-return]


def refuse(problems: list[FieldProblem]) -> None:
    """Raises Invalid; the detail tells the first problem in words."""
    first = problems[0]
    where = f"{first.pointer}: " if first.pointer else ""
    raise Invalid(f"{where}{first.message}", errors=problems[:MOST_PROBLEMS])


@cache
def inspect_struct(form: type[msgspec.Struct]) -> inspect.StructType:
    return cast(inspect.StructType, inspect.type_info(form))


def _struct(shape: inspect.StructType, raw: Any, at: str, problems: list[FieldProblem]) -> Any:
    if not isinstance(raw, dict):
        problems.append(FieldProblem(at, "type", f"Expected an object, not {words.kind_of(raw)}."))
        return None
    known = {field.encode_name: field for field in shape.fields}
    for name in sorted(raw.keys() - known.keys()):
        problems.append(FieldProblem(f"{at}/{_escape(name)}", "unknown_field", "There is no such field."))
    values = {}
    before = len(problems)
    for name, field in known.items():
        if name in raw:
            values[field.name] = _value(field.type, _annotation(shape.cls, field.name), raw[name], f"{at}/{name}", problems)
        elif field.required:
            problems.append(FieldProblem(f"{at}/{name}", "required", "This is needed."))
    return shape.cls(**values) if len(problems) == before else None


def _value(shape: inspect.Type, annotation: Any, raw: Any, at: str, problems: list[FieldProblem]) -> Any:
    inner, extra = _core(shape)
    if isinstance(inner, inspect.StructType) and raw is not None:
        return _struct(inner, raw, at, problems)
    if isinstance(inner, inspect.ListType) and isinstance(raw, list) and isinstance(inner.item_type, inspect.StructType):
        return _structs(inner, inner.item_type, raw, at, problems)
    if isinstance(inner, inspect.IntType) and isinstance(raw, float) and raw.is_integer():
        raw = int(raw)  # JSON has one kind of number: 9.0 is 9
    try:
        value = msgspec.convert(raw, annotation)
    except msgspec.ValidationError as error:
        problems.append(words.explain(error, raw, at, inner, extra))
        return None
    if problem := _out_of_range(raw, value, at, extra):
        problems.append(problem)
    return value


def _structs(
    shape: inspect.ListType, item: inspect.StructType, raw: list[Any], at: str, problems: list[FieldProblem]
) -> list[Any]:
    if shape.max_length is not None and len(raw) > shape.max_length:
        problems.append(FieldProblem(at, "too_long", f"Use at most {shape.max_length} entries."))
        return []
    return [_struct(item, entry, f"{at}/{place}", problems) for place, entry in enumerate(raw)]


def core(shape: inspect.Type) -> inspect.Type:
    """The type inside `… | None`, `… | UNSET` and annotations."""
    return _core(shape)[0]


def _core(shape: inspect.Type) -> tuple[inspect.Type, dict[str, Any]]:
    """The inner type, with what the annotations say beside the schema."""
    if isinstance(shape, inspect.Metadata):
        inner, extra = _core(shape.type)
        return inner, (shape.extra or {}) | extra
    if isinstance(shape, inspect.ListType):
        return shape, _core(shape.item_type)[1]
    if isinstance(shape, inspect.UnionType):
        members = [member for member in shape.types if not isinstance(member, inspect.NoneType)]
        if len(members) == 1:
            return _core(members[0])
    return shape, {}


def _out_of_range(raw: Any, value: Any, at: str, extra: dict[str, Any]) -> FieldProblem | None:
    """What the type allows and the database or common sense does not."""
    if isinstance(value, str) and value.endswith("\n") and "words" in extra:  # `$` also matches before a last line break
        return FieldProblem(at, "bad_form", extra["words"])
    if isinstance(value, Decimal) and "money" in extra and not _is_money(raw, extra["money"]):
        return FieldProblem(at, "out_of_range", "Use an amount of at most twelve digits and two decimals, such as 12500.00.")
    if isinstance(value, datetime):
        return None if fields.EARLIEST <= value < fields.LATEST else _bad_time(at)
    if isinstance(value, date):
        return None if fields.EARLIEST.date() <= value < fields.LATEST.date() else _bad_time(at)
    return None


def _is_money(raw: Any, pattern: re.Pattern[str]) -> bool:
    written = raw if isinstance(raw, str) else format(Decimal(str(raw)), "f").removesuffix(".0")
    return bool(pattern.match(written))


def _bad_time(at: str) -> FieldProblem:
    return FieldProblem(at, "unlikely_time", "Use a time between 1970 and 2200.")


@cache
def _annotations(form: type[msgspec.Struct]) -> dict[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(form)}


def _annotation(form: type[msgspec.Struct], name: str) -> Any:
    return _annotations(form)[name]


def _escape(name: str) -> str:
    """A name as part of a JSON pointer, cut to what fits an answer."""
    return name[:60].replace("~", "~0").replace("/", "~1")
