"""Writing letters to members and handing them to the mail server."""

from datetime import datetime

from presence.kit import claims, post
from presence.notices.models import Letter
from presence.tenancy import scope
from presence.tenancy.models import Organization


def write_letter(
    *, occasion: str, to: str, subject: str, text: str, html: str = "", not_after: datetime | None = None
) -> Letter:
    """Queue a letter in the caller's transaction. The same occasion is written once: a second call returns the first letter.

    An example organization writes letters that are canceled at once: nothing of it is ever sent.
    """
    fields = {"to": to, "subject": " ".join(subject.split())[:200], "text": text, "html": html, "not_after": not_after}
    if Organization.objects.get(pk=scope.acting_organization_id()).is_example:
        fields |= {"state": Letter.State.CANCELED, "reason": "Example data is never sent.", "text": "", "html": ""}
    letter, _ = Letter.objects.get_or_create(occasion=occasion, defaults=fields)
    return letter  # type: ignore[no-any-return]


def cancel_letters(*, about: str, reason: str) -> int:
    """Cancel letters whose occasion begins with `about` and that are not on their way yet; returns how many."""
    return claims.cancel(Letter.rows().filter(occasion__startswith=about), reason)


def deliver() -> None:
    """Send the acting organization's due letters, one batch. Call it outside a transaction."""
    post.deliver(Letter.rows())
