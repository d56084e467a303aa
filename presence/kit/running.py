"""What runs for a member until they stop it, in the frame of every page. Rooms name theirs in settings.RUNNING.

Each is a function (member) -> Running or None. What they answer is kept, so that a page asks no database for it; whoever starts
or stops something calls `forget`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

KEPT_SECONDS = 300  # only for what changes from elsewhere, such as the name of a customer


@dataclass(frozen=True, slots=True)
class Running:
    """`word` leads to `url`; `stop_url` and `discard_url` get a POST. After `asks_after` it is probably forgotten."""

    word: str
    url: str
    since: datetime
    stop_url: str
    discard_url: str
    asks_after: timedelta

    def minutes(self) -> int:
        """Whole minutes until now."""
        return int((timezone.now() - self.since).total_seconds() // 60)

    def is_forgotten(self) -> bool:
        return timezone.now() - self.since > self.asks_after


def shown_to(member: Any) -> list[Running]:
    """What runs for this member. Queries only after a change."""
    known: list[Running] | None = cache.get(_key(member))
    if known is None:
        with transaction.atomic(savepoint=False):
            known = [found for path in settings.RUNNING if (found := import_string(path)(member))]
        cache.set(_key(member), known, KEPT_SECONDS)
    return known


def forget(member: Any) -> None:
    """Something was started or stopped: at once for this request, and again when others can see it."""
    cache.delete(_key(member))
    transaction.on_commit(lambda: cache.delete(_key(member)))


def _key(member: Any) -> str:
    return f"running:{member.pk}"
