"""What stands in the address of the outbox."""

from collections.abc import Mapping
from typing import Any

from django import forms

from presence.customers.models import Customer
from presence.kit.filters import Filters
from touchpoints.automations.models import Automation
from touchpoints.sends import listing

REASONS = {
    "quiet": "Quiet hours",
    "budget": "Contacted often enough",
    "pace": "Asked for less",
    "suppressed": "Unsubscribed or bounced",
    "with_a_person": "With a person",
    "persons_turn": "A person’s turn",
    "conditions": "Conditions no longer met",
    "nobody_there": "Nobody to reach",
    "ramp": "Ramp reached",
    "rehearsal": "Rehearsal",
    "stopped": "Everything stopped",
    "not_automatic": "Moment not automatic",
    "expired": "No longer of use",
    "by_hand": "Stopped by hand",
    "server_refused": "Refused by the mail server",
    "no_address": "No e-mail address",
    "moment_archived": "Moment left the map",
    "automation_paused": "Automation paused",
    "automation_stopped": "Automation stopped by a rule",
    "forbidden": "Forbidden before it left",
    "erased": "Customer erased",
}


class SendFilters(Filters):
    state = forms.ChoiceField(required=False, choices=[(key, group.word) for key, group in listing.GROUPS.items()])
    automation = forms.ChoiceField(required=False, label="Automation")
    reason = forms.ChoiceField(required=False, label="Why", choices=[("", "Any reason"), *REASONS.items()])
    customer = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        named = [(str(pk), name) for pk, name in Automation.rows().order_by("name", "id").values_list("pk", "name")]
        self.fields["automation"] = forms.ChoiceField(
            required=False, label="Automation", choices=[("", "Any automation"), *named]
        )

    def clean_customer(self) -> Any:
        found = self.cleaned_data.get("customer")
        if found and not Customer.rows().filter(pk=found).exists():
            raise forms.ValidationError("There is no such customer.")
        return found
