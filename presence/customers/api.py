"""Customers over REST: the same verbs as the pages."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet
from django.urls import reverse
from msgspec import UNSET, UnsetType

from presence.customers import actions, merging, models, rules
from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, Day, Email, Money, MoneyOut, said, text, title
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers, lookups

Reference = Annotated[str, text(120, description="The key of another system; unique in the organization unless empty.")]
Segment = Annotated[str, text(60, examples=["Gold"])]
Zone = Annotated[
    str, text(60, description="A time zone's name, or empty for the organization's.", examples=["Europe/Brussels"])
]
Name = Annotated[str, title(200, examples=["Fieldstone Care"])]
Phone = Annotated[
    str,
    title(
        60,
        description="In any usual form; numbers without a country are read with the organization's.",
        examples=["02 555 01 23"],
    ),
]
Owner = Annotated[Email, said("The e-mail address of the member who looks after this customer.")]

EXAMPLE = {
    "external_ref": "C-1001",
    "name": "Northwind Heating",
    "segment": "Gold",
    "annual_value": "12500.00",
    "contacts": [
        {"name": "Ana Peeters", "role": "Office manager", "emails": ["ana@northwind.example"], "phones": ["02 555 01 23"]}
    ],
}


class NewContact(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A person at a customer."""

    name: Name
    role: Annotated[str, text(80)] = ""
    language: Annotated[str, text(10, examples=["nl"])] = ""
    time_zone: Zone = ""
    emails: Annotated[list[Email], msgspec.Meta(max_length=rules.MOST_ADDRESSES)] = []
    phones: Annotated[list[Phone], msgspec.Meta(max_length=rules.MOST_ADDRESSES)] = []


class NewCustomer(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    name: Name
    external_ref: Reference = ""
    segment: Segment = ""
    annual_value: Money | None = None
    renewal_date: Day | None = None
    owner: Owner | None = None
    time_zone: Zone = ""
    contacts: Annotated[list[NewContact], msgspec.Meta(max_length=rules.MOST_CONTACTS)] = []


class CustomerChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays; `contacts` replaces the whole list."""

    name: Name | UnsetType = UNSET
    external_ref: Reference | UnsetType = UNSET
    segment: Segment | UnsetType = UNSET
    annual_value: Money | UnsetType | None = UNSET
    renewal_date: Day | UnsetType | None = UNSET
    owner: Owner | UnsetType | None = UNSET
    time_zone: Zone | UnsetType = UNSET
    contacts: Annotated[list[NewContact], msgspec.Meta(max_length=rules.MOST_CONTACTS)] | UnsetType = UNSET


class Contact(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    role: str
    language: str
    time_zone: str
    emails: list[str]
    phones: Annotated[list[str], said("In E.164, with `;ext=` where there is an extension.")]


class Customer(msgspec.Struct, frozen=True):
    id: UUID
    external_ref: str
    name: str
    segment: str
    annual_value: MoneyOut | None
    renewal_date: date | None
    owner: str | None
    time_zone: str
    contacts: list[Contact]
    created_at: At
    updated_at: At


class CustomerQuery(PageQuery, frozen=True, kw_only=True):
    external_ref: Annotated[str, title(120, description="Only the customer with this reference.")] | None = None
    segment: Annotated[str, text(60, description="Only customers of this segment.")] | None = None


class CustomerView(ApiView):
    tag = "customers"
    refusals: ClassVar = {
        actions.ReferenceTaken: problems.Conflict,
        actions.CustomerHasHistory: problems.Conflict,
        actions.CustomerErased: problems.Conflict,
    }


class Customers(CustomerView):
    @operation(
        name="list_customers", summary="List customers", scope="customers:read", query=CustomerQuery, answer=Page[Customer]
    )
    def get(self, call: Call[CustomerQuery]) -> Reply:
        """Newest first."""
        rows = readable()
        if call.query.external_ref is not None:
            former = merging.by_former_reference([call.query.external_ref]).values()
            rows = rows.filter(Q(external_ref=call.query.external_ref) | Q(pk__in=list(former)))
        if call.query.segment is not None:
            rows = rows.filter(segment=call.query.segment)
        return call.page(rows, order=["-id"], shape=shape_all)

    @operation(
        name="create_customer",
        summary="Add a customer",
        scope="customers:write",
        body=NewCustomer,
        answer=Customer,
        status=201,
        has_etag=True,
        example=EXAMPLE,
    )
    def post(self, call: Call[NoQuery], body: NewCustomer) -> Reply:
        """With its contacts. A reference that another customer has is answered with 409."""
        customer = actions.add(by=callers.actor(call), **_values(body))
        return Reply(_read(customer.pk), status=201, location=call.url(reverse("api_customer", args=[customer.pk])))


class OneCustomer(CustomerView):
    @operation(name="get_customer", summary="Read a customer", scope="customers:read", answer=Customer, has_etag=True)
    def get(self, call: Call[NoQuery], id: UUID) -> Reply:
        """The id of a customer that was merged into another one answers with that one."""
        return Reply(_read(merging.standing_id(id)))

    @operation(
        name="change_customer",
        summary="Change a customer",
        scope="customers:write",
        body=CustomerChange,
        answer=Customer,
        if_match="optional",
        has_etag=True,
        conflicts=True,
        example={"segment": "Platinum"},
    )
    def patch(self, call: Call[NoQuery], body: CustomerChange, id: UUID) -> Reply:
        """Fields that are absent stay as they are; lists are replaced. `If-Match` is optional here."""
        row = _locked(merging.standing_id(id))
        call.check_match(_read(row.pk))
        actions.change(by=callers.actor(call), customer=row, **_values(body))
        return Reply(_read(row.pk))

    @operation(
        name="delete_customer",
        summary="Delete a customer",
        scope="customers:write",
        answer=None,
        status=204,
        if_match="optional",
        conflicts=True,
    )
    def delete(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Only one without promises and interactions; else the answer is 409."""
        row = _locked(id)
        call.check_match(_read(id))
        actions.remove(by=callers.actor(call), customer=row)
        return Reply(status=204)


def readable() -> QuerySet[models.Customer]:
    """Customers with everything that `shape` reads."""
    rows = models.Customer.rows().select_related("owner__user")
    return rows.prefetch_related("contacts__emails", "contacts__phones")


def shape_all(rows: Sequence[models.Customer]) -> list[Customer]:
    return [shape(row) for row in rows]


def shape(row: models.Customer) -> Customer:
    """A customer as answers show it."""
    return Customer(
        id=row.pk,
        external_ref=row.external_ref,
        name=row.name,
        segment=row.segment,
        annual_value=row.annual_value,
        renewal_date=row.renewal_date,
        owner=row.owner.user.email if row.owner else None,
        time_zone=row.time_zone,
        contacts=[_contact(contact) for contact in row.contacts.all()],
        created_at=json.utc(row.created_at),
        updated_at=json.utc(row.updated_at),
    )


def _contact(row: models.Contact) -> Contact:
    return Contact(
        id=row.pk,
        name=row.name,
        role=row.role,
        language=row.language,
        time_zone=row.time_zone,
        emails=[email.address for email in row.emails.all()],
        phones=[f"{phone.e164};ext={phone.extension}" if phone.extension else phone.e164 for phone in row.phones.all()],
    )


def _read(id: UUID) -> Customer:
    return shape(lookups.one(readable(), id))


def _locked(id: UUID) -> models.Customer:
    return lookups.one(models.Customer.rows().select_for_update(of=("self",)), id)


def _values(body: NewCustomer | CustomerChange) -> dict[str, Any]:
    """What the verbs take: given fields only, the owner as a member, contacts as input."""
    given = {name: value for name in body.__struct_fields__ if (value := getattr(body, name)) is not UNSET}
    if given.get("owner"):
        given["owner"] = lookups.member_with(given["owner"], pointer="/owner")
    if "contacts" in given:
        given["contacts"] = [rules.ContactInput(**msgspec.structs.asdict(contact)) for contact in given["contacts"]]
    return given
