"""What people type about what was said."""

from typing import Any

from django import forms
from django.utils import timezone

from presence.kit import words
from presence.kit.forms import Plain
from presence.kit.moments import LocalMoment
from promises.record import reading
from promises.record.models import Promise, Term
from promises.record.rules import LONGEST, TermInput
from touchpoints.said import listing
from touchpoints.said.models import Said

NEW = "new"
MOST_PROMISES = 50


class ProposalForm(Plain, forms.Form):
    """The term that what was said becomes, and the promise that says it."""

    promise = forms.ChoiceField(label="In which promise?", widget=forms.RadioSelect)
    title = forms.CharField(max_length=200, required=False, label="Title of the new promise", help_text="Only for a new one.")
    kind = forms.ChoiceField(choices=Term.Kind, label="Kind")
    text = forms.CharField(max_length=1000, label="What is promised", widget=forms.Textarea(attrs={"rows": 3}))
    due_at = LocalMoment(required=False, label="Due", help_text="For a commitment.")
    amount = forms.CharField(
        max_length=30, required=False, label="Amount", widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    reason = forms.CharField(max_length=500, required=False, label="Reason for the amendment")
    customer_told_at = LocalMoment(required=False, label="When the customer was told")

    def __init__(self, data: Any, *, said: Said) -> None:
        self.promises = {str(row.pk): row for row in _open_promises(said)}
        super().__init__(data, initial=_guess(said, next(iter(self.promises), NEW)))
        titles = reading.current([row.pk for row in self.promises.values()])
        named = [(key, titles[row.pk].title or "(erased)") for key, row in self.promises.items()]
        self.fields["promise"] = forms.ChoiceField(
            label="In which promise?", widget=forms.RadioSelect, choices=[*named, (NEW, "A new promise")]
        )
        self.order_fields(["promise"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("promise") == NEW and not given.get("title"):
            self.add_error("title", "Enter a title for the new promise.")
        if given.get("promise") in self.promises and not given.get("reason"):
            self.add_error("reason", "Say why this is added. Colleagues and the customer will ask.")
        return given

    def term(self) -> TermInput:
        given = self.cleaned_data
        due_at = given["due_at"] if given["kind"] == Term.Kind.COMMITMENT else None
        return TermInput(given["kind"], given["text"], due_at=due_at, amount=given["amount"])

    def chosen(self) -> dict[str, Any]:
        """The promise and what goes with it, as the verb takes them."""
        given = self.cleaned_data
        names = ("title", "reason", "customer_told_at")
        return {"promise": self.promises.get(given["promise"]), **{name: given[name] for name in names}}


def _open_promises(said: Said) -> Any:
    """What binds first, the newest of it on top."""
    found = Promise.rows().filter(customer=said.interaction.customer_id, state__in=["agreed", "in_review", "draft"])
    return found.order_by("state", "-created_at")[:MOST_PROMISES]


def _guess(said: Said, promise: str) -> dict[str, Any]:
    """What can be known before anybody types."""
    note, at = said.interaction.note, said.occurred_at
    day = words.day(timezone.localtime(at).date(), today=timezone.localdate())
    return {
        "promise": promise,
        "kind": listing.kind_of(note),
        "text": listing.sentences(note)[: LONGEST["text"]],
        "reason": f"Said to the customer on {day}",
        "customer_told_at": at,
    }
