"""Reads the query string as strictly as a body: unknown, repeated and misspelt parameters are refused, not ignored.

A filter that is silently ignored answers more rows than were asked for.
"""

import re
from typing import Annotated, Any, Literal, Protocol, TypeVar

import msgspec
from django.http import QueryDict

from presence.kit.api import forms
from presence.kit.api.fields import number, said, text
from presence.kit.api.problems import FieldProblem, Invalid

Query = TypeVar("Query", bound=msgspec.Struct)
_WHOLE_NUMBER = re.compile(r"^-?[0-9]{1,15}$")


class NoQuery(msgspec.Struct, frozen=True):
    """An address that takes no parameters."""


Limit = Annotated[int, number(1, 200, description="Rows on a page.")]
Cursor = Annotated[str, text(2000, description="Where the page begins: part of `next`. Leave it away to start.")]
Count = Annotated[Literal["exact"], said("`exact` adds the number of all rows as `count`.")]


class Paging(Protocol):
    """What a query of any list holds."""

    @property
    def limit(self) -> int: ...

    @property
    def cursor(self) -> str | None: ...

    @property
    def count(self) -> str | None: ...


class PageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What every list takes."""

    limit: Limit = 50
    cursor: Cursor | None = None
    count: Count | None = None


def read(form: type[Query], given: QueryDict) -> Query:
    """The parameters as a struct. Raises Invalid with all problems found."""
    repeated = [name for name, values in given.lists() if len(values) > 1]
    if repeated:
        forms.refuse([FieldProblem(_name(name), "duplicate", "Give this parameter once.") for name in repeated])
    try:
        return forms.read(form, {name: _plain(form, name, str(given[name])) for name in given})
    except Invalid as refusal:
        problems = [FieldProblem(_renamed(found.pointer), found.code, _about(found)) for found in refusal.errors]
        forms.refuse(problems)
        raise


def _plain(form: type[msgspec.Struct], name: str, value: str) -> Any:
    """Everything in a query is text; a field that wants a whole number gets one where the text is one."""
    field = next((field for field in forms.inspect_struct(form).fields if field.encode_name == name), None)
    wants_number = field is not None and isinstance(forms.core(field.type), msgspec.inspect.IntType)
    return int(value) if wants_number and _WHOLE_NUMBER.match(value) else value


def _about(found: FieldProblem) -> str:
    return "There is no such parameter here." if found.code == "unknown_field" else found.message


def _renamed(pointer: str) -> str:
    return _name(pointer.removeprefix("/").replace("~1", "/").replace("~0", "~"))


def _name(name: str) -> str:
    return f"?{name[:60]}"
