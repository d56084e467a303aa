"""Reading the log: filters, pages and lines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from presence.audit.models import Entry
from presence.kit import words

HEADING = ("at", "who", "kind", "verb", "what", "subject_type", "subject_id", "request_id", "detail")


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show; None shows all. `day` is a day of the organization."""

    verb: str | None = None
    member_id: UUID | None = None
    subject_id: UUID | None = None
    day: date | None = None


def entries(filters: Filters, zone: ZoneInfo) -> QuerySet[Entry]:
    rows = Entry.rows()
    if filters.verb:
        rows = rows.filter(verb=filters.verb)
    if filters.member_id:
        rows = rows.filter(member_id=filters.member_id)
    if filters.subject_id:
        rows = rows.filter(subject_id=filters.subject_id)
    if filters.day:
        begins, ends = (datetime.combine(day, time(), zone) for day in (filters.day, filters.day + timedelta(days=1)))
        rows = rows.filter(at__gte=begins, at__lt=ends)
    return rows


@lru_cache
def sentences() -> dict[str, str]:
    """The plain sentence of every verb, from all floors, in the order they are listed."""
    return {verb: told for path in settings.AUDIT_WORDS for verb, told in import_string(path).items()}


def sentence(verb: str, detail: Mapping[str, Any]) -> str:
    """What was done, after the name of who did it."""
    return sentences().get(verb, verb).format_map(_Detail(detail))


def lines(rows: Iterable[Entry]) -> Iterator[tuple[str, ...]]:
    """The log as a table for spreadsheets, heading first."""
    yield HEADING
    for entry in rows:
        yield (
            entry.at.isoformat(),
            entry.actor_label,
            entry.actor_kind,
            entry.verb,
            sentence(entry.verb, entry.detail),
            entry.subject_type,
            str(entry.subject_id or ""),
            entry.request_id,
            "; ".join(f"{name}: {_say(value)}" for name, value in entry.detail.items()),
        )


class _Detail(dict[str, str]):
    """The entry's detail as words; what an old entry does not have is an ellipsis."""

    def __init__(self, detail: Mapping[str, Any]) -> None:
        super().__init__({name: words.number(value) if type(value) is int else _say(value) for name, value in detail.items()})

    def __missing__(self, name: str) -> str:
        return "…"


def _say(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_say(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_say(one)}" for name, one in value.items())
    return "nothing" if value in (None, "") else str(value)
