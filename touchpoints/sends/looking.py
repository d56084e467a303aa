"""Looking for reasons to send: what happened at the active automations since they were last looked at becomes messages."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from touchpoints.automations import occasions
from touchpoints.automations.models import Automation, State
from touchpoints.automations.rules import InvalidRule
from touchpoints.sends import enqueuing

logger = logging.getLogger(__name__)


def look(*, now: datetime) -> int:
    """Write the messages that are due up to now; gives how many. One that somebody else holds waits for the next time.

    Occasions and `looked_until` are written in one transaction, so that none is passed over and none is found twice.
    """
    with transaction.atomic():
        active = list(Automation.rows().filter(state=State.ACTIVE).values_list("pk", flat=True))
    return sum(_look_at(pk, now) for pk in active)


@transaction.atomic
def _look_at(automation_id: UUID, now: datetime) -> int:
    rows = Automation.rows().filter(pk=automation_id, state=State.ACTIVE)
    automation = rows.select_for_update(no_key=True, skip_locked=True).first()
    if automation is None:
        return 0
    since, until = occasions.window(automation, now)
    try:
        found = occasions.due(automation, since=since, until=until)
    except InvalidRule as refusal:  # of a newer version, say: it holds up no other automation
        logger.error("The automation %s cannot be read: %s", automation_id, refusal.words)
        return 0
    written = enqueuing.enqueue(automation, found, now)
    rows.update(looked_until=now)
    return written.queued
