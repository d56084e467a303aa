"""What one method of an address does, declared as data beside its handler; the engine obeys it and the schema tells it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import msgspec

from presence.kit.api import bodies, queries
from presence.kit.api.formats import JSON, Format

Handler = TypeVar("Handler", bound=Callable[..., Any])
Match = Literal["never", "optional", "required"]


@dataclass(frozen=True, slots=True)
class RawBody:
    """A body that its handler reads itself, for speed or because it is forgiving.

    `forms` gives the type meant for each content type; `schemas` says what is accepted where that is more.
    """

    forms: Mapping[str, Any]
    limit: int
    schemas: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address.

    `name` is unique in the API (`list_customers`); `scope` is what a caller needs; `conflicts` says that the answer may be
    409 for what is stored already; `may_exist`, that it is 200 where nothing new was made; `has_address`, that what is made is
    found again at an address of its own, told in Location; `example` is a body that works.
    """

    name: str
    scope: str
    summary: str
    answer: Any
    query: type[msgspec.Struct] = queries.NoQuery
    body: type[msgspec.Struct] | RawBody | None = None
    status: int = 200
    if_match: Match = "never"
    has_etag: bool = False
    conflicts: bool = False
    may_exist: bool = False
    has_address: bool = True
    formats: tuple[Format, ...] = (JSON,)
    example: Any = None

    @property
    def takes(self) -> tuple[str, ...]:
        """Content types of the body."""
        return tuple(self.body.forms) if isinstance(self.body, RawBody) else (bodies.JSON,)

    @property
    def limit(self) -> int:
        """Bytes a body may have."""
        return self.body.limit if isinstance(self.body, RawBody) else bodies.ORDINARY_LIMIT


def operation(**facts: Any) -> Callable[[Handler], Handler]:
    """Declares a handler: `@operation(name="list_customers", scope="customers:read", …)`."""
    declared = Operation(**facts)

    def declare(handler: Handler) -> Handler:
        handler.operation = declared  # type: ignore[attr-defined]
        return handler

    return declare


def declared_by(view: Any, method: str) -> Operation | None:
    """The operation behind a method of a view or view class; None when it has none."""
    return getattr(getattr(view, method.lower(), None), "operation", None)
