"""Without Redis the cache is empty, and nothing breaks."""

import pytest

from presence.kit.cache import ForgivingRedisCache

NOBODY_LISTENS = "redis://127.0.0.1:9/1"


@pytest.fixture
def away() -> ForgivingRedisCache:
    return ForgivingRedisCache(NOBODY_LISTENS, {"OPTIONS": {"socket_connect_timeout": 0.2}})


def test_it_answers_as_an_empty_cache(away: ForgivingRedisCache) -> None:
    away.set("question", 42)

    assert away.get("question", "nothing") == "nothing"
    assert away.add("question", 42) is False
    assert away.delete("question") is False
