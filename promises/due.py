"""When a promise needs somebody's eye."""

from datetime import datetime, timedelta
from typing import Literal

SOON = timedelta(days=7)

Urgency = Literal["", "due", "at_risk", "overdue"]


def urgency(state: str, next_due_at: datetime | None, now: datetime) -> Urgency:
    """Of an agreed promise, by its earliest open commitment: overdue, at risk within SOON, or merely due."""
    if state != "agreed" or next_due_at is None:
        return ""
    if next_due_at <= now:
        return "overdue"
    return "at_risk" if next_due_at <= now + SOON else "due"
