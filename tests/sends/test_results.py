"""What an automation led to, by hand-made days."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.sends import staging
from tests.sends.staging import Stage
from tests.sends.test_states import step
from touchpoints.interactions import ingest
from touchpoints.journeys.models import Touchpoint
from touchpoints.sends import results
from touchpoints.sends.models import Message
from touchpoints.suppression import actions as suppression

SENT = timezone.now() - timedelta(days=5)


@pytest.fixture
def staged(acting: Cast) -> Stage:
    return staging.stage(acting)


def sent(staged: Stage, number: int, at: Any = SENT) -> Message:
    """A message that left then."""
    message = staging.queue(staged, staging.customer(staged.cast, number, external_ref=f"H-{number}"))
    step(message, "sending")
    Message.rows().filter(pk=message.pk).update(state="sent", sent_at=at, reason="", reason_code="")
    return message


def told(staged: Stage) -> Any:
    return results.of_automations([staged.automation.pk], timezone.now() - timedelta(days=28))[staged.automation.pk]


def test_messages_are_counted_by_what_became_of_them(staged: Stage) -> None:
    sent(staged, 1)
    for number, (state, code) in enumerate([("suppressed", "budget"), ("suppressed", "budget"), ("expired", "quiet")], start=2):
        step(staging.queue(staged, staging.customer(staged.cast, number)), state, reason_code=code)
    staging.queue(staged, staging.customer(staged.cast, 9))

    found = told(staged)

    assert (found.sent, found.waiting, found.not_sent, found.reached) == (1, 1, 3, 1)
    assert found.suppressed == {"Contacted often enough": 2, "Quiet hours": 1}


def test_an_unsubscribe_is_put_down_to_the_last_message(staged: Stage) -> None:
    sent(staged, 1)
    sent(staged, 2)
    suppression.suppress(by=staged.by, address="ana1@harbor.example", why="unsubscribed")
    suppression.suppress(by=staged.by, address="ana2@harbor.example", why="complained")
    suppression.suppress(by=staged.by, address="nobody@harbor.example", why="unsubscribed")

    found = told(staged)

    assert (found.unsubscribes, found.complaints) == (1, 1)


def test_contacts_caused_are_those_after_less_those_before(staged: Stage) -> None:
    """Two contacts in the three days after, one in the 28 days before: 2 - 1 x 3/28."""
    message = sent(staged, 1)
    days = [SENT + timedelta(hours=5), SENT + timedelta(hours=70), SENT + timedelta(hours=80), SENT - timedelta(days=10)]
    key = Touchpoint.rows().get(pk=message.touchpoint_id).key
    rows = [
        row(f"T-{number}", customer_ref="H-1", touchpoint_key=key, occurred_at=at.isoformat()) for number, at in enumerate(days)
    ]
    ingest.ingest(rows, by=Actor.of(staged.cast.agent), now=timezone.now(), cause="api")

    assert told(staged).contacts_caused == pytest.approx(2 - 3 / 28)


def test_an_automation_without_messages_is_left_out(staged: Stage) -> None:
    assert results.of_automations([staged.automation.pk], SENT) == {}
