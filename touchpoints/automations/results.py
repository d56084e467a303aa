"""What automations led to: counted by the room that has the outbox, named here by string (settings.AUTOMATION_RESULTS)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

SHOWN = timedelta(days=28)
RULES_COUNT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Results:
    """Of one automation over some days. `suppressed` counts by reason, in words; `contacts_caused` may be unknown, or below 0.

    `reached` counts customers since it was first switched on, as its ramp does.
    Contacts caused are inbound contacts within 72 h of a message, less those of the 28 days before (decisions.md 17).
    """

    sent: int = 0
    waiting: int = 0
    uncertain: int = 0
    failed: int = 0
    suppressed: dict[str, int] = field(default_factory=dict)
    replies: int = 0
    unresolved_replies: int = 0
    contacts_caused: float | None = None
    hatch_uses: int = 0
    unsubscribes: int = 0
    complaints: int = 0
    reached: int = 0

    @property
    def not_sent(self) -> int:
        return sum(self.suppressed.values())


def of(ids: Sequence[UUID], *, now: datetime, over: timedelta = SHOWN) -> dict[UUID, Results]:
    """Each automation's, with zeros where nothing was sent."""
    found: dict[UUID, Results] = {}
    for path in settings.AUTOMATION_RESULTS:
        found |= import_string(path)(ids, now - over)
    return {one: found.get(one, Results()) for one in ids}
