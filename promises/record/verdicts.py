"""How often terms were kept, told by a floor above (settings.TERM_VERDICTS)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Of one term, across revisions: times kept, times judged kept or not, and when it was last not kept."""

    kept: int
    judged: int
    missed_at: datetime | None


def of(keys: Iterable[UUID]) -> dict[UUID, Verdicts]:
    """The verdicts on the terms that were judged, by key."""
    asked = list(keys)
    found: dict[UUID, Verdicts] = import_string(settings.TERM_VERDICTS)(asked) if asked else {}
    return found


def promises_not_kept() -> QuerySet[Any]:
    """The ids of promises that were judged not kept, told by a floor above (settings.PROMISES_NOT_KEPT)."""
    found: QuerySet[Any] = import_string(settings.PROMISES_NOT_KEPT)()
    return found
