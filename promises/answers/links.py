"""Making, finding and revoking links to the customer's page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from presence.audit import actions as audit
from presence.audit.models import Entry
from presence.customers.models import EmailAddress
from presence.kit import addresses, refusals
from presence.kit.ids import new_id
from presence.tenancy import scope, tokens
from presence.tenancy.actors import Actor
from promises.answers import letters, rules
from promises.answers.models import PromiseLink
from promises.record.models import Promise


class ClosedToCustomers(refusals.Refusal):
    """A void promise is nothing to show to a customer."""

    def __init__(self) -> None:
        super().__init__("This promise is void, so there is nothing to show to the customer.")


class TooManyLetters(refusals.Refusal):
    """More letters with links went out in the last hour than a person sends."""

    def __init__(self) -> None:
        super().__init__(f"More than {rules.LETTERS_AN_HOUR} letters in one hour. Wait an hour, or copy the link.")


class AnothersAddress(refusals.Refusal):
    """The address belongs to a contact of another customer."""

    def __init__(self) -> None:
        super().__init__("Choose an address of this customer.", pointer="recipient")


@dataclass(frozen=True, slots=True)
class Made:
    """A new link. `url` is shown once and kept nowhere."""

    link: PromiseLink
    url: str


def make(*, by: Actor, promise: Promise, recipient: EmailAddress | None = None) -> Made:
    """Make a link; with a recipient, a letter that carries it is written in the same transaction.

    Raises ClosedToCustomers, AnothersAddress, TooManyLetters.
    """
    if promise.state == Promise.State.VOID:
        raise ClosedToCustomers
    if recipient and recipient.customer_id != promise.customer_id:
        raise AnothersAddress
    token = tokens.mint(scope.acting_organization_id(), joint=rules.JOINT)
    url = addresses.public("promise_of_customer", token=token.text)
    with transaction.atomic():
        contact_id = recipient.contact_id if recipient else None
        link = PromiseLink(id=new_id(), promise=promise, token_hash=token.digest, contact_id=contact_id)
        link.made_by_id = by.member_id
        link.save(force_insert=True)
        mailed = _mail(link, url, recipient, by) if recipient else False
        audit.record(verb="promise.link_made", by=by, subject=promise, link=str(link.pk), mailed=mailed)
    return Made(link, url)


def revoke(*, by: Actor, now: datetime, link: PromiseLink) -> None:
    """Close the door. What was answered stays; revoking twice changes nothing."""
    with transaction.atomic():
        if PromiseLink.rows().filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
            letters.cancel(link, reason="The link was revoked.")
            audit.record(verb="promise.link_revoked", by=by, subject=link.promise, link=str(link.pk))


def find(token: str) -> PromiseLink | None:
    """The open link behind a token, with organization, promise and customer; None for every other text.

    Enters no scope for the caller.
    """
    shown = tokens.read(token, joint=rules.JOINT)
    if shown is None:
        return None
    with scope.acting_for(shown.organization_id), transaction.atomic():
        links = PromiseLink.rows().select_related("organization", "promise__customer", "contact", "made_by__user")
        return links.filter(token_hash=shown.digest, revoked_at=None).first()


def _mail(link: PromiseLink, url: str, recipient: EmailAddress, by: Actor) -> bool:
    written = Entry.rows().filter(verb="promise.link_made", detail__mailed=True, at__gt=Now() - timedelta(hours=1))
    if written.count() >= rules.LETTERS_AN_HOUR:
        raise TooManyLetters
    letters.write(link, url=url, recipient=recipient, by=by)
    return True
