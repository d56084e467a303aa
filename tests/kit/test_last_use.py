"""When something secret was last used."""

from datetime import UTC, datetime, timedelta

from presence.kit import last_use

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_last_use_is_written_once_a_minute() -> None:
    assert last_use.is_due(None, NOON)
    assert not last_use.is_due(NOON, NOON + timedelta(seconds=59))
    assert last_use.is_due(NOON, NOON + timedelta(seconds=60))
