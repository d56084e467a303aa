"""What may follow what in the outbox is the database's word, whoever writes."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from presence.tenancy import scope
from tests.conftest import Cast
from tests.sends import staging
from tests.sends.staging import Stage
from touchpoints.automations.models import Automation, AutomationTemplate
from touchpoints.delivery.models import Delivery
from touchpoints.handoffs import actions as handoffs
from touchpoints.journeys.published import PublishedTouchpoint
from touchpoints.sends.models import Message

LEGAL = {
    "queued": {"held", "sending", "failed", "suppressed", "canceled", "expired"},
    "held": {"queued", "suppressed", "canceled", "expired"},
    "sending": {"queued", "sent", "uncertain", "failed"},
    "uncertain": {"sent", "failed", "queued"},
    "failed": {"queued"},
    "canceled": {"queued"},
    "sent": set(),
    "suppressed": set(),
    "expired": set(),
}
WAYS = {  # how a row gets to each state from queued
    "queued": [], "held": ["held"], "sending": ["sending"], "sent": ["sending", "sent"], "uncertain": ["sending", "uncertain"],
    "failed": ["failed"], "suppressed": ["suppressed"], "canceled": ["canceled"], "expired": ["expired"],
}  # fmt: skip


@pytest.fixture
def staged(cast: Cast) -> Iterator[Stage]:
    with scope.acting_for(cast.organization), transaction.atomic():
        yield staging.stage(cast)


@pytest.fixture
def message(staged: Stage) -> Message:
    return staging.queue(staged, staging.customer(staged.cast))


def step(message: Message, state: str, **fields: object) -> None:
    """As nobody's code does it: the bare statement."""
    values = {"state": state, "reason": "because", "reason_code": "by_hand", **fields}
    if state == "sending":
        template = AutomationTemplate.rows().get(automation=message.automation_id)
        values |= {
            "sending_at": staging.NOON, "message_id": "<one@example>", "template_sha256": template.sha256, "language": "en"
        }  # fmt: skip
        values = {**values, **fields}
    if state == "sent":
        values["sent_at"] = staging.NOON
    Message.rows().filter(pk=message.pk).update(**values)


def refused(message: Message, state: str, **fields: object) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        step(message, state, **fields)
    return str(error.value)


@pytest.mark.parametrize(("former", "state"), [(former, state) for former in LEGAL for state in LEGAL if state != former])
def test_only_what_is_drawn_may_follow(message: Message, former: str, state: str) -> None:
    for one in WAYS[former]:
        step(message, one)

    if state in LEGAL[former]:
        step(message, state)
        assert Message.rows().get(pk=message.pk).state == state
    else:
        words = "a sent message does not change" if former == "sent" else f"that is {former} does not become {state}"
        assert words in refused(message, state)


@pytest.mark.parametrize("former", ["uncertain", "failed", "canceled"])
def test_only_a_person_sends_again_what_ended(message: Message, former: str) -> None:
    for one in WAYS[former]:
        step(message, one)

    assert "only a person" in refused(message, "queued", reason_code="worker_stopped")


@pytest.mark.parametrize("state", ["sending", "sent", "uncertain", "failed"])
def test_a_message_is_queued_first(message: Message, state: str) -> None:
    copy = Message.rows().get(pk=message.pk)
    copy.pk, copy.occurrence, copy.state, copy.reason = None, "another", state, "because"
    copy.sending_at = copy.sent_at = staging.NOON
    copy.message_id = copy.template_sha256 = "x"
    copy._state.adding = True

    with pytest.raises(DatabaseError, match="queued before it is"), transaction.atomic():
        copy.save()


def test_a_sent_message_never_changes_but_loses_what_is_personal(message: Message) -> None:
    for one in ("sending", "sent"):
        step(message, one)
    for change in ({"reason": "other"}, {"subject": "Other"}, {"address": "eve@example.com"}, {"sent_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Message.rows().filter(pk=message.pk).update(**change)

    Message.rows().filter(pk=message.pk).update(address="", subject="", text="", html="", facts={}, contact=None)

    assert Message.rows().get(pk=message.pk).address == ""


def test_no_message_is_deleted(message: Message) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM touchpoints_message")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE touchpoints_message")


@pytest.mark.parametrize("change", [{"mode": "human_only"}, {"mode": "augment"}, {"archived": True}])
def test_nothing_leaves_where_the_map_wants_a_person(message: Message, change: dict[str, object]) -> None:
    PublishedTouchpoint.rows().filter(touchpoint=message.touchpoint_id).update(**change)

    assert "this moment is not automatic" in refused(message, "sending")


@pytest.mark.parametrize("state", ["off", "paused", "stopped", "archived"])
def test_nothing_leaves_of_an_automation_that_is_not_active(message: Message, state: str) -> None:
    Automation.rows().filter(pk=message.automation_id).update(state=state, state_why="because")

    assert "their automation is not active" in refused(message, "sending")


def test_only_approved_words_leave(message: Message, staged: Stage) -> None:
    assert "not approved" in refused(message, "sending", template_sha256="0" * 64)
    assert "not approved" in refused(message, "sending", language="nl")


def test_nothing_leaves_to_a_customer_who_asked_for_a_person(message: Message, staged: Stage) -> None:
    handoffs.open_handoff(
        by=staged.by, customer=message.customer, reason="asked_for_a_person", words="Call me.", now=staging.NOON
    )

    assert "a person has this customer" in refused(message, "sending")


def test_the_kill_switch_holds(message: Message, staged: Stage) -> None:
    Delivery.rows().update(stopped_at=staging.NOON, stopped_by=staged.cast.owner)

    assert "everything is stopped" in refused(message, "sending")


def test_a_rehearsal_reaches_members_only(message: Message, staged: Stage) -> None:
    Delivery.rows().update(live_at=None, live_by=None)
    ours = staging.queue(staged, staging.customer(staged.cast, 2, email=staged.cast.agent.user.email))

    assert "what is rehearsed says so" in refused(message, "sending")
    assert "reaches members only" in refused(message, "sending", rehearsal=True)
    step(ours, "sending", rehearsal=True)
    assert Message.rows().get(pk=ours.pk).state == "sending"


def test_nothing_leaves_to_nobody(message: Message) -> None:
    Message.rows().filter(pk=message.pk).update(address="")

    assert "nobody is addressed" in refused(message, "sending")
