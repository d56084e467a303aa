"""A customer who waits, at an organization whose people may take over."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from touchpoints.handoffs import actions
from touchpoints.handoffs.models import Handoff

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)  # Friday, 10:30 in Brussels
LATER = NOW + timedelta(minutes=20)
CUSTOMER = Actor(kind="customer", label="The customer")

Open = Callable[..., Handoff]


@pytest.fixture
def harbor(acting: Cast) -> Customer:
    return customers.add(by=Actor.of(acting.agent), name="Harbor Dental Group", external_ref="H-1")


@pytest.fixture
def open_one(acting: Cast, harbor: Customer) -> Open:
    """Opens a handoff as the customer does."""

    def opened(**about: object) -> Handoff:
        given = {"by": CUSTOMER, "reason": "asked_for_a_person", "now": NOW, "customer": harbor, "words": "Please call me."}
        return actions.open_handoff(**{**given, **about})  # type: ignore[arg-type]

    return opened
