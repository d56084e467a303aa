"""The moment at which these tests happen."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
