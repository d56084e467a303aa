"""Who may call: keys by their scopes and their maker's role today, members by their role, and nobody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from presence.apikeys import actions as keys
from presence.apikeys.models import ApiKey
from presence.audit.models import Entry
from presence.kit.api import operations
from presence.tenancy import scope
from presence.tenancy.actors import SYSTEM
from presence.tenancy.models import Membership, Role
from tests.api import routes
from tests.api.conftest import EVERY_SCOPE, ApiClient, make_key
from tests.api.test_problems import check_problem
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic cGs6",
        "pk_live_x",
        "Bearer pk_live_",
        "Bearer pk_live_" + "A" * 22 + "_x",
        "Bearer \x7f",
    ],
)
def test_a_request_without_a_good_key_is_refused(cast: Cast, header: str) -> None:
    answer = ApiClient().get("/api/v1/customers/", headers={"Authorization": header} if header else {})

    check_problem(answer, 401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="Presence"')
    assert ("invalid_token" in answer.headers["WWW-Authenticate"]) == bool(header)


def test_the_scheme_is_read_in_any_case(api: ApiClient) -> None:
    answer = Client().get("/api/v1/customers/", headers={"Authorization": f"bearer {api.key}"})

    assert answer.status_code == 200


def test_another_organizations_id_in_a_key_opens_nothing(api: ApiClient, foreign_api: ApiClient) -> None:
    mixed = foreign_api.key[:31] + api.key[31:]

    check_problem(ApiClient(mixed).send("GET", "/customers/"), 401, "unauthenticated")


def test_a_session_outside_its_organization_opens_nothing(cast: Cast, sign_in: Callable[[Membership], Client]) -> None:
    check_problem(sign_in(cast.owner).get("/api/v1/customers/"), 401, "unauthenticated")


@pytest.mark.parametrize("change", ["revoked_at", "expires_at"])
def test_a_key_that_ended_is_refused(api: ApiClient, cast: Cast, change: str) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        ApiKey.rows().update(**{change: datetime.now(UTC) - timedelta(seconds=1)})

    check_problem(api.send("GET", "/customers/"), 401, "unauthenticated")


def test_a_key_dies_with_its_makers_membership(cast: Cast) -> None:
    api = ApiClient(make_key(cast.agent, ["customers:read"]))
    with scope.acting_for(cast.organization), transaction.atomic():
        Membership.rows().filter(pk=cast.agent.pk).update(removed_at=datetime.now(UTC))

    check_problem(api.send("GET", "/customers/"), 401, "unauthenticated")


def test_a_key_does_no_more_than_its_maker_may_today(cast: Cast) -> None:
    api = ApiClient(make_key(cast.agent, ["customers:write"]))
    assert api.send("POST", "/customers/", {"name": "First"}).status_code == 201
    with scope.acting_for(cast.organization), transaction.atomic():
        Membership.rows().filter(pk=cast.agent.pk).update(role=Role.VIEWER)

    check_problem(api.send("POST", "/customers/", {"name": "Second"}), 403, "forbidden")


def test_a_revoked_key_is_refused_at_once(api: ApiClient, cast: Cast) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        keys.revoke(by=SYSTEM, key=ApiKey.rows().get(), now=datetime.now(UTC))

    check_problem(api.send("GET", "/customers/"), 401, "unauthenticated")


def _any_body(method: str) -> Any:
    return {} if method in ("POST", "PUT", "PATCH") else None


@pytest.mark.parametrize(("method", "path", "operation"), routes.operations(), ids=routes.label)
def test_each_operation_needs_its_scope(
    key_with: Callable[..., ApiClient], method: str, path: str, operation: operations.Operation
) -> None:
    others = [scope for scope in EVERY_SCOPE if scope not in _holding(operation.scope)]

    refused = key_with(*others).send(method, path, _any_body(method))

    assert operation.scope in check_problem(refused, 403, "forbidden")["detail"]
    assert key_with(operation.scope).send(method, path, _any_body(method)).status_code not in (401, 403)


def _holding(scope: str) -> list[str]:
    """The scopes that include this one: a writing scope reads too."""
    return [scope, scope.replace(":read", ":write")]


@pytest.mark.parametrize(("method", "path", "operation"), routes.operations(), ids=routes.label)
def test_each_operation_is_refused_without_a_key(cast: Cast, method: str, path: str, operation: operations.Operation) -> None:
    check_problem(ApiClient().send(method, path, _any_body(method)), 401, "unauthenticated")


def test_a_member_uses_it_below_the_organizations_address(cast: Cast, sign_in: Callable[[Membership], Client]) -> None:
    client = sign_in(cast.agent)

    made = client.post("/o/fieldstone/api/v1/customers/", {"name": "By session"}, content_type="application/json")

    assert made.status_code == 201
    assert made.headers["Location"].startswith("http://testserver/o/fieldstone/api/v1/customers/")
    assert client.get(made.headers["Location"].removeprefix("http://testserver")).json()["name"] == "By session"


def test_a_session_needs_its_csrf_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.agent.user)

    refused = client.post("/o/fieldstone/api/v1/customers/", {"name": "Forged"}, content_type="application/json")

    assert "X-CSRFToken" in check_problem(refused, 403, "forbidden")["detail"]


def test_a_session_with_its_csrf_token_may_write(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.agent.user)
    client.cookies["csrf"] = token = "c" * 32

    made = client.post(
        "/o/fieldstone/api/v1/customers/", {"name": "Own"}, content_type="application/json", headers={"X-CSRFToken": token}
    )

    assert made.status_code == 201


def test_a_viewer_reads_and_does_not_write(cast: Cast, sign_in: Callable[[Membership], Client]) -> None:
    client = sign_in(cast.viewer)

    assert client.get("/o/fieldstone/api/v1/customers/").status_code == 200
    refused = client.post("/o/fieldstone/api/v1/customers/", {"name": "x"}, content_type="application/json")
    check_problem(refused, 403, "forbidden")


def test_a_stranger_gets_the_problem_of_an_absent_address(
    cast: Cast, elsewhere: Cast, sign_in: Callable[[Membership], Client]
) -> None:
    client = sign_in(elsewhere.owner)

    answers = [client.get(f"/o/{slug}/api/v1/customers/") for slug in ("fieldstone", "nobody-is-here")]

    bodies = [check_problem(answer, 404, "not-found") | {"request_id": ""} for answer in answers]
    assert bodies[0] == bodies[1]


def test_nobody_signed_in_is_refused_by_the_api_itself(cast: Cast, api: ApiClient) -> None:
    for client in (Client(), api):
        check_problem(client.get("/o/fieldstone/api/v1/customers/"), 401, "unauthenticated")


def test_what_a_key_does_is_recorded_under_its_name(api: ApiClient, cast: Cast) -> None:
    api.send("POST", "/customers/", {"name": "Northwind"})

    with scope.acting_for(cast.organization), transaction.atomic():
        entry = Entry.rows().get(verb="customer.added")
    assert (entry.actor_kind, entry.actor_label, entry.member_id) == ("key", "test", cast.owner.pk)
