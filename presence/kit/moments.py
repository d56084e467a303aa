"""A moment as people type it."""

from typing import Any

from django import forms

_LOCAL = "%Y-%m-%dT%H:%M"


class LocalMoment(forms.DateTimeField):
    """A date and time in the organization's zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL)
    default_error_messages = {  # noqa: RUF012  Django's own form
        "invalid": "Enter a date and a time, such as 27 Nov 2026 17:00."
    }

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().replace(" ", "T", 1)
        return super().to_python(value)
