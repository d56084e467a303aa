"""What people type about how mail goes out."""

from datetime import time
from typing import Any

from django import forms

from presence.kit.forms import Plain
from touchpoints.delivery.models import Delivery

FIELDS = (
    "from_name", "from_address", "reply_address", "plus_addresses", "dkim_selector", "quiet_from", "quiet_until",
    "budget_contacts", "budget_days", "hold_seconds", "needs_second_person",
)  # fmt: skip
_HOLDS = [(30, "30 seconds"), (120, "2 minutes"), (600, "10 minutes"), (3600, "1 hour")]


class OneLine(forms.CharField):
    """Goes into a mail's header, where a second line would be another header."""

    def to_python(self, value: Any) -> str:
        return " ".join(str(value or "").replace("\x00", "").split())


class DeliveryForm(Plain, forms.Form):
    """Sender, limits, and who agrees."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)
    from_name = OneLine(label="Name that customers see", max_length=80, required=False, help_text="Such as Fieldstone Care.")
    from_address = forms.EmailField(
        label="Address that mail comes from",
        max_length=254,
        required=False,
        help_text="Of a domain that is yours. Another address goes back to rehearsal, because it must be checked anew.",
    )
    reply_address = forms.EmailField(
        label="Address that answers go to", max_length=254, required=False, help_text="A mailbox that people read."
    )
    plus_addresses = forms.BooleanField(
        label="This mailbox takes plus addresses",
        required=False,
        help_text="Answers then go to reply+m-…@yours.example, so that each finds its message even where a mail program "
        "forgets what it answers. First send a mail to reply+test@yours.example yourself: it must arrive.",
    )
    dkim_selector = forms.RegexField(
        r"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\Z",
        label="DKIM selector",
        max_length=63,
        required=False,
        help_text="The name your mail server or provider gave its key, such as s1 or pm.",
        error_messages={"invalid": "Use letters, digits, dots and hyphens, such as s1."},
    )
    quiet_from = forms.TimeField(
        label="Quiet from",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="On the recipient's clock.",
        error_messages={"required": "Enter the time from which no mail goes out."},
    )
    quiet_until = forms.TimeField(
        label="Quiet until",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="The same time twice means no quiet hours.",
        error_messages={"required": "Enter the time until which no mail goes out."},
    )
    budget_contacts = forms.IntegerField(
        label="Contacts at most",
        min_value=1,
        max_value=100,
        help_text="With one person, those of your people counted.",
        error_messages={"required": "Enter how many contacts one person may get."},
    )
    budget_days = forms.IntegerField(
        label="In so many days",
        min_value=1,
        max_value=90,
        error_messages={"required": "Enter in how many days."},
    )
    hold_seconds = forms.TypedChoiceField(
        label="How long a message waits", coerce=int, choices=_HOLDS, help_text="So that it can still be stopped."
    )
    needs_second_person = forms.BooleanField(
        label="A second person approves what is sent",
        required=False,
        help_text="Somebody else than whoever wrote it. Alone in the organization, you approve it yourself.",
    )

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    def compare(self, saved: Delivery) -> None:
        """Say beside each field what is saved, where something else was typed."""
        for name, typed in self.values().items():
            there = getattr(saved, name)
            if there != typed:
                self.add_error(name, f"Saved now: {_told(self.fields[name], there)}")

    def clean_hold_seconds(self) -> int:
        return int(self.cleaned_data["hold_seconds"])


def _told(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, forms.ChoiceField):
        return str(dict(_HOLDS).get(value, value))
    return f"{value:%H:%M}" if isinstance(value, time) else str(value) or "nothing"


def shown(delivery: Delivery) -> dict[str, Any]:
    """What the form begins with."""
    return {"version": delivery.version} | {name: getattr(delivery, name) for name in FIELDS}


class WhyForm(Plain, forms.Form):
    """Why mail is stopped, or leaves again."""

    why = forms.CharField(label="Why?", max_length=300, help_text="Everybody in the organization sees it.")
