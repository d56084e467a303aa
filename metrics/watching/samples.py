"""Where the samples come from: the database, over all organizations and naming none, the broker and the cache."""

from collections.abc import Iterator

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from metrics.watching.text import Sample
from presence.kit import health

QUEUE = "celery"


def collect() -> Iterator[Sample]:
    """Everything that can be told; what the broker does not answer is left out, as Prometheus expects."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, label, value FROM metrics_watched()")
        yield from (Sample(*row) for row in cursor.fetchall())
    yield from _tasks()
    yield Sample("beat_is_heard", "", 1 if cache.get(health.PULSE) else 0)


def _tasks() -> Iterator[Sample]:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as broker:
            yield Sample("tasks_waiting", "", float(broker.llen(QUEUE)))
    except redis.RedisError:
        return
