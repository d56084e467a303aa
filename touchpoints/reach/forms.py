"""What a customer types on the page behind a link, and what leaders say there."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.core import signing

from presence.kit.forms import Plain
from touchpoints.handoffs import rules
from touchpoints.reach.phrases import Phrases

FASTEST = timedelta(seconds=3)  # nobody reads the page and presses sooner
LONGEST_CALLER = 200
_stamps = signing.TimestampSigner(salt="presence.reach.stamp")


@dataclass(frozen=True, slots=True)
class Asked:
    """What came in. `stamp` names the page it was sent from; `doubt` says why it may not have been a person."""

    words: str
    caller: str
    stamp: str
    doubt: str


class AskForm(Plain, forms.Form):
    """One box; who is not known says how to reach them. Nothing that a program may have sent is refused: it is marked."""

    caller = forms.CharField(max_length=LONGEST_CALLER, widget=forms.TextInput(attrs={"autocomplete": "on"}))
    words = forms.CharField(
        required=False, max_length=rules.LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 5}), strip=True
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1", "aria-hidden": "true"})
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: object = None, *, phrases: Phrases, is_known: bool, nonce: str = "") -> None:
        super().__init__(data, initial={"stamp": _stamps.sign(nonce)}, label_suffix="")
        for name in ("caller", "words"):
            self.fields[name].label = getattr(phrases, name)
            self.fields[name].help_text = getattr(phrases, f"{name}_hint")
            self.fields[name].error_messages["max_length"] = phrases.too_long.format(most="%(limit_value)d")
        self.fields["caller"].error_messages["required"] = phrases.caller_missing
        self.fields["website"].label = phrases.leave_empty
        if is_known:
            del self.fields["caller"]

    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(
            words=rules.clean(given["words"], most=rules.LONGEST_WORDS),
            caller=" ".join(rules.clean(given.get("caller", ""), most=LONGEST_CALLER).split()),
            stamp=given["stamp"],
            doubt=_doubt(given["stamp"], given["website"]),
        )


def _doubt(stamp: str, website: str) -> str:
    """Why it may have been a program; empty when nothing says so."""
    if website:
        return "A field that people do not see was filled in."
    try:
        _stamps.unsign(stamp)
    except signing.BadSignature:
        return "It was not sent from our page."
    try:
        _stamps.unsign(stamp, max_age=FASTEST)
    except signing.SignatureExpired:
        return ""
    return f"It was sent within {FASTEST.seconds} seconds of opening the page."
