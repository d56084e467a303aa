"""What can be done with several customers of the list at once."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from presence.customers import actions, listing
from presence.customers.forms import Filters, MemberChoice, members
from presence.customers.models import Customer
from presence.kit import keyset
from presence.kit.forms import Plain
from presence.tenancy import access, bulk
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.bulk import Batch, Line, Verb
from presence.tenancy.models import Membership


class OwnerForm(Plain, forms.Form):
    """Who owns them from now on."""

    owner = MemberChoice(Membership.objects.none(), label="Owner", empty_label="Choose somebody")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["owner"].queryset = members()  # type: ignore[attr-defined]


class SegmentForm(Plain, forms.Form):
    """The segment they belong to from now on."""

    segment = forms.CharField(max_length=60, label="Segment")


@access.member()
@require_POST
def customers_bulk(request: MemberRequest) -> HttpResponseBase:
    """Ask first, then do it and say what became of each."""
    return bulk.answer(request, BATCH)


def _change(member: Membership, customer: Customer, values: dict[str, Any]) -> None:
    actions.change(by=Actor.of(member), customer=customer, **values)


def _matching(member: Membership, query: QueryDict) -> QuerySet[Customer]:
    wanted = Filters(query).wanted()
    found: QuerySet[Customer] = keyset.every(listing.rows(wanted, timezone.localdate()), wanted.order)
    return found.select_related("owner__user")


def _lines(chosen: Sequence[Customer]) -> list[Line]:
    return [
        Line(
            customer,
            reverse("customer", args=[customer.pk]),
            customer.name,
            (("Segment", customer.segment), ("Owner", str(customer.owner or ""))),
        )
        for customer in chosen
    ]


def _exported(member: Membership, query: QueryDict | None, ids: Sequence[UUID]) -> Iterable[Sequence[Any]]:
    now, today = timezone.now(), timezone.localdate()
    if query is None:
        return listing.exported_only(ids, now=now)
    return listing.exported(Filters(query).wanted(), now=now, today=today)


VERBS = (
    Verb("owner", "Change the owner", "Change the owner", "Changed", _change, form=OwnerForm),
    Verb("segment", "Change the segment", "Change the segment", "Changed", _change, form=SegmentForm),
)
BATCH = Batch(
    noun="customer",
    list_url="customers",
    bulk_url="customers_bulk",
    columns=("Customer", "Segment", "Owner"),
    rows=lambda: Customer.rows().select_related("owner__user"),
    matching=_matching,
    lines=_lines,
    exported=_exported,
    verbs={verb.key: verb for verb in VERBS},
)
