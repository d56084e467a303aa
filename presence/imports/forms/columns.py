"""Which column is which field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from presence.imports.importers import Importer
from presence.imports.rules import matching
from presence.imports.rules.fields import Field
from presence.imports.rules.mapping import Matching, Source
from presence.imports.rules.profile import Column, Profile


@dataclass(frozen=True, slots=True)
class MatchedColumn:
    """A column with its samples and the question what it is."""

    column: Column
    question: forms.BoundField


class ColumnsForm(forms.Form):
    """One question per column of the file, and one per field that may be the same for all rows."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, importer: Importer, profile: Profile, matching: Matching) -> None:
        super().__init__(data)
        self.importer, self.profile, self.former = importer, profile, matching
        self._known: Sequence[Field] = importer.fields()
        fields_by_column = {source.column: name for name, source in matching.sources.items() if source.column is not None}
        offered = [("", "Do not import"), *((field.name, field.label) for field in self._known)]
        for index, column in enumerate(profile.columns):
            self.fields[f"column-{index}"] = forms.ChoiceField(
                label=f"Import “{column.name}” as", choices=offered, required=False, initial=fields_by_column.get(index, "")
            )
        for field in self._known:
            if field.fixed:
                source = matching.sources.get(field.name, Source())
                is_needed = any(field.name in needed for needed in importer.needs)
                self.fields[f"fixed-{field.name}"] = _fixed_field(field, source.fixed, is_needed=is_needed)

    def matched(self) -> list[MatchedColumn]:
        """Columns that become a field, in the order of the file."""
        return [one for one in self._asked() if one.question.value()]

    def unmatched(self) -> list[MatchedColumn]:
        """The others."""
        return [one for one in self._asked() if not one.question.value()]

    def _asked(self) -> list[MatchedColumn]:
        return [MatchedColumn(column, self[f"column-{index}"]) for index, column in enumerate(self.profile.columns)]

    def fixed(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("fixed-")]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._refuse_doubles(cleaned)
        matched = frozenset(self._columns_by_field(cleaned)) | frozenset(self._fixed(cleaned))
        for needed in self.importer.needs:
            if not matched.intersection(needed):
                self.add_error(None, f"Match a column to {self._either(needed)}{self._or_fix(needed)}.")
        for words in self.importer.objections(matched):
            self.add_error(None, words)
        return cleaned

    def chosen(self) -> Matching:
        """What was chosen. A field that keeps its column keeps how that column is read."""
        sources: dict[str, Source] = {}
        columns, fixed = self._columns_by_field(self.cleaned_data), self._fixed(self.cleaned_data)
        for field in self._known:
            former = self.former.sources.get(field.name)
            if field.name in columns:
                index = columns[field.name]
                is_same = former is not None and former.column == index
                fresh = matching.source_for(field, index, self.profile.columns[index])
                sources[field.name] = former if is_same and former else fresh
            elif field.name in fixed:
                sources[field.name] = Source(fixed=fixed[field.name])
        return Matching(sources, self.former.time_zone, self.former.options)

    def _columns_by_field(self, cleaned: dict[str, Any]) -> dict[str, int]:
        chosen = ((cleaned.get(f"column-{index}"), index) for index in range(len(self.profile.columns)))
        return {name: index for name, index in chosen if name}

    def _fixed(self, cleaned: dict[str, Any]) -> dict[str, str]:
        chosen = ((field.name, cleaned.get(f"fixed-{field.name}")) for field in self._known if field.fixed)
        return {name: str(value) for name, value in chosen if value}

    def _refuse_doubles(self, cleaned: dict[str, Any]) -> None:
        first: dict[str, str] = {}
        for index, column in enumerate(self.profile.columns):
            name = cleaned.get(f"column-{index}")
            if name and name in first:
                self.add_error(f"column-{index}", f"{self._label(name)} is already matched to “{first[name]}”.")
            elif name:
                first[name] = column.name

    def _either(self, names: Iterable[str]) -> str:
        return " or ".join(self._label(name) for name in names)

    def _or_fix(self, names: Iterable[str]) -> str:
        can_be_fixed = any(f"fixed-{name}" in self.fields for name in names)
        return ", or choose one value for all rows" if can_be_fixed else ""

    def _label(self, name: str) -> str:
        return next(field.label for field in self._known if field.name == name)


def _fixed_field(field: Field, initial: str, *, is_needed: bool) -> forms.Field:
    hint = "Needed: choose one here, or match a column to it." if is_needed else field.help
    return forms.ChoiceField(
        label=field.label,
        choices=[("", "Choose" if is_needed else "Not given"), *((choice.value, choice.label) for choice in field.choices)],
        required=False,
        initial=initial,
        help_text=hint,
    )
