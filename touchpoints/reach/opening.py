"""Who stands behind a door when it is opened: the organization, and what is left of customer, touchpoint and contact."""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from presence.customers import merging
from presence.customers.models import Contact, Customer
from presence.tenancy import scope
from presence.tenancy.models import Organization
from touchpoints.handoffs import promising
from touchpoints.handoffs.promising import Way
from touchpoints.journeys.models import Touchpoint
from touchpoints.reach import links
from touchpoints.reach.links import Door
from touchpoints.reach.models import ReachPage


@dataclass(frozen=True, slots=True)
class Opened:
    """A page somebody stands before. Without a customer it is the organization's own, and asks how to reach them.

    `source_id` names the link, so that whoever asks twice through it is one who waits.
    """

    organization: Organization
    page: ReachPage
    customer: Customer | None
    contact: Contact | None
    touchpoint: Touchpoint | None
    way: Way
    source_id: str


def find(token: str) -> Opened | None:
    """What a token opens; None where it opens nothing. Enters no scope for the caller.

    A customer who was merged is the one that stays; who was erased is nobody.
    """
    door = links.read(token)
    if door is None:
        return None
    with scope.acting_for(door.organization_id), transaction.atomic():
        organization = Organization.objects.filter(pk=door.organization_id).first()
        page = page_of_organization()
        if organization is None or door.generation not in (None, page.generation):
            return None
        return _opened(door, organization, page, token)


def page_of_organization() -> ReachPage:
    """What the acting organization says on its pages; an empty one until somebody writes it."""
    return ReachPage.rows().filter(closed_at=None).first() or ReachPage()


def source_of(text: str) -> str:
    """The name of a source, from which a link cannot be found."""
    return f"reach:{hashlib.sha256(text.encode()).hexdigest()[:40]}"


def _opened(door: Door, organization: Organization, page: ReachPage, token: str) -> Opened:
    customer = _customer(door)
    contact = Contact.rows().filter(pk=door.contact_id, customer=customer).first() if customer and door.contact_id else None
    touchpoint = Touchpoint.rows().filter(pk=door.touchpoint_id).first() if door.touchpoint_id else None
    way = promising.way_from(door.touchpoint_id, customer)
    return Opened(organization, page, customer, contact, touchpoint, way, source_of(token))


def _customer(door: Door) -> Customer | None:
    if door.customer_id is None:
        return None
    living = Customer.rows().filter(erased_at=None)
    found = living.filter(pk=door.customer_id).first()
    return found or living.filter(pk__in=merging.survivors([door.customer_id]).values()).first()
