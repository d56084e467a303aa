"""Invitations work once, for one address, for a week."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from presence.accounts.models import User
from presence.audit.models import Entry
from presence.members import actions, invitations, rules
from presence.members.models import Invitation
from presence.notices.models import Letter
from presence.tenancy import actions as tenancy
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role, Team
from tests.conftest import Cast, make_cast

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NEXT_WEEK = NOW + timedelta(days=7)


def invite(cast: Cast, email: str = "nina@example.com", role: Role = Role.AGENT, team: str = "sales") -> Invitation:
    return invitations.invite(by=Actor.of(cast.owner), now=NOW, email=email, role=role, team=Team.objects.get(key=team))


def token_in_letter(invitation: Invitation) -> str:
    text = Letter.rows().filter(to=invitation.email).latest("created_at").text
    found = re.search(r"/invitations/([\w.-]+)/", text)
    assert found
    return found[1]


def nina() -> User:
    return User.objects.create_user(email="nina@example.com", name="Nina", password="correct horse battery")


def test_it_writes_a_letter_with_the_only_copy_of_the_token(acting: Cast) -> None:
    invitation = invite(acting, email=" Nina@Example.com ")

    token = token_in_letter(invitation)
    assert invitation.email == "nina@example.com"
    assert invitation.expires_at == NEXT_WEEK
    assert token not in str(Invitation.rows().values().get())
    letter = Letter.rows().get()
    assert letter.subject == "Olga of Fieldstone Care invites you to Fieldstone Care"
    assert "as agent in the team Sales" in letter.text
    assert "Friday 27 November 2026" in letter.text
    assert f'href="http://localhost:8000/invitations/{token}/"' in letter.html
    assert Entry.rows().get(verb="invitation.made").detail == {"email": "nina@example.com", "role": "agent", "team": "sales"}


def test_whoever_holds_the_token_finds_it_from_anywhere(cast: Cast) -> None:
    with scope.acting_for(cast.organization):
        invitation = invite(cast)
        token = token_in_letter(invitation)

    found = invitations.find(token, NOW)

    assert found == invitation
    assert found is not None
    assert found.organization == cast.organization


def test_an_invited_person_joins_once(acting: Cast) -> None:
    invitation = invite(acting)

    member = invitations.accept(invitation_id=invitation.pk, user=nina(), now=NOW)

    assert (member.role, member.team.key, member.is_active) == ("agent", "sales", True)
    entry = Entry.rows().get(verb="member.joined")
    assert entry.member_id == member.pk
    assert invitations.find(token_in_letter(invitation), NOW) is None
    with pytest.raises(invitations.InvitationGone):
        invitations.accept(invitation_id=invitation.pk, user=nina_again(), now=NOW)


def nina_again() -> User:
    return User.objects.get(email="nina@example.com")


def test_it_is_for_one_address(acting: Cast) -> None:
    invitation = invite(acting)
    other = User.objects.create_user(email="other@example.com")

    with pytest.raises(invitations.OtherAddress, match=r"for nina@example.com, and you are signed in as other@example.com"):
        invitations.accept(invitation_id=invitation.pk, user=other, now=NOW)

    assert not Membership.rows().filter(user=other).exists()
    assert invitations.find(token_in_letter(invitation), NOW) is not None


def test_it_is_for_one_organization(cast: Cast, elsewhere: Cast) -> None:
    with scope.acting_for(cast.organization):
        token = token_in_letter(invite(cast))
    with scope.acting_for(elsewhere.organization):
        other = token_in_letter(invite(elsewhere))

    assert invitations.find(other[:23] + token[23:], NOW) is None


def test_it_expires_after_a_week(acting: Cast) -> None:
    invitation = invite(acting)
    token = token_in_letter(invitation)

    assert invitations.find(token, NEXT_WEEK - timedelta(seconds=1)) is not None
    assert invitations.find(token, NEXT_WEEK) is None
    with pytest.raises(invitations.InvitationGone):
        invitations.accept(invitation_id=invitation.pk, user=nina(), now=NEXT_WEEK)


def test_an_expired_address_can_be_invited_again(acting: Cast) -> None:
    invite(acting)

    again = invitations.invite(
        by=Actor.of(acting.owner), now=NEXT_WEEK, email="nina@example.com", role=Role.VIEWER, team=Team.objects.get(key="other")
    )

    assert invitations.find(token_in_letter(again), NEXT_WEEK) == again


def test_a_revoked_invitation_is_worthless(acting: Cast) -> None:
    invitation = invite(acting)
    token = token_in_letter(invitation)

    invitations.revoke(by=Actor.of(acting.owner), now=NOW, invitation=invitation)
    invitations.revoke(by=Actor.of(acting.owner), now=NOW, invitation=invitation)

    assert invitations.find(token, NOW) is None
    assert Letter.rows().get().state == Letter.State.CANCELED
    assert Entry.rows().filter(verb="invitation.revoked").count() == 1


def test_a_used_invitation_cannot_be_revoked(acting: Cast) -> None:
    invitation = invite(acting)
    invitations.accept(invitation_id=invitation.pk, user=nina(), now=NOW)

    with pytest.raises(invitations.InvitationGone):
        invitations.revoke(by=Actor.of(acting.owner), now=NOW, invitation=invitation)


def test_sending_again_replaces_the_token(acting: Cast) -> None:
    invitation = invite(acting)
    former = token_in_letter(invitation)

    invitations.resend(by=Actor.of(acting.owner), now=NOW + timedelta(days=3), invitation=invitation)

    assert invitations.find(former, NOW) is None
    assert invitations.find(token_in_letter(invitation), NOW) == invitation
    assert invitation.expires_at == NOW + timedelta(days=10)
    assert [letter.state for letter in Letter.rows().order_by("created_at")] == ["canceled", "queued"]
    assert Entry.rows().filter(verb="invitation.resent").exists()


def test_an_address_has_one_open_invitation(acting: Cast) -> None:
    invite(acting)

    with pytest.raises(invitations.AlreadyInvited, match="already invited"):
        invite(acting, email="NINA@example.com")


def test_a_member_is_not_invited(acting: Cast) -> None:
    with pytest.raises(invitations.AlreadyMember, match="Viewer of Fieldstone Care is already a member"):
        invite(acting, email=acting.viewer.user.email)


def test_a_member_of_another_organization_looks_like_anybody(acting: Cast, elsewhere: Cast) -> None:
    invitation = invite(acting, email=elsewhere.agent.user.email)

    member = invitations.accept(invitation_id=invitation.pk, user=elsewhere.agent.user, now=NOW)

    assert member.organization_id == acting.organization.pk


def test_a_removed_member_can_come_back(acting: Cast) -> None:
    actions.remove_member(by=Actor.of(acting.owner), member=acting.agent, now=NOW)
    invitation = invite(acting, email=acting.agent.user.email, role=Role.VIEWER)

    member = invitations.accept(invitation_id=invitation.pk, user=acting.agent.user, now=NOW)

    assert member.pk == acting.agent.pk
    assert (member.role, member.is_active) == ("viewer", True)


def test_an_invitation_does_not_change_somebody_who_joined_meanwhile(acting: Cast) -> None:
    first = invite(acting)
    member = invitations.accept(invitation_id=first.pk, user=nina(), now=NOW)
    actions.change_role(by=Actor.of(acting.owner), member=member, role=Role.LEADER)
    Invitation.objects.create(
        email="nina@example.com", role="viewer", team=member.team, token_hash="0" * 64, expires_at=NEXT_WEEK
    )
    second = Invitation.objects.get(token_hash="0" * 64)

    again = invitations.accept(invitation_id=second.pk, user=nina_again(), now=NOW)

    assert again.role == "leader"


def test_letters_are_limited(acting: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "INVITATIONS_AN_HOUR", 2)
    first = invite(acting, email="one@example.com")
    invite(acting, email="two@example.com")

    with pytest.raises(invitations.TooManyInvitations, match="Wait an hour"):
        invite(acting, email="three@example.com")
    with pytest.raises(invitations.TooManyInvitations):
        invitations.resend(by=Actor.of(acting.owner), now=NOW, invitation=first)


def test_an_example_invites_nobody(cast: Cast) -> None:
    example = tenancy.create_organization(
        name="Example", slug="example", time_zone="UTC", country="BE", owner=cast.owner.user, is_example=True
    )

    with scope.acting_for(example), pytest.raises(invitations.ExampleInvitesNobody, match="Make your own organization"):
        invite(cast)


@pytest.mark.parametrize("token", ["", ".", "x", "A" * 22, "A" * 22 + ".", "A" * 22 + ".x", "é" * 30, "\x00", "A" * 5000])
def test_any_other_text_finds_nothing(db: None, token: str) -> None:
    assert invitations.find(token, NOW) is None


def run_at_once(*calls: Callable[[], object]) -> list[object]:
    """Each in its own thread and transaction; what it raised counts as its result."""

    def run(call: Callable[[], object]) -> object:
        try:
            with transaction.atomic():
                return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_two_who_accept_at_once_one_joins() -> None:
    cast = make_cast("Fieldstone Care", "fieldstone")
    with scope.acting_for(cast.organization), transaction.atomic():
        invitation = invite(cast)
    user = nina()

    def accept() -> Membership:
        with scope.acting_for(cast.organization):
            return invitations.accept(invitation_id=invitation.pk, user=user, now=NOW)

    results = run_at_once(*[accept] * 6)

    assert sum(isinstance(result, Membership) for result in results) == 1
    assert sum(isinstance(result, invitations.InvitationGone) for result in results) == 5
    with scope.acting_for(cast.organization), transaction.atomic():
        assert Membership.rows().filter(user=user).count() == 1
        assert Entry.rows().filter(verb="member.joined").count() == 1


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("attempt", range(5))
def test_revoking_and_accepting_at_once_leave_one_truth(attempt: int) -> None:
    cast = make_cast("Fieldstone Care", "fieldstone")
    with scope.acting_for(cast.organization), transaction.atomic():
        invitation = invite(cast)
    user = nina()

    def accept() -> Membership:
        with scope.acting_for(cast.organization):
            return invitations.accept(invitation_id=invitation.pk, user=user, now=NOW)

    def revoke() -> None:
        with scope.acting_for(cast.organization):
            invitations.revoke(by=Actor.of(cast.owner), now=NOW, invitation=invitation)

    accepted, revoked = run_at_once(accept, revoke)

    with scope.acting_for(cast.organization), transaction.atomic():
        joined = Membership.rows().filter(user=user).exists()
        invitation.refresh_from_db()
    assert isinstance(accepted, Membership) == joined == (invitation.accepted_at is not None)
    assert isinstance(revoked, invitations.InvitationGone) == joined
    assert (invitation.revoked_at is None) == joined
