"""Answers that belong to no room."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from presence.kit import cache

TRIES_ARE_COUNTED_OVER = 15 * 60
CACHE_IS_TRIED_AGAIN_AFTER = 5
DATABASE_IS_TRIED_AGAIN_AFTER = 10


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    """429 after too many tries; 503 when tries cannot be counted, because then none is let through."""
    if cache.is_away():
        response, wait = render(request, "503_tries.html", status=503), CACHE_IS_TRIED_AGAIN_AFTER
    else:
        response, wait = render(request, "429.html", status=429), TRIES_ARE_COUNTED_OVER
    response.headers["Retry-After"] = str(wait)
    return response


def discreet(response: HttpResponse) -> HttpResponse:
    """The address holds a secret: no search engine keeps it, and no other page is told it."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 when the database is away, because then trying again helps. Touches no database itself."""
    if not _is_database_away(sys.exc_info()[1]):
        return defaults.server_error(request)
    response = defaults.server_error(request, template_name="503.html")
    response.status_code = 503
    response.headers["Retry-After"] = str(DATABASE_IS_TRIED_AGAIN_AFTER)
    return response


def _is_database_away(error: BaseException | None) -> bool:
    """No connection (no state at all, or class 08), no free one (53), or being shut down or started (57P)."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(("08", "53", "57P"))
