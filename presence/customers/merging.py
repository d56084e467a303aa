"""Merging two customers that are one: everything of the former goes to the one that stays, and old names of it lead there.

Counts and figures stay as they are, because rows only change whom they are about. What moved is written down, so that it
can be undone for a day (presence.customers.unmerging).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from presence.audit import actions as audit
from presence.customers import rules
from presence.customers.models import Contact, Customer, EmailAddress, FormerReference, Merge, MergedCustomer, PhoneNumber
from presence.kit import refusals
from presence.tenancy import reactions
from presence.tenancy.actors import Actor

CHOSEN = ("name", "external_ref", "segment", "annual_value", "renewal_date", "owner", "time_zone")


class SameCustomer(refusals.Refusal):
    """A customer cannot be merged with itself."""

    def __init__(self) -> None:
        super().__init__("These are the same customer. Choose another one.", pointer="former")


class CannotMergeErased(refusals.Refusal):
    """What was erased stays apart."""

    def __init__(self) -> None:
        super().__init__("An erased customer cannot be merged with another one.", pointer="former")


class TooManyContacts(refusals.Refusal):
    """Together they have more contacts than a customer may have."""

    def __init__(self) -> None:
        super().__init__(f"Together they have more than {rules.MOST_CONTACTS} contacts. Remove some first.", pointer="former")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which both say something, and not the same."""

    field: str
    stays: Any
    goes: Any


def differences(customer: Customer, former: Customer) -> list[Difference]:
    """The fields for which somebody must choose; by default the one that stays is right."""
    said = [(field, getattr(customer, field), getattr(former, field)) for field in CHOSEN]
    return [Difference(field, stays, goes) for field, stays, goes in said if stays != goes and _says(stays) and _says(goes)]


def merge(*, by: Actor, now: datetime, customer: Customer, former: Customer, take: Collection[str] = ()) -> Merge:
    """Merge `former` into `customer`; `take` names the fields in which the former one is right. Gives what can be undone.

    Raises SameCustomer, CannotMergeErased, TooManyContacts.
    """
    if customer.pk == former.pk:
        raise SameCustomer
    with transaction.atomic():
        stays, goes = _lock(customer, former)
        if stays.erased_at or goes.erased_at:
            raise CannotMergeErased
        kept, dropped = _chosen(stays, goes, take)
        merged = Merge(customer_id=stays.pk, former_id=goes.pk, former_name=goes.name, merged_at=now, merged_by_id=by.member_id)
        merged.held, merged.before = {}, _before(stays, goes)
        matched = _merge_contacts(stays, goes, merged.before)
        reactions.react("customer.merged", former_id=goes.pk, customer_id=stays.pk, contacts=matched, moved=merged.held)
        MergedCustomer.rows().filter(customer=goes).update(customer=stays)
        FormerReference.rows().filter(customer=goes).update(customer=stays)
        Contact.rows().filter(pk__in=matched).delete()
        goes.delete()
        _keep(stays, kept)
        merged.before |= {"kept": raw(stays), "dropped": dropped}
        MergedCustomer.objects.create(id=merged.former_id, customer=stays, merged_at=now)
        if dropped:
            FormerReference.objects.create(customer=stays, external_ref=dropped)
        merged.save(force_insert=True)
        audit.record(verb="customer.merged", by=by, subject=stays, former=str(merged.former_id), taken=sorted(take))
    return merged


def raw(customer: Customer) -> dict[str, Any]:
    """What a customer says in the fields that are chosen, as the table holds it."""
    columns = ["owner_id" if field == "owner" else field for field in CHOSEN]
    return {column: getattr(customer, column) for column in columns}


def survivors(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Of ids of customers that are gone, the customer each was merged into."""
    return dict(MergedCustomer.rows().filter(pk__in=list(ids)).values_list("pk", "customer_id"))


def survivor(id: UUID) -> UUID | None:
    """The customer that this one was merged into, if it was."""
    return survivors([id]).get(id)


def standing_id(id: UUID) -> UUID:
    """The id by which a customer is known today."""
    return survivor(id) or id


def by_former_reference(references: Iterable[str]) -> dict[str, UUID]:
    """The customers that had these references before they were merged."""
    return dict(FormerReference.rows().filter(external_ref__in=list(references)).values_list("external_ref", "customer_id"))


def _lock(customer: Customer, former: Customer) -> tuple[Customer, Customer]:
    """Both rows, always in one order, so that two people who merge the same pair the other way round do not wait forever."""
    locked = Customer.rows().select_for_update(of=("self",)).filter(pk__in=[customer.pk, former.pk]).order_by("pk")
    found = {row.pk: row for row in locked}
    if len(found) < 2:
        raise SameCustomer
    return found[customer.pk], found[former.pk]


def _chosen(stays: Customer, goes: Customer, take: Collection[str]) -> tuple[dict[str, Any], str]:
    """What the one that stays will say, and the reference that is no longer in use."""
    values: dict[str, Any] = {}
    for field in CHOSEN:
        own, other = getattr(stays, field), getattr(goes, field)
        values[field] = other if _says(other) and (field in take or not _says(own)) else own
    left = {stays.external_ref, goes.external_ref} - {values["external_ref"], ""}
    return values, next(iter(left), "")


def _before(stays: Customer, goes: Customer) -> dict[str, Any]:
    """How both were, and which older names lead to the one that goes."""
    return {
        "stays": raw(stays),
        "goes": raw(goes) | {"version": goes.version, "created_at": goes.created_at},
        "merged": list(MergedCustomer.rows().filter(customer=goes).values_list("pk", flat=True)),
        "references": list(FormerReference.rows().filter(customer=goes).values_list("pk", flat=True)),
    }


def _says(value: Any) -> bool:
    return value not in ("", None)


def _keep(customer: Customer, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(customer, field, value)
    customer.version = F("version") + 1
    customer.updated_at = Now()
    customer.save(update_fields=[*values, "version", "updated_at"])
    customer.refresh_from_db()


def _merge_contacts(stays: Customer, goes: Customer, before: dict[str, Any]) -> dict[UUID, UUID]:
    """Move the people; of somebody both know only what is new moves. Gives those who are the same: former to staying.

    Writes into `before` who moved, and what the others were.
    """
    before |= {"moved": [], "matched": [], "emails": [], "phones": [], "filled": []}
    here = list(Contact.rows().filter(customer=stays).prefetch_related("emails", "phones"))
    matched: dict[UUID, UUID] = {}
    for position, contact in enumerate(Contact.rows().filter(customer=goes).prefetch_related("emails", "phones"), len(here)):
        twin = next((one for one in here if _is_same(one, contact)), None)
        if twin:
            _add_addresses(twin, contact, before)
            matched[contact.pk] = twin.pk
            before["matched"].append(_written(contact))
        else:
            before["moved"].append({"id": contact.pk, "position": contact.position})
            Contact.rows().filter(pk=contact.pk).update(customer=stays, position=position)
    if Contact.rows().filter(customer=stays).count() > rules.MOST_CONTACTS:
        raise TooManyContacts
    for table in (EmailAddress, PhoneNumber):
        table.rows().filter(customer=goes).exclude(contact__in=matched).update(customer=stays)
    return matched


def _is_same(one: Contact, other: Contact) -> bool:
    """The same name, or an address of their own in common."""
    emails = {email.address.lower() for email in one.emails.all()} & {email.address.lower() for email in other.emails.all()}
    return one.name_norm == other.name_norm or bool(emails)


def _written(contact: Contact) -> dict[str, Any]:
    """A contact whole, to be made again."""
    fields = ("id", "name", "role", "language", "time_zone", "position")
    return {field: getattr(contact, field) for field in fields} | {
        "emails": [email.address for email in contact.emails.all()],
        "phones": [[phone.e164, phone.extension] for phone in contact.phones.all()],
    }


def _add_addresses(contact: Contact, twin: Contact, before: dict[str, Any]) -> None:
    """What only the twin has, as long as there is room for it."""
    emails = {email.address.lower() for email in contact.emails.all()}
    phones = {(phone.e164, phone.extension) for phone in contact.phones.all()}
    new_emails = [email.address for email in twin.emails.all() if email.address.lower() not in emails]
    new_phones = [phone for phone in twin.phones.all() if (phone.e164, phone.extension) not in phones]
    for position, address in enumerate(new_emails[: rules.MOST_ADDRESSES - len(emails)], len(emails)):
        given = {"contact": contact, "customer_id": contact.customer_id, "position": position}
        before["emails"].append(EmailAddress.objects.create(address=address, **given).pk)
    for position, phone in enumerate(new_phones[: rules.MOST_ADDRESSES - len(phones)], len(phones)):
        given = {"contact": contact, "customer_id": contact.customer_id, "position": position}
        before["phones"].append(PhoneNumber.objects.create(e164=phone.e164, extension=phone.extension, **given).pk)
    for field in ("role", "language", "time_zone"):
        if not getattr(contact, field) and getattr(twin, field):
            Contact.rows().filter(pk=contact.pk).update(**{field: getattr(twin, field)})
            before["filled"].append([contact.pk, field, getattr(twin, field)])
