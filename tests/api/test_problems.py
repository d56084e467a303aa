"""Every refusal is a problem (RFC 9457) with words, and none shows what is inside."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest

from presence.customers.models import Customer
from tests.api.conftest import ApiClient
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def check_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The body of a problem, after a look at its form."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(answer.content)
    assert list(body) == ["type", "title", "status", "detail", "request_id", "errors"]
    assert body["type"] == f"/api/v1/docs/#problem-{code}"
    assert body["status"] == status
    assert body["request_id"] == answer.headers["X-Request-ID"]
    assert body["detail"].endswith((".", "…`."))
    return body


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "line 1"),
        (b"", "empty"),
        (b'{"name": "a",}', "line 1"),
        (b'{"name": NaN}', "NaN"),
        (b'{"name": Infinity}', "Infinity"),
        (b'{"name": "a", "name": "b"}', "given twice"),
        (b'{"name": "\\ud800"}', "lone surrogate"),
        (b'{"\\udfff": 1}', "lone surrogate"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (b'{"name": "\xe9"}', "not UTF-8"),
        (b"[" * 100_000 + b"]" * 100_000, "nested deeper"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "nested deeper"),
        (b'{"annual_value": ' + b"9" * 5_000 + b"}", "digits"),
        (b'{"annual_value": 1e999}', "too large"),
    ],
)
def test_it_says_what_is_malformed(api: ApiClient, content: bytes, words: str) -> None:
    body = check_problem(api.send("POST", "/customers/", content), 400, "malformed")

    assert words in body["detail"]


def test_a_byte_order_mark_is_no_fault(api: ApiClient) -> None:
    answer = api.send("POST", "/customers/", b'\xef\xbb\xbf{"name": "Marked"}')

    assert answer.status_code == 201


def test_brackets_inside_texts_do_not_count_as_depth(api: ApiClient) -> None:
    answer = api.send("POST", "/customers/", {"name": "[" * 60 + '\\"{' * 30})

    assert answer.status_code == 201


@pytest.mark.parametrize("given", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", ""])
def test_it_takes_json_in_utf_8_only(api: ApiClient, given: str) -> None:
    answer = api.generic("POST", "/api/v1/customers/", b'{"name": "x"}', content_type=given)

    check_problem(answer, 415, "media-type")
    assert answer.headers["Accept"] == "application/json"


def test_it_refuses_large_bodies(api: ApiClient) -> None:
    answer = api.send("POST", "/customers/", b'{"name": "' + b"x" * 1024 * 1024 + b'"}')

    assert "1 MB" in check_problem(answer, 413, "too-large")["detail"]


def test_it_refuses_formats_it_does_not_speak(api: ApiClient) -> None:
    check_problem(api.get("/api/v1/customers/", headers={"Accept": "text/html"}), 406, "not-acceptable")


def test_it_refuses_methods_and_names_those_it_knows(api: ApiClient) -> None:
    for method in ("PUT", "PATCH", "DELETE", "TRACE"):
        answer = api.send(method, "/customers/", {})

        check_problem(answer, 405, "method")
        assert answer.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_options_tells_the_methods(api: ApiClient) -> None:
    answer = api.options("/api/v1/customers/")

    assert (answer.status_code, answer.headers["Allow"], answer.content) == (204, "GET, POST, HEAD, OPTIONS", b"")


def test_head_answers_like_get_without_body(api: ApiClient) -> None:
    answer = api.head("/api/v1/customers/")

    assert (answer.status_code, answer.content) == (200, b"")


def test_a_foreign_id_is_answered_like_an_absent_one(api: ApiClient, foreign_api: ApiClient) -> None:
    foreign = foreign_api.send("POST", "/customers/", {"name": "Theirs"}).json()["id"]

    for method, body in (("GET", None), ("PATCH", {"name": "Ours"}), ("DELETE", None)):
        answers = [api.send(method, f"/customers/{id}/", body) for id in (foreign, uuid4(), "not-an-id")]

        bodies = [check_problem(answer, 404, "not-found") for answer in answers]
        assert len({json.dumps(body | {"request_id": ""}) for body in bodies}) == 1
    assert foreign_api.send("GET", f"/customers/{foreign}/").json()["name"] == "Theirs"


@pytest.mark.parametrize("path", ["/nowhere/", "/customers/%00/", "/customers/../../etc/", "/", "/customers/1/contacts/"])
def test_any_other_address_is_a_problem_too(api: ApiClient, path: str) -> None:
    check_problem(api.send("GET", path), 404, "not-found")


def test_a_missing_slash_is_told(api: ApiClient) -> None:
    assert "end with a slash" in check_problem(api.send("GET", "/customers"), 404, "not-found")["detail"]


def test_every_wrong_value_is_named(api: ApiClient) -> None:
    wrong = {
        "name": "  ",
        "annual_value": "1.234",
        "renewal_date": "2026-02-30",
        "segment": 5,
        "time_zone": "Europe/Brussels\0",
        "contacts": [{"name": "Ana", "emails": ["ana@northwind.example", "nobody"]}, {}],
    }

    body = check_problem(api.send("POST", "/customers/", wrong), 422, "invalid")

    assert {error["pointer"]: error["code"] for error in body["errors"]} == {
        "/name": "bad_form",
        "/annual_value": "out_of_range",
        "/renewal_date": "invalid",
        "/segment": "type",
        "/time_zone": "bad_form",
        "/contacts/0/emails/1": "bad_form",
        "/contacts/1/name": "required",
    }
    assert all(error["message"].endswith(".") for error in body["errors"])


@pytest.mark.parametrize("name", ["id", "organization_id", "organization", "version", "name_norm", "created_at", "customer_id"])
def test_what_is_not_offered_cannot_be_written(api: ApiClient, cast: Cast, name: str) -> None:
    made = api.send("POST", "/customers/", {"name": "Northwind"}).json()

    refused = [
        api.send("POST", "/customers/", {"name": "Southwind", name: str(uuid4())}),
        api.send("PATCH", f"/customers/{made['id']}/", {name: str(uuid4())}),
    ]

    for answer in refused:
        errors = check_problem(answer, 422, "invalid")["errors"]
        assert errors == [{"pointer": f"/{name}", "code": "unknown_field", "message": "There is no such field."}]
    assert api.send("GET", f"/customers/{made['id']}/").json() == made


@pytest.mark.parametrize(
    "value", [-1, "-1", "1e3", "NaN", "Infinity", 1e15, "1000000000000", 0.001, True, [], {}, "٣", " 1", "1_0", "", 10**39]
)
def test_an_amount_is_an_amount(api: ApiClient, value: Any) -> None:
    check_problem(api.send("POST", "/customers/", {"name": "x", "annual_value": value}), 422, "invalid")


@pytest.mark.parametrize(
    ("value", "answered"), [(12, "12.00"), (12.5, "12.50"), ("0.01", "0.01"), (999999999999.99, "999999999999.99")]
)
def test_an_amount_is_answered_with_two_decimals(api: ApiClient, value: Any, answered: str) -> None:
    assert api.send("POST", "/customers/", {"name": "x", "annual_value": value}).json()["annual_value"] == answered


@pytest.mark.parametrize(
    "day", ["0001-01-01", "9999-12-31", "2026-13-01", "1969-12-31", "today", 20261121, "2026-11-21T00:00:00Z"]
)
def test_a_day_is_a_day_of_our_time(api: ApiClient, day: Any) -> None:
    check_problem(api.send("POST", "/customers/", {"name": "x", "renewal_date": day}), 422, "invalid")


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=201",
        "limit=abc",
        "limit=",
        "limit=5.0",
        "count=yes",
        "page=2",
        "limit=1&limit=2",
        "sort=x",
    ],
)
def test_a_parameter_it_does_not_know_is_refused(api: ApiClient, query: str) -> None:
    body = check_problem(api.send("GET", f"/customers/?{query}"), 422, "invalid")

    assert body["errors"][0]["pointer"] == f"?{query.partition('=')[0]}"


def test_a_crash_shows_nothing_and_leaves_nothing(api: ApiClient, cast: Cast, acting: Cast, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.api.engine"
    api.raise_request_exception = False

    answer = api.send("POST", "/crash/")

    check_problem(answer, 500, "unexpected")
    assert not re.search(rb"secret|Traceback|RuntimeError|\.py", answer.content)
    assert not Customer.rows().exists()


def test_a_dead_database_asks_for_patience(api: ApiClient, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.api.engine"
    api.raise_request_exception = False

    answer = api.send("POST", "/orphan/")

    check_problem(answer, 503, "unavailable")
    assert answer.headers["Retry-After"] == "5"
