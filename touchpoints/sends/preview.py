"""What a message says: exactly what left, and before that what would leave as things stand."""

from dataclasses import dataclass
from datetime import datetime

from presence.tenancy.models import Organization
from touchpoints.automations import reading as automations
from touchpoints.delivery import reading as delivery
from touchpoints.sends import composing, mime
from touchpoints.sends.models import Message


@dataclass(frozen=True, slots=True)
class Shown:
    """`has_left` tells the record from the preview."""

    subject: str
    text: str
    html: str
    has_left: bool


def of(organization: Organization, message: Message, now: datetime) -> Shown | None:
    """None when nothing is kept of it (it was erased), no words are approved yet, or nobody is addressed."""
    if message.sending_at:
        return Shown(message.subject, message.text, message.html, True) if message.text else None
    words = automations.approved([message.automation_id]).get(message.automation_id)
    if not words or not message.address:
        return None
    template = automations.in_language(words, message.contact.language if message.contact else "")
    try:
        mail = composing.compose(
            message, template, composing.frame_of(organization, delivery.of_organization(), [message]), now
        )
    except mime.CannotBeWritten:
        return None
    return Shown(mail.subject, mail.text, mail.html, False)
