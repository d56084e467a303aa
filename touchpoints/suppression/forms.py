"""What members type about who gets no automated mail."""

from django import forms

from presence.kit.forms import Plain
from touchpoints.suppression.models import Kind

ALL = "all"


class EntryForm(Plain, forms.Form):
    """An address that gets no more."""

    address = forms.EmailField(label="E-mail address", max_length=254)
    kind = forms.ChoiceField(label="Which mail", choices=[(ALL, "Everything"), *((str(one), one.label) for one in Kind)])
    words = forms.CharField(label="Why", max_length=200, required=False, help_text="For colleagues: “Asked on the phone”.")


class LiftForm(Plain, forms.Form):
    """Why mail may go there again."""

    reason = forms.CharField(label="Why may mail go to this address again?", max_length=200)
