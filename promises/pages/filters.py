"""What stands in the address of the promise list."""

from typing import Any

from django import forms
from django.http import QueryDict

from presence.tenancy.models import Membership
from promises.pages import listing
from promises.record.models import Promise

STATES = [("open", "Open"), *Promise.State.choices, ("all", "All")]


class Filters(forms.Form):
    """A value that is no choice is left out, so that an old link still opens."""

    q = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(required=False, choices=STATES)
    risk = forms.BooleanField(required=False)
    disputed = forms.BooleanField(required=False)
    not_kept = forms.BooleanField(required=False)
    ending = forms.BooleanField(required=False)
    unread = forms.BooleanField(required=False)
    customer = forms.UUIDField(required=False)
    made_by = forms.UUIDField(required=False)
    sort = forms.ChoiceField(required=False, choices=[(order.key, order.word) for order in listing.ORDERS.values()])

    def wanted(self, member: Membership) -> listing.Wanted:
        self.is_valid()
        given = self.cleaned_data
        return listing.Wanted(
            q=given.get("q", ""),
            state=given.get("state") or "open",
            risk=bool(given.get("risk")),
            disputed=bool(given.get("disputed")),
            not_kept=bool(given.get("not_kept")),
            ending=bool(given.get("ending")),
            unread_by=member if given.get("unread") else None,
            customer=given.get("customer"),
            made_by=given.get("made_by"),
            order=listing.ORDERS.get(given.get("sort") or "attention", listing.ORDERS["attention"]),
        )


class Choices:
    """What the filters offer, asked only when the template shows it."""

    states = STATES
    orders = tuple(listing.ORDERS.values())

    def members(self) -> Any:
        return Membership.rows().filter(removed_at=None).select_related("user").order_by("user__name", "pk")


def tabs(member: Membership, wanted: listing.Wanted) -> list[dict[str, Any]]:
    """Saved views everybody has."""
    newest = listing.ORDERS["newest"]
    views = [
        ("Open", "", listing.Wanted()),
        ("At risk", "risk=on", listing.Wanted(risk=True)),
        ("Unread", "unread=on&state=all&sort=newest", listing.Wanted(unread_by=member, state="all", order=newest)),
        ("Not kept", "not_kept=on&state=all&sort=newest", listing.Wanted(not_kept=True, state="all", order=newest)),
        ("Ending soon", "ending=on&state=agreed", listing.Wanted(ending=True, state="agreed")),
        ("Disputed", "disputed=on&state=all", listing.Wanted(disputed=True, state="all")),
        ("Drafts", "state=draft&sort=newest", listing.Wanted(state="draft", order=newest)),
        ("Mine", f"made_by={member.pk}", listing.Wanted(made_by=member.pk)),
        ("All", "state=all&sort=newest", listing.Wanted(state="all", order=newest)),
    ]
    return [{"word": word, "url": f"?{query}", "current": view == wanted} for word, query, view in views]


def address(query: QueryDict, after: str = "") -> str:
    """The same list from another place."""
    copy = query.copy()
    copy.pop("after", None)
    if after:
        copy["after"] = after
    return "?" + copy.urlencode()
