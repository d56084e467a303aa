"""What a recipient may choose on their page."""

from dataclasses import dataclass
from typing import Any

from django import forms

from presence.kit.forms import Plain
from touchpoints.suppression import rules
from touchpoints.suppression.models import Kind
from touchpoints.suppression.phrases import Phrases

ALL = "all"
STOP, UNDO = "stop", "undo"


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
    how: str
    days: int | None


class ChoiceForm(Plain, forms.Form):
    """Which mail, and whether it stops or comes less often."""

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    how = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, phrases: Phrases, **more: Any) -> None:
        super().__init__(*args, **more)
        ways = [(STOP, phrases.send_none), *((str(days), phrases.send_less[days]) for days in rules.PACES)]
        _ask(self.fields["kind"], phrases.which, [(kind or ALL, words) for kind, words in phrases.kinds.items()])
        _ask(self.fields["how"], phrases.how, ways)

    def chosen(self) -> Choice:
        kind, how = self.cleaned_data["kind"], self.cleaned_data["how"]
        return Choice("" if kind == ALL else kind, None if how == STOP else int(how))


def _ask(field: Any, label: str, choices: list[tuple[str, str]]) -> None:
    field.label, field.choices = label, [(str(value), words) for value, words in choices]


def undone(data: Any) -> Choice | None:
    """What an Undo button asks to take back; None when none was pressed."""
    kind = data.get(UNDO)
    return Choice("" if kind == ALL else kind, None, is_undo=True) if kind in (ALL, *map(str, Kind.values)) else None


def initial(kind: str) -> dict[str, str]:
    return {"kind": kind or ALL, "how": STOP}
