"""Customers of Fieldstone Care, and automations at a touchpoint that is published as automate."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.journeys import publishing
from touchpoints.automations.models import Automation, AutomationTemplate
from touchpoints.journeys.models import Touchpoint

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MIRA = ContactInput(name="Mira Holt", role="Buyer", language="en", emails=["mira@harbor.example"])
AT = "status-update"


@pytest.fixture
def inside(cast: Cast) -> Iterator[Cast]:
    """Acting for Fieldstone Care."""
    with scope.acting_for(cast.organization):
        yield cast


@pytest.fixture
def automatic(inside: Cast) -> Touchpoint:
    """A touchpoint whose published mode is automate."""
    publishing.publish_mode(Actor.of(inside.leader), AT, "automate")
    return Touchpoint.rows().get(key=AT)


def customer(cast: Cast, name: str = "Harbor Dental", **more: Any) -> Customer:
    given = {"renewal_date": date(2026, 11, 27), "contacts": [MIRA], **more}
    return customers.add(by=Actor.of(cast.agent), name=name, **given)


def stored(cast: Cast, trigger: str, details: dict[str, Any], **more: Any) -> Automation:
    """A row as it is, without the verbs."""
    fields = {
        "name": "Renewal note",
        "trigger": trigger,
        "trigger_details": details,
        "touchpoint": Touchpoint.rows().get(key=AT),
    }
    automation = Automation.objects.create(**{**fields, **more})
    words = {"subject": "Your renewal", "text": "Hello {{ contact.first_name | there }}, it is near."}
    AutomationTemplate.objects.create(automation=automation, number=1, written_by=cast.leader, **words)
    return automation
