"""The cache is a convenience: when Redis is away, pages are slower and never broken."""

from collections.abc import Callable
from typing import Any

import redis
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache


class ForgivingRedisCache(RedisCache):
    """Answers as an empty cache while Redis cannot be reached."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _forgive(lambda: super(ForgivingRedisCache, self).get(key, default, version), default)

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        _forgive(lambda: super(ForgivingRedisCache, self).set(key, value, timeout, version), None)

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        return bool(_forgive(lambda: super(ForgivingRedisCache, self).add(key, value, timeout, version), False))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(_forgive(lambda: super(ForgivingRedisCache, self).delete(key, version), False))


def _forgive(call: Callable[[], Any], answer: Any) -> Any:
    try:
        return call()
    except (redis.ConnectionError, redis.TimeoutError):
        return answer


def is_away() -> bool:
    """Whether the cache cannot be reached, asked by writing a word into it."""
    cache.set("is-away", "no", 10)
    return cache.get("is-away") is None
