"""Targets, and words about a contact."""

from typing import Any

from django import forms

from presence.kit.forms import Plain
from presence.kit.moments import Day
from touchpoints.presence.models import PresenceTarget


class TargetForm(Plain, forms.Form):
    """From how many to how many percent of frontline time, for whom and from when."""

    role = forms.ChoiceField(label="For", choices=PresenceTarget.Role)
    low = forms.IntegerField(label="From percent", min_value=0, max_value=100)
    high = forms.IntegerField(label="To percent", min_value=1, max_value=100, help_text="20 to 30 is usual.")
    from_day = Day(label="From day", help_text="It holds from this day on; former targets hold for the days before.")


class WeekForm(forms.Form):
    """A day of the week that is shown; what is no day means this week."""

    week = Day(required=False)

    def day(self, today: Any) -> Any:
        self.is_valid()
        return self.cleaned_data.get("week") or today
