"""Commitments whose time passes without a word."""

from datetime import datetime

from django.db.models.functions import Now

from presence.audit import actions as audit
from presence.tenancy.actors import SYSTEM
from touchpoints.interactions.models import Interaction, Outcome

MOST_NAMED = 100


def break_commitments(*, now: datetime) -> int:
    """Write down as overdue every open commitment of the acting organization whose time has passed; says how many.

    One statement over the index of open commitments. What is written is what every reader already counts (rules.as_of), so a
    tick that is late or runs twice changes no figure. The content a client wrote stays as it is, so no version is made.
    """
    due = Interaction.rows().filter(
        outcome=Outcome.UNCHECKED, done_at=None, promised_by__lt=now, promised_by__isnull=False, deleted_at=None
    )
    named = [str(pk) for pk in due.order_by("promised_by").values_list("pk", flat=True)[:MOST_NAMED]]
    broken = due.update(outcome=Outcome.BROKEN_OVERDUE, updated_at=Now()) if named else 0
    if broken:
        audit.record(verb="commitments.broken", by=SYSTEM, count=broken, interactions=named)
    return broken
