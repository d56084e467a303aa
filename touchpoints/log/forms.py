"""The form of a contact: what an interaction says, and when somebody comes back."""

from typing import Any

from django import forms
from django.utils import timezone

from presence.kit.moments import Day
from touchpoints.followups.models import LONGEST
from touchpoints.interactions.forms import InteractionForm


class ContactForm(InteractionForm):
    """`timer` is the one that measured it."""

    timer = forms.UUIDField(widget=forms.HiddenInput, required=False)
    follow_up = Day(label="Come back on", required=False)
    follow_up_words = forms.CharField(label="What about", required=False, max_length=LONGEST)

    def __init__(self, *args: Any, because: str = "", asks_minutes: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if because:
            self.fields["touchpoint"].help_text = because
        if asks_minutes:
            self.fields["minutes"].help_text = asks_minutes
        self.fields["minutes"].widget.attrs["autofocus"] = True

    def clean_follow_up(self) -> Any:
        """Refused here, so that a day that is over leaves the contact unlogged until it is put right."""
        day = self.cleaned_data["follow_up"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError("This day is over. Choose today or a later day.")
        return day
