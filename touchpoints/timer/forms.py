"""Starting a timer by hand."""

from typing import Any
from uuid import UUID

from django import forms

from presence.customers.models import Customer
from presence.kit.forms import Plain
from touchpoints.interactions.models import PresenceKind
from touchpoints.journeys.models import Touchpoint


class StartForm(Plain, forms.Form):
    """With whom, and what it is for; both can be said later."""

    customer = forms.UUIDField(required=False, widget=forms.HiddenInput)
    touchpoint = forms.UUIDField(required=False, widget=forms.HiddenInput)
    presence_kind = forms.ChoiceField(
        label="Proactive contact", required=False, choices=[("", "No, they came to us"), *PresenceKind.choices]
    )

    def chosen(self) -> dict[str, Any]:
        """What the timer is about; ids that name nothing here are as good as none."""
        data = self.cleaned_data
        return {
            "customer": _row(Customer, data["customer"]),
            "touchpoint": _row(Touchpoint, data["touchpoint"]),
            "presence_kind": data["presence_kind"],
        }


def _row(model: Any, id: UUID | None) -> Any:
    return model.rows().filter(pk=id).first() if id else None
