"""Inviting people: a letter with a token that works once, for one address, for a week."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from presence.accounts.models import User
from presence.audit import actions as audit
from presence.audit.models import Entry
from presence.kit.refusals import Refusal
from presence.members import letters, rules
from presence.members.models import Invitation
from presence.tenancy import scope, tokens
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Organization, Role, Team


class AlreadyMember(Refusal):
    """The address belongs to somebody who is a member already."""

    def __init__(self, member: Membership) -> None:
        super().__init__(f"{member} is already a member. You can change their role in the list of members.", pointer="email")


class AlreadyInvited(Refusal):
    """There is an open invitation for the address."""

    def __init__(self, email: str) -> None:
        super().__init__(f"{email} is already invited. Send that invitation again, or revoke it first.", pointer="email")


class ExampleInvitesNobody(Refusal):
    """Nothing of an example organization is ever sent to anybody."""

    def __init__(self) -> None:
        super().__init__("This is example data, and nothing of it is ever sent. Make your own organization to invite people.")


class TooManyInvitations(Refusal):
    """More letters went out in the last hour than anybody needs."""

    def __init__(self) -> None:
        super().__init__(f"More than {rules.INVITATIONS_AN_HOUR} invitations in one hour. Wait an hour and go on.")


class InvitationGone(Refusal):
    """The invitation was used, revoked or replaced, has expired, or never was: the same words for all, and for everybody."""

    def __init__(self) -> None:
        super().__init__("This invitation cannot be used. It may be used up, revoked, replaced by a newer one, or too old.")


class OtherAddress(Refusal):
    """Somebody is signed in with another address than the one that was invited."""

    def __init__(self, invited: str, present: str) -> None:
        super().__init__(f"This invitation is for {invited}, and you are signed in as {present}.")


def invite(*, by: Actor, now: datetime, email: str, role: Role, team: Team) -> Invitation:
    """Invite an address. The letter is written in the same transaction and carries the only copy of the token.

    Raises AlreadyMember, AlreadyInvited, ExampleInvitesNobody and TooManyInvitations.
    """
    email = email.strip().lower()
    with transaction.atomic():
        _check(email)
        _forget_expired(email, now)
        token = tokens.mint(scope.acting_organization_id(), joint=rules.JOINT)
        invitation = Invitation(email=email, role=role, team=team, token_hash=token.digest, invited_by_id=by.member_id)
        invitation.expires_at = now + rules.INVITATION_LASTS
        _insert(invitation)
        audit.record(verb="invitation.made", by=by, subject=invitation, email=email, role=role.value, team=team.key)
        letters.write_invitation(invitation=invitation, token=token.text, by=by)
    return invitation


def resend(*, by: Actor, now: datetime, invitation: Invitation) -> None:
    """Write another letter with a new token; the former one stops working and the week begins again.

    Raises InvitationGone and TooManyInvitations.
    """
    with transaction.atomic():
        _check_rate()
        token = tokens.mint(scope.acting_organization_id(), joint=rules.JOINT)
        open_ones = Invitation.rows().filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
        if not open_ones.update(token_hash=token.digest, expires_at=now + rules.INVITATION_LASTS):
            raise InvitationGone
        invitation.refresh_from_db()
        audit.record(verb="invitation.resent", by=by, subject=invitation, email=invitation.email)
        letters.write_invitation(invitation=invitation, token=token.text, by=by)


def revoke(*, by: Actor, now: datetime, invitation: Invitation) -> None:
    """Make an open invitation worthless. Revoking it twice changes nothing; a used one raises InvitationGone."""
    with transaction.atomic():
        if Invitation.rows().filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=now):
            audit.record(verb="invitation.revoked", by=by, subject=invitation, email=invitation.email)
            letters.cancel_invitation(invitation=invitation, reason="The invitation was revoked.")
        elif Invitation.rows().filter(pk=invitation.pk, revoked_at=None).exists():
            raise InvitationGone


def find(token: str, now: datetime) -> Invitation | None:
    """The open invitation behind a token, with its organization and team; None for every other text.

    Enters no scope for the caller.
    """
    return _look_up(token, accepted_at=None, revoked_at=None, expires_at__gt=now)


def find_used(token: str, user: User) -> Invitation | None:
    """The invitation this user joined with, as long as they are a member."""
    found = _look_up(token, email=user.email, accepted_at__isnull=False)
    if found is None:
        return None
    with scope.acting_for(found.organization_id), transaction.atomic():
        is_member = Membership.rows().filter(user=user, removed_at=None).exists()
    return found if is_member else None


def accept(*, invitation_id: UUID, user: User, now: datetime) -> Membership:
    """Make the user a member, or a member again, and use the invitation up. Act for its organization.

    Raises InvitationGone when another request used or revoked it first, and OtherAddress when it is for somebody else.
    """
    with transaction.atomic():
        unused = Invitation.rows().filter(pk=invitation_id, accepted_at=None, revoked_at=None, expires_at__gt=now)
        if not unused.update(accepted_at=now):
            raise InvitationGone
        invitation = Invitation.objects.select_related("team").get(pk=invitation_id)
        if invitation.email != user.email:
            raise OtherAddress(invitation.email, user.email)
        member = _join(invitation, user, now)
        audit.record(
            verb="member.joined",
            by=Actor.of(member),
            subject=member,
            role=member.role,
            team=invitation.team.key,
            email=user.email,
        )
    return member


def _look_up(token: str, **state: Any) -> Invitation | None:
    shown = tokens.read(token, joint=rules.JOINT)
    if shown is None:
        return None
    with scope.acting_for(shown.organization_id), transaction.atomic():
        invitations = Invitation.objects.select_related("organization", "team", "invited_by__user")
        found: Invitation | None = invitations.filter(token_hash=shown.digest, **state).first()
    return found


def _join(invitation: Invitation, user: User, now: datetime) -> Membership:
    """Somebody removed earlier gets their row back, so that what they did keeps its name. A member keeps their place."""
    place = {"role": invitation.role, "team": invitation.team, "removed_at": None, "joined_at": now}
    member, is_new = Membership.objects.select_related("user").get_or_create(user=user, defaults=place)
    if not is_new and not member.is_active:
        Membership.rows().filter(pk=member.pk).update(**place)
        member.refresh_from_db()
    return member  # type: ignore[no-any-return]


def _check(email: str) -> None:
    if Organization.objects.get(pk=scope.acting_organization_id()).is_example:
        raise ExampleInvitesNobody
    _check_rate()
    member = Membership.objects.select_related("user").filter(user__email=email, removed_at=None).first()
    if member:
        raise AlreadyMember(member)


def _check_rate() -> None:
    written = Entry.rows().filter(verb__in=("invitation.made", "invitation.resent"), at__gt=Now() - rules.RATE_IS_COUNTED_OVER)
    if written.count() >= rules.INVITATIONS_AN_HOUR:
        raise TooManyInvitations


def _forget_expired(email: str, now: datetime) -> None:
    """An expired invitation is still the one open row of its address until it is put away."""
    Invitation.rows().filter(email=email, accepted_at=None, revoked_at=None, expires_at__lte=now).update(revoked_at=now)


def _insert(invitation: Invitation) -> None:
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        if "invitation_open_once" in str(error):
            raise AlreadyInvited(invitation.email) from error
        raise
