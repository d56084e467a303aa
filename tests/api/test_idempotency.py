"""Idempotency-Key: one effect and one answer, however often and however parallel the request comes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from presence.apikeys import actions as keys
from presence.apikeys import answers
from presence.apikeys.models import StoredAnswer
from presence.customers.models import Customer
from presence.tenancy import scope
from tests.api import engine
from tests.api.conftest import ApiClient, make_key
from tests.api.test_problems import check_problem
from tests.conftest import Cast

KEY = "f3a9c0de-1"


def post(api: ApiClient, body: Any, key: str = KEY, path: str = "/customers/") -> Any:
    return api.send("POST", path, body, Idempotency_Key=key)


def customers_of(cast: Cast) -> list[str]:
    with scope.acting_for(cast.organization), transaction.atomic():
        return list(Customer.rows().values_list("name", flat=True))


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_the_second_gets_the_first_answer(self, api: ApiClient, cast: Cast) -> None:
        first, second = (post(api, {"name": "Northwind"}) for _ in range(2))

        assert (second.status_code, second.content) == (201, first.content)
        assert all(second.headers[name] == first.headers[name] for name in ("Location", "ETag", "Content-Type"))
        assert "Idempotent-Replayed" not in first.headers
        assert second.headers["Idempotent-Replayed"] == "true"
        assert customers_of(cast) == ["Northwind"]

    def test_another_body_under_the_same_key_is_refused(self, api: ApiClient, cast: Cast) -> None:
        post(api, {"name": "Northwind"})

        body = check_problem(post(api, {"name": "Southwind"}), 422, "invalid")

        assert body["errors"][0] | {"message": ""} == {"pointer": "header:Idempotency-Key", "code": "reused", "message": ""}
        assert customers_of(cast) == ["Northwind"]

    def test_a_refusal_is_kept_too(self, api: ApiClient) -> None:
        refused = [post(api, {"name": ""}) for _ in range(2)]

        assert [answer.status_code for answer in refused] == [422, 422]
        assert refused[1].content == refused[0].content
        assert refused[1].headers["Idempotent-Replayed"] == "true"

    def test_a_conflict_is_not_kept(self, api: ApiClient, cast: Cast) -> None:
        taken = api.send("POST", "/customers/", {"name": "First", "external_ref": "C-1"}).json()["id"]
        check_problem(post(api, {"name": "Second", "external_ref": "C-1"}), 409, "conflict")
        api.send("DELETE", f"/customers/{taken}/")

        assert post(api, {"name": "Second", "external_ref": "C-1"}).status_code == 201

    def test_a_crash_frees_the_key(self, api: ApiClient, cast: Cast, settings: Any) -> None:
        settings.ROOT_URLCONF = "tests.api.engine"
        api.raise_request_exception = False

        answers_given = [post(api, None, path="/crash/").status_code for _ in range(2)]

        assert answers_given == [500, 500]
        with scope.acting_for(cast.organization), transaction.atomic():
            assert not StoredAnswer.rows().exists()
        assert customers_of(cast) == []

    def test_other_keys_paths_and_callers_are_other_requests(self, api: ApiClient, cast: Cast, foreign_api: ApiClient) -> None:
        other_key = ApiClient(make_key(cast.owner, ["customers:write"], "other"))

        given = [post(api, {"name": "A"}), post(api, {"name": "A"}, "another"), post(other_key, {"name": "A"})]

        assert {answer.status_code for answer in [*given, post(foreign_api, {"name": "A"})]} == {201}
        assert customers_of(cast) == ["A", "A", "A"]

    @pytest.mark.parametrize("key", ["", " ", "x" * 256, "schlüssel", "a\tb"])
    def test_a_key_that_is_none_is_refused(self, api: ApiClient, key: str) -> None:
        answer = api.generic(
            "POST", "/api/v1/customers/", b'{"name": "x"}', content_type="application/json", HTTP_IDEMPOTENCY_KEY=key
        )

        check_problem(answer, 422, "invalid")

    def test_it_means_nothing_on_other_methods(self, api: ApiClient) -> None:
        path = f"/customers/{api.send('POST', '/customers/', {'name': 'Northwind'}).json()['id']}/"

        named = [api.send("PATCH", path, {"name": name}, Idempotency_Key=KEY).json()["name"] for name in ("A", "B")]

        assert named == ["A", "B"]

    def test_an_answer_is_kept_for_a_day(self, api: ApiClient, cast: Cast) -> None:
        post(api, {"name": "Northwind"})
        _age(cast, timedelta(hours=24, seconds=1))

        assert "Idempotent-Replayed" not in post(api, {"name": "Northwind"}).headers
        assert customers_of(cast) == ["Northwind", "Northwind"]

    def test_a_request_whose_process_died_can_be_repeated(self, api: ApiClient, cast: Cast) -> None:
        post(api, {"name": "Northwind"})
        with scope.acting_for(cast.organization), transaction.atomic():
            StoredAnswer.rows().update(status=None)
            Customer.rows().delete()
        check_problem(post(api, {"name": "Northwind"}), 409, "conflict")
        _age(cast, answers.LONGEST_RUN + timedelta(seconds=1))

        assert post(api, {"name": "Northwind"}).status_code == 201
        assert customers_of(cast) == ["Northwind"]

    def test_old_answers_are_forgotten(self, api: ApiClient, cast: Cast) -> None:
        post(api, {"name": "Old"}, "old")
        _age(cast, timedelta(hours=25))
        post(api, {"name": "New"}, "new")

        with scope.acting_for(cast.organization), transaction.atomic():
            keys.forget_old_answers()
            assert [row.idempotency_key for row in StoredAnswer.rows()] == ["new"]


def _age(cast: Cast, by: timedelta) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        StoredAnswer.rows().update(created_at=datetime.now(UTC) - by)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestAtOnce:
    def test_while_the_first_runs_the_second_is_told_to_wait(self, api: ApiClient, cast: Cast, settings: Any) -> None:
        settings.ROOT_URLCONF = "tests.api.engine"
        gate = engine.new_gate()
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(_post_and_hang_up, api.key, "/wait/", None)
            assert gate.entered.wait(20)
            second = post(api, None, path="/wait/")
            gate.opened.set()

            assert first.result()[0] == 200
        check_problem(second, 409, "conflict")
        assert post(api, None, path="/wait/").headers["Idempotent-Replayed"] == "true"
        assert customers_of(cast) == ["Made once"]

    def test_of_eight_at_once_one_acts(self, api: ApiClient, cast: Cast) -> None:
        start = threading.Barrier(8)

        def race(_: int) -> tuple[int, bytes]:
            start.wait()
            return _post_and_hang_up(api.key, "/customers/", {"name": "Made once"})

        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(race, range(8)))

        assert {status for status, _ in results} <= {201, 409}
        assert len({body for status, body in results if status == 201}) == 1
        assert customers_of(cast) == ["Made once"]


def _post_and_hang_up(key: str, path: str, body: Any) -> tuple[int, bytes]:
    """From a thread of its own, whose connections end with it."""
    try:
        answer = post(ApiClient(key), body, path=path)
        return answer.status_code, answer.content
    finally:
        connections.close_all()
