"""Mail about an account: verify an address, reset a password, tell of a change."""

from datetime import timedelta

from django.db.models.functions import Now

from presence.accounts.models import AccountLetter
from presence.kit import post

KEPT = timedelta(days=90)


def write(*, to: str, subject: str, text: str) -> AccountLetter:
    """Queue a letter in the caller's transaction, so that no page waits for a mail server and none tells by its time who has
    an account."""
    return AccountLetter.objects.create(to=to, subject=" ".join(subject.split())[:200], text=text)


def forget_old() -> None:
    """Delete letters that are neither waiting nor on their way, a quarter after they were written."""
    settled = AccountLetter.objects.exclude(state__in=[AccountLetter.State.QUEUED, AccountLetter.State.SENDING])
    settled.filter(created_at__lt=Now() - KEPT).delete()


def deliver() -> None:
    """Send due letters, one batch. Call it outside a transaction."""
    post.deliver(AccountLetter.objects.all())
