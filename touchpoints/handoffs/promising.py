"""Whom a customer reaches, and by when: the published way to a person of a touchpoint, or the organization's usual one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from presence.customers.models import Customer
from presence.hours import reading
from presence.hours.models import Calendar
from presence.kit.clock import Hours
from presence.tenancy.models import Membership, Organization
from presence.tenancy.scope import acting_organization_id
from touchpoints.handoffs import rules
from touchpoints.journeys.published import PublishedTouchpoint


@dataclass(frozen=True, slots=True)
class Way:
    """Who answers (nobody in particular when None), in whose open minutes (the usual ones when None), within how many."""

    member: Membership | None
    calendar: Calendar | None
    minutes: int

    def promised(self, now: datetime) -> datetime:
        """By when somebody who asks now is answered."""
        return rules.promised(hours_of(self.calendar), now, self.minutes)


def way_from(touchpoint_id: UUID | None, customer: Customer | None = None) -> Way:
    """The way to a person at a touchpoint, archived ones included; without one, to whom the customer belongs."""
    published = PublishedTouchpoint.rows().select_related("hatch_member__user", "hatch_member__team", "hatch_calendar")
    found = published.filter(touchpoint=touchpoint_id).first() if touchpoint_id else None
    if found and found.hatch_reply_minutes:
        return Way(_active(found.hatch_member), found.hatch_calendar, found.hatch_reply_minutes)
    return Way(_active(_owner(customer)), None, rules.USUAL_REPLY_MINUTES)


def hours_of(calendar: Calendar | None) -> Hours:
    """A calendar's hours; the organization's usual ones for None."""
    if calendar:
        return reading.hours_of(calendar)
    return reading.usual(Organization.objects.get(pk=acting_organization_id()))


def _owner(customer: Customer | None) -> Membership | None:
    if customer is None or customer.owner_id is None:
        return None
    return Membership.rows().select_related("user", "team").filter(pk=customer.owner_id).first()


def _active(member: Membership | None) -> Membership | None:
    return member if member and member.is_active else None
