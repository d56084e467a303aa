"""Entity tags: strong, different with every change, honored by If-None-Match and If-Match."""

import re

import pytest

from tests.api.conftest import ApiClient
from tests.api.test_problems import check_problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(api: ApiClient) -> str:
    """The path of a customer."""
    return f"/customers/{api.send('POST', '/customers/', {'name': 'Northwind'}).json()['id']}/"


def test_the_tag_is_strong_and_the_same_wherever_it_is_told(api: ApiClient) -> None:
    made = api.send("POST", "/customers/", {"name": "Northwind"})
    path = f"/customers/{made.json()['id']}/"

    tags = [made.headers["ETag"], api.send("GET", path).headers["ETag"], api.send("PATCH", path, {}).headers["ETag"]]

    assert len(set(tags)) == 1
    assert re.fullmatch(r'"[0-9a-f]{32}"', tags[0])


def test_a_known_version_is_not_sent_again(api: ApiClient, customer: str) -> None:
    tag = api.send("GET", customer).headers["ETag"]

    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = api.send("GET", customer, If_None_Match=known)

        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
        assert "Content-Type" not in answer.headers or not answer.content


def test_a_changed_version_is_sent(api: ApiClient, customer: str) -> None:
    tag = api.send("GET", customer).headers["ETag"]
    api.send("PATCH", customer, {"segment": "Gold"})

    answer = api.send("GET", customer, If_None_Match=tag)

    assert answer.status_code == 200
    assert answer.headers["ETag"] != tag


def test_a_change_of_a_contact_changes_the_tag(api: ApiClient, customer: str) -> None:
    tags = {api.send("PATCH", customer, {"contacts": [{"name": name}]}).headers["ETag"] for name in ("Ana", "Bob", "Ana")}

    assert len(tags) == 3


def test_if_match_lets_the_current_version_through(api: ApiClient, customer: str) -> None:
    tag = api.send("GET", customer).headers["ETag"]

    answers = [
        api.send("PATCH", customer, {"segment": "Gold"}, If_Match=f'"x", {tag}'),
        api.send("PATCH", customer, {"segment": "Silver"}, If_Match="*"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.parametrize("weakened", [False, True])
def test_if_match_refuses_another_version(api: ApiClient, customer: str, weakened: bool) -> None:
    tag = api.send("GET", customer).headers["ETag"]
    if not weakened:
        api.send("PATCH", customer, {"segment": "Gold"})

    refused = api.send("PATCH", customer, {"segment": "Lost"}, If_Match=f"W/{tag}" if weakened else tag)

    check_problem(refused, 412, "stale")
    assert refused.headers["ETag"] == api.send("GET", customer).headers["ETag"]
    assert api.send("GET", customer).json()["segment"] != "Lost"


def test_absent_fields_stay_and_lists_are_replaced(api: ApiClient, customer: str) -> None:
    contacts = [{"name": "Ana", "emails": ["ana@northwind.example"]}, {"name": "Bob"}]
    api.send("PATCH", customer, {"segment": "Gold", "contacts": contacts})

    changed = api.send("PATCH", customer, {"contacts": [{"name": "Bob", "role": "Buyer"}]}).json()

    assert (changed["name"], changed["segment"]) == ("Northwind", "Gold")
    assert [(contact["name"], contact["role"], contact["emails"]) for contact in changed["contacts"]] == [("Bob", "Buyer", [])]


def test_null_empties_what_may_be_empty(api: ApiClient, customer: str) -> None:
    api.send("PATCH", customer, {"annual_value": "10", "renewal_date": "2027-01-01", "owner": "owner@fieldstone.example"})

    changed = api.send("PATCH", customer, {"annual_value": None, "renewal_date": None, "owner": None}).json()

    assert (changed["annual_value"], changed["renewal_date"], changed["owner"]) == (None, None, None)
    check_problem(api.send("PATCH", customer, {"name": None}), 422, "invalid")
