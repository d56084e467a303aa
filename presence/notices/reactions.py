"""What happens to letters when something below changes."""

from typing import Protocol

from django.db.models.functions import Lower

from presence.notices.models import Letter


class Erased(Protocol):
    """Who is erased, as far as letters are concerned."""

    @property
    def emails(self) -> tuple[str, ...]:
        """Every address they had."""


def customer_erased(*, erased: Erased) -> None:
    """Letters to them lose address and words; one that has not left does not leave. Letters to members stay theirs."""
    theirs = Letter.rows().annotate(address=Lower("to")).filter(address__in=[email.lower() for email in erased.emails])
    theirs = theirs.filter(occasion__startswith="promise-link:")
    theirs.filter(state=Letter.State.QUEUED).update(state=Letter.State.CANCELED)
    theirs.update(to="erased@erased.invalid", subject="Erased", text="", html="", reason="")
