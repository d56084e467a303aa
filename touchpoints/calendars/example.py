"""What the example organization shows of calendars: appointments with customers, a question and what is left out."""

import random
from datetime import datetime, timedelta

from presence.customers.models import EmailAddress
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role
from touchpoints.calendars import actions, looking
from touchpoints.calendars.models import MemberCalendar
from touchpoints.interactions.models import PresenceKind
from touchpoints.journeys.models import Touchpoint

_TITLES = (
    "Quarterly review",
    "How the repair holds",
    "Plan for spring",
    "Questions on the renewal",
    "Walk through the new site",
)
# Days from now, minutes, and what else a calendar says of it.
_EVENTS = (
    (-2, 30, ""),
    (-5, 45, ""),
    (-9, 30, "TRANSP:TRANSPARENT"),
    (-13, 60, ""),
    (-20, 30, "STATUS:CANCELLED"),
    (3, 30, ""),
)


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """A calendar for the first person of each role that meets customers."""
    touchpoint = Touchpoint.rows().filter(archived_at=None).order_by("position", "id").first()
    known = list(EmailAddress.rows().select_related("customer").order_by("address_norm")[: 2 * len(_EVENTS) + 1])
    if touchpoint is None or not known:
        return
    for place, role in enumerate((Role.LEADER, Role.AGENT)):
        member = Membership.rows().select_related("user").filter(role=role, removed_at=None).order_by("joined_at", "id").first()
        if member:
            people = known[place * len(_EVENTS) :] or known
            draft = MemberCalendar(member=member)
            found = looking.read(_calendar(people, now, str(known[-1].customer)), calendar=draft, now=now)
            actions.add_file(
                by=Actor.of(member),
                now=now,
                member=member,
                name="Work",
                touchpoint=touchpoint,
                presence_kind=PresenceKind.FOLLOW_UP,
                found=found,
            )


def _calendar(people: list[EmailAddress], now: datetime, named: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Presence//Example//EN"]
    for place, (days, minutes, more) in enumerate(_EVENTS):
        starts_at = (now + timedelta(days=days)).replace(hour=13, minute=0, second=0)
        invited = people[place % len(people)].address
        lines += _event(
            place, starts_at, minutes, _TITLES[place % len(_TITLES)], f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{invited}", more
        )
    lines += _event(len(_EVENTS), (now - timedelta(days=3)).replace(hour=9, minute=30, second=0), 20, f"Call {named}")
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def _event(number: int, starts_at: datetime, minutes: int, title: str, *more: str) -> list[str]:
    ends_at = starts_at + timedelta(minutes=minutes)
    times = [f"{name}:{at:%Y%m%dT%H%M%SZ}" for name, at in (("DTSTAMP", starts_at), ("DTSTART", starts_at), ("DTEND", ends_at))]
    return ["BEGIN:VEVENT", f"UID:example-{number}", *times, f"SUMMARY:{title}", *(one for one in more if one), "END:VEVENT"]
