"""The mail a message becomes: what its automation says, inside a frame that leads to a person and out.

The way to a person stands above the words, in text and HTML, and cannot be configured away. The same message is the same mail
each time it is composed, but for its date, and has the same Message-ID, so that a server which gets it twice can drop one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from uuid import UUID

from django.conf import settings

from presence.tenancy.models import Organization
from touchpoints.automations import framing, invitation, templates
from touchpoints.automations.framing import Person
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

    def reply_address(self, message: Message) -> str:
        """Where people read answers; with the message's name in it only where the mailbox is known to take that."""
        address = self.delivery.reply_address or self.sender
        return replies.address_of(address, message.pk) if self.delivery.plus_addresses else address


def frame_of(organization: Organization, delivery: Delivery, messages: list[Message]) -> Frame:
    """One statement for the batch."""
    rows = PublishedTouchpoint.rows().filter(touchpoint__in={message.touchpoint_id for message in messages})
    named = {row.touchpoint_id: framing.person_at(row) for row in rows.select_related("hatch_member__user")}
    people = {place: person for place, person in named.items() if person}
    return Frame(organization, delivery, people)


def compose(message: Message, template: AutomationTemplate, frame: Frame, now: datetime) -> Mail:
    """The whole mail. Raises ValueError (mime.CannotBeWritten) when it cannot be one."""
    said = templates.render(template, values_of(message))
    out, out_at_once = suppression.addresses_of(
        frame.organization.pk, message.address, message.kind, language=template.language
    )
    whole = framing.frame(
        said,
        language=template.language,
        organization=frame.organization,
        person=frame.people.get(message.touchpoint_id),
        way=reach.address_of(
            customer_id=message.customer_id, touchpoint_id=message.touchpoint_id, contact_id=message.contact_id
        ),
        out=out,
    )
    return Mail(
        sender_name=frame.sender_name,
        sender=mime.address(frame.sender),
        to=mime.address(message.address),
        subject=mime.one_line(whole.subject),
        text=whole.text,
        html=whole.html,
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
        ("Reply-To", mime.address(frame.reply_address(message))),
        ("Date", format_datetime(now)),
        ("Message-ID", message_id_of(message)),
        (replies.MARK, str(message.pk)),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("List-Unsubscribe", f"<{out}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
