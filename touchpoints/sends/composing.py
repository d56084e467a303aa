"""The mail a message becomes: what its automation says, inside a frame that leads to a person and out.

The way to a person stands above the words, in text and HTML, and cannot be configured away. The same message is the same mail
each time it is composed, but for its date, and has the same Message-ID, so that a server which gets it twice can drop one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from presence.kit import compiled, words
from presence.tenancy.models import Organization
from touchpoints.automations import invitation, templates
from touchpoints.automations.models import AutomationTemplate
from touchpoints.delivery import replies
from touchpoints.delivery.models import Delivery
from touchpoints.journeys.published import PublishedTouchpoint
from touchpoints.reach import links as reach
from touchpoints.sends import mime
from touchpoints.sends.mime import Mail
from touchpoints.sends.models import Message
from touchpoints.suppression import links as suppression


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers, and in how many open minutes."""

    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same for all messages of a batch: whose mail it is, and who answers at each touchpoint."""

    organization: Organization
    delivery: Delivery
    people: Mapping[UUID, Person]

    @property
    def sender(self) -> str:
        return self.delivery.from_address or settings.SERVER_EMAIL.rpartition("<")[2].rstrip(">")

    @property
    def sender_name(self) -> str:
        return mime.one_line(self.delivery.from_name or self.organization.name)

    @property
    def reply_address(self) -> str:
        return self.delivery.reply_address or self.sender


def frame_of(organization: Organization, delivery: Delivery, messages: list[Message]) -> Frame:
    """One statement for the batch."""
    rows = PublishedTouchpoint.rows().filter(touchpoint__in={message.touchpoint_id for message in messages})
    people = {
        row.touchpoint_id: Person(str(row.hatch_member), row.hatch_reply_minutes)
        for row in rows.select_related("hatch_member__user")
        if row.hatch_member and row.hatch_reply_minutes
    }
    return Frame(organization, delivery, people)


def compose(message: Message, template: AutomationTemplate, frame: Frame, now: datetime) -> Mail:
    """The whole mail. Raises ValueError (mime.CannotBeWritten) when it cannot be one."""
    said = templates.render(template, values_of(message))
    person = frame.people.get(message.touchpoint_id)
    ids = {"customer_id": message.customer_id, "touchpoint_id": message.touchpoint_id, "contact_id": message.contact_id}
    out, out_at_once = suppression.addresses_of(frame.organization.pk, message.address, message.kind)
    around = {
        "subject": said.subject,
        "language": template.language,
        "organization": frame.organization.name,
        "person": person.name if person else frame.organization.name,
        "within": f"{words.minutes(person.minutes)} of our business hours" if person else "",
        "way": reach.address_of(**ids),
        "out": out,
    }
    return Mail(
        sender_name=frame.sender_name,
        sender=mime.address(frame.sender),
        to=mime.address(message.address),
        subject=mime.one_line(said.subject),
        text=_text(said.text, around),
        html=compiled.render("touchpoints/sends/mail.jinja", body=said.html, **around),
        headers=_headers(message, frame, now, out_at_once),
        attachments=_files(message, said.subject, now),
    )


def values_of(message: Message) -> dict[str, str]:
    """What the placeholders stand for, fixed when the message was queued."""
    return {name: value for name, value in message.facts.items() if isinstance(value, str)}


def _files(message: Message, subject: str, now: datetime) -> tuple[mime.Attachment, ...]:
    """The calendar file of the appointment it speaks of. An offer and its confirmation are one entry in the calendar."""
    facts = values_of(message)
    uid = f"{facts.get('event.reference') or message.pk}.{message.customer_id}@{settings.PRESENCE_URL.hostname}"
    file = invitation.of(facts, uid=uid, summary=subject, now=now)
    return (mime.Attachment(invitation.FILE_NAME, "text/calendar; method=PUBLISH", file),) if file else ()


def message_id_of(message: Message) -> str:
    return f"<{message.pk}@{settings.PRESENCE_URL.hostname}>"


def as_bytes(mail: Mail, message: Message, *, eight_bit: bool) -> bytes:
    """As it goes over the line."""
    return mime.as_bytes(mail, boundary=f"p{message.pk.hex}", eight_bit=eight_bit)


def _headers(message: Message, frame: Frame, now: datetime, out: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Reply-To", mime.address(frame.reply_address)),
        ("Date", format_datetime(now)),
        ("Message-ID", message_id_of(message)),
        (replies.MARK, str(message.pk)),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("List-Unsubscribe", f"<{out}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )


def _text(said: str, around: Mapping[str, Any]) -> str:
    within = f" within {around['within']}" if around["within"] else ""
    return (
        f"Want to talk to a person? {around['way']}\n"
        f"Or answer this mail: {around['person']} of {around['organization']} answers{within}.\n\n"
        f"{said.strip()}\n\n"
        f"{around['organization']}\n"
        f"Fewer of these, or none: {around['out']}\n"
    )
