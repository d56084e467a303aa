"""Editing while somebody approves, and pausing while two workers send: only what was read is approved, and nothing is lost."""

import threading
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connections, transaction
from django.utils import timezone
from pytest_django import Settings

from presence.audit import actions as audit
from presence.tenancy import scope
from presence.tenancy.actors import SYSTEM, Actor
from tests import smtp
from tests.conftest import Cast
from tests.proofs import _interruption, _outbox
from tests.proofs._interruption import Interruption
from tests.sends.staging import Stage
from touchpoints.automations import actions, approving, reading, switching
from touchpoints.automations.models import Automation
from touchpoints.automations.templates import Draft
from touchpoints.handoffs import actions as handoffs
from touchpoints.sends.models import Message

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

MESSAGES, PAUSES, LONGEST = 12, 3, 90


def write(staged: Stage, subject: str) -> None:
    automation = Automation.rows().get(pk=staged.automation.pk)
    now = timezone.now() - timedelta(days=1)
    actions.change(by=staged.by, now=now, automation=automation, drafts=[Draft("en", subject, "Words.")])


def test_an_edit_waits_for_an_approval_and_is_not_approved_by_it(cast: Cast) -> None:
    staged = _outbox.stage(cast)
    edit = Interruption(cast, lambda: write(staged, "Edited meanwhile"), at=0)
    original = audit.record

    def record(**given: Any) -> Any:
        edit.here()
        return original(**given)

    with scope.acting_for(cast.organization), transaction.atomic():
        write(staged, "What was read")
        seen = Automation.rows().get(pk=staged.automation.pk)
    with scope.acting_for(cast.organization), patch.object(audit, "record", record):
        by = Actor.of(cast.owner)
        approving.approve(by=by, now=timezone.now(), automation=seen, seen_version=seen.version, number=2)
        edit.end()

    with scope.acting_for(cast.organization), transaction.atomic():
        now = Automation.rows().get(pk=seen.pk)
        assert edit.waited
        assert (now.template_number, reading.newest_number(now)) == (2, 3)
        assert reading.approved([now.pk])[now.pk]["en"].subject == "What was read"


def test_whoever_asks_for_a_person_gets_no_message_of_the_batch_that_was_chosen(cast: Cast, settings: Settings) -> None:
    with smtp.listening() as sink:
        _outbox.send_to(sink)
        staged = _outbox.stage(cast)
        (message,) = _outbox.queue(staged, _outbox.Customers(cast, 1).fresh(), "asked")
        asking = Interruption(cast, lambda: _ask_for_a_person(message), at=0)
        with _interruption.at("before its rows are held", asking):
            _outbox.deliver(cast)
        _outbox.deliver(cast)

    assert asking.committed_at
    assert sink.letters == []
    with scope.acting_for(cast.organization), transaction.atomic():
        message.refresh_from_db()
        assert (message.state, message.reason_code) == ("suppressed", "with_a_person")


def _ask_for_a_person(message: Message) -> None:
    now = timezone.now()
    handoffs.open_handoff(by=SYSTEM, customer=message.customer, reason="asked_for_a_person", words="Call me.", now=now)


def test_pauses_leave_neither_a_gap_nor_a_second_copy(cast: Cast, settings: Settings) -> None:
    with smtp.listening() as sink:
        _outbox.send_to(sink)
        staged = _outbox.stage(cast)
        messages = _outbox.queue(staged, _outbox.Customers(cast, MESSAGES).fresh(), "pauses")
        over = threading.Event()
        workers = [threading.Thread(target=_work, args=(cast, over)) for _ in range(2)]
        for worker in workers:
            worker.start()
        try:
            pauses = [_pause(staged, sink, after=number) for number in range(1, 1 + PAUSES)]
            _until(lambda: _all_sent(cast, messages))
        finally:
            over.set()
            for worker in workers:
                worker.join()

    copies = Counter(str(one.pk) for one in messages for letter in sink.letters if str(one.pk) in letter)
    assert copies == {str(one.pk): 1 for one in messages}
    assert [one.at for one in sink.begun for begins, ends in pauses if begins < one.at < ends] == []


def _work(cast: Cast, over: threading.Event) -> None:
    try:
        while not over.wait(0.005):
            _let_five_minutes_pass(cast)
            _outbox.deliver(cast)
    finally:
        connections.close_all()


def _let_five_minutes_pass(cast: Cast) -> None:
    """A message that a worker looked at during the pause is asked about again after so long."""
    with scope.acting_for(cast.organization), transaction.atomic():
        Message.rows().filter(state="held").update(due_at=timezone.now())


def _pause(staged: Stage, sink: smtp.Sink, *, after: int) -> tuple[datetime, datetime]:
    """Pause once so many messages began, and go on; gives from when until when nothing may begin."""
    _until(lambda: len(sink.begun) >= after)
    with scope.acting_for(staged.cast.organization):
        paused = _interruption.committed(
            lambda: switching.pause(by=staged.by, now=timezone.now(), automation=staged.automation)
        )
        resumed = timezone.now()
        automation = Automation(pk=staged.automation.pk, touchpoint_id=staged.automation.touchpoint_id)
        switching.activate(by=staged.by, now=timezone.now(), automation=automation)
    return paused, resumed


def _all_sent(cast: Cast, messages: list[Message]) -> bool:
    with scope.acting_for(cast.organization), transaction.atomic():
        return Message.rows().filter(pk__in=[one.pk for one in messages], state="sent").count() == len(messages)


def _until(condition: Any) -> None:
    done = threading.Event()
    deadline = timezone.now() + timedelta(seconds=LONGEST)
    while not condition():
        assert timezone.now() < deadline, "It took too long."
        done.wait(0.005)
