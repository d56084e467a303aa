"""What stands in the address of a list: search, filters and order, so that the address is the view."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

LONGEST = 200


class Filters(forms.Form):
    """A value that is no choice is left out, and the list says so. What a field's `initial` holds is what no value means."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)

    def given(self) -> dict[str, str]:
        """What the address asks for, as it was written; what means nothing stays away."""
        said = {name: str(self.data.get(name) or "").strip() for name in self.fields}
        return {name: value for name, value in said.items() if value and value != self.fields[name].initial}

    def kept(self) -> dict[str, str]:
        """Of that, what this list can do."""
        return {name: value for name, value in self.given().items() if name not in self.errors and len(value) <= LONGEST}

    def left_out(self) -> str:
        """A sentence about values that are gone or never were a choice; empty when all are good."""
        words = [
            str(self.fields[name].label or name.replace("_", " ").capitalize()) for name in self.fields if name in self.errors
        ]
        if not words:
            return ""
        verb, them = ("asks", "it is") if len(words) == 1 else ("ask", "they are")
        named = " and ".join(f"“{word}”" for word in words)
        return f"In this address {named} {verb} for something that is gone or never was there, so {them} left out."


def address(query: QueryDict, after: str = "") -> str:
    """The same list from another place."""
    copy = query.copy()
    copy.pop("after", None)
    if after:
        copy["after"] = after
    return "?" + copy.urlencode()
