"""Taking in what came back: once, whatever the order, with what follows from it in the same transaction.

A reply becomes an interaction and a person's task. A lasting bounce and a complaint end mail to the address. A machine's answer
is kept and asks nothing of anybody. What nobody here can place is listed for a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from presence.audit import actions as audit
from presence.customers.models import Customer, EmailAddress
from presence.kit.ids import new_id
from presence.tenancy.actors import SYSTEM, Actor
from touchpoints.handoffs import actions as handoffs
from touchpoints.handoffs.models import Handoff, Reason
from touchpoints.incoming.letters import Letter
from touchpoints.incoming.models import IncomingMail, MailSource, What
from touchpoints.interactions import actions as interactions
from touchpoints.interactions.intake import InteractionInput
from touchpoints.interactions.models import Interaction
from touchpoints.sends.models import Message
from touchpoints.suppression import actions as suppression
from touchpoints.suppression.models import Why

MOST_DELAYS, DELAYS_COUNT_FOR = 5, timedelta(days=30)
_WHAT = {
    "automatic": What.AUTOMATIC, "bounce": What.BOUNCE, "delay": What.DELAY, "complaint": What.COMPLAINT, "loop": What.LOOP,
}  # fmt: skip
_ABOUT_AN_ADDRESS = (What.BOUNCE, What.DELAY, What.COMPLAINT)


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider says of one recipient of one message."""

    key: str
    what: What
    address: str
    at: datetime
    because: str
    message_ids: tuple[UUID, ...]


def letter(*, now: datetime, letter: Letter, source: MailSource | None) -> IncomingMail | None:
    """Take in a mail; None when it was taken in before."""
    row = IncomingMail(
        id=new_id(), source=source, key=letter.key, because=letter.seen.because[:200], address=letter.address,
        sender_name=letter.name, subject=letter.subject, text=letter.text, at=letter.at,
        message=_message(letter.message_ids, letter.seen.about),
    )  # fmt: skip
    what = What.LOOP if _message(letter.own_ids, "") else _WHAT.get(letter.seen.kind)
    if what is None:
        return _take_words(row, now)
    row.what = what
    if what in _ABOUT_AN_ADDRESS:
        row.address = letter.seen.about or (row.message.address.lower() if row.message else "")
    return _take_report(row, now, is_proven=row.message is not None or what not in _ABOUT_AN_ADDRESS)


def report(*, now: datetime, report: Report, source: MailSource | None) -> IncomingMail | None:
    """Take in what a provider says; None when it was taken in before."""
    row = IncomingMail(
        id=new_id(), source=source, key=report.key, what=report.what, because=report.because[:200],
        address=report.address[:254], at=report.at, message=_message(report.message_ids, report.address),
    )  # fmt: skip
    return _take_report(row, now, is_proven=True)


@transaction.atomic
def _take_words(row: IncomingMail, now: datetime) -> IncomingMail | None:
    """Somebody wrote. Whoever it is, a person reads it."""
    row.customer, row.contact_id = _who(row)
    row.what = What.REPLY if row.customer else What.STRANGER
    row.settled_at = now if row.customer else None
    if not _insert(row):
        return None
    row.handoff = _ask_a_person(row, now)
    if row.customer and row.message:
        row.interaction = _record(row, row.customer, row.message, now)
    row.save(update_fields=["handoff", "interaction"])
    audit.record(verb="incoming.taken", by=_writer(row), subject=row, what=row.get_what_display().lower())
    return row


@transaction.atomic
def _take_report(row: IncomingMail, now: datetime, *, is_proven: bool) -> IncomingMail | None:
    """A machine says something. What follows does not depend on what came before it.

    Anybody can write a mail that looks like a report. One that names no message of ours waits for a person and ends nothing.
    """
    row.settled_at = now if is_proven else None
    if row.message:
        row.customer_id, row.contact_id = row.message.customer_id, row.message.contact_id
    if not _insert(row):
        return None
    why = _ends_mail(row) if is_proven else None
    if why and "@" in row.address:
        suppression.suppress(by=SYSTEM, address=row.address, why=why, words=row.because)
    if row.what != What.DELIVERED:
        audit.record(verb="incoming.taken", by=SYSTEM, subject=row, what=row.get_what_display().lower())
    return row


def _ends_mail(row: IncomingMail) -> Why | None:
    if row.what == What.DELAY:
        delays = IncomingMail.rows().filter(what=What.DELAY, address=row.address, settled_at__isnull=False)
        span = (row.at - DELAYS_COUNT_FOR, row.at + DELAYS_COUNT_FOR)
        return Why.BOUNCED if delays.filter(at__range=span).count() >= MOST_DELAYS else None
    return {What.BOUNCE: Why.BOUNCED, What.COMPLAINT: Why.COMPLAINED, What.UNSUBSCRIBE: Why.UNSUBSCRIBED}.get(What(row.what))


def _insert(row: IncomingMail) -> bool:
    """False when the same one is there: of two that come at once, the unique key lets one pass."""
    IncomingMail.objects.bulk_create([row], ignore_conflicts=True)
    return IncomingMail.rows().filter(pk=row.pk).exists()


def _message(ids: Sequence[UUID], address: str) -> Message | None:
    """Which of our messages is meant: the first that is named and exists, and was to this address where one is known."""
    found = {row.pk: row for row in Message.rows().filter(pk__in=ids).select_related("customer", "touchpoint", "contact")}
    named = (found[one] for one in ids if one in found)
    return next((row for row in named if not address or row.address.lower() == address), None)


def _who(row: IncomingMail) -> tuple[Customer | None, UUID | None]:
    """The customer whose address this is; of several, the one whose message it answers."""
    known = list(EmailAddress.rows().filter(address_norm=row.address).select_related("customer")[:20]) if row.address else []
    answered = row.message.customer_id if row.message else None
    meant = next((one for one in known if one.customer_id == answered), None)
    if meant is None and len({one.customer_id for one in known}) == 1:
        meant = known[0]
    if meant:
        return meant.customer, meant.contact_id
    return (row.message.customer, None) if row.message else (None, None)


def _ask_a_person(row: IncomingMail, now: datetime) -> Handoff:
    message = row.message
    return handoffs.open_handoff(
        by=_writer(row),
        reason=Reason.REPLY,
        now=now,
        customer=row.customer,
        words="\n".join(filter(None, (row.subject, row.text)))[:4000],
        contact=row.contact,
        touchpoint=message.touchpoint if message else None,
        promise=message.promise if message else None,
        caller="" if row.customer else " ".join(filter(None, (row.sender_name, row.address)))[:200],
        source_id=f"incoming:{row.pk}",
    )


def _record(row: IncomingMail, customer: Customer, message: Message, now: datetime) -> Interaction:
    """The reply as a contact at the moment that the message belonged to. Nobody has handled it yet."""
    value = InteractionInput(
        occurred_at=row.at,
        customer=str(customer.pk),
        touchpoint=str(message.touchpoint_id),
        channel="email",
        handled_by="none",
        note="\n".join(filter(None, (row.subject, row.text)))[:10_000],
    )
    return interactions.record(by=SYSTEM, now=now, row=value, interaction_id=new_id())


def _writer(row: IncomingMail) -> Actor:
    return Actor(kind="customer", label="A customer" if row.customer_id else "Somebody unknown")
