"""Looking for reasons to send: what happened at the active automations since they were last looked at becomes messages."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from touchpoints.automations import occasions
from touchpoints.automations.models import Automation, State
from touchpoints.sends import enqueuing


def look(*, now: datetime) -> int:
    """Write the messages that are due up to now; gives how many. One that somebody else holds waits for the next time.

    Occasions and `looked_until` are written in one transaction, so that none is passed over and none is found twice.
    """
    return sum(_look_at(pk, now) for pk in Automation.rows().filter(state=State.ACTIVE).values_list("pk", flat=True))


@transaction.atomic
def _look_at(automation_id: UUID, now: datetime) -> int:
    rows = Automation.rows().filter(pk=automation_id, state=State.ACTIVE)
    automation = rows.select_for_update(no_key=True, skip_locked=True).first()
    if automation is None:
        return 0
    since, until = occasions.window(automation, now)
    written = enqueuing.enqueue(automation, occasions.due(automation, since=since, until=until), now)
    rows.update(looked_until=now)
    return written.queued
