"""Code that anybody might write, for proofs to fail first: it looks whether a message may leave, then sends it."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from tests.sends.staging import Stage
from touchpoints.automations.models import Automation, AutomationTemplate
from touchpoints.sends import composing, line
from touchpoints.sends.models import Message

May = Callable[[Message], bool]


def look_then_send(staged: Stage, messages: list[Message], may: May) -> None:
    """Each in turn, over one connection."""
    out = line.connect()
    for message in messages:
        with transaction.atomic():
            may_leave, template = may(message), approved(staged)
            frame = composing.frame_of(staged.cast.organization, staged.delivery, [message])
        if may_leave:
            mail = composing.compose(message, template, frame, timezone.now())
            out.open()
            out.begin(mail.sender, mail.to)
            out.go(mail, composing.as_bytes(mail, message, eight_bit=False))
    out.close()


def approved(staged: Stage) -> AutomationTemplate:
    """The words that a person approved."""
    number = Automation.rows().values_list("template_number", flat=True).get(pk=staged.automation.pk)
    found: AutomationTemplate = AutomationTemplate.rows().get(automation=staged.automation, number=number)
    return found
