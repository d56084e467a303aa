"""What people type about commitments."""

from uuid import UUID

from django import forms
from django.http import QueryDict

from presence.kit.forms import Plain
from presence.kit.moments import LocalMoment
from promises.commitments import listing


class Filters(forms.Form):
    """What stands in the address of the list. A value that is no choice is left out, so that an old link still opens."""

    who = forms.ChoiceField(required=False, choices=list(listing.WHO.items()))
    when = forms.ChoiceField(required=False, choices=list(listing.WHEN.items()))
    customer = forms.UUIDField(required=False)

    def wanted(self) -> listing.Wanted:
        self.is_valid()
        given = self.cleaned_data
        return listing.Wanted(given.get("who") or "all", given.get("when") or "open", given.get("customer"))


def chosen(data: QueryDict) -> list[UUID]:
    """Which commitments a button is about: the row it stands in, else the rows that are ticked, or those an undo names."""
    only, undo = data.get("only", ""), str(data.get("undo", ""))
    given = [str(only)] if only else [*map(str, data.getlist("ids")), *undo.split()]
    return [found for text in given if (found := _id(text))]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class DoneForm(Plain, forms.Form):
    """When it was done, for what was done before it is said."""

    done_at = LocalMoment(label="When it was done", help_text="On time counts as kept, later as not kept.")


class NewTimeForm(Plain, forms.Form):
    """Another due time."""

    due_at = LocalMoment(label="New due time")
    customer_told_at = LocalMoment(
        label="When the customer was told",
        help_text="Told before it was due, it counts as renegotiated. Told later, the former time was not kept.",
    )
    reason = forms.CharField(
        max_length=500,
        label="Reason",
        help_text="Colleagues and the customer will read it.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why the time moves."},
    )
