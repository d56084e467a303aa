"""Promises over REST: revisions chained by hash, amended with If-Match, agreed by people only."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client

from presence.audit.models import Entry
from presence.tenancy import scope
from presence.tenancy.models import Membership
from promises.api import NEW_PROMISE, NEW_REVISION
from promises.record import chain, reading
from tests.api.conftest import ApiClient
from tests.api.test_problems import check_problem
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(api: ApiClient) -> str:
    return str(api.send("POST", "/customers/", {"name": "Northwind"}).json()["id"])


@pytest.fixture
def promise(api: ApiClient, customer: str) -> dict[str, Any]:
    """A promise as answered, with its ETag beside it."""
    answer = api.send("POST", "/promises/", NEW_PROMISE | {"customer": customer, "external_ref": "SO-1"})
    assert answer.status_code == 201, answer.content
    return dict(answer.json()) | {"etag": answer.headers["ETag"]}


def test_a_promise_is_written_and_read_back(api: ApiClient, cast: Cast, promise: dict[str, Any], customer: str) -> None:
    read = api.send("GET", f"/promises/{promise['id']}/")

    assert read.json() | {"etag": read.headers["ETag"]} == promise
    assert (read.json()["customer"], read.json()["state"], read.json()["number"]) == (customer, "draft", 1)
    assert [term["kind"] for term in read.json()["terms"]] == ["scope", "commitment", "exclusion"]
    assert read.json()["terms"][1]["due_at"] == "2027-02-01T17:00:00Z"
    with scope.acting_for(cast.organization), transaction.atomic():
        assert Entry.rows().get(verb="promise.written").actor_kind == "key"


def test_an_amendment_says_the_whole_promise_anew(api: ApiClient, cast: Cast, promise: dict[str, Any]) -> None:
    key = promise["terms"][0]["key"]
    terms = [{"key": key, "kind": "scope", "text": "Three inspections a year"}, {"kind": "exclusion", "text": "Nights"}]

    amended = api.send(
        "POST", f"/promises/{promise['id']}/revisions/", NEW_REVISION | {"terms": terms}, If_Match=promise["etag"]
    )

    assert amended.status_code == 201
    assert (amended.json()["number"], amended.json()["terms"][0]["key"]) == (2, key)
    first, second = api.send("GET", f"/promises/{promise['id']}/revisions/").json()["results"]
    assert (first["number"], first["previous_hash"], second["previous_hash"]) == (1, "", first["hash"])
    assert second["reason"] == NEW_REVISION["reason"]
    with scope.acting_for(cast.organization), transaction.atomic():
        assert chain.verify(reading.history(UUID(promise["id"])), current_number=2) == []


def test_an_amendment_needs_the_version_that_was_read(api: ApiClient, promise: dict[str, Any]) -> None:
    path = f"/promises/{promise['id']}/revisions/"

    check_problem(api.send("POST", path, NEW_REVISION), 428, "if-match")
    check_problem(api.send("POST", path, NEW_REVISION, If_Match='"other"'), 412, "stale")
    terms = [{"kind": "scope", "text": "Something else"}]
    assert api.send("POST", path, NEW_REVISION | {"terms": terms}, If_Match=promise["etag"]).status_code == 201
    check_problem(api.send("POST", path, NEW_REVISION, If_Match=promise["etag"]), 412, "stale")


def test_an_amendment_that_changes_nothing_is_refused(api: ApiClient, promise: dict[str, Any]) -> None:
    path = f"/promises/{promise['id']}/revisions/"

    assert "Nothing differs" in check_problem(api.send("POST", path, NEW_REVISION, If_Match="*"), 422, "invalid")["detail"]


def test_a_term_of_another_promise_is_refused(api: ApiClient, promise: dict[str, Any]) -> None:
    terms = [{"key": str(uuid4()), "kind": "scope", "text": "Stolen"}]

    refused = api.send("POST", f"/promises/{promise['id']}/revisions/", NEW_REVISION | {"terms": terms}, If_Match="*")

    assert check_problem(refused, 422, "invalid")["errors"][0]["pointer"] == "/terms/0/key"


def test_history_comes_in_pages(api: ApiClient, promise: dict[str, Any]) -> None:
    path = f"/promises/{promise['id']}/revisions/"
    for place in range(3):
        terms = [{"kind": "scope", "text": f"Version {place}"}]
        api.send("POST", path, NEW_REVISION | {"terms": terms}, If_Match="*")

    first = api.send("GET", f"{path}?limit=3&count=exact").json()
    rest = api.send("GET", first["next"].removeprefix("http://testserver/api/v1")).json()

    assert [each["number"] for each in [*first["results"], *rest["results"]]] == [1, 2, 3, 4]
    assert (first["count"], rest["next"]) == (4, None)


def test_a_key_cannot_agree(api: ApiClient, promise: dict[str, Any]) -> None:
    refused = api.send("POST", f"/promises/{promise['id']}/agreement/")

    assert "agreed by a person" in check_problem(refused, 403, "forbidden")["detail"]
    assert api.send("GET", f"/promises/{promise['id']}/").json()["state"] == "draft"


def member_sends(client: Client, promise: dict[str, Any], path: str, body: dict[str, Any] | None = None) -> Any:
    address = f"/o/fieldstone/api/v1/promises/{promise['id']}/{path}"
    return client.post(address, body, content_type="application/json")


def test_a_member_signs_and_agrees_and_the_tag_changes(
    api: ApiClient, cast: Cast, promise: dict[str, Any], sign_in: Callable[[Membership], Client]
) -> None:
    client = sign_in(cast.agent)
    early = member_sends(client, promise, "agreement/")
    asked = api.send("POST", f"/promises/{promise['id']}/review/")
    waiting = api.send("GET", f"/promises/{promise['id']}/agreement/").json()
    signed = member_sends(
        client, promise, "sign-offs/", {"side": "support", "verdict": "signed", "number": 1, "comment": "Fine"}
    )
    agreed = member_sends(client, promise, "agreement/")

    assert "Support must sign off" in check_problem(early, 409, "conflict")["detail"]
    assert asked.json()["state"] == "in_review"
    assert [(side["side"], side["standing"], side["signers"]) for side in waiting["sides"]] == [
        ("delivery", "pending", 0),
        ("support", "pending", 2),
    ]
    assert signed.status_code == 201
    assert (agreed.status_code, agreed.json()["state"]) == (200, "agreed")
    assert agreed.headers["ETag"] != promise["etag"]
    said = api.send("GET", f"/promises/{promise['id']}/sign-offs/").json()["results"]
    assert [(one["side"], one["verdict"], one["comment"]) for one in said] == [
        ("support", "signed", "Fine"),
        ("delivery", "no_such_team", None),
    ]


def test_a_refusal_says_why_and_is_a_draft_again(
    api: ApiClient, cast: Cast, promise: dict[str, Any], sign_in: Callable[[Membership], Client]
) -> None:
    client = sign_in(cast.agent)
    body = {"side": "support", "verdict": "refused", "number": 1}
    early = member_sends(client, promise, "sign-offs/", body | {"comment": "x"})
    api.send("POST", f"/promises/{promise['id']}/review/")

    silent = member_sends(client, promise, "sign-offs/", body)
    other = member_sends(client, promise, "sign-offs/", body | {"side": "delivery", "comment": "x"})
    stale = member_sends(client, promise, "sign-offs/", body | {"number": 2, "comment": "x"})
    odd = member_sends(client, promise, "sign-offs/", body | {"verdict": "no_such_team"})
    refused = member_sends(client, promise, "sign-offs/", body | {"comment": "No crew in November"})

    check_problem(early, 409, "conflict")
    check_problem(silent, 422, "invalid")
    check_problem(other, 403, "forbidden")
    check_problem(stale, 412, "stale")
    check_problem(odd, 422, "invalid")
    assert refused.json()["state"] == "draft"


def test_a_key_neither_signs_nor_reads(api: ApiClient, promise: dict[str, Any]) -> None:
    api.send("POST", f"/promises/{promise['id']}/review/")

    for path, body in (
        ("sign-offs/", {"side": "support", "verdict": "signed", "number": 1}),
        ("acknowledgements/", {"number": 1}),
    ):
        check_problem(api.send("POST", f"/promises/{promise['id']}/{path}", body), 403, "forbidden")


def test_a_member_says_what_they_have_read(
    api: ApiClient, cast: Cast, promise: dict[str, Any], sign_in: Callable[[Membership], Client]
) -> None:
    client = sign_in(cast.viewer)
    first, again = (member_sends(client, promise, "acknowledgements/", {"number": 1}) for _ in range(2))
    none = member_sends(client, promise, "acknowledgements/", {"number": 7})

    assert (first.status_code, first.json()["member"]) == (201, cast.viewer.user.email)
    assert again.json() == first.json()
    assert check_problem(none, 422, "invalid")["errors"][0]["pointer"] == "/number"
    assert api.send("GET", f"/promises/{promise['id']}/acknowledgements/").json()["results"] == [first.json()]


def test_a_quote_without_its_first_truth_is_not_sent(api: ApiClient, customer: str) -> None:
    bare = NEW_PROMISE | {"customer": customer, "source": "quote", "first_truth": ""}
    quote, renewal = (
        api.send("POST", "/promises/", body).json()["id"]
        for body in (bare, bare | {"source": "renewal", "first_truth": "Parts take three weeks."})
    )

    refused = api.send("POST", f"/promises/{quote}/sending/")
    sent = api.send("POST", f"/promises/{renewal}/sending/")

    assert check_problem(refused, 409, "conflict")["errors"][0]["pointer"] == "/first_truth"
    assert (sent.status_code, sent.json()["sent_number"]) == (200, 1)
    assert sent.json()["sent_at"] is not None


def test_without_an_exclusion_nothing_is_agreed(
    api: ApiClient, cast: Cast, customer: str, sign_in: Callable[[Membership], Client]
) -> None:
    body = NEW_PROMISE | {"customer": customer, "terms": [{"kind": "scope", "text": "All"}]}
    made = api.send("POST", "/promises/", body).json()

    refused = member_sends(sign_in(cast.agent), made, "agreement/")

    assert "what we will not do" in check_problem(refused, 409, "conflict")["detail"]


def test_filters_choose_by_customer_state_and_number(api: ApiClient, promise: dict[str, Any], customer: str) -> None:
    other = api.send("POST", "/customers/", {"name": "Southwind"}).json()["id"]
    api.send("POST", "/promises/", NEW_PROMISE | {"customer": other})

    for query in (f"customer={customer}", "external_ref=SO-1", f"state=draft&customer={customer}"):
        assert [row["id"] for row in api.send("GET", f"/promises/?{query}").json()["results"]] == [promise["id"]]
    assert api.send("GET", "/promises/?state=agreed").json()["results"] == []
    check_problem(api.send("GET", "/promises/?state=done"), 422, "invalid")


def test_a_number_is_taken_once(api: ApiClient, promise: dict[str, Any], customer: str) -> None:
    refused = api.send("POST", "/promises/", NEW_PROMISE | {"customer": customer, "external_ref": "SO-1"})

    assert check_problem(refused, 409, "conflict")["errors"][0]["pointer"] == "/external_ref"


def test_a_foreign_customer_is_refused_like_an_absent_one(api: ApiClient, foreign_api: ApiClient) -> None:
    foreign = foreign_api.send("POST", "/customers/", {"name": "Theirs"}).json()["id"]

    bodies = [
        check_problem(api.send("POST", "/promises/", NEW_PROMISE | {"customer": str(id)}), 422, "invalid")["errors"]
        for id in (foreign, uuid4())
    ]

    assert (
        bodies[0]
        == bodies[1]
        == [{"pointer": "/customer", "code": "not_found", "message": "There is no customer with this id."}]
    )


def test_a_foreign_promise_is_not_there(api: ApiClient, foreign_api: ApiClient, promise: dict[str, Any]) -> None:
    for method, path in (("GET", ""), ("GET", "revisions/"), ("POST", "revisions/"), ("POST", "agreement/")):
        body = NEW_REVISION if path == "revisions/" and method == "POST" else None
        answer = foreign_api.send(method, f"/promises/{promise['id']}/{path}", body, If_Match=promise["etag"])

        check_problem(answer, 404, "not-found")


@pytest.mark.parametrize(
    "name", ["state", "number", "hash", "made_by", "current_number", "id", "organization_id", "agreed_at", "sent_at", "outcome"]
)
def test_what_only_verbs_set_cannot_be_written(api: ApiClient, customer: str, name: str) -> None:
    refused = api.send("POST", "/promises/", NEW_PROMISE | {"customer": customer, name: "agreed"})

    assert check_problem(refused, 422, "invalid")["errors"][0]["code"] == "unknown_field"


@pytest.mark.parametrize(
    ("term", "pointer"),
    [
        ({"kind": "wish", "text": "x"}, "/terms/0/kind"),
        ({"kind": "scope", "text": ""}, "/terms/0/text"),
        ({"kind": "scope", "text": "x", "due_at": "2027-01-01T00:00:00Z"}, "/terms/0/due_at"),
        ({"kind": "commitment", "text": "x", "due_at": "2027-01-01T00:00:00"}, "/terms/0/due_at"),
        ({"kind": "commitment", "text": "x", "due_at": "0001-01-01T00:00:00+14:00"}, "/terms/0/due_at"),
        ({"kind": "scope", "text": "x", "key": str(uuid4())}, "/terms/0/key"),
        ({"kind": "scope", "text": "x", "amount": "1.234"}, "/terms/0/amount"),
        ("scope", "/terms/0"),
    ],
)
def test_each_term_is_checked(api: ApiClient, customer: str, term: Any, pointer: str) -> None:
    refused = api.send("POST", "/promises/", NEW_PROMISE | {"customer": customer, "terms": [term]})

    assert check_problem(refused, 422, "invalid")["errors"][0]["pointer"] == pointer


def test_a_promise_needs_terms(api: ApiClient, customer: str) -> None:
    for terms in ([], None, {}):
        check_problem(api.send("POST", "/promises/", NEW_PROMISE | {"customer": customer, "terms": terms}), 422, "invalid")


def test_agreement_takes_no_body(api: ApiClient, promise: dict[str, Any]) -> None:
    check_problem(api.send("POST", f"/promises/{promise['id']}/agreement/", {"state": "agreed"}), 422, "invalid")
