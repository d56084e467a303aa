"""Fields for what an automatic touchpoint needs: whom the customer reaches, and the first message.

A form takes them over with WaysFields; the card and the touchpoint's page draw them with touchpoints/map/_ways.html.
"""

from typing import Any

from django import forms
from django.db import transaction

from presence.hours.models import Calendar
from presence.kit.forms import Plain
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.journeys import ways
from touchpoints.journeys.document import Message
from touchpoints.journeys.models import EscapeHatch, MessageTemplate, Touchpoint

NAMES = ("hatch_member", "hatch_calendar", "hatch_reply_minutes", "message_subject", "message_text", "message_language")
USUAL_MINUTES = 240


class WaysFields(Plain, forms.Form):
    """All may stay empty: what is missing is said before publishing. Half a message is refused."""

    hatch_member = forms.ChoiceField(
        label="Whom the customer reaches", required=False, help_text="A person, named in every automatic message."
    )
    hatch_calendar = forms.ChoiceField(label="In which hours", required=False)
    hatch_reply_minutes = forms.IntegerField(
        label="Answers within, in minutes of those hours",
        required=False,
        min_value=1,
        max_value=600_000,
        help_text="Left empty: 4 hours.",
    )
    message_subject = forms.CharField(label="Subject of the first message", max_length=150, required=False)
    message_text = forms.CharField(
        label="First message",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="The way to a person is put above it. Whoever publishes the map approves these words.",
    )
    message_language = forms.CharField(
        label="Language of the message", max_length=8, required=False, help_text="A short code. Left empty: en."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = str(self.initial.get("hatch_member") or "")
        members = Membership.objects.select_related("user").order_by("user__name", "user__email")
        self.hatch_members = [one for one in members if one.is_active or str(one.pk) == chosen]
        self.calendars = list(Calendar.rows())
        self.fields["hatch_member"].choices = [("", "Nobody yet"), *((str(one.pk), str(one)) for one in self.hatch_members)]  # type: ignore[attr-defined]
        self.fields["hatch_calendar"].choices = [  # type: ignore[attr-defined]
            ("", "The usual business hours"),
            *((str(one.pk), one.name) for one in self.calendars),
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        subject, text = data.get("message_subject", ""), data.get("message_text", "")
        if text and not subject and "message_subject" not in self.errors:
            self.add_error("message_subject", "Enter the subject of the message.")
        if subject and not text and "message_text" not in self.errors:
            self.add_error("message_text", "Enter the text of the message.")
        return data

    @transaction.atomic
    def save_ways(self, *, by: Actor, touchpoint: Touchpoint) -> None:
        """Write them, or take away what was emptied."""
        data = self.cleaned_data
        member = next((one for one in self.hatch_members if str(one.pk) == data["hatch_member"]), None)
        calendar = next((one for one in self.calendars if str(one.pk) == data["hatch_calendar"]), None)
        minutes = data["hatch_reply_minutes"] or USUAL_MINUTES
        if member:
            ways.set_hatch(by=by, touchpoint=touchpoint, member=member, calendar=calendar, reply_minutes=minutes)
        else:
            ways.remove_hatch(by=by, touchpoint=touchpoint)
        if data["message_text"]:
            language = data["message_language"] or "en"
            message = Message(language=language, subject=data["message_subject"], text=data["message_text"])
            ways.set_message(by=by, touchpoint=touchpoint, message=message)
        else:
            ways.remove_message(by=by, touchpoint=touchpoint)


def written(touchpoint: Touchpoint) -> dict[str, Any]:
    """What a touchpoint says, in the words of these fields."""
    hatch = EscapeHatch.rows().filter(touchpoint=touchpoint).first()
    message = MessageTemplate.rows().filter(touchpoint=touchpoint).first()
    return {
        "hatch_member": str(hatch.member_id) if hatch else "",
        "hatch_calendar": str(hatch.calendar_id or "") if hatch else "",
        "hatch_reply_minutes": hatch.reply_minutes if hatch else "",
        "message_subject": message.subject if message else "",
        "message_text": message.text if message else "",
        "message_language": message.language if message else "",
    }
