"""What most tests of this floor begin with: a customer, and a promise to them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.record import actions
from promises.record.models import Promise
from promises.record.rules import TermInput
from tests.conftest import Cast

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DUE = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
TERMS = (
    TermInput("service_level", "A person answers urgent chair failures within 2 hours"),
    TermInput("commitment", "New compressor installed", due_at=DUE),
    TermInput("exclusion", "Repair parts bought from others"),
)

Write = Callable[..., Promise]


@pytest.fixture
def harbor(cast: Cast) -> Customer:
    with scope.acting_for(cast.organization):
        return customers.add(by=Actor.of(cast.agent), name="Harbor Dental Group")


@pytest.fixture
def write(cast: Cast, harbor: Customer) -> Write:
    """Writes the usual promise to Harbor Dental Group, with whatever is said otherwise."""

    def make(**fields: Any) -> Promise:
        whole = {"title": "Care plan", "source": "quote", "terms": TERMS, "first_truth": "Weekends double the price"}
        with scope.acting_for(cast.organization):
            return actions.write(**({"by": Actor.of(cast.agent), "now": NOW, "customer": harbor} | whole | fields))

    return make
