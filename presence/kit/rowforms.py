"""Several equal groups of fields in one form, added, removed and moved by ordinary submit buttons: no script needed.

Fields are named `terms-0-text`; buttons `terms-add`, `terms-2-remove`, `terms-2-up`, `terms-2-down`. Pressing one answers the
same form with the group changed and everything typed kept.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from django import forms

from presence.kit import forms as kit_forms

Form = TypeVar("Form", bound=forms.Form)


class RowForms(Generic[Form]):
    """The groups of one form. `rows` holds what stands in the fields, as typed; `bound` groups are validated.

    `fresh` is the place of the group the person is at, after they pressed the button `verb` there. A group just added takes
    the focus in the field `starts_at`.
    """

    def __init__(
        self,
        form: type[Form],
        prefix: str,
        rows: Sequence[Mapping[str, Any]],
        *,
        bound: bool = False,
        fresh: int = -1,
        verb: str = "",
        starts_at: str = "",
        **options: Any,
    ) -> None:
        self.prefix = prefix
        self.fresh = fresh
        self.verb = verb
        self.forms: list[Form] = [self._make(form, place, row, bound, options) for place, row in enumerate(rows)]
        if verb == "add" and starts_at:
            self.forms[fresh].fields[starts_at].widget.attrs["autofocus"] = True

    def _make(self, form: type[Form], place: int, row: Mapping[str, Any], bound: bool, options: Any) -> Form:
        name = f"{self.prefix}-{place}"
        if not bound:
            return form(prefix=name, initial=dict(row), **options)
        return form({f"{name}-{field}": value for field, value in row.items()}, prefix=name, **options)

    def __iter__(self) -> Any:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def errors(self) -> list[Any]:
        return [form.errors for form in self.forms if form.errors]

    def error_links(self) -> list[kit_forms.ErrorLink]:
        """The problems of all groups, in the order of the page."""
        return [link for form in self.forms for link in kit_forms.error_links(form)]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # every one, so that all problems show at once
        return all(valid)


def typed(data: Mapping[str, Any], prefix: str, *, most: int = 200) -> list[dict[str, str]]:
    """The groups in posted data, in their order, each as field to text."""
    pattern = re.compile(rf"{prefix}-(\d{{1,4}})-(\w+)")
    groups: dict[int, dict[str, str]] = {}
    for name, value in data.items():
        found = pattern.fullmatch(name)
        if found and found[2] not in _VERBS:
            groups.setdefault(int(found[1]), {})[found[2]] = value
    return [groups[place] for place in sorted(groups)][:most]


def filled(rows: Sequence[dict[str, str]], fields: Sequence[str]) -> list[dict[str, str]]:
    """The groups in which at least one of these fields is written; the others stand there only to be filled in."""
    return [row for row in rows if any(row.get(field, "").strip() for field in fields)]


def pressed(data: Mapping[str, Any], prefix: str) -> tuple[str, int] | None:
    """The button of a group that was pressed: its verb and the group's place (-1 for `add`)."""
    for name in data:
        found = re.fullmatch(rf"{prefix}-(?:(\d{{1,4}})-)?(\w+)", name)
        if found and found[2] in _VERBS and (found[2] == "add") == (found[1] is None):
            return found[2], int(found[1] or -1)
    return None


def changed(rows: list[dict[str, str]], verb: str, place: int) -> tuple[list[dict[str, str]], int]:
    """The groups after a button was pressed, and the place the person is at now."""
    rows = list(rows)
    if verb == "add":
        return [*rows, {}], len(rows)
    if not 0 <= place < len(rows):
        return rows, -1
    if verb == "remove":
        del rows[place]
        return rows, min(place, len(rows) - 1)
    target = max(0, min(len(rows) - 1, place + (1 if verb == "down" else -1)))
    rows.insert(target, rows.pop(place))
    return rows, target


_VERBS = ("add", "remove", "up", "down")
