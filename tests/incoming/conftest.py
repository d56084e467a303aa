"""A customer with an address, and a message that was sent to her."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from presence.customers import actions as customers
from presence.customers.models import Contact, Customer
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.incoming.mails import ANA
from touchpoints.automations.models import Automation
from touchpoints.journeys.models import Touchpoint
from touchpoints.sends.models import Message

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@dataclass
class Sent:
    """Ana, and what was sent to her."""

    cast: Cast
    customer: Customer
    message: Message


@pytest.fixture(autouse=True)
def no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def sent(cast: Cast) -> Sent:
    with scope.acting_for(cast.organization):
        by = Actor.of(cast.agent)
        customer = customers.add(by=by, name="Harbor Dental", contacts=[ContactInput("Ana", emails=[ANA])])
        return Sent(cast, customer, a_message(customer))


def a_message(customer: Customer, **fields: Any) -> Message:
    """A message of the status update that has left."""
    touchpoint = Touchpoint.rows().get(key="status-update")
    automation = Automation.rows().first() or Automation.objects.create(touchpoint=touchpoint, name="Ping", trigger="event")
    return Message.objects.create(  # type: ignore[no-any-return]
        automation=automation, touchpoint=touchpoint, customer=customer, contact=Contact.rows().get(customer=customer),
        kind="service", occurrence=str(Message.rows().count()), address=ANA, due_at=NOW, not_after=NOW + timedelta(days=1),
        **fields,
    )  # fmt: skip
