"""What people type about an automation: when, to whom, in which words, and until what."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, Self

from django import forms
from django.http import QueryDict

from presence.customers.models import Customer
from presence.kit import forms as kit_forms
from presence.kit import refusals, rowforms
from presence.kit.forms import Plain
from presence.tenancy.models import Team
from promises.record.models import Term
from touchpoints.automations import rules, templates, typed
from touchpoints.automations.actions import Plan
from touchpoints.automations.models import Automation, AutomationTemplate, Trigger
from touchpoints.automations.telling import WEEKDAYS
from touchpoints.automations.templates import Draft
from touchpoints.journeys.models import Mode, Touchpoint
from touchpoints.journeys.published import PublishedTouchpoint
from touchpoints.suppression.models import Kind

MOST_LANGUAGES = 12
LANGUAGES = {"en": "English", "de": "German", "fr": "French", "nl": "Dutch", "es": "Spanish", "it": "Italian"}
UNITS = {"1": "minutes", "60": "hours", "1440": "days"}
SIDES = {"before": "before", "on": "on the day itself", "after": "after"}
RAMPS = {"10": "The first 10 customers", "100": "The first 100 customers", "": "All customers"}
_CHECKS = forms.CheckboxSelectMultiple


class AutomationForm(Plain, forms.Form):
    """All choices of the editor. Those of another trigger than the chosen one are kept and mean nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="Name", max_length=rules.LONGEST_NAME, help_text="Colleagues see it, customers do not.")
    touchpoint = forms.ChoiceField(
        label="At which touchpoint", help_text="Only one that the published map calls automate can send."
    )
    kind = forms.ChoiceField(
        label="What it is for", choices=Kind.choices, help_text="People end each of these alone when they unsubscribe."
    )
    trigger = forms.ChoiceField(label="When", choices=Trigger.choices, widget=forms.RadioSelect)

    event_key = forms.SlugField(
        label="Event", required=False, max_length=60, help_text="What your other system calls it, such as visit-booked."
    )
    event_touchpoint = forms.ChoiceField(
        label="Or an interaction at", required=False, help_text="Instead of an event: a contact that was recorded there."
    )
    wait = forms.IntegerField(label="Wait", required=False, min_value=0, max_value=10_000, initial=0)
    wait_unit = forms.ChoiceField(label="Unit", required=False, choices=list(UNITS.items()))

    date = forms.ChoiceField(
        label="Which date", required=False,
        choices=[("renewal", "The renewal of the customer"), ("due", "The day something of a promise is due")],
    )  # fmt: skip
    days = forms.IntegerField(label="Days", required=False, min_value=0, max_value=rules.MOST_DAYS, initial=7)
    side = forms.ChoiceField(label="Before or after", required=False, choices=list(SIDES.items()))
    date_at = forms.TimeField(
        label="At", required=False, initial=time(9), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Of the recipient’s day.",
    )  # fmt: skip

    silent_touchpoint = forms.ChoiceField(
        label="After an interaction at", required=False, help_text="When we hear nothing from the customer since."
    )
    hours = forms.IntegerField(
        label="Business hours without a reply", required=False, min_value=1, max_value=rules.MOST_HOURS, initial=16
    )

    weekdays = forms.MultipleChoiceField(
        label="On", required=False, choices=[(str(place), word) for place, word in enumerate(WEEKDAYS)], widget=_CHECKS
    )
    day_of_month = forms.IntegerField(
        label="Or on this day of each month", required=False, min_value=1, max_value=28, help_text="From 1 to 28."
    )
    schedule_at = forms.TimeField(
        label="At", required=False, initial=time(9), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Of the recipient’s day.",
    )  # fmt: skip

    open_promise = forms.BooleanField(label="Only while a promise is open", required=False)
    segments = forms.MultipleChoiceField(label="Segments", required=False, widget=_CHECKS, help_text="None chosen means all.")
    teams = forms.MultipleChoiceField(
        label="Teams that look after the customer", required=False, widget=_CHECKS, help_text="None chosen means all."
    )
    term_kinds = forms.MultipleChoiceField(
        label="The promise holds", required=False, choices=Term.Kind.choices, widget=_CHECKS, help_text="Any of these."
    )
    lowest_value = forms.IntegerField(label="Annual value at least", required=False, min_value=0, max_value=10**12)
    highest_value = forms.IntegerField(label="Annual value at most", required=False, min_value=0, max_value=10**12)
    roles = forms.CharField(
        label="Roles of the contact",
        required=False,
        max_length=500,
        help_text="Separated by commas, such as Buyer, Site manager.",
    )
    languages = forms.CharField(
        label="Languages of the contact", required=False, max_length=200, help_text="Separated by commas, such as en, de."
    )

    ramp = forms.ChoiceField(label="It reaches at most", required=False, choices=list(RAMPS.items()), initial="10")
    worth_hours = forms.IntegerField(
        label="Worth sending for so many hours", min_value=1, max_value=24 * 90, initial=24,
        help_text="What could not leave by then is not sent any more.",
    )  # fmt: skip
    complaints = forms.IntegerField(label="Reports as spam", required=False, min_value=1, max_value=1000, initial=1)
    unsubscribed_percent = forms.IntegerField(
        label="Percent unsubscribed", required=False, min_value=1, max_value=100, initial=5
    )
    unresolved_replies = forms.IntegerField(
        label="Replies that wait for an answer", required=False, min_value=1, max_value=1000, initial=5
    )

    def __init__(self, *args: Any, automation: Automation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.automation = automation
        self.places = list(
            Touchpoint.rows().filter(archived_at=None).order_by("stage__journey__position", "stage__position", "position")
        )
        automatic = set(
            PublishedTouchpoint.rows().filter(mode=Mode.AUTOMATE, archived=False).values_list("touchpoint", flat=True)
        )
        here = [
            (str(row.pk), row.name)
            for row in self.places
            if row.pk in automatic or (automation and row.pk == automation.touchpoint_id)
        ]
        everywhere = [("", "None"), *((str(row.pk), row.name) for row in self.places)]
        self._choose("touchpoint", here)
        self._choose("event_touchpoint", everywhere)
        self._choose("silent_touchpoint", everywhere)
        segments = Customer.rows().exclude(segment="").values_list("segment", flat=True).order_by("segment").distinct()
        known = {*segments, *(self.initial.get("segments") or [])}
        self._choose("segments", [(one, one) for one in sorted(known)])
        self._choose("teams", [(str(team.pk), team.name) for team in Team.rows().all()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            for name, words in list(typed.missing(cleaned)):
                self.add_error(name, words)
        return cleaned

    def plan(self) -> Plan:
        """What was chosen, as the verbs take it. Raises rules.InvalidRule."""
        given = self.cleaned_data
        place = next(row for row in self.places if str(row.pk) == given["touchpoint"])
        return Plan(
            name=given["name"],
            touchpoint=place,
            kind=given["kind"],
            trigger=given["trigger"],
            trigger_details=typed.details(given),
            conditions=typed.conditions(given),
            stop_rules=typed.stop_rules(given),
            ramp=int(given["ramp"]) if given["ramp"] else None,
            not_after_minutes=given["worth_hours"] * 60,
        )


class WordsForm(Plain, forms.Form):
    """The words in one language."""

    language = forms.ChoiceField(label="Language", choices=list(LANGUAGES.items()))
    subject = forms.CharField(label="Subject", max_length=templates.LONGEST_SUBJECT)
    text = forms.CharField(
        label="Text", max_length=templates.LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 9}),
        help_text="A way to a person and a way out stand around it in every mail.",
    )  # fmt: skip
    html = forms.CharField(
        label="HTML", required=False, max_length=60_000, widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text="Empty: made of the text. Scripts, pictures and colors are taken away; colors come with the frame.",
    )  # fmt: skip


class Whole:
    """The editor with its languages, shown or posted."""

    def __init__(self, form: AutomationForm, words: rowforms.RowForms[WordsForm]) -> None:
        self.form, self.words = form, words

    @classmethod
    def shown(
        cls, values: Mapping[str, Any], words: Sequence[Mapping[str, Any]], *, automation: Automation | None = None
    ) -> Self:
        """With these values."""
        return cls(AutomationForm(initial=dict(values), automation=automation), _group(words))

    @classmethod
    def regrouped(cls, data: QueryDict, verb: str, place: int, *, automation: Automation | None = None) -> Self:
        """As typed, after a button of the languages was pressed."""
        rows, at = rowforms.changed(rowforms.typed(data, "words", most=MOST_LANGUAGES), verb, place)
        return cls(AutomationForm(initial=_as_typed(data), automation=automation), _group(rows, fresh=at, verb=verb))

    @classmethod
    def posted(cls, data: QueryDict, *, automation: Automation | None = None) -> Self:
        """As sent, to be checked."""
        rows = rowforms.filled(rowforms.typed(data, "words", most=MOST_LANGUAGES), ("subject", "text", "html"))
        return cls(AutomationForm(data, automation=automation), _group(rows or [{}], bound=True))

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.words.is_valid()])

    @property
    def is_bound(self) -> bool:
        return self.form.is_bound

    @property
    def errors(self) -> list[Any]:
        return [errors for errors in (self.form.errors, *self.words.errors) if errors]

    @property
    def error_links(self) -> list[kit_forms.ErrorLink]:
        return [*kit_forms.error_links(self.form), *self.words.error_links()] if self.form.is_bound else []

    def drafts(self) -> list[Draft]:
        return [
            Draft(**{name: one.cleaned_data[name] for name in ("language", "subject", "text", "html")}) for one in self.words
        ]

    def refuse(self, refusal: refusals.Refusal) -> None:
        """Put the words beside the field they are about."""
        group, _, rest = refusal.pointer.partition("/")
        place, _, field = rest.partition("/")
        if group == "words" and place.isdigit() and int(place) < len(self.words):
            self.words.forms[int(place)].add_error(field or None, refusal.words)
        else:
            self.form.add_error(group if group in self.form.fields else None, refusal.words)


def written(automation: Automation) -> dict[str, Any]:
    """An automation in the form's words."""
    return {
        "version": automation.version,
        "name": automation.name,
        "touchpoint": str(automation.touchpoint_id),
        "kind": automation.kind,
        "trigger": automation.trigger,
        "ramp": str(automation.ramp or ""),
        "worth_hours": max(1, automation.not_after_minutes // 60),
        **typed.shown(automation.trigger, automation.trigger_details, automation.conditions, automation.stop_rules),
    }


def words_of(version: Sequence[AutomationTemplate]) -> list[dict[str, str]]:
    """A version of the words in the form's fields."""
    return [{name: getattr(one, name) for name in ("language", "subject", "text", "html")} for one in version]


def _group(rows: Sequence[Mapping[str, Any]], **options: Any) -> rowforms.RowForms[WordsForm]:
    return rowforms.RowForms(WordsForm, "words", rows, starts_at="subject", **options)


def _as_typed(data: QueryDict) -> dict[str, Any]:
    many = ("weekdays", "segments", "teams", "term_kinds")
    return {**data.dict(), **{name: data.getlist(name) for name in many}}
