"""The brief over REST: who is calling, what we promised them, and what happened last. Made for telephone systems."""

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal
from uuid import UUID

import msgspec

from presence.customers import api as customers
from presence.customers import phones, search
from presence.customers.api import Customer
from presence.customers.models import Customer as CustomerRow
from presence.kit.api import problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import said, title
from presence.kit.api.operations import operation
from presence.kit.api.views import ApiView
from presence.tenancy import callers
from promises.record import actions as promise_actions
from promises.record import shapes as promise_shapes
from promises.record.models import Promise as PromiseRow
from promises.record.shapes import Promise
from touchpoints.brief import finding
from touchpoints.handoffs import api as handoffs
from touchpoints.handoffs.api import Handoff
from touchpoints.interactions import shapes as interaction_shapes
from touchpoints.interactions.shapes import Interaction

MOST_MATCHES = 10
MOST_PROMISES = 20
MOST_INTERACTIONS = 5


class LookupQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly one of the four."""

    phone: Annotated[str, title(60, description="A number in any usual form.", examples=["02 555 01 23"])] | None = None
    email: Annotated[str, title(254, description="A whole e-mail address.")] | None = None
    ref: (
        Annotated[str, title(120, description="A customer's reference, or the order or contract number of a promise.")] | None
    ) = None
    q: Annotated[str, title(100, description="Any of these, or part of a name, with one wrong letter.")] | None = None


class Match(msgspec.Struct, frozen=True):
    """A customer that fits."""

    customer: UUID
    name: str
    external_ref: str
    matched: Annotated[Literal["name", "contact", "email", "phone", "reference", "order"], said("What fits.")]


class Brief(msgspec.Struct, frozen=True):
    """One customer, ready for the call. With several matches, or none, there is no customer yet."""

    customer: Customer | None
    promises: Annotated[list[Promise] | None, said("The open ones, agreed ones first; null without `promises:read`.")]
    interactions: Annotated[list[Interaction] | None, said("The last ones; null without `interactions:read`.")]
    handoffs: Annotated[list[Handoff] | None, said("The open ones, soonest promised first; null without `handoffs:read`.")]
    matches: list[Match]


class Lookup(ApiView):
    tag = "customers"
    refusals: ClassVar = {phones.NotAPhoneNumber: problems.InvalidParameter}

    @operation(name="look_up_customer", summary="Who is calling", scope="customers:read", query=LookupQuery, answer=Brief)
    def get(self, call: Call[LookupQuery]) -> Reply:
        """By `phone`, `email`, `ref` or `q`. One match comes with its open promises and last interactions; of several only
        `matches` is filled, so that a person chooses.
        """
        matches = _find(call)
        if len(matches) != 1:
            return Reply(Brief(customer=None, promises=None, interactions=None, handoffs=None, matches=matches))
        customer = customers.readable().get(pk=matches[0].customer)
        allowed = callers.of(call).allowed
        return Reply(
            Brief(
                customer=customers.shape(customer),
                promises=_promises(customer) if "promises:read" in allowed else None,
                interactions=_interactions(customer, call) if "interactions:read" in allowed else None,
                handoffs=handoffs.open_of(customer.pk) if "handoffs:read" in allowed else None,
                matches=matches,
            )
        )


def _find(call: Call[LookupQuery]) -> list[Match]:
    query = call.query
    given = [name for name in query.__struct_fields__ if getattr(query, name) is not None]
    if len(given) != 1:
        raise problems.Invalid("Give exactly one of phone, email, ref and q.")
    if query.phone is not None:
        return _matches(finding.by_phone(_phone(query.phone, callers.of(call).organization.country), MOST_MATCHES))
    if query.email is not None:
        return _matches(finding.by_email(query.email, MOST_MATCHES))
    if query.ref is not None:
        return _matches(finding.by_reference(query.ref.strip(), MOST_MATCHES))
    return _by_anything(query.q or "")


def _phone(text: str, country: str) -> phones.Phone:
    try:
        return phones.parse(text, country)
    except phones.NotAPhoneNumber as refusal:
        raise phones.NotAPhoneNumber(refusal.words, pointer="phone") from None


def _by_anything(text: str) -> list[Match]:
    found = search.find(text, MOST_MATCHES)
    refs = dict(CustomerRow.rows().filter(pk__in=[each.customer_id for each in found]).values_list("pk", "external_ref"))
    return [Match(each.customer_id, each.name, refs[each.customer_id], each.matched) for each in found]


def _matches(found: Iterable[finding.Found]) -> list[Match]:
    return [Match(one.customer_id, one.name, one.external_ref, one.matched) for one in found]


def _promises(customer: CustomerRow) -> list[Promise]:
    rows = PromiseRow.rows().filter(customer=customer, state__in=promise_actions.OPEN).order_by("-created_at", "-id")
    newest = promise_shapes.promises(list(rows[:MOST_PROMISES]))
    return sorted(newest, key=lambda promise: promise.state != PromiseRow.State.AGREED)


def _interactions(customer: CustomerRow, call: Call[LookupQuery]) -> list[Interaction]:
    rows = interaction_shapes.readable(call.now).filter(customer=customer).order_by("-occurred_at", "-id")
    return interaction_shapes.shaper(callers.of(call).member.pk)(list(rows[:MOST_INTERACTIONS]))
