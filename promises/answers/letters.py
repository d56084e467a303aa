"""The letter that carries a link to a customer. Notices deliver it; they are told by string (presence/settings_rooms.py)."""

from django.template.loader import render_to_string

from presence.customers.models import EmailAddress
from presence.tenancy import reactions
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from promises.answers.models import PromiseLink


def write(link: PromiseLink, *, url: str, recipient: EmailAddress, by: Actor) -> None:
    """One letter for each link, in the organization's name, from the member who sends it."""
    sender = Membership.objects.select_related("user", "organization").get(pk=by.member_id)
    filled = {"organization": sender.organization, "sender": sender.user, "recipient": recipient, "url": url}
    reactions.react(
        "letter.needed",
        occasion=_occasion(link),
        to=recipient.address,
        subject=render_to_string("emails/promises/link.subject.txt", filled),
        text=render_to_string("emails/promises/link.txt", filled),
        html=render_to_string("emails/promises/link.html", filled),
    )


def cancel(link: PromiseLink, *, reason: str) -> None:
    """Stop the letter if it is not on its way yet."""
    reactions.react("letters.canceled", about=_occasion(link), reason=reason)


def _occasion(link: PromiseLink) -> str:
    return f"promise-link:{link.pk}"
