"""What stands in the address of the promise list."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q

from presence.customers import merging
from presence.customers.models import Customer
from presence.kit.filters import Filters as AddressFilters
from presence.saved.lists import SavedList
from presence.tenancy.forms import RowChoice
from presence.tenancy.models import Membership
from promises.agreement import reading as agreement
from promises.pages import listing
from promises.record.models import Promise

STATES = [("open", "Open"), *Promise.State.choices, ("all", "All")]


class CustomerChoice(RowChoice):
    """A customer by its id; one that was merged is the one it became."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(merging.standing_id(UUID(str(value))) if value else value)
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice") from error


class Filters(AddressFilters):
    """A value that is no choice is left out, so that an old link still opens. A maker who left still made."""

    q = forms.CharField(required=False, max_length=100, label="Search")
    state = forms.ChoiceField(required=False, choices=STATES, initial="open")
    risk = forms.BooleanField(required=False)
    disputed = forms.BooleanField(required=False)
    not_kept = forms.BooleanField(required=False)
    ending = forms.BooleanField(required=False)
    unread = forms.BooleanField(required=False)
    waiting = forms.BooleanField(required=False)
    customer = CustomerChoice(Customer.objects.none(), required=False)
    made_by = RowChoice(Membership.objects.none(), required=False)
    sort = forms.ChoiceField(
        required=False,
        choices=[(order.key, order.word) for order in listing.ORDERS.values()],
        initial="attention",
        label="Order",
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.fields["customer"].queryset = Customer.rows()  # type: ignore[attr-defined]
        self.fields["made_by"].queryset = Membership.rows()  # type: ignore[attr-defined]

    def wanted(self, member: Membership) -> listing.Wanted:
        self.is_valid()
        given = self.cleaned_data
        customer, maker = given.get("customer"), given.get("made_by")
        return listing.Wanted(
            q=given.get("q", ""),
            state=given.get("state") or "open",
            risk=bool(given.get("risk")),
            disputed=bool(given.get("disputed")),
            not_kept=bool(given.get("not_kept")),
            ending=bool(given.get("ending")),
            unread_by=member if given.get("unread") else None,
            waiting_for=member if given.get("waiting") else None,
            customer=customer.pk if customer else None,
            made_by=maker.pk if maker else None,
            order=listing.ORDERS.get(given.get("sort") or "attention", listing.ORDERS["attention"]),
        )


SAVED = SavedList("promises", "Promises", "promises", Filters)


class Choices:
    """What the filters offer, asked only when the template shows it."""

    states = STATES
    orders = tuple(listing.ORDERS.values())

    def __init__(self, wanted: listing.Wanted) -> None:
        self.wanted = wanted

    def members(self) -> Any:
        """The members, and whoever the list is asked for although they left."""
        present = Membership.rows().filter(Q(removed_at=None) | Q(pk=self.wanted.made_by))
        return present.select_related("user").order_by("user__name", "pk")


def tabs(member: Membership, wanted: listing.Wanted) -> list[dict[str, Any]]:
    """Saved views everybody has."""
    newest = listing.ORDERS["newest"]
    views = [
        ("Open", "", listing.Wanted()),
        ("At risk", "risk=on", listing.Wanted(risk=True)),
        ("Unread", "unread=on&state=all&sort=newest", listing.Wanted(unread_by=member, state="all", order=newest)),
        *_for_signers(member),
        ("Not kept", "not_kept=on&state=all&sort=newest", listing.Wanted(not_kept=True, state="all", order=newest)),
        ("Ending soon", "ending=on&state=agreed", listing.Wanted(ending=True, state="agreed")),
        ("Disputed", "disputed=on&state=all", listing.Wanted(disputed=True, state="all")),
        ("Drafts", "state=draft&sort=newest", listing.Wanted(state="draft", order=newest)),
        ("Mine", f"made_by={member.pk}", listing.Wanted(made_by=member.pk)),
        ("All", "state=all&sort=newest", listing.Wanted(state="all", order=newest)),
    ]
    return [{"word": word, "url": f"?{query}", "current": view == wanted} for word, query, view in views]


def _for_signers(member: Membership) -> list[tuple[str, str, listing.Wanted]]:
    """Somebody whose team signs off promises has a view of those that wait for its word."""
    return [("To sign off", "waiting=on", listing.Wanted(waiting_for=member))] if agreement.signs(member) else []
