"""Roles, teams and removal: what ends, ends at once, and an organization keeps an owner."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from presence.apikeys import actions as apikeys
from presence.audit.models import Entry
from presence.members import actions
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role, Team
from tests.conftest import Cast, make_cast
from tests.members.test_invitations import run_at_once

SignIn = Callable[[Membership], Client]


def now() -> datetime:
    return datetime.now(UTC)


def remove(cast: Cast, member: Membership) -> None:
    actions.remove_member(by=Actor.of(cast.owner), member=member, now=now())


def test_a_role_changes_and_leaves_a_fact(acting: Cast) -> None:
    actions.change_role(by=Actor.of(acting.owner), member=acting.agent, role=Role.LEADER)

    assert Membership.objects.get(pk=acting.agent.pk).role == "leader"
    entry = Entry.rows().get(verb="member.role_changed")
    assert (entry.subject_id, entry.detail) == (acting.agent.pk, {"former": "agent", "role": "leader"})


def test_the_same_role_changes_nothing(acting: Cast) -> None:
    actions.change_role(by=Actor.of(acting.owner), member=acting.agent, role=Role.AGENT)

    assert not Entry.rows().filter(verb="member.role_changed").exists()


def test_a_team_changes_and_leaves_a_fact(acting: Cast) -> None:
    actions.change_team(by=Actor.of(acting.owner), member=acting.agent, team=Team.objects.get(key="sales"))

    assert Membership.objects.get(pk=acting.agent.pk).team.key == "sales"
    assert Entry.rows().get(verb="member.team_changed").detail == {"former": "support", "team": "sales"}


def test_a_removed_member_is_a_stranger_at_the_next_request(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)
    assert client.get("/o/fieldstone/palette").status_code == 200

    with scope.acting_for(cast.organization):
        remove(cast, cast.agent)

    assert client.get("/o/fieldstone/palette").status_code == 404


def test_a_removed_members_keys_are_dead_at_once_and_for_good(acting: Cast) -> None:
    _, text = apikeys.make(by=Actor.of(acting.owner), member=acting.agent, name="Agent's", scopes=["metrics:read"])

    remove(acting, acting.agent)

    assert apikeys.authenticate(f"Bearer {text}", now()) is None
    Membership.rows().filter(pk=acting.agent.pk).update(removed_at=None)
    assert apikeys.authenticate(f"Bearer {text}", now()) is None
    assert Entry.rows().filter(verb__in=("member.removed", "key.revoked")).count() == 2


def test_removing_twice_changes_nothing(acting: Cast) -> None:
    remove(acting, acting.agent)
    remove(acting, acting.agent)

    assert Entry.rows().filter(verb="member.removed").count() == 1


def test_somebody_removed_has_no_role_to_change(acting: Cast) -> None:
    remove(acting, acting.agent)

    with pytest.raises(actions.NoMemberAnyMore):
        actions.change_role(by=Actor.of(acting.owner), member=acting.agent, role=Role.LEADER)


def test_the_last_owner_is_neither_removed_nor_demoted(acting: Cast) -> None:
    with pytest.raises(actions.LastOwner, match="Make somebody else an owner first"):
        remove(acting, acting.owner)
    with pytest.raises(actions.LastOwner):
        actions.change_role(by=Actor.of(acting.owner), member=acting.owner, role=Role.LEADER)

    assert Membership.objects.get(pk=acting.owner.pk).may(Role.OWNER)


def test_one_of_two_owners_may_leave(acting: Cast) -> None:
    actions.change_role(by=Actor.of(acting.owner), member=acting.leader, role=Role.OWNER)

    remove(acting, acting.owner)

    assert not Membership.objects.get(pk=acting.owner.pk).is_active


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE presence_membership SET role = 'leader' WHERE organization_id = %s AND role = 'owner'",
        "UPDATE presence_membership SET removed_at = now() WHERE organization_id = %s AND role = 'owner'",
        "UPDATE presence_membership SET removed_at = now() WHERE organization_id = %s",
    ],
)
def test_the_database_keeps_an_owner(acting: Cast, statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="keeps at least one owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [acting.organization.pk])


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("attempt", range(5))
def test_two_owners_who_remove_each_other_at_once_leave_one(attempt: int) -> None:
    cast = make_cast("Fieldstone Care", "fieldstone")
    with scope.acting_for(cast.organization), transaction.atomic():
        actions.change_role(by=Actor.of(cast.owner), member=cast.leader, role=Role.OWNER)

    def removal(by: Membership, member: Membership) -> Callable[[], None]:
        def call() -> None:
            with scope.acting_for(cast.organization):
                actions.remove_member(by=Actor.of(by), member=member, now=now())

        return call

    results = run_at_once(removal(cast.owner, cast.leader), removal(cast.leader, cast.owner))

    assert sorted(type(result).__name__ for result in results) == ["LastOwner", "NoneType"]
    with scope.acting_for(cast.organization), transaction.atomic():
        assert Membership.rows().filter(role="owner", removed_at=None).count() == 1


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("attempt", range(5))
def test_the_database_holds_when_code_does_not(attempt: int) -> None:
    """Two raw statements at once, without the lock that the verbs take first."""
    cast = make_cast("Fieldstone Care", "fieldstone")
    with scope.acting_for(cast.organization), transaction.atomic():
        Membership.rows().filter(pk=cast.leader.pk).update(role="owner")

    def removal(member: Membership) -> Callable[[], None]:
        def call() -> None:
            with scope.acting_for(cast.organization):
                Membership.rows().filter(pk=member.pk).update(removed_at=now())

        return call

    results = run_at_once(removal(cast.leader), removal(cast.owner))

    assert sorted(type(result).__name__ for result in results) == ["IntegrityError", "NoneType"]


def test_a_team_is_added_at_the_end_with_a_key_of_its_own(acting: Cast) -> None:
    team = actions.add_team(by=Actor.of(acting.owner), name="  Field   engineers ")
    other = actions.add_team(by=Actor.of(acting.owner), name="Sales!")

    assert (team.name, team.key, team.position) == ("Field engineers", "field-engineers", 4)
    assert other.key == "sales-2"
    assert Entry.rows().filter(verb="team.added").count() == 2


def test_a_name_without_letters_still_has_a_key(acting: Cast) -> None:
    assert actions.add_team(by=Actor.of(acting.owner), name="営業").key == "team"


def test_a_team_is_renamed_and_keeps_its_key(acting: Cast) -> None:
    team = Team.objects.get(key="support")

    actions.rename_team(by=Actor.of(acting.owner), team=team, name="Care desk")

    assert Team.objects.get(key="support").name == "Care desk"
    assert Entry.rows().get(verb="team.renamed").detail == {"former": "Support", "name": "Care desk"}


def test_a_team_may_change_the_case_of_its_own_name(acting: Cast) -> None:
    team = Team.objects.get(key="support")

    actions.rename_team(by=Actor.of(acting.owner), team=team, name="SUPPORT")

    assert Team.objects.get(key="support").name == "SUPPORT"


def test_a_teams_name_is_its_own(acting: Cast) -> None:
    with pytest.raises(actions.TeamTaken):
        actions.add_team(by=Actor.of(acting.owner), name="SALES")
    with pytest.raises(actions.TeamTaken):
        actions.rename_team(by=Actor.of(acting.owner), team=Team.objects.get(key="support"), name="sales")


def test_only_an_unused_team_is_deleted(acting: Cast) -> None:
    with pytest.raises(actions.TeamInUse, match="Support cannot be deleted"):
        actions.delete_team(by=Actor.of(acting.owner), team=Team.objects.get(key="support"))

    actions.delete_team(by=Actor.of(acting.owner), team=Team.objects.get(key="delivery"))

    assert not Team.rows().filter(key="delivery").exists()
    assert Entry.rows().get(verb="team.deleted").detail == {"name": "Delivery"}
