"""The letter an invitation goes out in. Notices deliver it; they are told by string (presence/settings_rooms.py)."""

from django.template.loader import render_to_string

from presence.kit import addresses
from presence.members.models import Invitation
from presence.tenancy import reactions
from presence.tenancy.actors import Actor


def write_invitation(*, invitation: Invitation, token: str, by: Actor) -> None:
    """One letter for each token. Letters about this invitation that did not go out yet are canceled."""
    cancel_invitation(invitation=invitation, reason="A newer letter replaced this one.")
    organization = invitation.organization
    filled = {
        "organization": organization,
        "invitation": invitation,
        "by": by,
        "url": addresses.public("invitation", token=token),
        "last_day": invitation.expires_at.astimezone(organization.zone).date(),
    }
    reactions.react(
        "letter.needed",
        occasion=f"{_about(invitation)}{invitation.token_hash[:16]}",
        to=invitation.email,
        subject=render_to_string("emails/members/invitation.subject.txt", filled),
        text=render_to_string("emails/members/invitation.txt", filled),
        html=render_to_string("emails/members/invitation.html", filled),
        not_after=invitation.expires_at,
    )


def cancel_invitation(*, invitation: Invitation, reason: str) -> None:
    reactions.react("letters.canceled", about=_about(invitation), reason=reason)


def _about(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}:"
