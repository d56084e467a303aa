"""Whose turn it is to send. An organization stands in the line of turns once, however much mail it has.

A turn is one batch of one organization (delivering.py), and whoever has more lines up again behind everybody else: the wait for
a turn is as long as the turns of the others, and not as long as their queues. The line is the broker's queue `mail` (settings).
A place in it is remembered in the cache, and forgotten after PLACE_LASTS, because a broker that was emptied remembers nothing.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.core.cache import cache

PLACE_LASTS = 60  # seconds


def line_up(organization_ids: Iterable[UUID]) -> Iterator[UUID]:
    """Those that get a place in the line now. While the cache is away, that is everybody."""
    for organization_id in organization_ids:
        place = _place(organization_id)
        if cache.get(place) is None:
            cache.set(place, "taken", PLACE_LASTS)
            yield organization_id


def begin(organization_id: UUID) -> None:
    """Its turn has come, so that it may line up again."""
    cache.delete(_place(organization_id))


def _place(organization_id: UUID) -> str:
    return f"mail-turn:{organization_id}"
