"""What a message says: exactly what left, and before that what would leave as things stand."""

from dataclasses import dataclass
from datetime import datetime

from presence.tenancy.models import Organization
from touchpoints.automations import framing, invitation, values
from touchpoints.automations import reading as automations
from touchpoints.delivery import reading as delivery
from touchpoints.sends import composing, mime
from touchpoints.sends.models import Message


@dataclass(frozen=True, slots=True)
class Shown:
    """`has_left` tells the record from the preview; `file` is the name of what goes along, `height` the lines it takes."""

    subject: str
    text: str
    html: str
    has_left: bool
    file: str

    @property
    def height(self) -> int:
        return framing.height(self.text)


def of(organization: Organization, message: Message, now: datetime) -> Shown | None:
    """None when nothing is kept of it (it was erased), no words are approved yet, or nobody is addressed."""
    if message.sending_at:
        file = invitation.FILE_NAME if values.STARTS in message.facts else ""
        return Shown(message.subject, message.text, message.html, True, file) if message.text else None
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
    return Shown(mail.subject, mail.text, mail.html, False, ", ".join(file.name for file in mail.attachments))
