"""What a recipient may choose on their page."""

from dataclasses import dataclass
from typing import Any

from django import forms

from presence.kit.forms import Plain
from touchpoints.suppression import rules
from touchpoints.suppression.models import Kind

ALL = "all"
STOP, UNDO = "stop", "undo"
_SPANS = {7: "one a week", 30: "one a month", 90: "one in three months"}
WHAT = {
    Kind.SERVICE: "Confirmations, reminders and news about what you asked for",
    Kind.LIFECYCLE: "Tips and what is next for you as a customer",
    Kind.SURVEY: "Questions about how it was",
}
EVERYTHING = "Everything that is sent to you automatically"


def called(kind: str) -> str:
    """The mail of a kind, as a recipient knows it."""
    return WHAT[Kind(kind)] if kind else EVERYTHING


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: for which kind (empty: all), and the days between two messages, or None to end it."""

    kind: str
    days: int | None
    is_undo: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a recipient chose before, as their page says it; `days` is None where nothing comes any more."""

    kind: str
    what: str
    days: int | None


class ChoiceForm(Plain, forms.Form):
    """Which mail, and whether it stops or comes less often."""

    kind = forms.ChoiceField(
        label="Which mail?",
        widget=forms.RadioSelect,
        choices=[*((str(kind), words) for kind, words in WHAT.items()), (ALL, EVERYTHING)],
    )
    how = forms.ChoiceField(
        label="What should happen?",
        widget=forms.RadioSelect,
        choices=[(STOP, "Send me no more"), *((str(days), f"Send me at most {_SPANS[days]}") for days in rules.PACES)],
    )

    def chosen(self) -> Choice:
        kind, how = self.cleaned_data["kind"], self.cleaned_data["how"]
        return Choice("" if kind == ALL else kind, None if how == STOP else int(how))


def undone(data: Any) -> Choice | None:
    """What an Undo button asks to take back; None when none was pressed."""
    kind = data.get(UNDO)
    return Choice("" if kind == ALL else kind, None, is_undo=True) if kind in (ALL, *map(str, Kind.values)) else None


def initial(kind: str) -> dict[str, str]:
    return {"kind": kind or ALL, "how": STOP}
