"""Unprotecting and loosening where much is at stake takes two people, whoever asks the database."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from presence.audit.models import Entry
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.journeys.publishing import NOW, draw, publish_mode, row
from touchpoints.journeys import approvals, publishing, versions
from touchpoints.journeys.models import Touchpoint
from touchpoints.journeys.published import PendingChange, PublishedTouchpoint


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


@pytest.fixture
def second(acting: Cast) -> Actor:
    return Actor.of(acting.owner)


def _ask(by: Actor, key: str = "scope-change") -> PendingChange:
    touchpoint = Touchpoint.rows().get(key=key)
    return approvals.ask(by=by, now=NOW, touchpoint=touchpoint, reason="Two people handle all of them now.")


def test_unprotecting_waits_for_a_second_person(by: Actor, second: Actor) -> None:
    draw(by, "scope-change", protected=[])
    with pytest.raises(publishing.NotReady) as refused:
        publishing.publish(by=by, now=NOW)
    assert [(one.kind, one.pending) for one in refused.value.missing] == [("unprotect", None)]

    asked = _ask(by)
    approvals.approve(by=second, now=NOW, change=asked, words="Agreed.")
    publishing.publish(by=by, now=NOW)

    asked.refresh_from_db()
    assert (row("scope-change").protected, asked.used_in, asked.alone) == ([], 2, False)
    assert Entry.rows().get(verb="approval.given").detail["words"] == "Agreed."


def test_a_formerly_protected_moment_is_not_automated_by_one_person(by: Actor, second: Actor) -> None:
    draw(by, "scope-change", protected=[])
    approvals.approve(by=second, now=NOW, change=_ask(by))
    publishing.publish(by=by, now=NOW)
    draw(by, "scope-change", mode="automate")

    with pytest.raises(publishing.NotReady) as refused:
        publishing.publish(by=by, now=NOW)

    assert [one.kind for one in refused.value.missing] == ["loosen"]


def test_one_question_covers_unprotecting_and_loosening_at_once(by: Actor, second: Actor) -> None:
    draw(by, "scope-change", protected=[], mode="automate")

    approvals.approve(by=second, now=NOW, change=_ask(by))
    publishing.publish(by=by, now=NOW)

    assert row("scope-change").mode == "automate"


def test_loosening_on_high_stakes_waits_even_when_the_stakes_were_taken_away_first(by: Actor) -> None:
    draw(by, "status-update", stakes=["emotion"])
    publishing.publish(by=by, now=NOW)
    draw(by, "status-update", stakes=[])
    publishing.publish(by=by, now=NOW)
    draw(by, "status-update", mode="augment")

    with pytest.raises(publishing.NotReady) as refused:
        publishing.publish(by=by, now=NOW)

    assert [one.kind for one in refused.value.missing] == ["loosen"]


def test_tightening_and_loosening_without_stakes_need_nobody_else(by: Actor) -> None:
    publish_mode(by, "status-update", "automate")
    draw(by, "status-update", mode="human_only", stakes=["value"])

    assert publishing.publish(by=by, now=NOW).number == 3


def test_an_approval_is_for_what_was_asked_and_serves_once(by: Actor, second: Actor) -> None:
    draw(by, "status-update", stakes=["value"], mode="augment")
    approvals.approve(by=second, now=NOW, change=_ask(by, "status-update"))
    draw(by, "status-update", mode="automate")
    with pytest.raises(publishing.NotReady):
        publishing.publish(by=by, now=NOW)

    draw(by, "status-update", mode="augment")
    publishing.publish(by=by, now=NOW)
    publish_mode(by, "status-update", "human_only")
    draw(by, "status-update", mode="augment")
    with pytest.raises(publishing.NotReady):
        publishing.publish(by=by, now=NOW)


def test_nobody_approves_what_they_asked_while_somebody_else_could(by: Actor) -> None:
    draw(by, "scope-change", protected=[])
    asked = _ask(by)

    with pytest.raises(approvals.NotYours, match="yourself"):
        approvals.approve(by=by, now=NOW + timedelta(days=2), change=asked)


def test_who_is_alone_approves_an_hour_later_and_it_is_marked(by: Actor, acting: Cast) -> None:
    Membership.rows().filter(pk=acting.leader.pk).update(role="agent")
    alone = Actor.of(acting.owner)
    draw(alone, "scope-change", protected=[])
    asked = _ask(alone)
    with pytest.raises(approvals.NotYours, match="an hour after"):
        approvals.approve(by=alone, now=NOW + timedelta(minutes=59), change=asked)

    approvals.approve(by=alone, now=NOW + timedelta(hours=1), change=asked)

    asked.refresh_from_db()
    assert asked.alone
    assert publishing.publish(by=alone, now=NOW + timedelta(hours=1)).number == 2


def test_asking_needs_a_reason_and_something_to_ask(by: Actor) -> None:
    with pytest.raises(approvals.NothingToAsk):
        _ask(by)
    draw(by, "scope-change", protected=[])
    with pytest.raises(approvals.NoReason):
        approvals.ask(by=by, now=NOW, touchpoint=Touchpoint.rows().get(key="scope-change"), reason="  ")


def test_asking_again_withdraws_the_former_question_and_declining_closes_it(by: Actor, second: Actor) -> None:
    draw(by, "scope-change", protected=[])
    former, asked = _ask(by), _ask(by)
    former.refresh_from_db()
    assert former.outcome == "withdrawn"

    approvals.decline(by=second, now=NOW, change=asked, words="Not yet.")
    with pytest.raises(approvals.AlreadyDecided):
        approvals.approve(by=second, now=NOW, change=asked)
    with pytest.raises(publishing.NotReady):
        publishing.publish(by=by, now=NOW)


def test_keys_and_agents_neither_ask_nor_decide(by: Actor, acting: Cast) -> None:
    draw(by, "scope-change", protected=[])
    asked = _ask(by)

    for somebody in (Actor.of(acting.agent), Actor(kind="key", label="A program", member_id=acting.owner.pk)):
        with pytest.raises(approvals.NotYours):
            approvals.approve(by=somebody, now=NOW, change=asked)


def test_raw_sql_cannot_loosen_without_an_approved_change(by: Actor) -> None:
    for statement in (
        "UPDATE touchpoints_publishedtouchpoint SET protected = '{}' WHERE protected <> '{}'",
        "UPDATE touchpoints_publishedtouchpoint SET mode = 'augment', stakes = '{value}' WHERE protected = '{}'",
        "UPDATE touchpoints_publishedtouchpoint SET mode = 'augment', was_guarded = false WHERE protected <> '{}'",
    ):
        with pytest.raises(IntegrityError, match="needs an approved change"), transaction.atomic():
            connection.cursor().execute(statement)


def test_the_orm_cannot_loosen_without_an_approved_change(by: Actor) -> None:
    with pytest.raises(IntegrityError, match="needs an approved change"), transaction.atomic():
        PublishedTouchpoint.rows().filter(touchpoint__key="scope-change").update(protected=[])


def test_raw_sql_cannot_approve_without_a_second_person(by: Actor, acting: Cast) -> None:
    draw(by, "scope-change", protected=[])
    asked = _ask(by)
    approved = "UPDATE touchpoints_pendingchange SET outcome = 'approved', decided_by_id = %s, decided_at = %s, alone = %s"
    for decider, at, alone in (
        (acting.leader.pk, NOW, False),
        (acting.leader.pk, NOW + timedelta(hours=2), True),
        (acting.agent.pk, NOW, False),
        (acting.owner.pk, NOW, True),
    ):
        with pytest.raises(IntegrityError, match="approves"), transaction.atomic():
            connection.cursor().execute(approved, [decider, at, alone])
    with pytest.raises(IntegrityError, match="asked for before"), transaction.atomic():
        PendingChange.rows().create(
            touchpoint=asked.touchpoint, kind="unprotect", wanted=asked.wanted, reason="x", asked_by=acting.leader,
            asked_at=NOW, outcome="approved", decided_by=acting.owner, decided_at=NOW,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        connection.cursor().execute("""UPDATE touchpoints_pendingchange SET wanted = '{"mode": "automate", "protected": []}'""")

    assert versions.newest().number == 1  # type: ignore[union-attr]
