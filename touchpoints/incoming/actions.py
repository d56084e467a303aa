"""Setting up where mail comes back to, and settling what waits for a person."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import addresses, refusals, sealing
from presence.kit.ids import new_id
from presence.tenancy import scope, tokens
from presence.tenancy.actors import Actor
from touchpoints.incoming import boxes
from touchpoints.incoming.models import IncomingMail, MailSource, Way

JOINT = "."
MOST = 20


class TooMany(refusals.Refusal):
    """More than anybody looks after."""

    def __init__(self) -> None:
        super().__init__(f"There are {MOST} already. Remove one that is no longer needed.")


@dataclass(frozen=True, slots=True)
class Made:
    """A new source; for a provider the two addresses it calls, shown once and kept nowhere."""

    source: MailSource
    events_url: str = ""
    mails_url: str = ""


@transaction.atomic
def add_mailbox(*, by: Actor, name: str, host: str, port: int, security: str, username: str, secret: str, folder: str) -> Made:
    """Look into this mailbox from the next minute on. Raises TooMany."""
    source = MailSource(
        id=new_id(), name=name, way=Way.MAILBOX, host=host, port=port, security=security, username=username, folder=folder
    )
    return Made(_add(by, source, secret))


@transaction.atomic
def add_provider(*, by: Actor, name: str, way: str, secret: str) -> Made:
    """Take calls of this provider at an address of its own. Raises TooMany."""
    token = tokens.mint(scope.acting_organization_id(), joint=JOINT)
    source = _add(by, MailSource(id=new_id(), name=name, way=way, token_hash=token.digest), secret)
    urls = (addresses.public(page, token=token.text) for page in ("hook_events", "hook_mails"))
    return Made(source, *urls)


@transaction.atomic
def remove(*, by: Actor, now: datetime, source: MailSource) -> None:
    """Look no more, take no more calls. What came stays; the secret goes. Removing twice changes nothing."""
    if MailSource.rows().filter(pk=source.pk, removed_at=None).update(removed_at=now, sealed_secret="", problem=""):
        audit.record(verb="mail_source.removed", by=by, subject=source, name=source.name)


@transaction.atomic
def settle(*, by: Actor, now: datetime, mail: IncomingMail) -> None:
    """Somebody has seen to it. Settling twice changes nothing."""
    if IncomingMail.rows().filter(pk=mail.pk, settled_at=None).update(settled_at=now, settled_by=by.member_id):
        audit.record(verb="incoming.settled", by=by, subject=mail)


@transaction.atomic
def reopen(*, by: Actor, mail: IncomingMail) -> None:
    """Put what a person settled back on the list."""
    if IncomingMail.rows().filter(pk=mail.pk, settled_by__isnull=False).update(settled_at=None, settled_by=None):
        audit.record(verb="incoming.reopened", by=by, subject=mail)


def find(token: str) -> MailSource | None:
    """The provider's source behind an address, with its organization; None for every other text. Enters no scope."""
    shown = tokens.read(token, joint=JOINT)
    if shown is None:
        return None
    with scope.acting_for(shown.organization_id), transaction.atomic():
        return MailSource.rows().select_related("organization").filter(token_hash=shown.digest, removed_at=None).first()


def _add(by: Actor, source: MailSource, secret: str) -> MailSource:
    if MailSource.rows().filter(removed_at=None).count() >= MOST:
        raise TooMany
    source.sealed_secret = sealing.seal(secret.encode(), purpose=boxes.PURPOSE) if secret else ""
    source.made_by_id = by.member_id
    source.save(force_insert=True)
    audit.record(verb="mail_source.added", by=by, subject=source, name=source.name, way=source.get_way_display())
    return source
