"""Setting a target, and saying how a contact went."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.interactions.models import Interaction
from touchpoints.presence import rules
from touchpoints.presence.models import LONGEST_NOTE, PresenceTarget, QualityNote


class OutOfOrder(refusals.Refusal):
    """A range begins with its smaller end."""

    def __init__(self) -> None:
        super().__init__("The higher end lies below the lower one. Change one of them.", pointer="high")


class NotAsked(refusals.Refusal):
    """Only a sample of one's own proactive contacts is asked about, so that it stays a minute's work."""

    def __init__(self) -> None:
        super().__init__("Nobody asked about this contact.")


class NothingSaid(refusals.Refusal):
    """An empty note says nothing."""

    def __init__(self) -> None:
        super().__init__("Say in a few words how it went.", pointer="words")


def set_target(*, by: Actor, now: datetime, role: str, from_day: date, low: int, high: int) -> PresenceTarget:
    """From a day on; former ones stay readable. Percent of frontline time. Raises OutOfOrder."""
    if high < low:
        raise OutOfOrder
    with transaction.atomic():
        row = PresenceTarget(role=role, from_day=from_day, low=low, high=high, set_by_id=by.member_id, set_at=now)
        row.save(force_insert=True)
        told = {"role": role, "low": low, "high": high, "from_day": from_day.isoformat()}
        audit.record(verb="presence_target.set", by=by, subject=row, **told)  # type: ignore[arg-type]  # all are details
    return row


def write_note(*, by: Actor, member: Membership, interaction: Interaction, words: str) -> None:
    """How it went, once. Written already, the first words stay. Raises NotAsked, NothingSaid."""
    said = " ".join(words.replace("\x00", "").split())[:LONGEST_NOTE]
    if interaction.member_id != member.pk or not interaction.presence_kind or not rules.is_asked_about(interaction.pk):
        raise NotAsked
    if not said:
        raise NothingSaid
    try:
        with transaction.atomic():
            row = QualityNote(interaction=interaction, member=member, words=said)
            row.save(force_insert=True)
            audit.record(verb="quality_note.written", by=by, subject=row)
    except IntegrityError:
        if not QualityNote.rows().filter(interaction=interaction).exists():
            raise
