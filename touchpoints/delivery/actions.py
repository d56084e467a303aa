"""Changing how mail goes out: the sender and the limits, stop and resume, going live and back to rehearsal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import OperationalError, transaction
from psycopg.errors import LockNotAvailable

from presence.audit import actions as audit
from presence.kit import banners, patience, refusals
from presence.kit.ids import new_id
from presence.tenancy import reactions, scope
from presence.tenancy.actors import Actor
from touchpoints.delivery.models import Delivery

PATIENCE = 12_000  # milliseconds: the message that is leaving has gone by then, or its server never answers
LONGEST_WHY = 300


class NoReason(refusals.Refusal):
    """Everybody sees that mail is stopped, so everybody is told why."""

    def __init__(self) -> None:
        super().__init__("Say why, in a few words. Everybody in the organization sees it.", pointer="why")


class Busy(refusals.Refusal):
    """A message has been leaving for so long that the switch cannot be thrown before it."""

    def __init__(self) -> None:
        super().__init__("A message has been leaving for more than 12 seconds. Try again; nothing else leaves before it.")


class StaleDelivery(refusals.Refusal):
    """Somebody changed the settings since they were read; `delivery` is what they are now."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(
            "Somebody else changed these settings meanwhile. What you typed is kept; where it differs, what is saved now "
            "stands beside it. Save again if yours shall hold."
        )
        self.delivery = delivery


class NotReady(refusals.Refusal):
    """Something on the checklist is open."""

    def __init__(self, words: str) -> None:
        super().__init__(words)


@transaction.atomic
def stop(by: Actor, why: str, now: datetime) -> None:
    """Stop all automated mail. What has not begun to leave when this returns does not leave. Raises NoReason, Busy.

    Stopping twice changes nothing, so that a second person in alarm is told that it is stopped.
    """
    because = _clean(why)
    if not because:
        raise NoReason
    row = _locked()
    if row.stopped_at is None:
        row.stopped_at, row.stopped_by_id, row.stopped_why = now, by.member_id, because
        row.save(update_fields=["stopped_at", "stopped_by", "stopped_why"])
        audit.record(verb="delivery.stopped", by=by, subject=row, why=because)
        reactions.react("delivery.stopped", words=because)


@transaction.atomic
def resume(by: Actor, why: str) -> None:
    """Let automated mail leave again. What is no longer worth sending expires instead. Raises NoReason, Busy."""
    because = _clean(why)
    if not because:
        raise NoReason
    row = _locked()
    if row.stopped_at is not None:
        row.stopped_at, row.stopped_by, row.stopped_why = None, None, ""
        row.save(update_fields=["stopped_at", "stopped_by", "stopped_why"])
        audit.record(verb="delivery.resumed", by=by, subject=row, why=because)
        reactions.react("delivery.resumed")


@transaction.atomic
def go_live(by: Actor, now: datetime) -> None:
    """From now on mail leaves for customers. Raises NotReady while there is no sender, Busy.

    Whether everything else stands is for touchpoints/delivery/checklist.py, which the page asks first.
    """
    row = _locked()
    if not row.from_address:
        raise NotReady("Give the address that mail comes from first.")
    if row.live_at is None:
        row.live_at, row.live_by_id = now, by.member_id
        row.save(update_fields=["live_at", "live_by"])
        audit.record(verb="delivery.went_live", by=by, subject=row)


@transaction.atomic
def rehearse(by: Actor) -> None:
    """Back to rehearsal: from now on mail reaches members only. Raises Busy."""
    row = _locked()
    if row.live_at is not None:
        row.live_at, row.live_by = None, None
        row.save(update_fields=["live_at", "live_by"])
        audit.record(verb="delivery.rehearsed", by=by, subject=row)


@transaction.atomic
def change(*, by: Actor, now: datetime, values: Mapping[str, Any], expected_version: int) -> Delivery:
    """Change sender and limits. Another sender goes back to rehearsal: what was checked was checked for the former one.

    Raises StaleDelivery, Busy.
    """
    row = _locked()
    if row.version != expected_version:
        raise StaleDelivery(row)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    if "from_address" in changed:
        row.live_at = row.live_by = row.test_arrived_at = row.domain_findings = row.domain_checked_at = None
    row.version += 1
    row.updated_at = now
    row.save()
    audit.record(verb="delivery.changed", by=by, subject=row, changed=sorted(changed))
    return row


def _locked() -> Delivery:
    """The row, made on the first write, once no message is leaving under it."""
    Delivery.objects.bulk_create([Delivery(id=new_id())], ignore_conflicts=True)
    banners.forget(scope.acting_organization_id())
    patience.wait_up_to(PATIENCE)
    try:
        return Delivery.rows().select_for_update().get()
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy from error
        raise


def _clean(words: str) -> str:
    return " ".join(words.replace("\x00", "").split())[:LONGEST_WHY]
