"""One call: who asks, what for, and the answer on its way back."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, cast
from urllib.parse import urlencode

import msgspec
from django.db import models
from django.http import HttpRequest

from presence.kit.api import etags, pages
from presence.kit.api.formats import Format
from presence.kit.api.queries import Paging

Query = TypeVar("Query", bound=msgspec.Struct)
Row = TypeVar("Row", bound=models.Model)


class Caller(Protocol):
    """Who asks, as the engine needs to know it; presence.tenancy.callers says more."""

    @property
    def name(self) -> str:
        """Unique among all callers; limits and kept answers are counted by it."""

    @property
    def organization_id(self) -> Any:
        """Whose rows it may see."""

    @property
    def allowed(self) -> frozenset[str]:
        """The scopes it may use."""

    def enter(self) -> AbstractContextManager[Any]:
        """Act for the caller's organization inside the block."""


@dataclass(slots=True)
class Reply:
    """What a handler answers. `tag` overrides the strong ETag over the bytes."""

    body: Any = None
    status: int = 200
    location: str = ""
    tag: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call(Generic[Query]):
    """What a handler receives."""

    request: HttpRequest
    caller: Any
    query: Query
    now: datetime
    format: Format
    raw: bytes = b""
    media_type: str = ""

    def url(self, path: str) -> str:
        """The full address of a path as `reverse` gives it."""
        return self.request.build_absolute_uri(path)

    def require_match(self, body: Any) -> None:
        """Refuse unless If-Match names this representation. Raises MatchNeeded, Stale."""
        etags.require(etags.of_body(body), self.request.headers.get("If-Match"))

    @property
    def has_match(self) -> bool:
        """Whether If-Match was sent."""
        return "If-Match" in self.request.headers

    def check_match(self, body: Any) -> None:
        """Refuse when If-Match names another representation. Raises Stale."""
        etags.check(etags.of_body(body), self.request.headers.get("If-Match"))

    def page(self, rows: models.QuerySet[Row], *, order: Sequence[str], shape: Callable[[Sequence[Row]], list[Any]]) -> Reply:
        """One page of rows, shaped together, with the way to the next."""
        chosen = pages.choose(rows, query=cast(Paging, self.query), order=order, belongs_to=self._list_name())
        page = pages.shape(chosen, by=shape, next_url=self._next_url)
        return Reply(page, headers={"Link": f'<{page.next}>; rel="next"'} if page.next else {})

    def _list_name(self) -> str:
        filters = {name: value for name, value in self._given().items() if name not in ("cursor", "limit", "count")}
        return f"{self.caller.organization_id}:{self.request.path_info}:{urlencode(sorted(filters.items()))}"

    def _next_url(self, cursor: str) -> str:
        return self.url(f"{self.request.path}?{urlencode(self._given() | {'cursor': cursor})}")

    def _given(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.request.GET.items()}
