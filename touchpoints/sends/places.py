"""Where the recipients of a batch live, which language they read, and when mail may leave to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from presence.customers.models import Contact, Customer
from presence.hours import reading as hours
from presence.kit import clock
from presence.kit.clock import Hours
from presence.tenancy.models import Organization
from touchpoints.delivery import clock as quiet
from touchpoints.delivery.models import Delivery
from touchpoints.sends.models import Message
from touchpoints.suppression.models import Kind


@dataclass(frozen=True, slots=True)
class Place:
    """`language` is empty when nobody knows."""

    zone: ZoneInfo
    language: str


def of_recipients(organization: Organization, messages: Sequence[Message]) -> dict[UUID, Place]:
    """By message: the contact's zone, else the customer's, else the organization's."""
    contacts = Contact.rows().in_bulk({message.contact_id for message in messages if message.contact_id})
    customers = Customer.rows().filter(pk__in={message.customer_id for message in messages})
    zones = dict(customers.values_list("pk", "time_zone"))
    found = {}
    for message in messages:
        contact = contacts.get(message.contact_id) if message.contact_id else None
        named = (contact.time_zone if contact else "") or zones.get(message.customer_id) or organization.time_zone
        found[message.pk] = Place(ZoneInfo(named), contact.language if contact else "")
    return found


@dataclass(frozen=True, slots=True)
class Timetable:
    """When mail may leave: never in quiet hours, and what is no service only in business hours, by the recipient's clock."""

    delivery: Delivery
    week: Hours

    def allowed_at(self, now: datetime, zone: ZoneInfo, kind: str) -> datetime:
        at = quiet.allowed_at(now, zone, self.delivery)
        if kind == Kind.SERVICE:
            return at
        try:
            opens = clock.next_open(Hours(zone, self.week.week, self.week.holidays), at)
        except clock.NeverOpen:
            return at
        return quiet.allowed_at(opens, zone, self.delivery)


def timetable(organization: Organization, delivery: Delivery) -> Timetable:
    return Timetable(delivery, hours.usual(organization))
