"""600 requests a minute for each key, counted exactly; when Redis is away, everybody passes."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from presence.kit.api import limits
from presence.kit.api.problems import TooMany
from tests.api.conftest import ApiClient, make_key
from tests.api.test_problems import check_problem
from tests.conftest import Cast


def test_fifty_parallel_clients_share_exactly_six_hundred(settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 600
    name = f"test:{uuid4()}"

    def ask(_: int) -> bool:
        standing = limits.count(name)
        assert standing is not None
        try:
            limits.refuse_beyond(standing)
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(50) as pool:
        results = Counter(pool.map(ask, range(800)))

    assert results == {True: 600, False: 200}


@pytest.mark.django_db
class TestOverHttp:
    def test_the_headers_count_down_to_the_refusal(self, api: ApiClient, settings: Any) -> None:
        settings.API_REQUESTS_PER_MINUTE = 2

        answers = [api.send("GET", "/customers/") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert [_left(answer) for answer in answers] == [1, 0, 0]
        assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"caller";q=2;w=60'}
        check_problem(answers[2], 429, "limit")
        assert 1 <= int(answers[2].headers["Retry-After"]) <= 60

    def test_each_key_is_counted_for_itself(self, api: ApiClient, cast: Cast, settings: Any) -> None:
        settings.API_REQUESTS_PER_MINUTE = 1
        other = ApiClient(make_key(cast.owner, ["customers:read"], "other"))

        statuses = [client.send("GET", "/customers/").status_code for client in (api, other, api, other)]

        assert statuses == [200, 200, 429, 429]

    def test_refusals_count_too(self, api: ApiClient, settings: Any) -> None:
        settings.API_REQUESTS_PER_MINUTE = 1

        assert [api.send("POST", "/customers/", "{").status_code for _ in range(2)] == [400, 429]

    def test_it_is_open_while_redis_is_away(self, api: ApiClient, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.API_REQUESTS_PER_MINUTE = 1
        away = limits.Counter("redis://127.0.0.1:1/0")
        monkeypatch.setattr(limits, "_counter", lambda: away)

        answers = [api.send("GET", "/customers/") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert "RateLimit" not in answers[0].headers


def _left(answer: Any) -> int:
    found = re.fullmatch(r'"caller";r=(\d+);t=\d+', answer.headers["RateLimit"])
    assert found
    return int(found[1])
