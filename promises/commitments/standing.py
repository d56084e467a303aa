"""How the commitments of promises stand, for the pages that show their terms."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from promises.commitments import rules
from promises.commitments.rules import Told
from promises.record import opinions
from promises.record.models import Commitment


def of_promises(promise_ids: Iterable[UUID], *, now: datetime) -> dict[UUID, Told]:
    """How each commitment that binds or is done stands, by its term's key: two statements, whatever their number."""
    rows = list(Commitment.rows().filter(promise__in=list(promise_ids)))
    said = opinions.of(row.term_key for row in rows)
    return {row.term_key: tell(row, said.get((row.term_key, row.due_at)), now=now) for row in rows}


def tell(row: rules.Standing, opinion: opinions.Opinion | None, *, now: datetime) -> Told:
    """One commitment in words, by the days of the organization."""
    due_on = timezone.localtime(row.due_at).date()
    return rules.told(row, opinion, now=now, due_on=due_on, today=timezone.localtime(now).date())
