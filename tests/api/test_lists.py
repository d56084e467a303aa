"""Lists: pages by keyset, cursors that only fit where they were made, exact counts on request."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presence.customers.models import Customer
from presence.tenancy import scope
from tests.api.conftest import ApiClient
from tests.api.test_problems import check_problem
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def add_customers(cast: Cast, number: int, **fields: Any) -> list[str]:
    """Ids of new customers, oldest first."""
    with scope.acting_for(cast.organization), transaction.atomic():
        rows = Customer.objects.bulk_create(Customer(name=f"Customer {place}", **fields) for place in range(number))
    return [str(row.pk) for row in rows]


def below_api(url: str) -> str:
    return url.removeprefix("http://testserver/api/v1")


def walk(api: ApiClient, path: str) -> Iterator[list[str]]:
    """The ids on each page, following `next`."""
    while path:
        page = api.send("GET", path).json()
        yield [row["id"] for row in page["results"]]
        path = below_api(page["next"]) if page["next"] else ""


def test_it_walks_every_row_once_newest_first(api: ApiClient, cast: Cast) -> None:
    ids = add_customers(cast, 7)

    pages = list(walk(api, "/customers/?limit=3"))

    assert pages == [ids[:3:-1], ids[3:0:-1], ids[:1]]


def test_a_full_last_page_has_no_next(api: ApiClient, cast: Cast) -> None:
    add_customers(cast, 4)

    assert [len(page) for page in walk(api, "/customers/?limit=2")] == [2, 2]


def test_fifty_rows_are_a_page_unless_asked_for_otherwise(api: ApiClient, cast: Cast) -> None:
    add_customers(cast, 201)

    assert len(next(walk(api, "/customers/"))) == 50
    assert len(next(walk(api, "/customers/?limit=200"))) == 200


def test_the_link_header_leads_to_the_next_page(api: ApiClient, cast: Cast) -> None:
    add_customers(cast, 3)

    first = api.send("GET", "/customers/?limit=2")
    found = re.fullmatch(r'<(.+)>; rel="next"', first.headers["Link"])

    assert found
    assert found[1] == first.json()["next"]
    assert "Link" not in api.send("GET", below_api(found[1])).headers


def test_the_count_is_told_when_asked_for(api: ApiClient, cast: Cast) -> None:
    add_customers(cast, 3, segment="Gold")
    add_customers(cast, 2)

    assert "count" not in api.send("GET", "/customers/").json()
    assert api.send("GET", "/customers/?count=exact&limit=1").json()["count"] == 5
    assert api.send("GET", "/customers/?count=exact&segment=Gold&limit=1").json()["count"] == 3


def test_filters_and_limit_stay_on_the_way_to_the_next_page(api: ApiClient, cast: Cast) -> None:
    gold = add_customers(cast, 3, segment="Gold")
    add_customers(cast, 3)

    assert list(walk(api, "/customers/?segment=Gold&limit=2")) == [gold[:0:-1], gold[:1]]


def test_the_limit_may_change_between_pages(api: ApiClient, cast: Cast) -> None:
    ids = add_customers(cast, 5)
    cursor = api.send("GET", "/customers/?limit=1").json()["next"].partition("cursor=")[2]

    rest = api.send("GET", f"/customers/?limit=200&cursor={cursor}").json()

    assert [row["id"] for row in rest["results"]] == ids[3::-1]


@pytest.mark.parametrize(
    "damage", [lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"), lambda text: text[1:], lambda text: "x"]
)
def test_a_damaged_cursor_is_refused_in_words(api: ApiClient, cast: Cast, damage: Any) -> None:
    add_customers(cast, 2)
    cursor = api.send("GET", "/customers/?limit=1").json()["next"].partition("cursor=")[2]

    body = check_problem(api.send("GET", f"/customers/?cursor={damage(cursor)}"), 422, "invalid")

    assert body["errors"][0]["pointer"] == "?cursor"
    assert "Start again" in body["detail"]


def test_a_cursor_fits_no_other_organization_and_no_other_filter(api: ApiClient, foreign_api: ApiClient, cast: Cast) -> None:
    add_customers(cast, 2)
    cursor = api.send("GET", "/customers/?limit=1").json()["next"].partition("cursor=")[2]

    for client, path in ((foreign_api, "/customers/?"), (api, "/customers/?segment=Gold&")):
        check_problem(client.send("GET", f"{path}cursor={cursor}"), 422, "invalid")


def test_a_filter_never_reaches_another_organization(api: ApiClient, foreign_api: ApiClient, elsewhere: Cast) -> None:
    add_customers(elsewhere, 2, segment="Gold")
    add_customers(elsewhere, 1, external_ref="C-1")

    for query in ("segment=Gold", "external_ref=C-1", "count=exact"):
        assert api.send("GET", f"/customers/?{query}").json()["results"] == []


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(1, 12),
    limit=st.integers(1, 5),
    changes=st.lists(st.tuples(st.sampled_from(["add", "remove"]), st.integers(0, 11)), max_size=12),
)
def test_no_row_is_skipped_or_repeated_while_others_come_and_go(
    api: ApiClient, cast: Cast, number: int, limit: int, changes: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        ids = add_customers(cast, number)
        removed: set[str] = set()
        seen: list[str] = []
        for page in walk(api, f"/customers/?limit={limit}"):
            seen += page
            if changes:
                _change(cast, changes.pop(), ids, removed)
        transaction.set_rollback(True)

    assert len(seen) == len(set(seen))
    assert [id for id in seen if id in ids and id not in removed] == [id for id in reversed(ids) if id not in removed]


def _change(cast: Cast, change: tuple[str, int], ids: list[str], removed: set[str]) -> None:
    what, place = change
    if what == "add":
        add_customers(cast, 1)
    else:
        gone = ids[place % len(ids)]
        removed.add(gone)
        with scope.acting_for(cast.organization), transaction.atomic():
            Customer.rows().filter(pk=gone).delete()
