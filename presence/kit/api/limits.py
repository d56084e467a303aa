"""So many requests a minute for each caller, counted in Redis. While Redis is away, everybody passes.

The minute begins with a caller's first request and the count is one atomic step, so it is exact however many ask at once.
"""

import time
from dataclasses import dataclass
from functools import cache

import redis
from django.conf import settings

from presence.kit.api.problems import TooMany

WINDOW_SECONDS = 60
REST_SECONDS = 5.0
_COUNT = """
local used = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {used, left}
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a caller stands after this request."""

    limit: int
    used: int
    resets_in: int

    @property
    def headers(self) -> dict[str, str]:
        left = max(self.limit - self.used, 0)
        return {
            "RateLimit-Policy": f'"caller";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"caller";r={left};t={self.resets_in}',
        }


def count(name: str) -> Standing | None:
    """Count one request of this caller; None when nobody can count just now."""
    limit = settings.API_REQUESTS_PER_MINUTE
    answer = _counter().add(name)
    if answer is None:
        return None
    used, milliseconds = answer
    return Standing(limit=limit, used=used, resets_in=-(-milliseconds // 1000))


def refuse_beyond(standing: Standing) -> None:
    """Raises TooMany when this request is one too many."""
    if standing.used > standing.limit:
        raise TooMany(
            f"More than {standing.limit} requests in a minute. Try again in {standing.resets_in} seconds.",
            headers={"Retry-After": str(standing.resets_in)},
        )


class Counter:
    """Counts in Redis. After a failure it is left alone for a few seconds, so that a frozen one slows one request, not all."""

    def __init__(self, url: str) -> None:
        client = redis.Redis.from_url(url, socket_timeout=0.25, socket_connect_timeout=0.25)
        self._count = client.register_script(_COUNT)
        self._away_until = 0.0

    def add(self, name: str) -> tuple[int, int] | None:
        if time.monotonic() < self._away_until:
            return None
        try:
            used, left = self._count(keys=[f"presence:limit:{name}"], args=[WINDOW_SECONDS * 1000])
        except (redis.ConnectionError, redis.TimeoutError, redis.ResponseError):
            self._away_until = time.monotonic() + REST_SECONDS
            return None
        return int(used), int(left)


@cache
def _counter() -> Counter:
    return Counter(str(settings.CACHES["default"]["LOCATION"]))
