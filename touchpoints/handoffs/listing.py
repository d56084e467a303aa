"""The queue: which handoffs are in it, in what order, and what each row shows. What presses most comes first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, NullIf

from presence.kit import keyset
from presence.tenancy.models import Membership
from touchpoints.handoffs import rules
from touchpoints.handoffs.models import Handoff, Reason
from touchpoints.handoffs.rules import Times

WHICH = {"unclaimed": "Unclaimed", "mine": "Mine", "all": "All open", "closed": "Handed back"}
URGENT_FIRST = keyset.Order("promised", "Promised time, soonest first", "promised_at")
CLOSED_LAST = keyset.Order("closed", "Last handed back first", "handed_back_at", descending=True, newest_id_first=True)
PEOPLE = ("claimed_by", "meant_for")
OWN = (
    "id", "reason", "customer", "caller", "words", "doubt", "opened_at", "promised_at", "claimed_by", "claimed_at",
    "reached_at", "handed_back_at", "done",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One handoff in the list. `who` is the customer, or whoever wrote; `holder` has it, `meant_for` was named to them."""

    id: Any
    reason: str
    who: str
    customer: Any
    words: str
    touchpoint: str
    doubt: str
    meant_for: str
    holder: str
    done: str
    times: Times
    urgency: str
    was_late: bool
    is_mine: bool


def order(which: str) -> keyset.Order:
    return CLOSED_LAST if which == "closed" else URGENT_FIRST


def rows(which: str, *, reader: Membership) -> QuerySet[Handoff]:
    found = Handoff.rows()
    if which == "closed":
        return found.filter(handed_back_at__isnull=False)
    waiting = found.filter(handed_back_at=None)
    chosen = {"mine": Q(claimed_by=reader.pk), "unclaimed": Q(claimed_by=None)}
    return waiting.filter(chosen.get(which, Q()))


def counts(reader: Membership) -> dict[str, int]:
    """How many of each open kind there are."""
    waiting = Handoff.rows().filter(handed_back_at=None)
    return waiting.aggregate(
        unclaimed=Count("pk", filter=Q(claimed_by=None)), mine=Count("pk", filter=Q(claimed_by=reader.pk)), all=Count("pk")
    )


def page(which: str, *, reader: Membership, now: datetime, after: str = "", size: int = keyset.PAGE) -> keyset.Page:
    """One page, each row with `told`, how it is shown."""
    found = keyset.page(rows(which, reader=reader), order(which), columns(), after=after, size=size)
    for row in found.rows:
        row["told"] = _row(row, reader, now)
    return found


def columns() -> dict[str, Any]:
    named = {
        name: Coalesce(NullIf(f"{name}__user__name", Value("")), f"{name}__user__email", output_field=TextField())
        for name in PEOPLE
    }
    return {name: name for name in OWN} | {
        "customer_name": "customer__name",
        "touchpoint_name": "touchpoint__name",
        **{f"{name}_name": expression for name, expression in named.items()},
    }


def _row(row: dict[str, Any], reader: Membership, now: datetime) -> Row:
    times = Times(row["opened_at"], row["promised_at"], row["claimed_at"], row["reached_at"], row["handed_back_at"])
    return Row(
        id=row["id"],
        reason=str(Reason(row["reason"]).label),
        who=row["customer_name"] or row["caller"] or "Somebody without a name",
        customer=row["customer"],
        words="Erased" if row["words"] is None else row["words"],
        touchpoint=row["touchpoint_name"] or "",
        doubt=row["doubt"],
        meant_for=row["meant_for_name"] or "",
        holder=row["claimed_by_name"] or "",
        done="Erased" if row["done"] is None and row["handed_back_at"] else row["done"] or "",
        times=times,
        urgency=rules.urgency(times, now),
        was_late=rules.was_late(times),
        is_mine=row["claimed_by"] == reader.pk,
    )


EXPORTED = (
    "id", "reason", "customer", "caller", "words", "touchpoint", "opened_at", "promised_at", "claimed_by", "claimed_at",
    "reached_at", "handed_back_at", "done", "late", "doubt",
)  # fmt: skip


def exported(which: str, *, reader: Membership, now: datetime, batch: int = 500) -> Iterator[tuple[Any, ...]]:
    """A header and one row for each."""
    yield EXPORTED
    after = ""
    while True:
        part = page(which, reader=reader, now=now, after=after, size=batch)
        for row in part.rows:
            yield _line(row)
        if not (after := part.after):
            return


def _line(row: dict[str, Any]) -> tuple[Any, ...]:
    told, times = row["told"], row["told"].times
    about = (told.id, row["reason"], row["customer_name"], row["caller"], row["words"], told.touchpoint)
    when = (times.opened_at, times.promised_at, told.holder, times.claimed_at, times.reached_at, times.handed_back_at)
    return (*about, *when, row["done"], told.was_late or told.urgency == "late", told.doubt)
