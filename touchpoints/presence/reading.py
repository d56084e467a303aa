"""One's own presence time, and that of teams. No statement here reads another person's minutes alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from presence.hours import reading as hours
from presence.hours.models import FrontlineHours
from presence.tenancy.models import Membership, Organization
from touchpoints.calendars.models import Appointment
from touchpoints.interactions.models import HandledBy, Interaction, PresenceKind
from touchpoints.presence import rules
from touchpoints.presence.models import PresenceTarget, QualityNote
from touchpoints.timer.models import Timer

ASKED_BACK = timedelta(days=14)
MOST_ASKED = 5


@dataclass(frozen=True, slots=True)
class Mine:
    """Minutes of one person between two days. `untimed` contacts had no minutes, and count none."""

    first: date
    last: date
    by_kind: dict[str, float]
    by_source: dict[str, float]
    contacts: int
    untimed: int
    available: int
    target: rules.Target | None

    @property
    def minutes(self) -> float:
        return sum(self.by_kind.values())

    @property
    def share(self) -> float | None:
        """Of available frontline time; None when there was none."""
        return self.minutes / self.available if self.available else None

    @property
    def goal(self) -> tuple[float, float] | None:
        """The target in minutes."""
        if self.target is None or not self.available:
            return None
        return self.available * self.target.low / 100, self.available * self.target.high / 100


def mine(member: Membership, organization: Organization, first: date, last: date) -> Mine:
    """Each contact once: as the timer's, as a calendar's (there with the minutes that were left over), or as logged."""
    sums = _sums(_proactive(first, last).filter(member=member.pk))
    there = hours.minutes_there(organization, [member.pk], first, last)[member.pk]
    kinds = {kind: (sums[kind] or 0) / 60 for kind in PresenceKind.values}
    timed, met = (sums["timed"] or 0) / 60, (sums["met"] or 0) / 60
    return Mine(
        first=first,
        last=last,
        by_kind=kinds,
        by_source={"timer": timed, "calendar": met, "logged": sum(kinds.values()) - timed - met},
        contacts=sums["contacts"],
        untimed=sums["untimed"],
        available=there,
        target=rules.holding(targets(), member.role, last),
    )


def _proactive(first: date, last: date) -> QuerySet[Interaction]:
    by_people = Q(handled_by__in=(HandledBy.HUMAN, HandledBy.ASSISTED)) & ~Q(presence_kind="")
    return Interaction.rows().filter(by_people, deleted_at=None, local_day__gte=first, local_day__lte=last)


def _sums(rows: QuerySet[Interaction]) -> dict[str, Any]:
    by_timer, by_calendar = (Exists(one.rows().filter(interaction=OuterRef("pk"))) for one in (Timer, Appointment))
    told_apart = rows.annotate(by_timer=by_timer, by_calendar=by_calendar)
    return told_apart.order_by().aggregate(
        **{kind: Sum("seconds", filter=Q(presence_kind=kind)) for kind in PresenceKind.values},
        timed=Sum("seconds", filter=Q(by_timer=True)),
        met=Sum("seconds", filter=Q(by_calendar=True, by_timer=False)),
        contacts=Count("pk"),
        untimed=Count("pk", filter=Q(seconds=None)),
    )


@dataclass(frozen=True, slots=True)
class TeamTime:
    """A team of five people or more."""

    team_id: UUID
    name: str
    people: int
    minutes: float
    available: int

    @property
    def share(self) -> float | None:
        return self.minutes / self.available if self.available else None


# Fewer than five never leave the database, whoever asks and however the answer is shown.
TEAMS = """
SELECT team.id, team.name, array_agg(member.id) AS members, coalesce(sum(spent.seconds), 0) AS seconds
  FROM presence_team team
  JOIN presence_membership member
    ON member.organization_id = team.organization_id AND member.team_id = team.id AND member.removed_at IS NULL
   AND EXISTS (SELECT FROM presence_frontlinehours hours WHERE hours.organization_id = member.organization_id
                  AND hours.member_id = member.id AND hours.from_day <= %(last)s)
  LEFT JOIN LATERAL (
    SELECT sum(i.seconds) AS seconds FROM touchpoints_interaction i
     WHERE i.organization_id = member.organization_id AND i.member_id = member.id AND i.deleted_at IS NULL
       AND i.local_day BETWEEN %(first)s AND %(last)s AND i.presence_kind <> '' AND i.handled_by IN ('human', 'assisted')
  ) spent ON true
 WHERE team.organization_id = %(organization)s
 GROUP BY team.id, team.name HAVING count(*) >= 5 ORDER BY team.name, team.id
"""


def teams(organization: Organization, first: date, last: date) -> list[TeamTime]:
    """Teams of five or more, as far as they may be shown together."""
    with connection.cursor() as cursor:
        cursor.execute(TEAMS, {"organization": organization.pk, "first": first, "last": last})
        found = cursor.fetchall()
    may_see = rules.shown(_people(last))
    return [_team(organization, *row, first=first, last=last) for row in found if row[0] in may_see]


def _team(
    organization: Organization, id: UUID, name: str, members: Sequence[UUID], seconds: int, *, first: date, last: date
) -> TeamTime:
    there = hours.minutes_there(organization, members, first, last)
    return TeamTime(id, name, len(members), seconds / 60, sum(there.values()))


def _people(last: date) -> dict[UUID, int]:
    """How many with frontline hours each team has."""
    with_hours = FrontlineHours.rows().filter(member=OuterRef("pk"), from_day__lte=last)
    counted = Membership.rows().filter(Exists(with_hours), removed_at=None, team__isnull=False)
    return dict(counted.order_by().values_list("team").annotate(people=Count("pk")))


def targets() -> list[rules.Target]:
    """All that were ever set, the newest first."""
    return [rules.Target(row.role, row.from_day, row.low, row.high, row.set_at) for row in PresenceTarget.rows()]


def asked(member: Membership, now: datetime) -> list[Interaction]:
    """Contacts of the last two weeks in the sample that this member has said nothing about."""
    noted = QualityNote.rows().filter(interaction=OuterRef("pk"))
    last = now.date()
    rows = _proactive(last - ASKED_BACK, last + timedelta(days=1)).filter(~Exists(noted), member=member.pk)
    recent = rows.select_related("customer", "touchpoint").order_by("-occurred_at", "-id")
    return [row for row in recent[:200] if rules.is_asked_about(row.pk)][:MOST_ASKED]


def notes(member: Membership) -> QuerySet[QualityNote]:
    """One's own alone."""
    return QualityNote.rows().filter(member=member.pk).select_related("interaction__customer").order_by("-written_at", "-id")
