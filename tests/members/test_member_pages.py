"""The members page: owners manage, everybody else is refused in words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from presence.members import invitations
from presence.members.models import Invitation
from presence.notices.models import Letter
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role, Team
from tests.conftest import Cast

SignIn = Callable[[Membership], Client]
HTMX = {"HX-Request": "true"}


def at(path: str) -> str:
    return f"/o/fieldstone/{path}"


def team(cast: Cast, key: str) -> Team:
    with scope.acting_for(cast.organization):
        return Team.objects.get(key=key)


def invited(cast: Cast, email: str = "nina@example.com") -> Invitation:
    with scope.acting_for(cast.organization):
        return invitations.invite(
            by=Actor.of(cast.owner), now=datetime.now(UTC), email=email, role=Role.AGENT, team=team(cast, "sales")
        )


def read(cast: Cast, row: Membership | Invitation | Team) -> None:
    with scope.acting_for(cast.organization):
        row.refresh_from_db()


def test_it_lists_members_invitations_and_teams(cast: Cast, sign_in: SignIn) -> None:
    invited(cast)

    page = sign_in(cast.owner).get(at("members/")).content.decode()

    for words in ("Olga of Fieldstone Care", "agent@fieldstone.example", "nina@example.com", "Delivery", "4 in all"):
        assert words in page


@pytest.mark.parametrize("role", ["leader", "agent", "viewer"])
@pytest.mark.parametrize("path", ["members/", "members/new/", "teams/new/", "keys/", "keys/new/", "organization/"])
def test_only_owners_manage(cast: Cast, sign_in: SignIn, role: str, path: str) -> None:
    answer = sign_in(getattr(cast, role)).get(at(path))

    assert answer.status_code == 403
    assert "This needs the role owner. Ask an owner of Fieldstone Care." in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_owner_invites(cast: Cast, sign_in: SignIn, headers: dict[str, str]) -> None:
    client = sign_in(cast.owner)

    answer = client.post(
        at("members/new/"), {"email": "nina@example.com", "role": "leader", "team": team(cast, "sales").pk}, headers=headers
    )

    assert answer.headers.get("Location") or answer.headers["HX-Redirect"] == at("members/")
    assert "An invitation goes to nina@example.com." in client.get(at("members/")).content.decode()
    with scope.acting_for(cast.organization):
        assert Invitation.rows().get().role == "leader"
        assert Letter.rows().get().to == "nina@example.com"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"email": ""}, "Enter e-mail address."),
        ({"email": "nina at example"}, "Enter a valid email address."),
        ({"email": "agent@fieldstone.example"}, "is already a member"),
        ({"role": ""}, "Choose one for “Role”."),
        ({"role": "emperor"}, "Select a valid choice"),
        ({"team": ""}, "Choose one for “Team”."),
        ({"team": "01990000-0000-7000-8000-000000000000"}, "Select a valid choice"),
        ({"team": "not an id"}, "Select a valid choice"),
    ],
)
def test_a_bad_invitation_says_why_and_keeps_what_was_typed(
    cast: Cast, sign_in: SignIn, changed: dict[str, str], words: str
) -> None:
    typed = {"email": "nina@example.com", "role": "leader", "team": str(team(cast, "sales").pk)} | changed

    answer = sign_in(cast.owner).post(at("members/new/"), typed)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert f'value="{typed["email"]}"' in page or not typed["email"]
    with scope.acting_for(cast.organization):
        assert not Invitation.rows().exists()


def test_another_organizations_team_is_no_choice(cast: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    typed = {"email": "nina@example.com", "role": "agent", "team": team(elsewhere, "sales").pk}

    answer = sign_in(cast.owner).post(at("members/new/"), typed)

    assert "Select a valid choice" in answer.content.decode()


def test_a_double_click_invites_once(cast: Cast, sign_in: SignIn) -> None:
    client, typed = sign_in(cast.owner), {"email": "nina@example.com", "role": "agent", "team": team(cast, "sales").pk}

    client.post(at("members/new/"), typed)
    answer = client.post(at("members/new/"), typed)

    assert "already invited" in answer.content.decode()


def test_an_owner_changes_role_and_team(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.owner).post(at(f"members/{cast.agent.pk}/"), {"role": "leader", "team": team(cast, "sales").pk})

    assert answer.headers["Location"] == at("members/")
    read(cast, cast.agent)
    assert (cast.agent.role, cast.agent.team_id) == ("leader", team(cast, "sales").pk)


def test_the_last_owner_stays_one_and_nothing_else_is_changed(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.owner).post(at(f"members/{cast.owner.pk}/"), {"role": "agent", "team": team(cast, "sales").pk})

    assert "This is the last owner" in answer.content.decode()
    read(cast, cast.owner)
    assert (cast.owner.role, cast.owner.team_id) == ("owner", team(cast, "other").pk)


def test_an_owner_removes_a_member(cast: Cast, sign_in: SignIn) -> None:
    client, gone = sign_in(cast.owner), sign_in(cast.agent)

    client.post(at(f"members/{cast.agent.pk}/removal/"))

    assert "Agent of Fieldstone Care is no longer a member." in client.get(at("members/")).content.decode()
    assert gone.get(at("")).status_code == 404
    assert gone.get("/").headers["Location"] == "/organizations/new/"
    assert client.get(at(f"members/{cast.agent.pk}/")).status_code == 404


def test_the_last_owner_cannot_leave(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)

    answer = client.post(at(f"members/{cast.owner.pk}/removal/"))

    assert answer.headers["Location"] == at("members/")
    assert "This is the last owner" in client.get(at("members/")).content.decode()


def test_an_owner_who_leaves_goes_elsewhere(cast: Cast, sign_in: SignIn) -> None:
    with scope.acting_for(cast.organization):
        Membership.rows().filter(pk=cast.leader.pk).update(role="owner")

    answer = sign_in(cast.owner).post(at(f"members/{cast.owner.pk}/removal/"))

    assert answer.headers["Location"] == "/"


def test_removal_needs_a_post(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.owner).get(at(f"members/{cast.agent.pk}/removal/")).status_code == 405


def test_an_invitation_is_sent_again_and_revoked(cast: Cast, sign_in: SignIn) -> None:
    invitation, client = invited(cast), sign_in(cast.owner)

    client.post(at(f"invitations/{invitation.pk}/letter/"))
    client.post(at(f"invitations/{invitation.pk}/revocation/"))
    client.post(at(f"invitations/{invitation.pk}/letter/"))

    page = client.get(at("members/")).content.decode()
    assert "Another letter goes to nina@example.com." in page
    assert "The invitation of nina@example.com is revoked." in page
    assert "This invitation cannot be used." in page
    with scope.acting_for(cast.organization):
        assert [letter.state for letter in Letter.rows()] == ["canceled", "canceled"]


def test_an_expired_invitation_says_so(cast: Cast, sign_in: SignIn) -> None:
    with scope.acting_for(cast.organization):
        Invitation.rows().filter(pk=invited(cast).pk).update(expires_at=datetime.now(UTC) - timedelta(days=1))

    assert "Expired" in sign_in(cast.owner).get(at("members/")).content.decode()


def test_teams_are_added_renamed_and_deleted(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)

    client.post(at("teams/new/"), {"name": "Field"})
    client.post(at(f"teams/{team(cast, 'field').pk}/"), {"name": "Engineers"})
    assert team(cast, "field").name == "Engineers"
    assert "already a team named" in client.post(at("teams/new/"), {"name": "sales"}).content.decode()
    client.post(at(f"teams/{team(cast, 'field').pk}/removal/"))
    client.post(at(f"teams/{team(cast, 'support').pk}/removal/"))

    page = client.get(at("members/")).content.decode()
    assert "The team Engineers is deleted." in page
    assert "Support cannot be deleted" in page
