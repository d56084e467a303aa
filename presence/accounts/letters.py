"""Mail about an account: verify an address, reset a password, tell of a change."""

from presence.accounts.models import AccountLetter
from presence.kit import post


def write(*, to: str, subject: str, text: str) -> AccountLetter:
    """Queue a letter in the caller's transaction, so that no page waits for a mail server and none tells by its time who has
    an account."""
    return AccountLetter.objects.create(to=to, subject=" ".join(subject.split())[:200], text=text)


def deliver() -> None:
    """Send due letters, one batch. Call it outside a transaction."""
    post.deliver(AccountLetter.objects.all())
