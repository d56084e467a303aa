"""The check of `manage.py verify` that walks the chain of every promise (reliability.md P5)."""

from collections.abc import Iterator

from promises.record import chain, reading
from promises.record.models import Promise


def chains() -> Iterator[str]:
    """What is wrong with the promises of the acting organization, promise by promise."""
    for promise in Promise.rows().order_by("pk").iterator(chunk_size=500):
        for fault in chain.verify(reading.history(promise.pk), current_number=promise.current_number):
            yield f"Promise {promise.pk}: {fault}"
