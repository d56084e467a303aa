"""What two leaders wrote into the same touchpoint at once, field by field, in words."""

from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.http import QueryDict

from touchpoints.journeys.models import Touchpoint
from touchpoints.map import forms


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which what is being written differs from what somebody else saved. Texts may be empty."""

    field: str
    word: str
    mine: str
    theirs: str


def differences(form: forms.TouchpointForm, current: Touchpoint) -> list[Difference]:
    """Where the posted form differs from the saved row."""
    saved = forms.written(current)
    found = [
        Difference(bound.name, str(bound.label), _told(bound.field, bound.value()), _told(bound.field, saved[bound.name]))
        for bound in form.visible_fields()
    ]
    return [one for one in found if one.mine != one.theirs]


def take_theirs(data: QueryDict, name: str, current: Touchpoint) -> QueryDict:
    """The posted data with one field as somebody else saved it."""
    changed, saved = data.copy(), forms.written(current).get(name)
    changed.pop("take", None)
    if isinstance(saved, list):
        changed.setlist(name, saved)
    elif saved in (None, "", False):
        changed.pop(name, None)
    else:
        changed[name] = "on" if saved is True else str(saved)
    return changed


def _told(field: django_forms.Field, value: Any) -> str:
    if isinstance(field, django_forms.BooleanField):
        return "yes" if value else "no"
    if isinstance(field, django_forms.MultipleChoiceField):
        return ", ".join(_word(field, one) for one in sorted(value or []))
    if isinstance(field, django_forms.ChoiceField):
        return _word(field, value)
    return "" if value is None else str(value).strip()


def _word(field: Any, value: Any) -> str:
    return next((str(word) for choice, word in field.choices if str(choice) == str(value or "")), "")
