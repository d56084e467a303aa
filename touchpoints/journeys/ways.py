"""Verbs on what an automatic moment needs: the way to a person, and the first message.

Both belong to the touchpoint as it is being drawn: changing one makes the touchpoint's next version.
"""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from presence.audit import actions as audit
from presence.hours.models import Calendar
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.journeys.document import Message
from touchpoints.journeys.models import EscapeHatch, MessageTemplate, Touchpoint


@transaction.atomic
def set_hatch(
    *, by: Actor, touchpoint: Touchpoint, member: Membership, reply_minutes: int, calendar: Calendar | None = None
) -> None:
    """Say whom the customer reaches here, in which hours (None: the usual ones), and within how many minutes of them."""
    _lock(touchpoint)
    wanted = {"member": member, "calendar": calendar, "reply_minutes": reply_minutes}
    former = EscapeHatch.rows().filter(touchpoint=touchpoint).first()
    if former and (former.member_id, former.calendar_id, former.reply_minutes) == (
        member.pk,
        calendar.pk if calendar else None,
        reply_minutes,
    ):
        return
    EscapeHatch.rows().update_or_create(touchpoint=touchpoint, defaults=wanted)
    _count_up(touchpoint)
    detail: dict[str, Any] = {"member": str(member), "former": _hatch_before(former)}
    audit.record(verb="touchpoint.hatch_set", by=by, subject=touchpoint, name=touchpoint.name, **detail)


@transaction.atomic
def remove_hatch(*, by: Actor, touchpoint: Touchpoint) -> None:
    """Take the way to a person away."""
    _lock(touchpoint)
    former = _hatch_before(EscapeHatch.rows().filter(touchpoint=touchpoint).first())
    if EscapeHatch.rows().filter(touchpoint=touchpoint).delete()[0]:
        _count_up(touchpoint)
        audit.record(verb="touchpoint.hatch_removed", by=by, subject=touchpoint, name=touchpoint.name, former=former)


@transaction.atomic
def set_message(*, by: Actor, touchpoint: Touchpoint, message: Message) -> None:
    """Write the message. Whoever approved other words approved those: the trigger takes the approval away."""
    _lock(touchpoint)
    former = MessageTemplate.rows().filter(touchpoint=touchpoint).first()
    wanted = {"language": message.language, "subject": message.subject, "text": message.text}
    if former and all(getattr(former, name) == value for name, value in wanted.items()):
        return
    if former:
        MessageTemplate.rows().filter(pk=former.pk).update(version=F("version") + 1, **wanted)
    else:
        MessageTemplate.rows().create(touchpoint=touchpoint, **wanted)
    _count_up(touchpoint)
    detail: dict[str, Any] = {"subject_line": message.subject, "former": _message_before(former)}
    audit.record(verb="touchpoint.message_written", by=by, subject=touchpoint, name=touchpoint.name, **detail)


@transaction.atomic
def remove_message(*, by: Actor, touchpoint: Touchpoint) -> None:
    """Take the message away."""
    _lock(touchpoint)
    former = _message_before(MessageTemplate.rows().filter(touchpoint=touchpoint).first())
    if MessageTemplate.rows().filter(touchpoint=touchpoint).delete()[0]:
        _count_up(touchpoint)
        audit.record(verb="touchpoint.message_removed", by=by, subject=touchpoint, name=touchpoint.name, former=former)


def _hatch_before(row: EscapeHatch | None) -> list[Any]:
    """What stood there, for whoever takes the change back; empty where nothing did."""
    return [str(row.member_id), str(row.calendar_id or ""), row.reply_minutes] if row else []


def _message_before(row: MessageTemplate | None) -> dict[str, str]:
    return {"language": row.language, "subject": row.subject, "text": row.text} if row else {}


def _lock(touchpoint: Touchpoint) -> None:
    Touchpoint.rows().select_for_update(no_key=True).get(pk=touchpoint.pk)


def _count_up(touchpoint: Touchpoint) -> None:
    Touchpoint.rows().filter(pk=touchpoint.pk).update(version=F("version") + 1, updated_at=Now())
