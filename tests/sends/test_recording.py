"""A message that left is a contact handled by a machine: once, for customers only, and no reason for another message."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import Cast
from tests.sends import staging
from tests.sends.staging import Stage
from tests.sends.test_states import step
from touchpoints.automations import subjects
from touchpoints.automations.rules import AfterEvent
from touchpoints.interactions.models import Interaction
from touchpoints.sends import recording
from touchpoints.sends.models import Message

NOW = timezone.now()


@pytest.fixture
def staged(acting: Cast) -> Stage:
    return staging.stage(acting)


def sent(staged: Stage, **fields: Any) -> Message:
    message = staging.queue(staged, staging.customer(staged.cast))
    step(message, "sending")
    Message.rows().filter(pk=message.pk).update(
        state="sent", sent_at=NOW - timedelta(minutes=1), reason="", reason_code="", **fields
    )
    return message


def test_it_is_recorded_once(staged: Stage) -> None:
    message = sent(staged)

    assert [recording.record(now=NOW), recording.record(now=NOW)] == [1, 0]

    contact = Interaction.rows().get()
    assert (contact.customer_id, contact.touchpoint_id) == (message.customer_id, message.touchpoint_id)
    assert (contact.handled_by, contact.channel, contact.member_id) == ("automation", "email", None)


def test_what_waits_is_no_contact(staged: Stage) -> None:
    staging.queue(staged, staging.customer(staged.cast))

    assert recording.record(now=NOW) == 0


def test_what_was_sent_is_no_reason_to_send(staged: Stage) -> None:
    message = sent(staged)
    recording.record(now=NOW)

    after = AfterEvent(touchpoint=message.touchpoint_id)

    assert subjects.found(after, since=NOW - timedelta(days=1), until=NOW) == []
