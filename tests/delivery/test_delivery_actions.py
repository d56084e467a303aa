"""Stop, resume, live, rehearsal and settings: the row, the log, and what must wait."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from presence.audit.models import Entry
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from touchpoints.delivery import actions, reading
from touchpoints.delivery.models import Delivery

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_who_never_chose_rehearses_with_quiet_nights(acting: Cast) -> None:
    row = reading.of_organization()

    assert row.live_at is None
    assert row.stopped_at is None
    assert (row.quiet_from.hour, row.quiet_until.hour) == (20, 8)
    assert not Delivery.rows().exists()


def test_stopping_says_who_and_why_and_stopping_again_changes_nothing(acting: Cast) -> None:
    actions.stop(Actor.of(acting.leader), "Wrong prices", NOW)
    actions.stop(Actor.of(acting.owner), "Me too", NOW)

    row = reading.of_organization()
    assert (row.stopped_at, row.stopped_by, row.stopped_why) == (NOW, acting.leader, "Wrong prices")
    assert Entry.rows().filter(verb="delivery.stopped").count() == 1


def test_resuming_needs_a_reason_too(acting: Cast) -> None:
    actions.stop(Actor.of(acting.leader), "Wrong prices", NOW)
    with pytest.raises(actions.NoReason):
        actions.resume(Actor.of(acting.leader), " ")

    actions.resume(Actor.of(acting.leader), "Prices are right again")

    assert reading.of_organization().stopped_at is None
    assert Entry.rows().filter(verb="delivery.resumed").count() == 1


def test_nobody_goes_live_without_a_sender(acting: Cast) -> None:
    with pytest.raises(actions.NotReady):
        actions.go_live(Actor.of(acting.owner), NOW)


def test_going_live_and_back(acting: Cast) -> None:
    by = Actor.of(acting.owner)
    actions.change(by=by, now=NOW, values={"from_address": "care@ours.example"}, expected_version=1)
    actions.go_live(by, NOW)
    assert reading.of_organization().live_at == NOW

    actions.rehearse(by)
    assert reading.of_organization().live_at is None


def test_another_sender_goes_back_to_rehearsal(acting: Cast) -> None:
    by = Actor.of(acting.owner)
    actions.change(by=by, now=NOW, values={"from_address": "care@ours.example"}, expected_version=1)
    actions.go_live(by, NOW)

    actions.change(by=by, now=NOW, values={"budget_contacts": 2}, expected_version=2)
    assert reading.of_organization().live_at == NOW
    actions.change(by=by, now=NOW, values={"from_address": "care@other.example"}, expected_version=3)
    assert reading.of_organization().live_at is None


def test_a_stale_change_is_refused(acting: Cast) -> None:
    by = Actor.of(acting.owner)
    actions.change(by=by, now=NOW, values={"budget_contacts": 2}, expected_version=1)

    with pytest.raises(actions.StaleDelivery):
        actions.change(by=by, now=NOW, values={"budget_contacts": 9}, expected_version=1)


def test_one_row_an_organization_whatever_code_does(acting: Cast) -> None:
    reading.held_for_share()

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create()
