"""Logging a contact whole: the interaction, the timer that measured it, and the day on which somebody comes back."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.calendars import counting as calendars
from touchpoints.followups import actions as followups
from touchpoints.interactions import actions as interactions
from touchpoints.interactions.models import Interaction
from touchpoints.timer import actions as timing
from touchpoints.timer.models import Timer


@transaction.atomic
def log(
    *,
    by: Actor,
    now: datetime,
    today: date,
    member: Membership,
    customer: Customer,
    row: dict[str, Any],
    interaction_id: UUID | None = None,
    timer: Timer | None = None,
    follow_up: date | None = None,
    follow_up_words: str = "",
) -> Interaction:
    """All or nothing; sent twice, it is one contact, one follow-up and one logged timer. What is logged counts before
    appointments in calendars, so those are counted anew.

    Raises interactions.NotTaken, followups.DayIsOver, timing.TimerGone.
    """
    made = interactions.record(by=by, now=now, row=row, interaction_id=interaction_id)
    if timer is not None:
        timing.mark_logged(by=by, now=now, timer=timer, interaction=made)
    if follow_up is not None:
        about: dict[str, Any] = {"words": follow_up_words, "interaction": made}
        followups.add(by=by, customer=customer, member=member, due_date=follow_up, today=today, **about)
    calendars.recount(by=by, now=now, member=member)
    return made
