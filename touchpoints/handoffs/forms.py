"""What members type about handoffs."""

from django import forms

from presence.kit.forms import Plain
from touchpoints.handoffs import rules
from touchpoints.handoffs.models import Reason


class HandBackForm(Plain, forms.Form):
    """What was done for the customer."""

    done = forms.CharField(
        max_length=rules.LONGEST_DONE,
        label="What was done",
        help_text="For whoever meets the customer next. Automatic messages may go to them again after this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what was done for the customer."},
    )


class NewHandoffForm(Plain, forms.Form):
    """A colleague is asked to take over."""

    reason = forms.ChoiceField(choices=Reason, label="Why a person is needed")
    words = forms.CharField(
        required=False,
        max_length=rules.LONGEST_WORDS,
        label="What the customer said",
        help_text="In their words, as far as you have them.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
