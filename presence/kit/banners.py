"""What everybody is told on top of every page. Rooms name theirs in settings.BANNERS: functions (member) -> Banner or None.

Asked at most every 15 seconds; who changes what a banner says calls `forget`, so that everybody sees it with the next page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.module_loading import import_string

SECONDS = 15


class Member(Protocol):
    """What is asked of a membership."""

    role: Any
    organization_id: Any


@dataclass(frozen=True, slots=True)
class Banner:
    """One line: a word in bold, what it means, and where to do something about it. An alarm is seen from afar."""

    word: str
    said: str
    url: str = ""
    link_word: str = ""
    is_alarm: bool = False


def shown_to(member: Member) -> Sequence[Banner]:
    key = _key(member.organization_id, member.role)
    found: Sequence[Banner] | None = cache.get(key)
    if found is None:
        with transaction.atomic(savepoint=False):
            asked = [import_string(path)(member) for path in settings.BANNERS]
        found = [banner for banner in asked if banner]
        cache.set(key, found, SECONDS)
    return found


def forget(organization_id: UUID) -> None:
    """Once the transaction has committed, everybody's next page asks anew."""
    keys = [_key(organization_id, role) for role in ("owner", "leader", "agent", "viewer")]
    transaction.on_commit(lambda: cache.delete_many(keys))


def _key(organization_id: Any, role: Any) -> str:
    return f"banners:{organization_id}:{role}"
