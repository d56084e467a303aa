"""Erasing a customer, or one person there: what is personal goes for good; facts, counts and figures stay.

The erasure is recorded first. Every room that holds something of the customer then removes it in the same transaction
(settings.REACTIONS, `customer.erased`); what is append-only is removed by functions of the database that ask for that record.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from presence.audit import actions as audit
from presence.customers.models import Contact, Customer, EmailAddress, Erasure, FormerReference, Merge, PhoneNumber
from presence.imports import erasing as imports
from presence.kit import refusals
from presence.saved import actions as saved
from presence.tenancy import reactions
from presence.tenancy.actors import Actor

TOMBSTONE = "Erased"
SHORTEST_WORD = 3  # a shorter name would be found inside everybody's words


class NameNotTyped(refusals.Refusal):
    """Erasing cannot be undone, so the name is typed first."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Type “{name}” to say that you mean it. Erasing cannot be undone.", pointer="name")


class AlreadyErased(refusals.Refusal):
    """There is nothing left to erase."""

    def __init__(self) -> None:
        super().__init__("This customer is erased already.")


@dataclass(frozen=True, slots=True)
class Erased:
    """What rooms are told. `words` name the person or customer; only when `is_whole` does everything else go with them."""

    erasure_id: UUID
    customer_id: UUID
    words: tuple[str, ...]
    emails: tuple[str, ...]
    is_whole: bool

    @property
    def among(self) -> list[str] | None:
        """The words to look for; None removes all."""
        return None if self.is_whole else list(self.words)


def erase_customer(*, by: Actor, now: datetime, customer: Customer, typed: str) -> None:
    """Erase everything personal of a customer. Raises NameNotTyped, AlreadyErased."""
    with transaction.atomic():
        current = Customer.rows().select_for_update(of=("self",)).get(pk=customer.pk)
        if current.erased_at:
            raise AlreadyErased
        _check_typed(typed, current.name)
        contacts = list(Contact.rows().filter(customer=current))
        words = [current.name, current.external_ref, *_references(current), *(one for each in contacts for one in _words(each))]
        erasure = Erasure(customer_id=current.pk, erased_by_id=by.member_id)
        erased = _record(erasure, words, EmailAddress.rows().filter(customer=current), is_whole=True)
        _empty(current, now)
        _let_go(erased)
        audit.record(verb="customer.erased", by=by, subject=current)


def erase_contact(*, by: Actor, contact: Contact, typed: str) -> None:
    """Erase one person at a customer, and what is written about them by name. Raises NameNotTyped."""
    with transaction.atomic():
        customer = Customer.rows().select_for_update(of=("self",)).get(pk=contact.customer_id)
        current = Contact.rows().get(pk=contact.pk)
        _check_typed(typed, current.name)
        erasure = Erasure(customer_id=customer.pk, contact_id=current.pk, erased_by_id=by.member_id)
        erased = _record(erasure, _words(current), EmailAddress.rows().filter(contact=current), is_whole=False)
        current.delete()
        _let_go(erased)
        audit.record(verb="contact.erased", by=by, subject=customer)


def forget_entries(erased: Erased, subjects: list[UUID]) -> None:
    """Take what is personal out of log entries about these rows. Who did what and when stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT presence_erase_entries(%s, %s, %s)", [erased.erasure_id, subjects, erased.among])


def _check_typed(typed: str, name: str) -> None:
    if " ".join(typed.split()) != name:
        raise NameNotTyped(name)


def _words(contact: Contact) -> list[str]:
    emails = EmailAddress.rows().filter(contact=contact).values_list("address", flat=True)
    numbers = PhoneNumber.rows().filter(contact=contact).values_list("e164", flat=True)
    return [contact.name, *emails, *numbers, *(number[1:] for number in numbers)]


def _references(customer: Customer) -> list[str]:
    return list(FormerReference.rows().filter(customer=customer).values_list("external_ref", flat=True))


def _record(erasure: Erasure, words: list[str], emails: Any, *, is_whole: bool) -> Erased:
    erasure.save(force_insert=True)
    found = tuple(dict.fromkeys(word for word in words if len(word) >= SHORTEST_WORD))
    return Erased(erasure.pk, erasure.customer_id, found, tuple(emails.values_list("address", flat=True)), is_whole)


def _empty(customer: Customer, now: datetime) -> None:
    """The row stays, with the facts that figures are made of: its id, its segment, when it was added."""
    Contact.rows().filter(customer=customer).delete()
    FormerReference.rows().filter(customer=customer).delete()
    customer.name, customer.external_ref, customer.erased_at = TOMBSTONE, "", now
    customer.owner = customer.renewal_date = customer.annual_value = None
    customer.time_zone = ""
    customer.version += 1
    customer.updated_at = now
    customer.save()


def _let_go(erased: Erased) -> None:
    imports.forget(targets=[erased.customer_id] if erased.is_whole else [], words=erased.words)
    Merge.rows().filter(Q(customer_id=erased.customer_id) | Q(former_id=erased.customer_id)).delete()
    saved.forget(words=erased.words, customer_id=erased.customer_id if erased.is_whole else None)
    forget_entries(erased, [erased.customer_id])
    reactions.react("customer.erased", erased=erased)
