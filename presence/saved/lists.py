"""The lists whose views can be saved. Rooms above register theirs by string (settings.SAVED_LISTS)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from presence.kit.filters import Filters


@dataclass(frozen=True, slots=True)
class SavedList:
    """`key` is stored with each view, `word` names the list on screen, `url_name` leads there."""

    key: str
    word: str
    url_name: str
    filters: type[Filters]

    def understood(self, asked: Mapping[str, Any]) -> dict[str, str]:
        """Of filters from outside, the ones this list has and can follow."""
        return self.filters(asked).kept()


def every() -> dict[str, SavedList]:
    """All of them by key."""
    listed: list[SavedList] = [import_string(path) for path in settings.SAVED_LISTS]
    return {one.key: one for one in listed}
