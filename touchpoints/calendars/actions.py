"""Adding, changing and removing calendars of one's own, taking in what was read, and answering whom an appointment was with.

What is read is one's own: no verb is offered for another member's calendar.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals, sealing
from presence.kit.ids import new_id
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.calendars import addresses, counting, matching, rules
from touchpoints.calendars.files import Event, Found
from touchpoints.calendars.matching import Match
from touchpoints.calendars.models import Appointment, MemberCalendar
from touchpoints.journeys.models import Touchpoint

MOST = 10
PURPOSE = "member calendar"


class TooMany(refusals.Refusal):
    """More than one person keeps."""

    def __init__(self) -> None:
        super().__init__(f"You have {MOST} calendars here already. Remove one that is no longer needed.")


class CalendarGone(refusals.Refusal):
    """It was removed meanwhile."""

    def __init__(self) -> None:
        super().__init__("This calendar was removed meanwhile. Nothing was changed.")


@transaction.atomic
def add_file(
    *, by: Actor, now: datetime, member: Membership, name: str, touchpoint: Touchpoint, presence_kind: str, found: Found
) -> MemberCalendar:
    """Keep the appointments of a file. Raises TooMany."""
    row = _new(member, name, touchpoint, presence_kind, way=MemberCalendar.Way.FILE)
    _add(row, by=by)
    return take(by=by, now=now, calendar=row, found=found)


@transaction.atomic
def subscribe(
    *, by: Actor, member: Membership, name: str, touchpoint: Touchpoint, presence_kind: str, address: str
) -> MemberCalendar:
    """Read this address every hour from now on. It is kept sealed. Raises TooMany, addresses.NotAnAddress."""
    row = _new(member, name, touchpoint, presence_kind, way=MemberCalendar.Way.ADDRESS)
    _seal(row, address)
    _add(row, by=by)
    return row


@transaction.atomic
def change(
    *,
    by: Actor,
    now: datetime,
    calendar: MemberCalendar,
    name: str,
    touchpoint: Touchpoint,
    presence_kind: str,
    address: str = "",
) -> MemberCalendar:
    """What it is called and what its appointments are; an address replaces the former one. Raises addresses.NotAnAddress."""
    row = _locked(calendar)
    row.name, row.touchpoint, row.presence_kind = name, touchpoint, presence_kind
    if address:
        _seal(row, address)
    row.save()
    audit.record(verb="member_calendar.changed", by=by, subject=row)
    counting.recount(by=by, now=now, member=row.member)
    return row


@transaction.atomic
def take(
    *, by: Actor, now: datetime, calendar: MemberCalendar, found: Found, etag: str = "", last_modified: str = ""
) -> MemberCalendar:
    """Keep what a reading found, and count it. The same again changes nothing.

    Of a subscription, what is no longer in it is withdrawn; a file only adds and changes. Raises CalendarGone.
    """
    row = _locked(calendar)
    matches = matching.of(found.events)
    stored = {one.key: one for one in Appointment.rows().select_related("customer", "interaction").filter(calendar=row)}
    kept = _store(row, found.events, matches, stored)
    if row.way == MemberCalendar.Way.ADDRESS:
        for gone in stored.values():
            if gone.key not in kept and gone.starts_at >= now - rules.BACK:
                _withdraw(gone, by=by, now=now)
    row.left_out = dict(found.left_out)
    row.read_at = row.whole_at = row.tried_at = now
    row.etag, row.last_modified, row.problem, row.failing_since = etag[:300], last_modified[:80], "", None
    row.save()
    counting.recount(by=by, now=now, member=row.member)
    return row


@transaction.atomic
def answer(*, by: Actor, now: datetime, appointment: Appointment, said: str, presence_kind: str = "") -> None:
    """Say that it was with this customer ("yes"), that it does not count ("no"), or take the answer back ("").

    Raises CalendarGone.
    """
    calendar = _locked(appointment.calendar)
    row = Appointment.rows().select_for_update(of=("self",)).get(pk=appointment.pk)
    row.answer, row.answered_at, row.presence_kind = said, now if said else None, presence_kind
    row.save(update_fields=["answer", "answered_at", "presence_kind"])
    audit.record(verb="appointment.answered", by=by, subject=row)
    counting.recount(by=by, now=now, member=calendar.member)


@transaction.atomic
def remove(*, by: Actor, now: datetime, calendar: MemberCalendar, keep: bool) -> None:
    """Read no more; the address and all titles go. What counted stays when `keep`, else it is withdrawn.

    Removing twice changes nothing.
    """
    row = MemberCalendar.rows().select_for_update(of=("self",)).get(pk=calendar.pk)
    if row.removed_at:
        return
    for one in Appointment.rows().select_related("interaction").filter(calendar=row):
        if not keep or one.interaction is None:
            _withdraw(one, by=by, now=now)
    Appointment.rows().filter(calendar=row).update(title="")
    row.removed_at, row.sealed_address, row.etag, row.last_modified = now, "", "", ""
    row.problem, row.failing_since = "", None
    row.save()
    audit.record(verb="member_calendar.removed", by=by, subject=row)
    counting.recount(by=by, now=now, member=row.member)


def address_of(calendar: MemberCalendar) -> str:
    """The secret address, for reading it."""
    return (sealing.unseal(calendar.sealed_address, purpose=PURPOSE) or b"").decode()


def _new(member: Membership, name: str, touchpoint: Touchpoint, presence_kind: str, *, way: str) -> MemberCalendar:
    return MemberCalendar(id=new_id(), member=member, name=name, touchpoint=touchpoint, presence_kind=presence_kind, way=way)


def _add(row: MemberCalendar, *, by: Actor) -> None:
    if len(counting.lock(row.member)) >= MOST:
        raise TooMany
    row.save(force_insert=True)
    audit.record(verb="member_calendar.added", by=by, subject=row)


def _seal(row: MemberCalendar, address: str) -> None:
    target = addresses.parse(address)
    row.host = target.host
    row.sealed_address = sealing.seal(target.url.encode(), purpose=PURPOSE)
    row.etag, row.last_modified, row.whole_at = "", "", None


def _locked(calendar: MemberCalendar) -> MemberCalendar:
    rows = MemberCalendar.rows().select_for_update(of=("self",)).select_related("member__user")
    row = rows.filter(pk=calendar.pk, removed_at=None).first()
    if row is None:
        raise CalendarGone
    return row


def _store(
    calendar: MemberCalendar, events: list[Event], matches: Mapping[str, Match], stored: Mapping[str, Appointment]
) -> set[str]:
    """Keep the events that are or may be with a customer; says their keys."""
    kept, fresh = set(), []
    for event in events:
        row, match = stored.get(event.key), matches.get(event.key)
        if row is None and match:
            fresh.append(Appointment(calendar=calendar, key=event.key, **_of(event), **_with(match)))
            kept.add(event.key)
        elif row is not None and (match or _is_settled(row)):
            _update(row, _of(event) | (_with(match) if match and not _is_settled(row) else {}))
            kept.add(event.key)
    Appointment.objects.bulk_create(fresh)
    return kept


def _of(event: Event) -> dict[str, Any]:
    times = {"starts_at": event.starts_at, "ends_at": event.ends_at}
    return {**times, "title": event.title, "left_out": event.left_out}


def _with(match: Match) -> dict[str, Any]:
    return {"customer_id": match.customer_id, "found_by": match.found_by}


def _is_settled(row: Appointment) -> bool:
    """What counted or was answered stays with its customer, whatever becomes of the address that found it."""
    return row.interaction_id is not None or row.answer != ""


def _update(row: Appointment, fields: dict[str, Any]) -> None:
    if row.title_gone:
        fields["title"] = ""
    if any(getattr(row, name) != value for name, value in fields.items()):
        # Counted anew right after, and no second may count that the appointment no longer has.
        Appointment.rows().filter(pk=row.pk).update(**fields, counted=0, logged=0, elsewhere=0)


def _withdraw(row: Appointment, *, by: Actor, now: datetime) -> None:
    counting.withdraw(row, by=by, now=now)
    row.delete()
