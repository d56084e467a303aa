"""Whose call this is: a customer by number, address or reference, exactly; for the screen pop and the API."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q

from presence.customers import merging
from presence.customers.models import Customer, EmailAddress, PhoneNumber
from presence.customers.phones import Phone
from promises.record.models import Promise

Matched = Literal["name", "contact", "email", "phone", "reference", "order"]


@dataclass(frozen=True, slots=True)
class Found:
    """A customer that fits; `detail` tells apart customers who share a number, `number_id` says which number rang."""

    customer_id: UUID
    name: str
    external_ref: str
    matched: Matched
    detail: str = ""
    number_id: UUID | None = None


def by_phone(number: Phone, most: int) -> list[Found]:
    """Customers with this number, the one with the same extension first."""
    names = ("customer_id", "customer__name", "customer__external_ref", "contact__name", "id", "extension")
    rows = PhoneNumber.rows().filter(e164=number.e164).order_by("customer__name", "customer_id", "position", "id")
    found = sorted(rows.values_list(*names)[: most * 4], key=lambda row: bool(number.extension) and row[-1] != number.extension)
    return _once((_found(*row[:3], "phone", _person(row[3], row[5]), row[4]) for row in found), most)


def by_email(address: str, most: int) -> list[Found]:
    """Customers with this whole e-mail address."""
    names = ("customer_id", "customer__name", "customer__external_ref", "contact__name")
    rows = EmailAddress.rows().filter(address_norm=address.strip().lower()).order_by("customer__name", "customer_id")
    return _once((_found(*row[:3], "email", row[3]) for row in rows.values_list(*names)[: most * 4]), most)


def by_reference(reference: str, most: int) -> list[Found]:
    """A customer's own reference counts before the order or contract number of a promise."""
    former = merging.by_former_reference([reference]).values()
    named = Customer.rows().filter(Q(external_ref=reference) | Q(pk__in=list(former))).values_list("id", "name", "external_ref")
    own = [_found(*row, "reference", reference) for row in named[:most]] if reference else []
    return own or (_by_order(reference, most) if reference else [])


def together(answers: Iterable[list[Found]], most: int) -> list[Found]:
    """What several questions found: those whom all of them know, else everybody whom one of them knows."""
    known = [answer for answer in answers if answer]
    shared = set.intersection(*({one.customer_id for one in answer} for answer in known)) if known else set()
    everybody = [one for answer in known for one in answer]
    return _once((one for one in everybody if not shared or one.customer_id in shared), most)


def _by_order(number: str, most: int) -> list[Found]:
    names = ("customer_id", "customer__name", "customer__external_ref")
    rows = Promise.rows().filter(external_ref=number).values_list(*names)
    return _once((_found(*row, "order", number) for row in rows[:most]), most)


def _found(*values: Any) -> Found:
    return Found(*values)


def _once(found: Iterable[Found], most: int) -> list[Found]:
    """Each customer once, by the first of its matches."""
    first: dict[UUID, Found] = {}
    for one in found:
        first.setdefault(one.customer_id, one)
    return list(first.values())[:most]


def _person(name: Any, extension: Any) -> str:
    return f"{name}, ext. {extension}" if extension else str(name)
