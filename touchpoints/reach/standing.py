"""Whether the way to a person stands, for every automatic touchpoint of the acting organization.

What sends asks is `problems`: the same few statements however many touchpoints and messages there are. Whoever answers is
looked at now; whether the page opens is what the last probe found.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from presence.hours import reading as hours
from presence.hours.models import Absence
from presence.kit.clock import Hours
from presence.tenancy.models import Organization
from presence.tenancy.scope import acting_organization_id
from touchpoints.journeys.models import Mode
from touchpoints.journeys.published import PublishedTouchpoint
from touchpoints.reach import rules
from touchpoints.reach.models import Probe
from touchpoints.reach.rules import Duty


@dataclass(frozen=True, slots=True)
class Standing:
    """One touchpoint's way to a person: who, within how many open minutes, when it was last tried, and what is wrong."""

    touchpoint_id: UUID
    name: str
    person: str
    minutes: int | None
    probed_at: datetime | None
    problem: str


def problem(*, touchpoint_id: UUID, now: datetime) -> str | None:
    """Why nothing may go out automatically at this touchpoint, in words; None when a person can be reached."""
    return problems(now=now, touchpoint_id=touchpoint_id).get(touchpoint_id)


def problems(*, now: datetime, touchpoint_id: UUID | None = None) -> dict[UUID, str]:
    """Every automatic touchpoint, or this one, where nobody can be reached, and why."""
    return {one.touchpoint_id: one.problem for one in of_all(now=now, touchpoint_id=touchpoint_id) if one.problem}


def of_all(*, now: datetime, touchpoint_id: UUID | None = None) -> list[Standing]:
    """How the way to a person stands at every published automatic touchpoint, or at this one."""
    chosen = published().filter(touchpoint=touchpoint_id) if touchpoint_id else published()
    rows = list(_with_newest_probe(chosen).select_related("hatch_member__user", "hatch_calendar").order_by("name", "id"))
    duties = dict(_duties(rows, now))
    return [_standing(row, duties.get(row.pk), now) for row in rows]


def published() -> QuerySet[PublishedTouchpoint]:
    """What is automatic now."""
    return PublishedTouchpoint.rows().filter(mode=Mode.AUTOMATE, archived=False)


def _with_newest_probe(rows: QuerySet[PublishedTouchpoint]) -> Any:
    newest = Probe.rows().filter(touchpoint=OuterRef("touchpoint")).order_by("-at")
    return rows.annotate(probed_at=Subquery(newest.values("at")[:1]), found=Subquery(newest.values("problem")[:1]))


def _standing(row: Any, duty: Duty | None, now: datetime) -> Standing:
    return Standing(
        touchpoint_id=row.touchpoint_id,
        name=row.name,
        person=duty.name if duty else "",
        minutes=row.hatch_reply_minutes,
        probed_at=row.probed_at,
        problem=rules.missing(duty, now) or row.found or "",
    )


def _duties(rows: list[Any], now: datetime) -> Iterator[tuple[UUID, Duty]]:
    away = _away([row.hatch_member_id for row in rows], now)
    clocks: dict[UUID | None, Hours] = {}
    for row in rows:
        if row.hatch_member and row.hatch_reply_minutes:
            if row.hatch_calendar_id not in clocks:
                clocks[row.hatch_calendar_id] = hours.hours_of(row.hatch_calendar) if row.hatch_calendar else _usual()
            member, known = row.hatch_member, clocks[row.hatch_calendar_id]
            absent = tuple(away.get(member.pk, ()))
            yield row.pk, Duty(str(member), member.is_active, absent, known, row.hatch_reply_minutes)


def _away(member_ids: list[UUID | None], now: datetime) -> dict[UUID, list[tuple[Any, Any]]]:
    """Absences that may touch the days from now until an answer has to come."""
    first, last = (now - timedelta(days=1)).date(), (now + rules.FARTHEST + timedelta(days=1)).date()
    found: dict[UUID, list[tuple[Any, Any]]] = {}
    for absence in Absence.rows().filter(member__in=member_ids, first_day__lte=last, last_day__gte=first):
        found.setdefault(absence.member_id, []).append((absence.first_day, absence.last_day))
    return found


def _usual() -> Hours:
    return hours.usual(Organization.objects.get(pk=acting_organization_id()))
