"""Looking into mailboxes on the minute: read outside of a transaction, take in one mail at a time, remember how far."""

from datetime import datetime

from django.db import transaction

from touchpoints.incoming import boxes, letters, taking
from touchpoints.incoming.models import MailSource, Way


def look_for_mail(*, now: datetime) -> int:
    """Look into every mailbox of the acting organization; says how many new mails were taken in.

    A mail is taken in before it is remembered: a worker that dies between the two takes it in again, which changes nothing.
    """
    with transaction.atomic():
        sources = list(MailSource.rows().filter(way=Way.MAILBOX, removed_at=None))
    return sum(look_into(source, now=now) for source in sources)


def look_into(source: MailSource, *, now: datetime) -> int:
    """Read one batch of a mailbox. What is wrong with it is kept in words, for its page."""
    try:
        seen = boxes.look(source)
    except boxes.CannotLook as refusal:
        _remember(source, now=now, problem=refusal.words)
        return 0
    taken = 0
    for mail in seen.mails:
        letter = letters.read(mail.raw, now=now)
        taken += taking.letter(now=now, letter=letter, source=source) is not None
        _remember(source, now=now, uid_validity=seen.uid_validity, last_uid=mail.uid)
    _remember(source, now=now, problem="", uid_validity=seen.uid_validity, **({} if seen.mails else _kept(source, seen)))
    return taken


def _kept(source: MailSource, seen: boxes.Look) -> dict[str, int]:
    """An empty mailbox with a new numbering begins at its beginning."""
    return {} if seen.uid_validity == source.uid_validity else {"last_uid": 0}


def _remember(source: MailSource, *, now: datetime, **fields: str | int) -> None:
    with transaction.atomic():
        MailSource.rows().filter(pk=source.pk).update(looked_at=now, **fields)
