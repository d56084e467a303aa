"""Answers that belong to no room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from presence.kit import cache

TRIES_ARE_COUNTED_OVER = 15 * 60
CACHE_IS_TRIED_AGAIN_AFTER = 5


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
