"""When these tests happen, and no counted tries from before."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_tries_yet() -> None:
    """Tries are counted in the cache, which outlives a test."""
    cache.clear()
