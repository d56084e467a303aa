"""Who is calling: one match comes with its promises and last interactions, several are listed."""

from collections.abc import Callable
from typing import Any

import pytest

from promises.api import NEW_PROMISE
from tests.api.conftest import ApiClient
from tests.api.test_problems import check_problem
from touchpoints.interactions.shapes import EXAMPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def northwind(api: ApiClient) -> dict[str, Any]:
    """A customer with a promise and an interaction, as answered."""
    contact = {"name": "Ana Peeters", "emails": ["Ana@northwind.example"], "phones": ["02 555 01 23"]}
    customer = api.send("POST", "/customers/", {"name": "Northwind", "external_ref": "C-1", "contacts": [contact]}).json()
    api.send("POST", "/promises/", NEW_PROMISE | {"customer": customer["id"], "external_ref": "SO-77"})
    key = api.send("GET", "/touchpoints/?limit=1").json()["results"][0]["key"]
    api.send("POST", "/interactions/", EXAMPLE | {"customer_ref": "C-1", "touchpoint_key": key})
    return dict(customer)


def look_up(api: ApiClient, **query: str) -> Any:
    return api.get("/api/v1/customers/lookup/", query)


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ({"phone": "02 555 01 23"}, "phone"),
        ({"phone": "+3225550123"}, "phone"),
        ({"phone": " 3225550123"}, "phone"),
        ({"phone": "0032 2 555.01.23"}, "phone"),
        ({"phone": "tel:+32-2-555-01-23"}, "phone"),
        ({"email": "ana@NORTHWIND.example"}, "email"),
        ({"ref": "C-1"}, "reference"),
        ({"ref": "SO-77"}, "order"),
        ({"q": "north"}, "name"),
        ({"q": "peeters"}, "contact"),
    ],
)
def test_one_match_comes_with_the_brief(api: ApiClient, northwind: dict[str, Any], query: dict[str, str], matched: str) -> None:
    brief = look_up(api, **query).json()

    assert brief["customer"] == northwind
    assert [promise["external_ref"] for promise in brief["promises"]] == ["SO-77"]
    assert [term["kind"] for term in brief["promises"][0]["terms"]] == ["scope", "commitment", "exclusion"]
    assert [row["external_ref"] for row in brief["interactions"]] == ["T-4711"]
    assert brief["matches"] == [{"customer": northwind["id"], "name": "Northwind", "external_ref": "C-1", "matched": matched}]


def test_of_several_a_person_chooses(api: ApiClient, northwind: dict[str, Any]) -> None:
    api.send("POST", "/customers/", {"name": "Another", "contacts": [{"name": "Bo", "phones": ["+3225550123"]}]})

    brief = look_up(api, phone="+3225550123").json()

    assert (brief["customer"], brief["promises"], brief["interactions"]) == (None, None, None)
    assert [match["name"] for match in brief["matches"]] == ["Another", "Northwind"]


def test_nobody_is_an_empty_list(api: ApiClient) -> None:
    for query in ({"phone": "+3225559999"}, {"email": "no@body.example"}, {"ref": "X"}, {"q": "nobody"}, {"q": "!"}):
        found = look_up(api, **query).json()
        assert found == {"customer": None, "promises": None, "interactions": None, "handoffs": None, "matches": []}


def test_another_organizations_customers_are_nobody(foreign_api: ApiClient, northwind: dict[str, Any]) -> None:
    for query in (
        {"phone": "+3225550123"},
        {"email": "ana@northwind.example"},
        {"ref": "C-1"},
        {"ref": "SO-77"},
        {"q": "Northwind"},
    ):
        assert look_up(foreign_api, **query).json()["matches"] == []


def test_a_key_sees_only_what_its_scopes_include(northwind: dict[str, Any], key_with: Callable[..., ApiClient]) -> None:
    brief = look_up(key_with("customers:read", "promises:read"), ref="C-1").json()

    assert len(brief["promises"]) == 1
    assert brief["interactions"] is None


def test_exactly_one_question_is_asked(api: ApiClient) -> None:
    for query in ({}, {"phone": "+3225550123", "q": "x"}):
        check_problem(look_up(api, **query), 422, "invalid")


@pytest.mark.parametrize(
    "query", [{"phone": "call me"}, {"phone": "1"}, {"q": "\0"}, {"q": ""}, {"ref": "x" * 121}, {"name": "x"}]
)
def test_what_cannot_be_looked_up_is_told(api: ApiClient, query: dict[str, str]) -> None:
    body = check_problem(look_up(api, **query), 422, "invalid")

    assert body["errors"][0]["pointer"] == f"?{next(iter(query))}"
