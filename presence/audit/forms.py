"""What to look for in the log."""

from typing import Any

from django import forms

from presence.audit import log
from presence.audit.log import Filters
from presence.kit.forms import Plain
from presence.kit.moments import Day
from presence.tenancy.forms import RowChoice
from presence.tenancy.models import Membership


class FilterForm(Plain, forms.Form):
    verb = forms.ChoiceField(label="What", required=False, choices=lambda: [("", "Everything"), *_verbs()])
    member = RowChoice(label="Who", required=False, queryset=Membership.objects.none(), empty_label="Everybody")
    day = Day(label="Day", required=False)
    subject = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.select_related("user").order_by("user__name", "user__email")
        self.fields["member"].queryset = members  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """What was asked; anything unreadable is left out, and said so beside its field."""
        asked = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        member = asked.get("member")
        return Filters(
            verb=asked.get("verb") or None,
            member_id=member.pk if member else None,
            subject_id=asked.get("subject"),
            day=asked.get("day"),
        )


def _verbs() -> list[tuple[str, str]]:
    return [(verb, verb.replace(".", " ").replace("_", " ")) for verb in sorted(log.sentences())]
