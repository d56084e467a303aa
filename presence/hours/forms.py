"""Forms of hours: text as people write it, refused in the field it stands in."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms

from presence.hours import rules
from presence.hours.models import WEEKDAYS, Calendar
from presence.kit.clock import Hours
from presence.kit.forms import Plain
from presence.kit.moments import Day, LocalMoment
from presence.kit.refusals import Refusal
from presence.tenancy import countries

EXAMPLE = "For instance 9:00-12:00, 13:00-17:00"


class Times(forms.CharField):
    """The times of a day. Empty is an answer: closed."""

    def validate(self, value: Any) -> None:
        """Nothing is missing when it is empty."""


class HoursOfDay(forms.DecimalField):
    """How many hours of a day. Empty is an answer: none."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class CalendarForm(Plain, forms.Form):
    """Business hours: a line of times for each weekday, and the holidays."""

    name = forms.CharField(label="Name", max_length=60, help_text="For instance Office, or Emergency line.")
    time_zone = forms.ChoiceField(
        label="Time zone", choices=lambda: [(zone, zone.replace("_", " ")) for zone in countries.all_zones()]
    )
    holidays = forms.CharField(
        label="Holidays",
        required=False,
        max_length=20_000,
        help_text="One in each line, such as 2026-12-25 Christmas Day.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    is_usual = forms.BooleanField(
        label="These are the usual hours", required=False, help_text="They hold where no others are named."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("name", "time_zone", *WEEKDAYS, "holidays", "is_usual")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in WEEKDAYS:
            hint = f"{EXAMPLE}. Empty means closed." if weekday == WEEKDAYS[0] else ""
            self.fields[weekday] = Times(label=weekday, max_length=120, help_text=hint)
        self.order_fields(self.field_order)

    @classmethod
    def about(cls, hours: Hours, calendar: Calendar | None, data: Any = None) -> "CalendarForm":
        week = {weekday: rules.told_day(hours.week.get(number, ())) for number, weekday in enumerate(WEEKDAYS)}
        own = (
            {"name": calendar.name, "is_usual": calendar.is_usual, "version": calendar.version} if calendar else {"version": 0}
        )
        return cls(data, initial={**week, **own, "time_zone": hours.zone.key, "holidays": rules.told_holidays(hours.holidays)})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["week"] = {
            number: self._read(weekday, rules.read_day) or () for number, weekday in enumerate(WEEKDAYS) if weekday in cleaned
        }
        if "holidays" in cleaned:
            cleaned["holidays"] = self._read("holidays", rules.read_holidays) or {}
        return cleaned

    def _read(self, name: str, reader: Callable[[str], Any]) -> Any:
        try:
            return reader(self.cleaned_data[name])
        except Refusal as refusal:
            self.add_error(name, forms.ValidationError(refusal.words))
            return None


class FrontlineForm(Plain, forms.Form):
    """How many hours of each weekday somebody is there for customers, from a day on."""

    from_day = Day(label="From", help_text="These hours hold from this day on, until you change them again.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in WEEKDAYS:
            self.fields[weekday] = HoursOfDay(
                label=weekday,
                min_value=0,
                max_value=24,
                max_digits=5,
                decimal_places=2,
                widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.25"}),
            )

    @classmethod
    def about(cls, minutes: list[int], today: date, data: Any = None) -> "FrontlineForm":
        shown: Mapping[str, Any] = {weekday: f"{minutes[number] / 60:g}" for number, weekday in enumerate(WEEKDAYS)}
        return cls(data, initial={"from_day": today, **shown})

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[weekday] for weekday in WEEKDAYS]

    def minutes(self) -> list[int]:
        return [round((self.cleaned_data[weekday] or 0) * 60) for weekday in WEEKDAYS]


class AbsenceForm(Plain, forms.Form):
    first_day = Day(label="First day away")
    last_day = Day(label="Last day away", required=False, help_text="Leave it empty for a single day.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and not last and "last_day" not in self.errors:
            cleaned["last_day"] = first
        elif first and last and last < first:
            self.add_error("last_day", "The last day lies before the first. Change one of them.")
        return cleaned


class ExplainForm(Plain, forms.Form):
    """From when, and how much open time: the page answers when it is over, and why."""

    begins = LocalMoment(label="From")
    hours = forms.DecimalField(label="Open hours", min_value=0, max_value=400, max_digits=6, decimal_places=2)
