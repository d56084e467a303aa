"""An organization that sends: a published automate moment, an active automation, customers with addresses."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from presence.customers import actions as customers
from presence.customers.models import Contact, Customer
from presence.customers.rules import ContactInput
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.journeys import publishing
from touchpoints.automations import templates
from touchpoints.automations.models import Automation, AutomationTemplate, Trigger
from touchpoints.automations.occasions import Occasion
from touchpoints.delivery.models import Delivery
from touchpoints.sends import enqueuing
from touchpoints.sends.models import Message

KEY = "status-update"
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)  # a Friday, 12:00 in Brussels
ALWAYS = {"quiet_from": time(0), "quiet_until": time(0)}


@dataclass
class Stage:
    """What the tests of this room stand on."""

    cast: Cast
    automation: Automation
    delivery: Delivery

    @property
    def by(self) -> Actor:
        return Actor.of(self.cast.leader)


def stage(cast: Cast, *, live: bool = True, **fields: Any) -> Stage:
    """Publish the moment, approve the words, and go live. `fields` are the automation's."""
    by = Actor.of(cast.leader)
    publishing.publish_mode(by, KEY, "automate")
    automation = automate(cast, **fields)
    going = {"live_at": NOON, "live_by": cast.owner} if live else {}
    delivery = Delivery.objects.create(
        from_name="Fieldstone Care",
        from_address="care@fieldstone.example",
        reply_address="ask@fieldstone.example",
        **going,
        **ALWAYS,
    )
    return Stage(cast, automation, delivery)


def automate(cast: Cast, *, name: str = "Status ping", **fields: Any) -> Automation:
    """An active automation at the moment, its words approved."""
    touchpoint = publishing.row(KEY).touchpoint
    automation = Automation.objects.create(
        touchpoint=touchpoint, name=name, trigger=Trigger.EVENT, trigger_details={"key": "order-moved"}, state="off",
        made_by=cast.leader, **fields,
    )  # fmt: skip
    say(cast, automation)
    return Automation.rows().get(pk=automation.pk)


def say(cast: Cast, automation: Automation, *, number: int = 1, text: str = "Your order is on its way.") -> None:
    """A version of the words, approved at once, and the automation active."""
    draft = templates.Draft("en", "Where things stand", text)
    AutomationTemplate.objects.create(
        automation=automation, number=number, language="en", subject=draft.subject, text=draft.text,
        sha256=templates.sha256(draft), written_by=cast.agent,
    )  # fmt: skip
    Automation.rows().filter(pk=automation.pk).update(template_number=number, approved_by=cast.leader, approved_at=NOON)
    Automation.rows().filter(pk=automation.pk).update(state="active", active_from=NOON)


def customer(cast: Cast, number: int = 1, *, email: str | None = None, **fields: Any) -> Customer:
    address = f"ana{number}@harbor.example" if email is None else email
    contact = ContactInput(name=f"Ana {number}", emails=[address] if address else [])
    return customers.add(by=Actor.of(cast.agent), name=f"Harbor Dental {number}", contacts=[contact], **fields)


def contact_of(customer: Customer) -> Contact:
    return Contact.rows().get(customer=customer)


def occasion(customer: Customer, occurrence: str = "order 1", **fields: Any) -> Occasion:
    now = timezone.now()
    values: dict[str, Any] = {
        "contact_id": None, "promise_id": None, "due_at": now, "not_after": now + timedelta(days=2), "facts": {},
    }  # fmt: skip
    return Occasion(customer_id=customer.pk, occurrence=occurrence, **values | fields)


def queue(staged: Stage, customer: Customer, occurrence: str = "order 1", **fields: Any) -> Message:
    """A message that may leave at once: its hold is over."""
    enqueuing.enqueue(staged.automation, [occasion(customer, occurrence, **fields)], timezone.now())
    rows = Message.rows().filter(customer=customer, occurrence=occurrence)
    rows.update(due_at=timezone.now() - timedelta(seconds=1))
    return rows.get()


def member_email(member: Membership) -> str:
    return str(member.user.email)
