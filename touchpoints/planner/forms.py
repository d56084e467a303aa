"""What is wanted, as people type it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms

from presence.kit.forms import Plain
from presence.kit.moments import Day
from touchpoints.planner import rules

LONGEST_PEAK = timedelta(days=184)
_DECIMAL = {"inputmode": "decimal", "step": "0.1"}


def _number(label: str, *, least: float, most: int, **options: Any) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=least, max_value=most, widget=forms.NumberInput(attrs=_DECIMAL), **options)


class WishForm(Plain, forms.Form):
    """Customers, offers and a service level, with what each level takes and the hours there are."""

    customers = forms.IntegerField(label="Customers", min_value=1, max_value=1_000_000)
    offers = forms.IntegerField(label="Offers for each", min_value=1, max_value=1000)
    service = forms.ChoiceField(label="Service", choices=list(rules.SERVICES.items()))
    hours = _number("Hours a week", least=0.1, most=100_000)
    basic = _number("Basic, minutes", least=0.1, most=1440, help_text="For one customer and offer a week.")
    good = _number("Good, minutes", least=0.1, most=1440)
    excellent = _number("Excellent, minutes", least=0.1, most=1440)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        levels = [given.get(level) for level in rules.SERVICES]
        known = [level for level in levels if level is not None]
        if len(known) == len(levels) and known != sorted(known):
            self.add_error("excellent", "Better service takes at least as long. Put the minutes in order.")
        return given

    def wish(self) -> rules.Wish:
        given = self.cleaned_data
        minutes = {level: given[level] for level in rules.SERVICES}
        return rules.Wish(given["customers"], given["offers"], given["service"], minutes, given["hours"])


class KeepForm(Plain, forms.Form):
    """Two of three."""

    keep = forms.MultipleChoiceField(
        label="What must hold?",
        choices=list(rules.KEEPABLE.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose two.",
        error_messages={"required": "Choose the two that must hold."},
    )

    def clean_keep(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["keep"]
        if len(set(chosen)) != 2:
            raise forms.ValidationError("Choose two: with one nothing gives, and all three cannot be had.")
        return chosen


class PeakForm(Plain, forms.Form):
    """A time at which everything comes more often."""

    name = forms.CharField(label="What is coming", max_length=80, help_text="Such as the first heat wave.")
    first_day = Day(label="From")
    last_day = Day(label="To")
    percent = forms.IntegerField(label="More than usual, in percent", min_value=1, max_value=1000)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "It ends before it begins. Change one of the days.")
        elif first and last and last - first >= LONGEST_PEAK:
            self.add_error("last_day", "Half a year of more is no peak. Choose fewer days.")
        return given


class ChoiceForm(Plain, forms.Form):
    """Which way was chosen, and how it is said."""

    gives = forms.ChoiceField(label="What gives", widget=forms.HiddenInput)
    sentence = forms.CharField(
        label="For the first truth", max_length=400, widget=forms.Textarea(attrs={"rows": 2}), help_text="Say it as you would."
    )

    def __init__(self, ways: Sequence[rules.Way], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["gives"] = forms.ChoiceField(
            label="What gives", choices=[(way.gives, way.title) for way in ways], widget=forms.HiddenInput
        )
