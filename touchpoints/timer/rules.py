"""How long a timer counts. Pure."""

from datetime import datetime, timedelta

# Nobody is on the phone for longer: whoever forgot to stop is asked, and nothing is counted for them.
FORGOTTEN_AFTER = timedelta(hours=4)


def is_forgotten(started_at: datetime, at: datetime) -> bool:
    """Whether it ran for longer than a contact lasts."""
    return at - started_at > FORGOTTEN_AFTER


def counted(started_at: datetime, stopped_at: datetime) -> int | None:
    """Whole minutes, one that has begun counting as one; None when it was forgotten and somebody has to say."""
    if is_forgotten(started_at, stopped_at):
        return None
    return max(1, -int(-(stopped_at - started_at).total_seconds() // 60))
