"""What people type about follow-ups."""

from typing import Any

from django import forms

from presence.kit.forms import Plain
from presence.kit.moments import Day
from presence.tenancy.models import Membership
from touchpoints.followups import listing
from touchpoints.followups.models import LONGEST


class Filters(forms.Form):
    """What stands in the address of the list. A value that is no choice is left out, so that an old link still opens."""

    who = forms.ChoiceField(required=False, choices=list(listing.WHO.items()))
    when = forms.ChoiceField(required=False, choices=list(listing.WHEN.items()))
    day = Day(required=False)
    customer = forms.UUIDField(required=False)

    def wanted(self) -> listing.Wanted:
        self.is_valid()
        given = self.cleaned_data
        return listing.Wanted(given.get("who") or "mine", given.get("when") or "open", given.get("day"), given.get("customer"))


class FollowUpForm(Plain, forms.Form):
    """When, whose and what about."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    due_date = Day(label="Day")
    words = forms.CharField(
        label="What about", required=False, max_length=LONGEST, help_text="For instance: ask whether the new pump is quiet."
    )
    member: "forms.ModelChoiceField[Membership]" = forms.ModelChoiceField(label="Whose", queryset=None, empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.select_related("user").filter(removed_at=None, user__is_active=True)
        self.fields["member"].queryset = people.order_by("user__name", "user__email")  # type: ignore[attr-defined]
