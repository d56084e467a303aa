"""What automations led to: counted from the outbox, from handoffs and suppressions after it, and against what was usual."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from presence.tenancy import scope
from presence.tenancy.actors import SYSTEM
from tests.conftest import Cast
from tests.sends import staging
from touchpoints.automations import results as shown
from touchpoints.automations.results import Results
from touchpoints.handoffs import actions as handoffs
from touchpoints.interactions.models import Interaction
from touchpoints.sends import results
from touchpoints.sends.models import Message
from touchpoints.suppression import actions as suppression

NOW = timezone.now()
SINCE = NOW - timedelta(days=28)


@pytest.fixture
def staged(cast: Cast) -> Any:
    with scope.acting_for(cast.organization):
        yield staging.stage(cast)


def left(message: Message, at: datetime) -> Message:
    """As a worker writes it."""
    words = message.automation.templates.get()
    fields = {
        "language": words.language,
        "template_sha256": words.sha256,
        "template_number": 1,
        "message_id": f"<{message.pk}@x>",
    }
    Message.rows().filter(pk=message.pk).update(state="sending", sending_at=at, **fields)
    Message.rows().filter(pk=message.pk).update(state="sent", sent_at=at)
    return Message.rows().get(pk=message.pk)


def contact(message: Message, at: datetime, **fields: Any) -> None:
    about = {"customer": message.customer, "touchpoint": message.touchpoint, "occurred_at": at, "local_day": at.date()}
    Interaction.objects.create(mode="human_only", content_hash=b"x" * 16, **about, **fields)


def test_nothing_sent_is_nothing_counted(staged: staging.Stage) -> None:
    assert results.of_automations([staged.automation.pk], SINCE) == {staged.automation.pk: Results()}


def test_states_reasons_and_what_customers_did(staged: staging.Stage) -> None:
    at = NOW - timedelta(days=4)
    first, second, third, fourth = (staging.queue(staged, staging.customer(staged.cast, number)) for number in range(4))
    for message in (first, second):
        left(message, at)
    Message.rows().filter(pk=third.pk).update(state="suppressed", reason="It reached the budget.")
    later = at + timedelta(hours=5)
    about = {"by": SYSTEM, "customer": first.customer, "touchpoint": first.touchpoint, "now": later}
    handoffs.open_handoff(reason="reply", **about)
    handoffs.open_handoff(reason="asked_for_a_person", **about)
    suppression.suppress(by=SYSTEM, address=second.address, why="complained")

    told = results.of_automations([staged.automation.pk], SINCE)[staged.automation.pk]

    assert (told.sent, told.waiting, told.suppressed) == (2, 1, {"It reached the budget.": 1})
    assert (told.replies, told.unresolved_replies, told.hatch_uses) == (1, 1, 1)
    assert (told.complaints, told.unsubscribes) == (1, 0)
    assert fourth.state == "queued"


def test_contacts_caused_are_those_above_what_was_usual(staged: staging.Stage) -> None:
    """Two within 72 hours, and 28 in the 28 days before, which is 3 in 72 hours: 2 - 3 = -1."""
    at = NOW - timedelta(days=4)
    message = left(staging.queue(staged, staging.customer(staged.cast)), at)
    for hours in (1, 71):
        contact(message, at + timedelta(hours=hours))
    for day in range(28):
        contact(message, at - timedelta(days=day, hours=1))
    contact(message, at + timedelta(hours=73))
    contact(message, at + timedelta(hours=2), handled_by="automation")
    contact(message, at + timedelta(hours=2), presence_kind="outreach")

    told = results.of_automations([staged.automation.pk], SINCE)[staged.automation.pk]

    assert told.contacts_caused == pytest.approx(-1)


def test_the_pages_ask_the_outbox(staged: staging.Stage) -> None:
    left(staging.queue(staged, staging.customer(staged.cast)), NOW - timedelta(days=1))

    assert shown.of([staged.automation.pk], now=NOW)[staged.automation.pk].sent == 1
