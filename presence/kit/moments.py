"""Days and moments as people type them. What no calendar of a business holds is refused: at the ends of time, zones fail."""

from datetime import date
from typing import Any

from django import forms

from presence.kit.api import fields

_LOCAL = "%Y-%m-%dT%H:%M"
_SPAN = f"between {fields.EARLIEST.year} and {fields.LATEST.year - 1}"


class Day(forms.DateField):
    """A day of the organization."""

    default_error_messages = {"out_of_time": f"Give a day {_SPAN}."}  # noqa: RUF012  Django's own form

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not fields.EARLIEST.date() <= day < fields.LATEST.date():
            raise forms.ValidationError(self.error_messages["out_of_time"], "out_of_time")
        return day


class LocalMoment(forms.DateTimeField):
    """A date and time in the organization's zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL)
    default_error_messages = {  # noqa: RUF012  Django's own form
        "invalid": "Enter a date and a time, such as 27 Nov 2026 17:00.",
        "out_of_time": f"Give a time {_SPAN}.",
    }

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().replace(" ", "T", 1)
        at = super().to_python(value)
        if at is not None and not fields.EARLIEST <= at < fields.LATEST:
            raise forms.ValidationError(self.error_messages["out_of_time"], "out_of_time")
        return at
