"""What a member types about a calendar of their own."""

from typing import Any

from django import forms

from presence.kit import refusals
from presence.kit.forms import Plain
from touchpoints.calendars import addresses, files
from touchpoints.calendars.models import Appointment, MemberCalendar
from touchpoints.interactions.forms import touchpoint_choices
from touchpoints.interactions.models import PresenceKind
from touchpoints.journeys.models import Touchpoint


class CalendarForm(Plain, forms.Form):
    """What every calendar has: a name, and what its appointments are."""

    name = forms.CharField(label="Name", max_length=80, help_text="Such as Work. Only you see it.")
    touchpoint = forms.ChoiceField(label="Touchpoint", help_text="The moment that appointments with customers are.")
    presence_kind = forms.ChoiceField(
        label="Kind", choices=PresenceKind, initial=PresenceKind.FOLLOW_UP, help_text="Can be changed for each appointment."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["touchpoint"].choices = touchpoint_choices(None)  # type: ignore[attr-defined]

    def clean_touchpoint(self) -> Touchpoint:
        return Touchpoint.rows().get(pk=self.cleaned_data["touchpoint"])  # one of the choices, so it is there

    def about(self) -> dict[str, Any]:
        """What the verbs take."""
        return {name: self.cleaned_data[name] for name in ("name", "touchpoint", "presence_kind")}


class SubscriptionForm(CalendarForm):
    """An address that is read every hour."""

    address = forms.CharField(
        label="Secret iCal address",
        max_length=addresses.LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
        help_text="From your calendar’s sharing settings: https:// or webcal://. Kept encrypted, never shown again.",
    )
    field_order = ("address", "name", "touchpoint", "presence_kind")

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        if address:
            try:
                addresses.parse(address)
            except refusals.Refusal as refusal:
                raise forms.ValidationError(refusal.words) from None
        return address


class ChangeForm(SubscriptionForm):
    """A calendar that is here; an empty address leaves the one it has."""

    def __init__(self, *args: Any, calendar: MemberCalendar, **kwargs: Any) -> None:
        known = {"name": calendar.name, "touchpoint": str(calendar.touchpoint_id), "presence_kind": calendar.presence_kind}
        super().__init__(*args, initial=known, **kwargs)
        self.fields["address"].required = False
        self.fields["address"].label = "New address"
        self.fields["address"].help_text = f"Leave it empty to go on reading {calendar.host}."
        self.order_fields(("name", "touchpoint", "presence_kind", "address"))
        if calendar.way == MemberCalendar.Way.FILE:
            del self.fields["address"]


def _file_field() -> forms.FileField:
    megabytes = files.LARGEST // 1024 // 1024
    return forms.FileField(
        label="Calendar file",
        allow_empty_file=True,
        help_text=f"An .ics file of up to {megabytes} MB, as calendars export it.",
        widget=forms.FileInput(attrs={"accept": ".ics,.ical,text/calendar", "data-most-bytes": files.LARGEST}),
    )


class FileForm(CalendarForm):
    """A file with appointments."""

    file = _file_field()
    field_order = ("file", "name", "touchpoint", "presence_kind")

    def raw(self) -> bytes:
        """One byte more than may be says that there is too much."""
        content: bytes = self.cleaned_data["file"].read(files.LARGEST + 1)
        return content


class AgainForm(Plain, forms.Form):
    """A newer file of a calendar that is here."""

    file = _file_field()

    def raw(self) -> bytes:
        content: bytes = self.cleaned_data["file"].read(files.LARGEST + 1)
        return content


class RemovalForm(Plain, forms.Form):
    """What becomes of the time that counted."""

    counted = forms.ChoiceField(
        label="What becomes of the time that counted?",
        choices=[("keep", "It stays: the contacts took place"), ("withdraw", "It is withdrawn, as if it had never counted")],
        widget=forms.RadioSelect,
    )


class AnswerForm(Plain, forms.Form):
    """Whether an appointment counts, and as what."""

    answer = forms.ChoiceField(choices=Appointment.Answer, required=False)
    presence_kind = forms.ChoiceField(choices=[("", ""), *PresenceKind.choices], required=False)
