"""A customer of Fieldstone Care with a promise of every kind of line."""

from datetime import UTC, datetime, timedelta

import pytest

from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.record import actions
from promises.record.models import Promise
from promises.record.rules import TermInput
from tests.conftest import Cast
from tests.promises.agreed import agree as bring_to_agreement

NOW = datetime.now(UTC)
ANA = ContactInput(name="Ana Ruiz", role="Manager", emails=["ana@harbor.example"], phones=["02 123 45 67 ext. 3"])
TERMS = (
    TermInput("service_level", "A person answers within 2 hours"),
    TermInput("commitment", "New compressor installed", due_at=NOW - timedelta(days=1)),
    TermInput("scope", "Two visits a month", flexibility="flexible"),
    TermInput("exclusion", "Repair parts bought from others"),
)


@pytest.fixture
def harbor(cast: Cast) -> Customer:
    with scope.acting_for(cast.organization):
        return customers.add(
            by=Actor.of(cast.agent), name="Harbor Dental Group", owner=cast.agent, time_zone="America/New_York", contacts=[ANA]
        )


def write(cast: Cast, customer: Customer, title: str = "Care plan", *, agreed: bool = True) -> Promise:
    by = Actor.of(cast.agent)
    with scope.acting_for(cast.organization):
        promise = actions.write(
            by=by, now=NOW, customer=customer, title=title, source="quote", terms=TERMS, first_truth=f"First truth of {title}"
        )
        if agreed:
            bring_to_agreement(promise=promise, now=NOW)
    return promise
