"""Every operation of the API, found in the URL configuration, with an address to call it at."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

from presence.kit.api import operations as declared
from presence.kit.api.views import METHODS, ApiView, NowhereView

NOBODY = UUID("01900000-0000-7000-8000-000000000000")


def operations() -> list[tuple[str, str, declared.Operation]]:
    """Method, path below /api/v1 and operation. Ids in paths name nobody."""
    found = []
    for path, view in _views(get_resolver("presence.urls").url_patterns, ""):
        for method in METHODS:
            operation = declared.declared_by(view, method)
            if operation:
                found.append((method.upper(), path.removeprefix("api/v1").replace("<uuid:id>", str(NOBODY)), operation))
    return found


def label(value: Any) -> str | None:
    return value.name if isinstance(value, declared.Operation) else None


def _views(patterns: list[Any], prefix: str) -> Iterator[tuple[str, type[ApiView]]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "cls", None)
            if view is not None and issubclass(view, ApiView) and view is not NowhereView:
                yield path, view
