"""When something secret was last used, for people to read."""

from datetime import datetime, timedelta
from typing import Any

WRITTEN_EVERY = timedelta(minutes=1)


def is_due(last_used_at: datetime | None, now: datetime) -> bool:
    """Writing each use would make every read a write."""
    return last_used_at is None or now - last_used_at >= WRITTEN_EVERY


def note(row: Any, *, now: datetime) -> None:
    """Write `last_used_at` of a row, at most once a minute.

    A row that another request holds is skipped: nobody should wait for it.
    """
    if not is_due(row.last_used_at, now):
        return
    rows = type(row).objects.filter(pk=row.pk)
    if rows.select_for_update(skip_locked=True, of=("self",)).first():
        rows.update(last_used_at=now)
