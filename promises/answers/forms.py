"""HTML input of the customer's page, and of what members do with links and disputes."""

from typing import Any

from django import forms

from presence.customers.models import Customer, EmailAddress
from presence.kit import refusals
from presence.kit.forms import Plain
from promises.answers import rules
from promises.answers.models import CustomerAnswer

_PLACES = ("first", "second", "third")
_ASPECTS = [("", "No answer"), *((aspect, aspect.capitalize()) for aspect in rules.ASPECTS)]
_ONCE = "Choose time, cost and scope once each."


class AnswerForm(Plain, forms.Form):
    """One of two answers, the words for it, and what matters most to the customer."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    first = forms.ChoiceField(choices=_ASPECTS, required=False, label="Matters most")
    second = forms.ChoiceField(choices=_ASPECTS, required=False, label="Second")
    third = forms.ChoiceField(choices=_ASPECTS, required=False, label="Third")
    words = forms.CharField(
        required=False,
        max_length=rules.LONGEST_WORDS,
        label="Your words",
        help_text="What is different from what you were told? Needed if this is not what you were sold.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    verdict = forms.ChoiceField(
        choices=CustomerAnswer.Verdict,
        widget=forms.HiddenInput,
        error_messages={"required": "Choose one of the two answers.", "invalid_choice": "Choose one of the two answers."},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["ranking"] = ",".join(filter(None, (given.get(place) for place in _PLACES)))
        if given["ranking"] and given["ranking"] not in rules.RANKINGS:
            self.add_error("first", _ONCE)
        return given

    def answer(self) -> dict[str, Any]:
        """What the verb takes."""
        return {name: self.cleaned_data[name] for name in ("number", "verdict", "ranking", "words")}

    def refuse(self, refusal: refusals.Refusal) -> None:
        """Put the words of a refusal beside the field it points at."""
        place = "first" if refusal.pointer == "ranking" else refusal.pointer
        self.add_error(place if place in self.fields else None, refusal.words)


def shown(number: int, latest: CustomerAnswer | None = None) -> dict[str, Any]:
    """What the form begins with: what the customer said before, if anything."""
    ranked = latest.ranking.split(",") if latest else []
    words = (latest.words or "") if latest else ""
    return {"number": number, "words": words, **dict(zip(_PLACES, ranked, strict=False))}


class LinkForm(Plain, forms.Form):
    """For whom a link is made: somebody with an e-mail address, or nobody in particular."""

    recipient = forms.ModelChoiceField(
        queryset=EmailAddress.objects.none(),
        required=False,
        empty_label="Nobody: I send the link myself",
        label="Send it to",
        help_text="They get a letter with the link in your name. You can copy the link as well.",
    )

    def __init__(self, data: Any, customer: Customer) -> None:
        super().__init__(data)
        addresses = EmailAddress.rows().filter(customer=customer).select_related("contact").order_by("contact__position", "pk")
        field: Any = self.fields["recipient"]
        field.queryset = addresses
        field.label_from_instance = lambda address: f"{address.contact.name}, {address.address}"


class ResolutionForm(Plain, forms.Form):
    """How a dispute was settled."""

    words = forms.CharField(
        max_length=rules.LONGEST_WORDS,
        label="How you settled it with the customer",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how you settled it with the customer."},
    )
