"""Changing and ending memberships, and the teams members are in."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils.text import slugify

from presence.audit import actions as audit
from presence.kit.refusals import Refusal
from presence.tenancy import reactions, scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Organization, Role, Team


class LastOwner(Refusal):
    """Nobody would be left who can manage the organization."""

    def __init__(self) -> None:
        super().__init__("This is the last owner. Make somebody else an owner first.", pointer="role")


class NoMemberAnyMore(Refusal):
    """Somebody else removed this person meanwhile."""

    def __init__(self) -> None:
        super().__init__("This person is no longer a member. Invite them again if they should be.")


class TeamTaken(Refusal):
    """Another team has the name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a team named “{name}”. Choose another name.", pointer="name")


class TeamInUse(Refusal):
    """Members, invitations or past work belong to the team."""

    def __init__(self, team: Team) -> None:
        super().__init__(f"{team} cannot be deleted: members, invitations or past work belong to it. You can rename it.")


def change_role(*, by: Actor, member: Membership, role: Role) -> None:
    """Give a member another role. Raises LastOwner and NoMemberAnyMore."""
    with transaction.atomic():
        present = _lock(member)
        if present.role == role:
            return
        if present.role == Role.OWNER:
            _refuse_last_owner()
        former, present.role = present.role, role
        present.save(update_fields=["role"])
        audit.record(verb="member.role_changed", by=by, subject=present, former=former, role=role.value)
    member.role = role


def change_team(*, by: Actor, member: Membership, team: Team) -> None:
    """Move a member to another team; work done before stays with the former one. Raises NoMemberAnyMore."""
    with transaction.atomic():
        present = _lock(member)
        if present.team_id == team.pk:
            return
        former, present.team = present.team, team
        present.save(update_fields=["team"])
        audit.record(verb="member.team_changed", by=by, subject=present, former=former.key, team=team.key)
    member.team = team


def remove_member(*, by: Actor, member: Membership, now: datetime) -> None:
    """End a membership: from the next request on they are a stranger, and keys they made are dead for good.

    Their row stays, so that what they did keeps its name. Removing somebody twice changes nothing. Raises LastOwner.
    """
    with transaction.atomic():
        present = _lock(member, removed_too=True)
        if not present.is_active:
            return
        if present.role == Role.OWNER:
            _refuse_last_owner()
        present.removed_at = now
        present.save(update_fields=["removed_at"])
        audit.record(verb="member.removed", by=by, subject=present, name=str(present.user), email=present.user.email)
        reactions.react("member.removed", member=present, by=by, now=now)
    member.removed_at = now


def add_team(*, by: Actor, name: str) -> Team:
    """Add a team at the end of the list. Raises TeamTaken."""
    name = " ".join(name.split())
    with transaction.atomic():
        _refuse_taken(name)
        last = Team.rows().aggregate(last=Max("position"))["last"]
        team = Team(name=name, key=_free_key(name), position=(last or 0) + 1)
        _save(team)
        audit.record(verb="team.added", by=by, subject=team, name=name)
    return team


def rename_team(*, by: Actor, team: Team, name: str) -> None:
    """Rename a team; its key, which the API uses, stays. Raises TeamTaken."""
    name = " ".join(name.split())
    with transaction.atomic():
        if name == team.name:
            return
        _refuse_taken(name, but=team)
        former, team.name = team.name, name
        team.save(update_fields=["name"])
        audit.record(verb="team.renamed", by=by, subject=team, former=former, name=name)


def delete_team(*, by: Actor, team: Team) -> None:
    """Delete a team that nothing belongs to. Raises TeamInUse."""
    try:
        with transaction.atomic():
            audit.record(verb="team.deleted", by=by, subject=team, name=team.name)
            team.delete()
    except (ProtectedError, IntegrityError) as error:
        raise TeamInUse(team) from error


def _lock(member: Membership, *, removed_too: bool = False) -> Membership:
    """The organization first, always: so changes to members wait for each other and never deadlock."""
    Organization.objects.select_for_update().get(pk=scope.acting_organization_id())
    present: Membership = Membership.objects.select_related("user", "team").get(pk=member.pk)
    if not present.is_active and not removed_too:
        raise NoMemberAnyMore
    return present


def _refuse_last_owner() -> None:
    if Membership.rows().filter(role=Role.OWNER, removed_at=None).count() == 1:
        raise LastOwner


def _refuse_taken(name: str, *, but: Team | None = None) -> None:
    others = Team.rows().exclude(pk=but.pk) if but else Team.rows()
    if any(other.name.casefold() == name.casefold() for other in others):
        raise TeamTaken(name)


def _free_key(name: str) -> str:
    """A short address-like word for the API: from the name, with a number when it is taken."""
    taken = set(Team.rows().values_list("key", flat=True))
    wished = slugify(name)[:36] or "team"
    keys = (wished, *(f"{wished}-{number}" for number in range(2, len(taken) + 3)))
    return next(key for key in keys if key not in taken)


def _save(team: Team) -> None:
    try:
        with transaction.atomic():
            team.save(force_insert=True)
    except IntegrityError as error:
        raise TeamTaken(team.name) from error
