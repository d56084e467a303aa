"""The doors to a person: of one message to a customer, and of the organization."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import IPv6Address
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client

from presence.customers import actions as customers
from presence.customers.models import Contact, Customer
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.journeys import publishing
from touchpoints.journeys.models import Touchpoint
from touchpoints.reach import links

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)  # Friday, 10:30 in Brussels

Door = Callable[..., str]


@pytest.fixture
def client() -> Client:
    """From an address of its own: tries are counted by address, beyond the end of a test."""
    return Client(REMOTE_ADDR=str(IPv6Address(secrets.randbits(128))))


@pytest.fixture
def harbor(cast: Cast) -> Customer:
    with scope.acting_for(cast.organization), transaction.atomic():
        ana = ContactInput("Ana Peeters", emails=["ana@harbor.example"], language="de")
        return customers.add(by=Actor.of(cast.agent), name="Harbor Dental Group", contacts=[ana])


@pytest.fixture
def status(cast: Cast) -> Touchpoint:
    """An automatic touchpoint whose way to a person leads to the leader, within an hour."""
    with scope.acting_for(cast.organization), transaction.atomic():
        publishing.publish_mode(Actor.of(cast.leader), "status-update", "automate")
        return Touchpoint.rows().get(key="status-update")


@pytest.fixture
def door(cast: Cast, harbor: Customer, status: Touchpoint) -> Door:
    """The path behind the link of a message to Harbor Dental Group."""

    def path(contact: Contact | None = None) -> str:
        with scope.acting_for(cast.organization):
            about = {"customer_id": harbor.pk, "touchpoint_id": status.pk}
            return urlsplit(links.address_of(**about, contact_id=contact.pk if contact else None)).path

    return path


@pytest.fixture
def page_of_all(cast: Cast) -> str:
    """The path of the organization's permanent page."""
    with scope.acting_for(cast.organization):
        return urlsplit(links.address_of_organization(generation=1)).path
