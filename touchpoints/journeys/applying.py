"""Makes the published rows equal to a version. Only touchpoints/journeys/publishing.py calls this."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from presence.hours.models import Calendar
from presence.kit import refusals
from touchpoints.journeys import approvals, missing
from touchpoints.journeys import document as documents
from touchpoints.journeys.document import Moment
from touchpoints.journeys.published import MapVersion, PendingChange, PublishedTouchpoint

PATIENCE = timedelta(seconds=10)


class Busy(refusals.Refusal):
    """Somebody else held what had to be changed for longer than PATIENCE. Nothing was changed."""

    def __init__(self, names: list[str]) -> None:
        waited = f"and it did not end within {PATIENCE.total_seconds():.0f} seconds"
        held = f"A message is being handed over at “{'”, “'.join(names)}”, {waited}."
        where = held if names else "Somebody else is changing or publishing the map right now."
        super().__init__(f"{where} Nothing was published. Try again in a moment.")


@contextmanager
def patience() -> Iterator[None]:
    """Say Busy, in words, when a lock inside the block is not to be had."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy([]) from error
        raise


def apply(version: MapVersion) -> None:
    """Let this version hold. The caller records that it does."""
    rows = _locked()
    moments = {moment.id: moment for moment in documents.load(version.document).moments() if moment.id}
    calendars = set(Calendar.rows().values_list("pk", flat=True))
    _use_approvals(version, moments, rows)
    PublishedTouchpoint.objects.bulk_create(
        PublishedTouchpoint(touchpoint_id=id, version_number=version.number, **_values(moment, calendars))
        for id, moment in moments.items()
        if id not in rows
    )
    for id, row in rows.items():
        wanted = _values(moments[id], calendars) if id in moments else {"archived": True}
        changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
        if changed:
            PublishedTouchpoint.rows().filter(pk=row.pk).update(version_number=version.number, **changed)
    PublishedTouchpoint.rows().exclude(version_number=version.number).update(version_number=version.number)


def _locked() -> dict[UUID, PublishedTouchpoint]:
    """Every published row, locked. Raises Busy, with names, when a worker holds one for too long."""
    rows = PublishedTouchpoint.rows().order_by("pk")
    free = set(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))
    held = list(rows.exclude(pk__in=free).values_list("name", flat=True))
    milliseconds = int(PATIENCE.total_seconds() * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {milliseconds}; SET LOCAL statement_timeout = {milliseconds + 5000}")
    try:
        return {row.touchpoint_id: row for row in rows.select_for_update()}
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy(held) from error
        raise


def _use_approvals(version: MapVersion, moments: dict[UUID, Moment], rows: dict[UUID, PublishedTouchpoint]) -> None:
    """Each approval serves once: the one that covers a loosened touchpoint is marked with this version."""
    asked = approvals.of(moments)
    for id, moment in moments.items():
        if missing.needed(moment, rows.get(id)):
            fits = (one for one in asked.get(id, []) if one.outcome == "approved" and one.used_in is None)
            used = next((one for one in fits if approvals.covers(one, moment)), None)
            if used:
                PendingChange.rows().filter(pk=used.pk).update(used_in=version.number)


def _values(moment: Moment, calendars: set[UUID]) -> dict[str, Any]:
    """A published row's fields. Business hours that were removed since give way to the usual ones."""
    hatch = moment.hatch
    calendar = hatch.calendar if hatch and hatch.calendar in calendars else None
    return {
        "name": moment.name,
        "mode": moment.mode.value,
        "mode_reason": moment.mode_reason,
        "protected": [mark.value for mark in moment.protected],
        "stakes": [stake.value for stake in moment.stakes],
        "key_moment": moment.key_moment,
        "owner_id": moment.owner,
        "hatch_member_id": hatch.member if hatch else None,
        "hatch_calendar_id": calendar,
        "hatch_reply_minutes": hatch.reply_minutes if hatch else None,
        "message_sha256": moment.message.sha256 if moment.message and moment.mode == "automate" else "",
        "archived": False,
    }
