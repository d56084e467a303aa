"""Forms about keys."""

from datetime import datetime, timedelta

from django import forms

from presence.apikeys.rules import Scope
from presence.kit.forms import Plain

LASTS = (("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("0", "Until somebody revokes it"))
OVERLAPS = (("0", "At once"), ("1", "In an hour"), ("24", "Tomorrow, in 24 hours"), ("168", "In a week"))


class KeyForm(Plain, forms.Form):
    """Reading comes first and is chosen first: most programs only read."""

    name = forms.CharField(label="Name", max_length=60, help_text="The program that will use it, such as Grafana.")
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        choices=Scope,
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.METRICS_READ],
        help_text="Never more than you may. Writing includes reading; administering includes all. No key approves or agrees.",
        error_messages={"required": "Choose at least one thing the key may do."},
    )
    lasts = forms.ChoiceField(label="How long does it work?", choices=LASTS, initial="365")

    def expires_at(self, now: datetime) -> datetime | None:
        days = int(self.cleaned_data["lasts"])
        return now + timedelta(days=days) if days else None


class RotationForm(Plain, forms.Form):
    overlap = forms.ChoiceField(
        label="When does the present key stop?",
        choices=OVERLAPS,
        initial="24",
        help_text="Until then both work, so that you can put the new key in its place.",
    )

    def hours(self) -> timedelta:
        return timedelta(hours=int(self.cleaned_data["overlap"]))
