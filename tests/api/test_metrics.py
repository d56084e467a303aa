"""Metrics over REST: the number with everything that makes it honest, in three formats."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from uuid import uuid4

import pytest
import time_machine

from metrics.calculators.registry import METRICS
from metrics.dashboard.api import ADDRESSES, Dimension
from metrics.facts.dimensions import DIMENSIONS
from tests.api.conftest import ApiClient
from tests.api.test_problems import check_problem
from touchpoints.interactions.shapes import EXAMPLE

pytestmark = pytest.mark.django_db

RATE = "/metrics/promise-kept-rate/"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def history(api: ApiClient) -> None:
    """47 kept, 1 late, 2 broken, 3 renegotiated, 4 cannot tell, 8 unchecked, all on 20 November; one kept in 2016."""
    keys = [row["key"] for row in api.send("GET", "/touchpoints/").json()["results"]]
    verdicts = ["kept"] * 47 + ["broken"] * 2 + ["renegotiated"] * 3 + ["cannot_tell"] * 4
    rows: list[dict[str, Any]] = [
        EXAMPLE | {"external_ref": f"T-{place}", "touchpoint_key": keys[place % 2], "checks": [{"verdict": verdict}]}
        for place, verdict in enumerate(verdicts)
    ]
    late = {"promised_by": "2026-11-20T17:00:00Z", "done_at": "2026-11-20T18:00:00Z"}
    rows += [EXAMPLE | late | {"external_ref": "late", "touchpoint_key": keys[0], "checks": []}]
    rows += [EXAMPLE | {"external_ref": f"U-{place}", "touchpoint_key": keys[0], "checks": []} for place in range(8)]
    rows += [EXAMPLE | {"external_ref": "old", "touchpoint_key": keys[0], "occurred_at": "2016-03-01T12:00:00Z"}]
    assert api.send("POST", "/interactions/bulk/?create_customers=true", rows).json()["created"] == len(rows)


def test_it_is_the_example_of_the_contract(api: ApiClient, history: None) -> None:
    answer = api.send("GET", RATE).json()

    low, high = answer["interval"].pop("low"), answer["interval"].pop("high")
    assert (round(low, 3), round(high, 3)) == (0.838, 0.979)
    assert answer == {
        "metric": "promise-kept-rate",
        "value": 0.94,
        "numerator": 47,
        "denominator": 50,
        "unjudged": 12,
        "total": 65,
        "breakdown": {
            "kept": 47,
            "broken_late": 1,
            "broken_overdue": 0,
            "broken_judged": 2,
            "renegotiated": 3,
            "cannot_tell": 4,
            "unchecked": 8,
        },
        "commitments": dict.fromkeys(("kept", "broken_late", "broken_overdue", "broken_judged", "renegotiated", "open"), 0),
        "service_level": {"value": None, "numerator": 0, "denominator": 0, "interval": None, "green_but_broken": 0},
        "interval": {"level": 0.95, "method": "wilson"},
        "window": {"from": "2026-10-22", "to": "2026-11-20", "time_zone": "Europe/Brussels"},
        "target": None,
        "as_of": "2026-11-21T12:00:00Z",
        "definition": "http://testserver/o/fieldstone/help/metrics/promise-kept-rate/",
        "rows": "http://testserver/api/v1/interactions/?from=2026-10-22&to=2026-11-20&verdict=judged",
    }


def test_without_data_there_is_no_value(api: ApiClient) -> None:
    answer = api.send("GET", RATE).json()

    assert (answer["value"], answer["denominator"], answer["interval"]) == (None, 0, None)
    assert api.get(f"/api/v1{RATE}", headers={"Accept": "text/plain"}).content == b""


def test_the_rows_behind_the_number_are_as_many_as_it_says(api: ApiClient, history: None) -> None:
    for query in ("", "?group_by=week", "?window=2026-11&segment=~", "?window=all"):
        answer = api.send("GET", RATE + query).json()

        rows = api.send("GET", answer["rows"].removeprefix("http://testserver/api/v1") + "&count=exact&limit=1").json()
        assert rows["count"] == answer["denominator"] > 0


@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        ("window=30d", "2026-10-22", "2026-11-20"),
        ("window=7d", "2026-11-14", "2026-11-20"),
        ("window=2026-10", "2026-10-01", "2026-10-31"),
        ("window=2026-W45", "2026-11-02", "2026-11-08"),
        ("window=2026-Q4", "2026-10-01", "2026-12-31"),
        ("window=2026", "2026-01-01", "2026-12-31"),
        ("window=all", "2016-03-01", "2026-11-21"),
        ("from=2026-11-20&to=2026-11-21", "2026-11-20", "2026-11-21"),
    ],
)
def test_windows_are_whole_days(api: ApiClient, history: None, window: str, first: str, last: str) -> None:
    found = api.send("GET", f"{RATE}?{window}").json()["window"]

    assert (found["from"], found["to"]) == (first, last)


@pytest.mark.parametrize("dimension", get_args(Dimension))
def test_groups_add_up_to_the_whole(api: ApiClient, history: None, dimension: str) -> None:
    answer = api.send("GET", f"{RATE}?group_by={dimension}").json()

    assert sum(group["numerator"] for group in answer["groups"]) == answer["numerator"]
    assert sum(group["total"] for group in answer["groups"]) == answer["total"]
    assert all(group["key"] and group["label"] for group in answer["groups"])


def test_every_dimension_is_offered() -> None:
    assert list(get_args(Dimension)) == list(DIMENSIONS)


def test_a_groups_key_is_a_filter(api: ApiClient, history: None) -> None:
    for group in api.send("GET", f"{RATE}?group_by=touchpoint").json()["groups"]:
        assert api.send("GET", f"{RATE}?touchpoint={group['key']}").json()["denominator"] == group["denominator"]


def test_as_a_table(api: ApiClient, history: None) -> None:
    plain = api.get(f"/api/v1{RATE}?group_by=touchpoint", headers={"Accept": "text/csv"})
    by_name = api.send("GET", "/metrics/promise-kept-rate.csv?group_by=touchpoint")

    assert plain.headers["Content-Type"] == by_name.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert plain.content == by_name.content
    rows = list(csv.DictReader(io.StringIO(plain.content.decode())))
    assert sum(int(row["denominator"]) for row in rows) == 50
    assert {row["value"][:2] for row in rows} <= {"0.", "1."}
    assert all(len(row["value"].partition(".")[2]) == 6 for row in rows)


def test_the_whole_window_is_one_line(api: ApiClient, history: None) -> None:
    [row] = csv.DictReader(io.StringIO(api.send("GET", "/metrics/promise-kept-rate.csv").content.decode()))

    assert (row["value"], row["kept"], row["from"], row["to"]) == ("0.940000", "47", "2026-10-22", "2026-11-20")


def test_a_formula_in_a_label_stays_text(api: ApiClient) -> None:
    api.send("POST", "/touchpoints/", {"key": "evil", "name": '=HYPERLINK("http://x")'})
    api.send("POST", "/interactions/?create_customers=true", EXAMPLE | {"touchpoint_key": "evil"})

    table = api.send("GET", "/metrics/promise-kept-rate.csv?group_by=touchpoint").content.decode()

    assert "'=HYPERLINK" in table


def test_as_the_bare_number(api: ApiClient, history: None) -> None:
    answer = api.get(f"/api/v1{RATE}", headers={"Accept": "text/plain"})

    assert (answer.content, answer.headers["Content-Type"]) == (b"0.940000", "text/plain; charset=utf-8")


def test_a_refusal_is_a_problem_in_every_format(api: ApiClient) -> None:
    for accept in ("text/csv", "text/plain", "application/json"):
        check_problem(api.get(f"/api/v1{RATE}?window=soon", headers={"Accept": accept}), 422, "invalid")


def test_the_same_numbers_are_not_sent_again(api: ApiClient, history: None) -> None:
    first = api.send("GET", RATE)
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        again = api.send("GET", RATE, If_None_Match=first.headers["ETag"])

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("accept", ["application/json", "text/csv", "text/plain"])
def test_other_numbers_are(api: ApiClient, history: None, accept: str) -> None:
    tag = api.get(f"/api/v1{RATE}", headers={"Accept": accept}).headers["ETag"]
    key = api.send("GET", "/touchpoints/?limit=1").json()["results"][0]["key"]
    api.send("POST", "/interactions/", EXAMPLE | {"external_ref": "new", "touchpoint_key": key})

    assert api.get(f"/api/v1{RATE}", headers={"Accept": accept, "If-None-Match": tag}).status_code == 200


def test_today_is_live_when_asked_for(api: ApiClient) -> None:
    key = api.send("GET", "/touchpoints/?limit=1").json()["results"][0]["key"]
    commitment = {"promised_by": "2026-11-21T13:00:00Z", "occurred_at": "2026-11-21T09:00:00Z", "checks": []}
    api.send("POST", "/interactions/?create_customers=true", EXAMPLE | commitment | {"touchpoint_key": key})
    today = f"{RATE}?from=2026-11-21&to=2026-11-21"

    assert api.send("GET", today).json()["breakdown"]["unchecked"] == 1
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        assert api.send("GET", today).json()["breakdown"]["broken_overdue"] == 1


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("from=2026-11-01", "?to"),
        ("window=30d&to=2026-11-01", "?window"),
        ("window=0d", "?window"),
        ("window=99999d", "?window"),
        ("window=2026-13", "?window"),
        ("window=2025-W53", "?window"),
        ("from=1066-01-01&to=2026-01-01", "?from"),
        ("group_by=customer", "?group_by"),
        ("team=nobody", "?team"),
        (f"touchpoint={uuid4()}", "?touchpoint"),
        (f"customer={uuid4()}", "?customer"),
        ("verdict=kept", "?verdict"),
        ("limit=5", "?limit"),
    ],
)
def test_a_wrong_question_is_refused(api: ApiClient, query: str, pointer: str) -> None:
    body = check_problem(api.send("GET", f"{RATE}?{query}"), 422, "invalid")

    assert body["errors"][0]["pointer"] == pointer


def test_another_organizations_rows_are_not_counted(api: ApiClient, foreign_api: ApiClient, history: None) -> None:
    assert foreign_api.send("GET", RATE).json()["total"] == 0
    customer = api.send("GET", "/customers/?limit=1").json()["results"][0]["id"]
    check_problem(foreign_api.send("GET", f"{RATE}?customer={customer}"), 422, "invalid")


def test_the_list_names_each_metric_with_its_meaning(api: ApiClient) -> None:
    answer = api.send("GET", "/metrics/").json()

    assert [row["metric"] for row in answer["results"]] == list(ADDRESSES)
    assert set(ADDRESSES) <= set(METRICS)
    for row in answer["results"]:
        assert api.get(row["url"].removeprefix("http://testserver")).status_code == 200


def test_the_widest_window_is_answered(api: ApiClient, history: None) -> None:
    wide = f"{RATE}?from=1970-01-01&to=2199-12-31&group_by=day"

    assert api.send("GET", wide).json()["window"]["to"] == str(date(2199, 12, 31))
