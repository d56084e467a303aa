"""What floors above hold of a customer, counted for the pages that merge and erase (settings.CUSTOMER_HOLDINGS)."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from presence.customers.models import Contact


@dataclass(frozen=True, slots=True)
class Holding:
    """So many rows of one kind, named in the singular."""

    word: str
    count: int


def of(customer_id: UUID) -> list[Holding]:
    """Contacts first, then what each floor counts."""
    contacts = Holding("contact", Contact.rows().filter(customer=customer_id).count())
    return [contacts, *(import_string(path)(customer_id) for path in settings.CUSTOMER_HOLDINGS)]
