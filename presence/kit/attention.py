"""What waits for a person and stands on top of the first page. Rooms name theirs in settings.ATTENTION.

Each is a function (member) -> Attention or None; `shown_to` asks them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits: where it is, who it is about, what was said, since when."""

    word: str
    url: str
    who: str
    said: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Attention:
    """Things of one kind, the longest waiting first; `more_url` leads to the rest when there are more."""

    title: str
    matters: Sequence[Matter]
    more_url: str = ""


def shown_to(member: Any) -> list[Attention]:
    """What waits for this member, kind by kind."""
    asked = (import_string(path)(member) for path in settings.ATTENTION)
    return [found for found in asked if found]
