"""Answers to the machines that watch a process: `/healthz` while it lives, `/readyz` while it can do its work.

They are given before every other middleware, so that neither host names nor redirects nor a broken session stand between.
"""

from collections.abc import Callable

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

Answer = Callable[[HttpRequest], HttpResponse]
PULSE = "beat-pulse"
PULSE_SECONDS = 120


def probes(get_response: Answer) -> Answer:
    """Middleware: answer the two addresses, pass everything else on."""

    def answer(request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path)
        return probe() if probe else get_response(request)

    return answer


def keep_pulse() -> None:
    """Beat asks for this every few seconds and a worker does it, which proves both, and the broker between them."""
    cache.set(PULSE, "beats", timeout=PULSE_SECONDS)


def live() -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def ready() -> HttpResponse:
    """200, or 503 with what is wrong, part by part."""
    problems = {part: problem for part, ask in PARTS.items() if (problem := ask())}
    response = JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)
    if problems:
        response.headers["Retry-After"] = "5"
    return response


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return "The database does not answer."
    return ""


def _broker() -> str:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as broker:
            broker.ping()
    except redis.RedisError:
        return "The broker does not answer."
    return ""


def _beat() -> str:
    return "" if cache.get(PULSE) else f"Beat or the workers have not been heard of for {PULSE_SECONDS} seconds."


PROBES: dict[str, Callable[[], HttpResponse]] = {"/healthz": live, "/readyz": ready}
PARTS: dict[str, Callable[[], str]] = {"database": _database, "broker": _broker, "beat": _beat}
