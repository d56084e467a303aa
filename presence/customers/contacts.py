"""Writing the people at a customer: the given list replaces the former one, and whoever stays keeps their row."""

from collections.abc import Sequence
from uuid import UUID

from presence.customers.models import Contact, Customer, EmailAddress, PhoneNumber
from presence.customers.phones import Phone
from presence.customers.rules import CleanContact


def replace(customer: Customer, wanted: Sequence[CleanContact]) -> bool:
    """Make the customer's contacts exactly these, in this order; the caller holds the customer's row. True when it changed."""
    former = list(customer.contacts.prefetch_related("emails", "phones"))
    if [_as_clean(contact) for contact in former] == list(wanted):
        return False
    staying = _match(former, wanted)
    kept = {contact.pk for contact in staying if contact}
    Contact.rows().filter(customer=customer).exclude(pk__in=kept).delete()
    for position, (contact, values) in enumerate(zip(staying, wanted, strict=True)):
        _write(customer, contact or Contact(customer=customer), values, position)
    return True


def _as_clean(contact: Contact) -> CleanContact:
    return CleanContact(
        name=contact.name,
        role=contact.role,
        language=contact.language,
        time_zone=contact.time_zone,
        emails=tuple(email.address for email in contact.emails.all()),
        phones=tuple(Phone(phone.e164, phone.extension) for phone in contact.phones.all()),
    )


def _match(former: Sequence[Contact], wanted: Sequence[CleanContact]) -> list[Contact | None]:
    """For each wanted contact the row it continues: the one with its id, else the first unused one with its name."""
    unused: dict[UUID, Contact] = {contact.pk: contact for contact in former}
    matched = [unused.pop(values.id, None) if values.id else None for values in wanted]
    for place, values in enumerate(wanted):
        if matched[place] is None:
            same = next((contact for contact in unused.values() if contact.name.casefold() == values.name.casefold()), None)
            matched[place] = unused.pop(same.pk) if same else None
    return matched


def _write(customer: Customer, contact: Contact, values: CleanContact, position: int) -> None:
    contact.name, contact.role = values.name, values.role
    contact.language, contact.time_zone, contact.position = values.language, values.time_zone, position
    contact.save()
    EmailAddress.rows().filter(contact=contact).delete()
    PhoneNumber.rows().filter(contact=contact).delete()
    EmailAddress.objects.bulk_create(
        EmailAddress(contact=contact, customer=customer, address=address, position=place)
        for place, address in enumerate(values.emails)
    )
    PhoneNumber.objects.bulk_create(
        PhoneNumber(contact=contact, customer=customer, e164=phone.e164, extension=phone.extension, position=place)
        for place, phone in enumerate(values.phones)
    )
