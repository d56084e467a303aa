"""What can be done with several promises of the list at once."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from presence.kit import keyset
from presence.kit.forms import Plain
from presence.tenancy import access, bulk
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.bulk import Batch, Line, Verb
from presence.tenancy.forms import RowChoice
from presence.tenancy.models import Membership, Role
from promises.marks import actions as marks
from promises.pages import filters, listing
from promises.record import actions, makers, reading
from promises.record.models import Promise


class MakerForm(Plain, forms.Form):
    """Whose promises they become."""

    maker = RowChoice(Membership.objects.none(), label="Made by", empty_label="Choose somebody")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        present = Membership.rows().filter(removed_at=None).select_related("user").order_by("user__name", "pk")
        self.fields["maker"].queryset = present  # type: ignore[attr-defined]


@access.member()
@require_POST
def promises_bulk(request: MemberRequest) -> HttpResponseBase:
    """Ask first, then do it and say what became of each."""
    return bulk.answer(request, BATCH)


def _read(member: Membership, promise: Promise, values: dict[str, Any]) -> None:
    marks.acknowledge(by=Actor.of(member), now=timezone.now(), promise=promise, number=promise.current_number)


def _fulfill(member: Membership, promise: Promise, values: dict[str, Any]) -> None:
    actions.fulfill(by=Actor.of(member), now=timezone.now(), promise=promise)


def _end(member: Membership, promise: Promise, values: dict[str, Any]) -> None:
    actions.end(by=Actor.of(member), now=timezone.now(), promise=promise)


def _hand_over(member: Membership, promise: Promise, values: dict[str, Any]) -> None:
    makers.hand_over(by=Actor.of(member), now=timezone.now(), promise=promise, maker=values["maker"])


def _matching(member: Membership, query: QueryDict) -> QuerySet[Promise]:
    wanted = filters.Filters(query).wanted(member)
    found: QuerySet[Promise] = keyset.every(listing.rows(wanted, timezone.now()).select_related("customer"), wanted.order)
    return found


def _lines(chosen: Sequence[Promise]) -> list[Line]:
    current = reading.current([promise.pk for promise in chosen])
    return [
        Line(
            promise,
            reverse("promise", args=[promise.pk]),
            current[promise.pk].title or "Erased",
            (("Customer", str(promise.customer)), ("State", promise.get_state_display())),
        )
        for promise in chosen
    ]


def _exported(member: Membership, query: QueryDict | None, ids: Sequence[UUID]) -> Iterable[Sequence[Any]]:
    if query is None:
        return listing.exported_only(ids)
    return listing.exported(filters.Filters(query).wanted(member), now=timezone.now())


VERBS = (
    Verb("read", "Mark as read", "Mark as read", "Marked as read", _read, Role.VIEWER),
    Verb("fulfill", "Mark as fulfilled", "Mark as fulfilled", "Fulfilled", _fulfill),
    Verb("end", "Mark as ended", "Mark as ended", "Ended", _end),
    Verb("maker", "Assign to a maker", "Assign", "Assigned", _hand_over, form=MakerForm),
)
BATCH = Batch(
    noun="promise",
    list_url="promises",
    bulk_url="promises_bulk",
    columns=("Promise", "Customer", "State"),
    rows=lambda: Promise.rows().select_related("customer"),
    matching=_matching,
    lines=_lines,
    exported=_exported,
    verbs={verb.key: verb for verb in VERBS},
)
