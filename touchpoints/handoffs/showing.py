"""One handoff as members read it: who waits, what they said, how to reach them, and why the promised time is what it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from presence.customers import phones
from presence.customers.models import Customer, EmailAddress, PhoneNumber
from presence.kit import clock
from presence.kit.clock import Span
from presence.tenancy.models import Membership, Role
from touchpoints.handoffs import promising, rules
from touchpoints.handoffs.models import Handoff

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
MOST_SPANS = 20
SHORTEST_NUMBER = 6  # fewer digits are an extension or a year


@dataclass(frozen=True, slots=True)
class Ways:
    """Numbers and addresses of whoever waits: those of the contact who wrote, otherwise of the customer."""

    numbers: Sequence[tuple[str, str]]
    emails: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of one handoff says, and what this member may do with it."""

    handoff: Handoff
    urgency: str
    was_late: bool
    ways: Ways
    spans: Sequence[Span]
    guesses: Sequence[Customer]
    may_claim: bool
    may_release: bool
    may_reach: bool
    may_hand_back: bool


def find(handoff_id: UUID) -> Handoff | None:
    """The handoff with everything its page shows."""
    people = ("claimed_by__user", "meant_for__user", "handed_back_by__user", "raised_by__user")
    return Handoff.rows().select_related("customer", "contact", "touchpoint", "calendar", *people).filter(pk=handoff_id).first()


def show(handoff: Handoff, *, reader: Membership, now: datetime) -> Shown:
    """The page for this member at this moment."""
    is_mine = handoff.claimed_by_id == reader.pk
    may_write = handoff.is_open and reader.may(Role.AGENT)
    may_decide = may_write and (is_mine or (handoff.claimed_by_id is not None and reader.may(Role.LEADER)))
    return Shown(
        handoff=handoff,
        urgency=rules.urgency(handoff.times, now),
        was_late=rules.was_late(handoff.times),
        ways=_ways(handoff),
        spans=_spans(handoff),
        guesses=_guesses(handoff) if may_write and handoff.customer_id is None else (),
        may_claim=may_write and handoff.claimed_by_id is None,
        may_release=may_decide and handoff.reached_at is None,
        may_reach=may_write and is_mine and handoff.reached_at is None,
        may_hand_back=may_decide,
    )


def _ways(handoff: Handoff) -> Ways:
    if handoff.customer_id is None:
        return Ways((), ())
    about = {"contact": handoff.contact_id} if handoff.contact_id else {"customer": handoff.customer_id}
    numbers = PhoneNumber.rows().filter(**about)[:5]
    emails = EmailAddress.rows().filter(**about)[:5]
    return Ways([(one.e164, phones.shown(one.e164, one.extension)) for one in numbers], [one.address for one in emails])


def _spans(handoff: Handoff) -> list[Span]:
    """The open and closed stretches from asking to the promised time; none where the hours were changed since."""
    hours = promising.hours_of(handoff.calendar)
    if rules.promised(hours, handoff.opened_at, handoff.reply_minutes) != handoff.promised_at:
        return []
    return list(clock.joined(clock.explain(hours, handoff.opened_at, handoff.promised_at)))[:MOST_SPANS]


def _guesses(handoff: Handoff) -> list[Customer]:
    """Customers whose address or number stands in what whoever wrote left to be reached."""
    emails = [found.lower() for found in _EMAIL.findall(handoff.caller)]
    digits = "".join(sign for sign in _EMAIL.sub("", handoff.caller) if sign.isdigit())[-9:]
    by_email = EmailAddress.rows().filter(address_norm__in=emails).values_list("customer", flat=True)
    by_phone = PhoneNumber.rows().filter(digits_reversed__startswith=digits[::-1]).values_list("customer", flat=True)
    ids = {*by_email[:5], *(by_phone[:5] if len(digits) >= SHORTEST_NUMBER else ())}
    return list(Customer.rows().filter(pk__in=ids).order_by("name"))
