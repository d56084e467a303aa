"""The first page: for visitors, for people between organizations, for members."""

from collections.abc import Callable

from django.test import Client

from presence.accounts.models import User
from presence.apikeys import actions as apikeys
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast

SignIn = Callable[[Membership], Client]


def test_a_visitor_reads_what_this_is(client: Client, db: None) -> None:
    page = client.get("/").content.decode()

    assert "Know what you promised. Keep it." in page
    assert 'href="/accounts/login/"' in page
    assert 'href="/accounts/signup/"' in page


def test_a_member_comes_to_the_organization_opened_last(cast: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    with scope.acting_for(elsewhere.organization):
        Membership.objects.create(user=cast.agent.user, role="viewer", team=elsewhere.agent.team)
    client = sign_in(cast.agent)
    assert client.get("/").headers["Location"] == "/o/elsewhere/", "the first by name"

    client.get("/o/fieldstone/")

    assert client.get("/").headers["Location"] == "/o/fieldstone/"
    assert client.get("/palette").headers["Location"] == "/o/fieldstone/palette"


def test_an_organization_left_is_not_come_back_to(cast: Cast, sign_in: SignIn) -> None:
    User.objects.filter(pk=cast.agent.user_id).update(last_organization_slug="elsewhere")

    assert sign_in(cast.agent).get("/").headers["Location"] == "/o/fieldstone/"


def test_remembering_is_written_only_when_it_changes(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = sign_in(cast.agent)
    client.get("/o/fieldstone/")
    before = User.objects.get(pk=cast.agent.user_id)

    with django_assert_max_num_queries(30) as captured:
        client.get("/o/fieldstone/")

    assert before.last_organization_slug == "fieldstone"
    assert not [query for query in captured if query["sql"].startswith("UPDATE")]


def test_first_steps_are_ticked_by_what_is_there(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)
    assert "Read the rate from another program</a>" in client.get("/o/fieldstone/").content.decode()

    with scope.acting_for(cast.organization):
        apikeys.make(by=Actor.of(cast.owner), member=cast.owner, name="Grafana", scopes=["metrics:read"])

    page = client.get("/o/fieldstone/").content.decode()
    assert "Read the rate from another program</a>" not in page
    assert "Read the rate from another program</span>" in page
    assert "4 left" in page


def test_nobody_is_sent_to_a_page_they_may_not_open(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.viewer).get("/o/fieldstone/").content.decode()

    assert "Invite a colleague" not in page
    assert "another program" not in page
