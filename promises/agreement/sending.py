"""Marking a promise as sent to the customer."""

from datetime import datetime

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from promises.record import actions as record
from promises.record.models import Promise, Revision

NEEDS_FIRST_TRUTH = (Revision.Source.QUOTE, Revision.Source.RENEWAL)


class NoFirstTruth(refusals.Refusal):
    """A quote or renewal goes out with its first truth, or not at all."""

    def __init__(self, source: str) -> None:
        super().__init__(
            f"This {source} cannot be marked as sent without its first truth. Say what changes cost or time fastest.",
            pointer="first_truth",
        )


def send(*, by: Actor, now: datetime, promise: Promise, expected_number: int | None = None) -> None:
    """Write down that the newest revision was sent. The same revision is sent once: again changes nothing.

    Raises NoFirstTruth, PromiseClosed, StaleRevision.
    """
    with transaction.atomic():
        locked, current = record.lock_current(promise, expected_number)
        if current.source in NEEDS_FIRST_TRUTH and not current.first_truth:
            raise NoFirstTruth(str(Revision.Source(current.source).label).lower())
        if locked.sent_number == current.number:
            return
        locked.sent_at = locked.updated_at = now
        locked.sent_number = current.number
        locked.save(update_fields=["sent_at", "sent_number", "updated_at"])
        audit.record(verb="promise.sent", by=by, subject=locked, number=current.number)
