"""Looking through new notes, and settling what was found: a term of a promise says it, or somebody dismisses it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from promises.record import actions as promises
from promises.record import rules as terms
from promises.record.models import Promise
from touchpoints.interactions.models import FormerVersion, Interaction, NewNotes
from touchpoints.said import rules
from touchpoints.said.models import Said

MOST_BATCHES = 10
LONGEST_REASON = 200


class Settled(refusals.Refusal):
    """A colleague recorded or dismissed it meanwhile."""

    def __init__(self) -> None:
        super().__init__("Somebody has recorded or dismissed this already.")


class NoReason(refusals.Refusal):
    """Whoever looks later wants to know why."""

    def __init__(self) -> None:
        super().__init__("Say why this is no commitment, in a few words.", pointer="reason")


def look_through() -> int:
    """Look through the notes that are new in the acting organization; says how many. A batch is looked through once.

    Whatever is found again, in whatever order, leaves the same rows.
    """
    looked = 0
    for batch in NewNotes.rows().select_for_update(skip_locked=True).order_by("id")[:MOST_BATCHES]:
        looked += look_at(batch.interactions)
        NewNotes.rows().filter(pk=batch.pk).delete()
    return looked


def look_at(interaction_ids: Iterable[UUID]) -> int:
    """Bring what is listed in line with what these notes say now; says how many there are."""
    found = {
        row.pk: row for row in Interaction.rows().filter(pk__in=list(interaction_ids)).only("note", "occurred_at", "version")
    }
    known = {row.interaction_id: row for row in Said.rows().filter(interaction__in=found)}
    sounding = {pk for pk, row in found.items() if row.note and rules.find(row.note)}
    Said.objects.bulk_create(
        (
            Said(interaction_id=pk, occurred_at=found[pk].occurred_at, version=found[pk].version)
            for pk in sounding - known.keys()
        ),
        ignore_conflicts=True,
    )
    for pk, row in known.items():
        _look_again(row, found[pk], pk in sounding)
    return len(found)


def propose(
    *,
    by: Actor,
    now: datetime,
    said: Said,
    term: terms.TermInput,
    promise: Promise | None,
    reason: str = "",
    title: str = "",
    customer_told_at: datetime | None = None,
) -> Promise:
    """Make a term of what was said: of this promise, by amending it, or of a new draft when there is none.

    The note is linked to the term and leaves the list. Raises Settled, and what writing and amending raise.
    """
    with transaction.atomic():
        row = _lock_open(said)
        if promise is None:
            customer = row.interaction.customer
            promise = promises.write(by=by, now=now, customer=customer, title=title, source="call", terms=[term])
            key = promises.last_key(promise)
        else:
            told_at = customer_told_at
            key = promises.propose_term(by=by, now=now, promise=promise, term=term, reason=reason, customer_told_at=told_at)
        row.promise, row.term_key = promise, key
        _settle(row, by, now)
        audit.record(verb="said.recorded", by=by, subject=row.interaction, promise=str(promise.pk), term=str(key))
    return promise


def dismiss(*, by: Actor, now: datetime, said: Said, reason: str) -> None:
    """It is no commitment. Raises NoReason, Settled."""
    why = " ".join(reason.replace("\x00", "").split())[:LONGEST_REASON]
    if not why:
        raise NoReason
    with transaction.atomic():
        row = _lock_open(said)
        row.dismissed_because = why
        _settle(row, by, now)
        audit.record(verb="said.dismissed", by=by, subject=row.interaction, reason=why)


def bring_back(*, by: Actor, said: Said) -> None:
    """Put a dismissed one on the list again. One that is recorded or open stays as it is."""
    with transaction.atomic():
        row = Said.rows().select_for_update(of=("self",)).select_related("interaction").get(pk=said.pk)
        if row.dismissed_because:
            _reopen(row)
            audit.record(verb="said.returned", by=by, subject=row.interaction)


def _look_again(row: Said, interaction: Interaction, sounds: bool) -> None:
    """A note that was changed: what was dismissed comes back when the words are others, what no longer sounds so goes."""
    if row.settled_at is None and not sounds:
        row.delete()
        return
    changed = interaction.version != row.version and _note_before(row) != interaction.note
    row.occurred_at, row.version = interaction.occurred_at, interaction.version
    row.save(update_fields=["occurred_at", "version"])
    if changed and sounds and row.dismissed_because:
        _reopen(row)


def _note_before(row: Said) -> str | None:
    former = FormerVersion.rows().filter(interaction=row.interaction_id, number=row.version).first()
    return former.body.get("note") if former else None


def _reopen(row: Said) -> None:
    row.dismissed_because, row.settled_at, row.settled_by = "", None, None
    row.save(update_fields=["dismissed_because", "settled_at", "settled_by"])


def _settle(row: Said, by: Actor, now: datetime) -> None:
    row.settled_at, row.settled_by_id = now, by.member_id
    row.save(update_fields=["promise", "term_key", "dismissed_because", "settled_at", "settled_by"])


def _lock_open(said: Said) -> Said:
    row = Said.rows().select_for_update(of=("self",)).select_related("interaction__customer").get(pk=said.pk)
    if row.settled_at is not None:
        raise Settled
    return row
