"""When an automation has a reason to send, to whom, and why others get none. The dry run reads the same.

A moment counts when it lies in the window. Whatever became known late (an event that came in afterward, a date that was moved)
is found as long as it is worth sending: `window` looks back as far as that, and the outbox knows each occurrence once.
"""

import dataclasses
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from presence.hours import reading as hours
from presence.kit import clock
from presence.tenancy import scope
from presence.tenancy.models import Organization
from touchpoints.automations import facts, rules, subjects, values
from touchpoints.automations.models import Automation
from touchpoints.automations.rules import About, Person
from touchpoints.automations.subjects import Subject


@dataclass(frozen=True, slots=True)
class Occasion:
    """A reason to send: to whom, which time it is, when it may leave and until when it is worth it."""

    customer_id: UUID
    contact_id: UUID | None
    promise_id: UUID | None
    occurrence: str
    due_at: datetime
    not_after: datetime
    facts: dict[str, str] = field(default_factory=dict)
    address: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """One customer the trigger found: the occasion, or in words why there is none."""

    customer_id: UUID
    customer_name: str
    due_at: datetime
    subject: Subject
    person: Person | None = None
    why_not: str = ""
    occasion: Occasion | None = None


def window(automation: Automation, now: datetime) -> tuple[datetime, datetime]:
    """From when until when to look now. Nothing that was due before the first activation is found."""
    begins = automation.active_from or now
    looked = (automation.looked_until or begins) - timedelta(minutes=automation.not_after_minutes)
    return max(begins, looked), now


def due(automation: Automation, *, since: datetime, until: datetime) -> list[Occasion]:
    """The reasons to send whose moment lies after `since` and not after `until`, oldest first."""
    return [one.occasion for one in look(automation, since=since, until=until) if one.occasion]


def look(automation: Automation, *, since: datetime, until: datetime) -> list[Looked]:
    """Everybody the trigger finds in that time, oldest first, each with the occasion or why there is none."""
    planned = _Planned(automation, Organization.objects.get(pk=scope.acting_organization_id()), since, until)
    found = subjects.found(planned.details, since=since, until=until)
    about = facts.of({one.customer_id for one in found})
    seen = [planned.look(one, about[one.customer_id]) for one in found if one.customer_id in about]
    kept = sorted((one for one in seen if one), key=lambda one: (one.due_at, str(one.customer_id)))
    promises = values.Promises(one.subject.promise_id for one in kept if one.subject.promise_id and not one.why_not)
    return [planned.told(one, about[one.customer_id], promises) for one in kept]


class _Planned:
    """What is the same for every subject of one automation."""

    def __init__(self, automation: Automation, organization: Organization, since: datetime, until: datetime) -> None:
        self.details = rules.details(automation.trigger, automation.trigger_details)
        self.asked = rules.conditions(automation.conditions)
        self.worth = timedelta(minutes=automation.not_after_minutes)
        self.since, self.until = since, until
        self.organization, self.zone = organization, organization.zone
        self.hours = hours.usual(organization)

    def look(self, subject: Subject, customer: About) -> Looked | None:
        """None when its moment lies outside the window."""
        person = rules.choose(customer.people, self.asked, subject.address)
        at = self._due_at(subject, self.zone_of(customer, person))
        if at is None or not self.since < at <= self.until:
            return None
        words = self._why_not(subject, customer, person, at)
        return Looked(customer.customer_id, customer.name, at, subject, person, words)

    def told(self, looked: Looked, customer: About, promises: values.Promises) -> Looked:
        """With the occasion, unless something speaks against it."""
        person, subject = looked.person, looked.subject
        if looked.why_not or person is None:
            return looked
        zone = self.zone_of(customer, person)
        occasion = Occasion(
            customer_id=looked.customer_id,
            contact_id=person.contact_id,
            promise_id=subject.promise_id,
            occurrence=subject.occurrence,
            due_at=looked.due_at,
            not_after=looked.due_at + self.worth,
            facts=values.of(self.organization, subject=subject, customer=customer, person=person, promises=promises, zone=zone),
            address=person.address,
            language=person.language,
        )
        return dataclasses.replace(looked, occasion=occasion)

    def zone_of(self, customer: About, person: Person | None) -> ZoneInfo:
        """Where the recipient is: the person's zone, else the customer's, else the organization's."""
        return zone_of(person.zone if person else "", customer.zone, fallback=self.zone)

    def _why_not(self, subject: Subject, customer: About, person: Person | None, at: datetime) -> str:
        if subject.ended_at and subject.ended_at <= at:
            return "A reply came before." if isinstance(self.details, rules.WithoutReply) else "It was done or dropped before."
        words = rules.why_not(customer, self.asked, subject.promise_id)
        if not words and person is None:
            words = rules.why_nobody(customer, self.asked, subject.address)
        return words

    def _due_at(self, subject: Subject, zone: ZoneInfo) -> datetime | None:
        details = self.details
        if isinstance(details, rules.AfterEvent):
            return subject.moment
        if isinstance(details, rules.WithoutReply):
            return self._after_silence(details, subject)
        day = subject.day
        if isinstance(details, rules.AroundDate) and subject.due:
            day = subject.due.astimezone(zone).date() + timedelta(days=details.days)
        return rules.due_at(day, details.at, zone) if day else None

    def _after_silence(self, details: rules.WithoutReply, subject: Subject) -> datetime | None:
        if subject.moment is None:
            return None
        try:
            return clock.after(self.hours, subject.moment, details.hours * 3600)
        except clock.NeverOpen:
            return None


def zone_of(*names: str, fallback: ZoneInfo) -> ZoneInfo:
    """The first of these that is a zone."""
    for name in names:
        if name:
            try:
                return ZoneInfo(name)
            except (ValueError, OSError):
                continue
    return fallback
