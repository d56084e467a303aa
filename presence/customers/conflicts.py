"""What two people wrote into the same customer at once, field by field, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms

from presence.customers import forms
from presence.customers.models import Customer

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which what is being written differs from what somebody else saved. Texts may be empty."""

    field: str
    word: str
    mine: str
    theirs: str


def differences(data: Data, customer: Customer) -> list[Difference]:
    """Where posted data differs from the saved row, contacts as one field."""
    form = forms.CustomerForm()
    saved = forms.written(customer)
    pairs = [
        Difference(name, str(field.label), _shown(field, data.get(name)), _shown(field, saved[name]))
        for name, field in form.fields.items()
        if name not in forms.HIDDEN
    ]
    people = Difference("contacts", "Contacts", _people(forms.typed_contacts(data)), _people(forms.written_contacts(customer)))
    return [pair for pair in (*pairs, people) if pair.mine != pair.theirs]


def take_theirs(data: Data, field: str, customer: Customer) -> Data:
    """The posted data with one field as somebody else saved it."""
    if field != "contacts":
        saved = forms.written(customer).get(field)
        return data | {field: "" if saved is None else str(saved)}
    kept = {name: value for name, value in data.items() if not name.startswith("contacts-")}
    for place, contact in enumerate(forms.written_contacts(customer)):
        kept |= {f"contacts-{place}-{name}": str(value) for name, value in contact.items()}
    return kept


def _shown(field: django_forms.Field, value: Any) -> str:
    text = "" if value is None else str(value).strip()
    if isinstance(field, django_forms.ModelChoiceField):
        return next((str(row) for row in field.queryset or [] if str(row.pk) == text), "")
    return text


def _people(contacts: Iterable[Mapping[str, Any]]) -> str:
    """As "Ana Ruiz (manager), ana@harbor.example, +32 2 123 45 67; Tom Maes"."""
    return "; ".join(filter(None, map(_person, contacts)))


def _person(contact: Mapping[str, Any]) -> str:
    role = str(contact.get("role", "")).strip()
    name = str(contact.get("name", "")).strip() + (f" ({role})" if role else "")
    ways = [line.strip() for field in ("emails", "phones") for line in str(contact.get(field, "")).splitlines()]
    more = [str(contact.get(field, "")).strip() for field in ("language", "time_zone")]
    return ", ".join(filter(None, [name, *ways, *more]))
