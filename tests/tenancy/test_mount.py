"""The mount: one address prefix decides the organization, and strangers learn nothing."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from presence.tenancy import access, scope
from presence.tenancy.access import MemberRequest
from presence.tenancy.middleware import UndeclaredAccess
from presence.tenancy.models import Membership, Role
from presence.urls import urlpatterns as real
from tests.conftest import Cast

SignIn = Callable[[Membership], Client]


@access.member()
def whereabouts(request: MemberRequest) -> HttpResponse:
    return HttpResponse(f"{request.organization.slug} {request.member.role} {scope.current_id()} {reverse('whereabouts')}")


@access.member(Role.LEADER)
def for_leaders(request: MemberRequest) -> HttpResponse:
    return HttpResponse("leading")


@access.public
def outside(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"acting for {scope.current_id()}")


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to all")


urlpatterns = [
    *real,
    path("test-where/", whereabouts, name="whereabouts"),
    path("test-leaders/", for_leaders),
    path("test-undeclared/", undeclared),
    path("test-outside/", outside),
]


@pytest.fixture(autouse=True)
def addresses(settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]


def test_it_acts_for_the_organization_in_the_address(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.agent).get("/o/fieldstone/test-where/")

    assert answer.content.decode() == f"fieldstone agent {cast.organization.pk} /o/fieldstone/test-where/"
    assert scope.current_id() is None


def test_what_the_thread_did_before_does_not_matter(cast: Cast) -> None:
    with scope.acting_for(cast.organization):
        answer = Client().get("/test-outside/")

        assert scope.current_id() == cast.organization.pk
    assert answer.content.decode() == "acting for None"


def test_a_stranger_sees_what_an_absent_organization_shows(cast: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    stranger = sign_in(elsewhere.owner)

    other, absent = stranger.get("/o/fieldstone/test-where/"), stranger.get("/o/nobody-here/test-where/")

    assert (other.status_code, absent.status_code) == (404, 404)
    assert _without_tokens(other) == _without_tokens(absent)


def test_signed_out_people_sign_in_first_and_come_back(cast: Cast) -> None:
    for slug in ("fieldstone", "nobody-here"):
        answer = Client().get(f"/o/{slug}/test-where/?a=1")

        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/accounts/login/?next=/o/{slug}/test-where/%3Fa%3D1"


def test_a_page_without_organization_leads_to_the_last_one(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.agent).get("/test-where/?b=2")

    assert answer.headers["Location"] == "/o/fieldstone/test-where/?b=2"


def test_a_write_without_organization_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.agent).post("/test-where/").status_code == 404


def test_a_removed_member_is_a_stranger_at_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)
    assert client.get("/o/fieldstone/test-where/").status_code == 200

    with scope.acting_for(cast.organization):
        Membership.objects.filter(pk=cast.agent.pk).update(removed_at="2026-11-01T00:00Z")

    assert client.get("/o/fieldstone/test-where/").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("agent", 403), ("leader", 200), ("owner", 200)])
def test_a_role_covers_the_roles_below_it(cast: Cast, sign_in: SignIn, role: str, status: int) -> None:
    assert sign_in(getattr(cast, role)).get("/o/fieldstone/test-leaders/").status_code == status


def test_a_view_that_declares_nothing_cannot_be_served(cast: Cast, sign_in: SignIn) -> None:
    with pytest.raises(UndeclaredAccess, match="undeclared declares no access"):
        sign_in(cast.owner).get("/o/fieldstone/test-undeclared/")


def _without_tokens(answer: HttpResponse) -> str:
    """The page without what differs between any two requests: the masked CSRF token, the request id and the address."""
    return re.sub(r"[A-Za-z0-9]{64}|[0-9a-f-]{36}|fieldstone|nobody-here", "", answer.content.decode())
