"""What counts of a member's appointments, as interactions: written, corrected and withdrawn as calendars and logs change.

An interaction that somebody corrected, judged or deleted since is their word: it is left alone, and its time counts as logged.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.calendars import rules
from touchpoints.calendars.models import Appointment, MemberCalendar
from touchpoints.calendars.rules import Left, Span
from touchpoints.interactions import actions as interactions
from touchpoints.interactions.models import HandledBy, Interaction
from touchpoints.timer.models import Timer

_NOTHING = Left()
_DAY = timedelta(days=1)


@transaction.atomic
def recount(*, by: Actor, now: datetime, member: Membership) -> None:
    """Count this member's appointments again. Where nothing changed, nothing is written."""
    calendars = lock(member)
    if not calendars:
        return
    rows = _rows(calendars, now)
    counted = [row for row in rows if not is_by_hand(row)]
    over = [row for row in counted if row.may_count and row.ends_at <= now]
    left = rules.left_over([Span(str(row.pk), row.starts_at, row.ends_at) for row in over], _logged(member, counted, now))
    for row in counted:
        row.calendar = calendars[row.calendar_id]
        _write(row, left.get(str(row.pk), _NOTHING), by=by, now=now, member=member)


def lock(member: Membership) -> dict[UUID, MemberCalendar]:
    """The member's calendars, locked until the transaction ends: whoever reads or counts them waits for its turn."""
    rows = MemberCalendar.rows().select_for_update(of=("self",)).select_related("touchpoint")
    return {one.pk: one for one in rows.filter(member=member, removed_at=None).order_by("pk")}


def is_by_hand(row: Appointment) -> bool:
    """Whether somebody changed the interaction since it was written from the calendar."""
    return row.interaction is not None and row.interaction.version != row.interaction_version


def withdraw(row: Appointment, *, by: Actor, now: datetime) -> None:
    """Take back what it counted, unless somebody has made it their own word."""
    if row.interaction and not is_by_hand(row) and row.interaction.deleted_at is None:
        interactions.delete(by=by, now=now, interaction=row.interaction)


def _rows(calendars: dict[UUID, MemberCalendar], now: datetime) -> list[Appointment]:
    """The appointments near now, with their interactions locked. Calendars whose touchpoint left the map are left alone."""
    live = [one.pk for one in calendars.values() if one.touchpoint.archived_at is None]
    rows = list(Appointment.rows().filter(calendar__in=live, starts_at__gte=now - rules.BACK))
    ids = [row.interaction_id for row in rows if row.interaction_id]
    locked = Interaction.rows().select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    found = {one.pk: one for one in locked}
    for row in rows:
        row.interaction = found[row.interaction_id] if row.interaction_id else None
    return rows


def _logged(member: Membership, counted: Sequence[Appointment], now: datetime) -> Iterable[tuple[datetime, datetime]]:
    """When the member had contacts that no appointment here became: all proactive ones, all that a timer measured, and all
    with the customers of these appointments. Each of the three has an index; all contacts of one person have none.
    """
    first = now - rules.BACK - _DAY
    timed = Timer.rows().filter(member=member, started_at__gte=first, interaction__isnull=False).values("interaction")
    with_them = Q(customer__in={row.customer_id for row in counted}, occurred_at__gte=first)
    proactive = ~Q(presence_kind="") & Q(local_day__gte=first.date())
    theirs = Interaction.rows().filter(
        member=member, deleted_at=None, seconds__gt=0, handled_by__in=(HandledBy.HUMAN, HandledBy.ASSISTED)
    )
    ours = {row.interaction_id for row in counted}
    spans = {}
    for which in (proactive, with_them, Q(pk__in=timed)):
        spans.update(
            {pk: (at, at + timedelta(seconds=long)) for pk, at, long in _times(theirs.filter(which)) if pk not in ours}
        )
    return spans.values()


def _times(rows: Any) -> Any:
    return rows.order_by().values_list("pk", "occurred_at", "seconds")


def _write(row: Appointment, left: Left, *, by: Actor, now: datetime, member: Membership) -> None:
    if left.begins_at:
        _keep(row, _said(row, left, member), by=by, now=now)
    elif row.interaction and row.interaction.deleted_at is None:
        interactions.delete(by=by, now=now, interaction=row.interaction)
        row.interaction.refresh_from_db(fields=["version"])
    version = row.interaction.version if row.interaction else None
    fields = {"counted": left.counts, "logged": left.logged, "elsewhere": left.elsewhere, "interaction_version": version}
    if _differs(row, fields):
        Appointment.rows().filter(pk=row.pk).update(interaction=row.interaction, **fields)


def _differs(row: Appointment, fields: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in fields.items())


def _keep(row: Appointment, said: dict[str, Any], *, by: Actor, now: datetime) -> None:
    """Let the interaction say this; without one, record it."""
    before = row.interaction
    if before is None:
        row.interaction = interactions.record(by=by, now=now, row=said)
    elif before.deleted_at is not None or not _says(before, said):
        if before.deleted_at is not None:
            interactions.restore(by=by, now=now, interaction=before)
        row.interaction = interactions.correct(by=by, now=now, interaction=before, row=said)


def _said(row: Appointment, left: Left, member: Membership) -> dict[str, Any]:
    """What the interaction says: nothing of the calendar's words."""
    return {
        "customer": str(row.customer_id),
        "touchpoint": str(row.calendar.touchpoint_id),
        "occurred_at": left.begins_at,
        "handled_by": "human",
        "member": member.user.email,
        "channel": "meeting",
        "minutes": left.counts / 60,
        "presence_kind": row.presence_kind or row.calendar.presence_kind,
    }


def _says(interaction: Interaction, said: dict[str, Any]) -> bool:
    return (
        str(interaction.customer_id),
        str(interaction.touchpoint_id),
        interaction.occurred_at,
        interaction.seconds,
        interaction.presence_kind,
    ) == (said["customer"], said["touchpoint"], said["occurred_at"], round(said["minutes"] * 60), said["presence_kind"])
