"""Merging and erasing customers over REST. Neither is undone here, so both need the scope `admin`, which only owners give."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

import msgspec

from presence.customers import api, erasing, merging, models
from presence.customers.api import Customer, CustomerView
from presence.kit.api import problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import said, title
from presence.kit.api.operations import operation
from presence.kit.api.queries import NoQuery
from presence.tenancy import callers, lookups

_NOBODY = "01900000-0000-7000-8000-000000000000"
Field = Literal["name", "external_ref", "segment", "annual_value", "renewal_date", "owner", "time_zone"]


class Merge(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which customer goes, and the fields in which it is right."""

    former: Annotated[UUID, said("The customer that is merged into this one and goes.")]
    take: Annotated[list[Field], msgspec.Meta(max_length=7, description="By default the one that stays is right.")] = []


class TypedName(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The present name, so that nobody erases another one by a slip."""

    name: Annotated[str, title(200)]


class LifecycleView(CustomerView):
    refusals: ClassVar = {
        **CustomerView.refusals,
        merging.CannotMergeErased: problems.Conflict,
        merging.TooManyContacts: problems.Conflict,
        erasing.AlreadyErased: problems.Conflict,
    }


class CustomerMerge(LifecycleView):
    @operation(
        name="merge_customers", summary="Merge two customers", scope="admin", body=Merge, answer=Customer, conflicts=True,
        example={"former": _NOBODY},
    )  # fmt: skip
    def post(self, call: Call[NoQuery], body: Merge, id: UUID) -> Reply:
        """Promises, interactions and contacts move here, and the former id and reference lead here.

        For a day a leader can undo it in the product.
        """
        customer = lookups.one(models.Customer.rows(), id)
        former = lookups.named(models.Customer.rows(), body.former, pointer="/former", noun="customer")
        merging.merge(by=callers.actor(call), now=call.now, customer=customer, former=former, take=set(body.take))
        return Reply(api.shape(lookups.one(api.readable(), id)))


class CustomerErasure(LifecycleView):
    @operation(
        name="erase_customer", summary="Erase a customer", scope="admin", body=TypedName, answer=None, status=204,
        conflicts=True, example={"name": "Northwind Heating"},
    )  # fmt: skip
    def post(self, call: Call[NoQuery], body: TypedName, id: UUID) -> Reply:
        """What is personal goes for good; facts, counts and figures stay."""
        customer = lookups.one(models.Customer.rows(), id)
        erasing.erase_customer(by=callers.actor(call), now=call.now, customer=customer, typed=body.name)
        return Reply(status=204)


class ContactErasure(LifecycleView):
    @operation(
        name="erase_contact", summary="Erase a contact", scope="admin", body=TypedName, answer=None, status=204,
        example={"name": "Ana Peeters"},
    )  # fmt: skip
    def post(self, call: Call[NoQuery], body: TypedName, id: UUID) -> Reply:
        """The person goes for good, and what is written about them by name."""
        contact = lookups.one(models.Contact.rows(), id)
        erasing.erase_contact(by=callers.actor(call), contact=contact, typed=body.name)
        return Reply(status=204)
