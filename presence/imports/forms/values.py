"""How the cells of matched columns are read: dates, numbers, the clock, and what texts mean."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

import msgspec
from django import forms

from presence.imports.importers import Importer
from presence.imports.rules import cells, dates, matching, numbers
from presence.imports.rules.fields import Field, Kind
from presence.imports.rules.mapping import Matching, Source
from presence.imports.rules.profile import Column, Profile

EMPTY = "leave-empty"
ZONES = ["UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))]
_DATES = (Kind.MOMENT, Kind.DAY)


@dataclass(frozen=True, slots=True)
class Reading:
    """The question how a column's dates or numbers are written; a settled one has a single answer, shown as a fact."""

    field: Field
    column: Column
    question: forms.BoundField
    settled: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """The question what each text of a column means, with how often it stands there."""

    field: Field
    column: Column
    texts: Sequence[tuple[str, int, forms.BoundField]]


class ValuesForm(forms.Form):
    """Asks what the file leaves open and shows what it settles. `home` is the organization's time zone."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, importer: Importer, profile: Profile, matching: Matching, home: str) -> None:
        super().__init__(data)
        self._importer, self._former = importer, matching
        self._matched = [
            (field, source, profile.columns[source.column])
            for field in importer.fields()
            if (source := matching.sources.get(field.name)) is not None and source.column is not None
        ]
        self._home = matching.time_zone or home
        self.fields.update(self._questions())

    def readings(self) -> list[Reading]:
        """Dates and numbers, in the order of the importer's fields."""
        found = []
        for field, _, column in self._matched:
            name = _reading_name(field)
            if name in self.fields:
                found.append(Reading(field, column, self[name], self._settled(name)))
        return found

    def meanings(self) -> list[Meaning]:
        """Choices with few different texts, the most frequent text first."""
        return [
            Meaning(field, column, [(text, count, self[_value_name(field, text)]) for text, count in column.texts()])
            for field, column in self._choices()
            if column.values
        ]

    def crowded(self) -> list[Meaning]:
        """Choices matched to a column with too many different texts to ask about each."""
        return [Meaning(field, column, []) for field, column in self._choices() if not column.values]

    def _choices(self) -> list[tuple[Field, Column]]:
        return [(field, column) for field, _, column in self._matched if field.kind is Kind.CHOICE]

    def zone(self) -> forms.BoundField | None:
        return self["time_zone"] if "time_zone" in self.fields else None

    def options(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("option-")]

    def chosen(self) -> Matching:
        """The matching with the answers."""
        sources = dict(self._former.sources)
        for field, source, column in self._matched:
            answers: dict[str, Any] = {}
            if field.kind in _DATES:
                answers["order"] = self.cleaned_data[_reading_name(field)]
            elif field.kind is Kind.NUMBER:
                answers["mark"] = self.cleaned_data[_reading_name(field)]
            elif field.kind is Kind.CHOICE:
                answers["values"] = self._meant(field, column)
            sources[field.name] = msgspec.structs.replace(source, **answers)
        options = {option.name: self.cleaned_data[f"option-{option.name}"] for option in self._importer.options}
        return Matching(sources, self.cleaned_data.get("time_zone", self._home), options)

    def _meant(self, field: Field, column: Column) -> dict[str, str]:
        answers = {text: self.cleaned_data[_value_name(field, text)] for text in column.values}
        return {text: "" if answer == EMPTY else answer for text, answer in answers.items()}

    def _questions(self) -> dict[str, forms.Field]:
        asked = {name: question for field, source, column in self._matched for name, question in _ask(field, source, column)}
        if any(field.kind is Kind.MOMENT for field, _, _ in self._matched):
            asked["time_zone"] = _zone_question(self._home)
        for option in self._importer.options:
            is_chosen = self._former.options.get(option.name, option.default)
            asked[f"option-{option.name}"] = forms.BooleanField(
                label=option.label, help_text=option.help, required=False, initial=is_chosen
            )
        return asked

    def _settled(self, name: str) -> str:
        """The only answer's words; empty when there are several."""
        choices = self.fields[name].choices  # type: ignore[attr-defined]
        return str(choices[0][1]) if len(choices) == 1 else ""


def _ask(field: Field, source: Source, column: Column) -> Iterator[tuple[str, forms.Field]]:
    if field.kind in _DATES:
        yield _reading_name(field), _order_question(source, column)
    elif field.kind is Kind.NUMBER:
        yield _reading_name(field), _mark_question(source, column)
    elif field.kind is Kind.CHOICE:
        for text in column.values:
            yield _value_name(field, text), _value_question(field, source, text)


def _reading_name(field: Field) -> str:
    return f"reading-{field.name}"


def _value_name(field: Field, text: str) -> str:
    """Named by the text, not by its place: an answer given on an old page can never end up at another text."""
    return f"value-{field.name}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _order_question(source: Source, column: Column) -> forms.Field:
    """Where day and month could be either, nothing is chosen: guessing would put interactions into wrong months."""
    offered = column.orders or list(dates.ORDERS)
    initial = source.order or ("" if matching.is_ambiguous(offered) else offered[0])
    return forms.ChoiceField(
        label=f"Dates in “{column.name}”",
        choices=[(order, _order_words(order, column)) for order in offered],
        widget=forms.RadioSelect,
        initial=initial if initial in offered else "",
        error_messages={"required": f"Choose how the dates in “{column.name}” are written."},
    )


def _order_words(order: str, column: Column) -> str:
    for sample in column.samples:
        try:
            moment = dates.parse(sample, order)
        except dates.NotADate:
            continue
        return f"{dates.ORDERS[order]}: {sample} is {moment.at.day} {moment.at:%B %Y}"
    return dates.ORDERS[order]


def _mark_question(source: Source, column: Column) -> forms.Field:
    offered = column.marks or list(numbers.MARKS)
    return forms.ChoiceField(
        label=f"Numbers in “{column.name}”",
        choices=[(mark, f"Like {numbers.MARKS[mark]}") for mark in offered],
        widget=forms.RadioSelect,
        initial=source.mark if source.mark in offered else offered[0],
        error_messages={"required": f"Choose how the numbers in “{column.name}” are written."},
    )


def _value_question(field: Field, source: Source, text: str) -> forms.Field:
    known = cells.choices_by_text(field).get(text.casefold(), "")
    chosen = source.values.get(text)
    values = {choice.value for choice in field.choices}
    initial = EMPTY if chosen == "" else chosen if chosen in values else known
    return forms.ChoiceField(
        label=text,
        choices=[("", "Choose"), *((choice.value, choice.label) for choice in field.choices), (EMPTY, "Leave empty")],
        initial=initial,
        error_messages={"required": f"Choose what “{text}” means, or leave it empty."},
    )


def _zone_question(initial: str) -> forms.Field:
    names = ZONES if initial in ZONES else [initial, *ZONES]
    return forms.ChoiceField(
        label="Time zone of the file",
        choices=[(name, name.replace("_", " ")) for name in names],
        initial=initial,
        help_text="Times without a zone of their own are read on this clock.",
    )
