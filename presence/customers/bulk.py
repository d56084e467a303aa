"""Adding many customers at once: four statements instead of ten for each."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from presence.audit import actions as audit
from presence.customers.models import Contact, Customer, EmailAddress, PhoneNumber
from presence.customers.rules import CleanContact
from presence.tenancy.actors import Actor


def add_many(*, by: Actor, customers: Sequence[tuple[dict[str, Any], CleanContact | None]]) -> list[Customer]:
    """Add customers with checked fields and at most one checked contact each, in this order, as one recorded fact.

    Raises IntegrityError when one of the references is taken.
    """
    with transaction.atomic():
        added = Customer.objects.bulk_create([Customer(**fields) for fields, _ in customers])
        people = [(customer, clean) for customer, (_, clean) in zip(added, customers, strict=True) if clean]
        contacts = Contact.objects.bulk_create([Contact(customer=customer, name=clean.name) for customer, clean in people])
        known = [(contact, clean) for contact, (_, clean) in zip(contacts, people, strict=True)]
        EmailAddress.objects.bulk_create(
            EmailAddress(contact=contact, customer_id=contact.customer_id, address=address, position=place)
            for contact, clean in known
            for place, address in enumerate(clean.emails)
        )
        PhoneNumber.objects.bulk_create(
            PhoneNumber(
                contact=contact, customer_id=contact.customer_id, e164=phone.e164, extension=phone.extension, position=place
            )
            for contact, clean in known
            for place, phone in enumerate(clean.phones)
        )
        if added:
            audit.record(verb="customers.added", by=by, count=len(added))
    return added  # type: ignore[no-any-return]
