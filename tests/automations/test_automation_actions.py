"""Writing, approving, switching: who may, what the database refuses, and what a pause leaves behind."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from presence.audit.models import Entry
from presence.tenancy.actors import Actor
from tests.automations.conftest import AT, NOW, customer
from tests.conftest import Cast
from tests.journeys import publishing
from touchpoints.automations import actions, approving, occasions, reading, rules, switching, templates
from touchpoints.automations.actions import Plan
from touchpoints.automations.models import Automation, AutomationTemplate, State
from touchpoints.automations.templates import Draft
from touchpoints.delivery.models import Delivery
from touchpoints.journeys.models import Touchpoint

LATER = NOW + timedelta(hours=2)
WORDS = Draft("en", "Your renewal", "Hello {{ contact.first_name | there }}, it is near.")


def written(cast: Cast, touchpoint: Touchpoint, **more: Any) -> Automation:
    plan = Plan(
        name="Renewal note",
        touchpoint=touchpoint,
        trigger="date",
        trigger_details={"date": "renewal", "days": -7, "at": "09:00"},
    )
    return actions.write(by=Actor.of(cast.leader), now=NOW, plan=replace(plan, **more), drafts=[WORDS])


def approve(cast: Cast, automation: Automation) -> None:
    automation.refresh_from_db()
    number = reading.newest_number(automation)
    approving.approve(by=Actor.of(cast.owner), now=LATER, automation=automation, seen_version=automation.version, number=number)
    automation.refresh_from_db()


def test_a_new_one_is_off_and_says_nothing_to_anybody(inside: Cast, automatic: Touchpoint) -> None:
    automation = written(inside, automatic)

    assert (automation.state, automation.template_number) == (State.OFF, None)
    assert reading.approved([automation.pk]) == {}
    assert Entry.objects.filter(verb="automation.written", subject_id=automation.pk).count() == 1
    with pytest.raises(switching.CannotRun, match="Nobody has approved"):
        switching.activate(by=Actor.of(inside.leader), now=NOW, automation=automation)


def test_another_person_approves_and_it_is_switched_on(inside: Cast, automatic: Touchpoint) -> None:
    automation = written(inside, automatic)

    approve(inside, automation)
    switching.activate(by=Actor.of(inside.leader), now=LATER, automation=automation)

    automation.refresh_from_db()
    assert (automation.state, automation.active_from, automation.looked_until) == (State.ACTIVE, LATER, LATER)
    assert reading.approved([automation.pk])[automation.pk]["en"].sha256 == templates.sha256(WORDS)


def test_who_wrote_it_does_not_approve_it_where_two_are_wanted(inside: Cast, automatic: Touchpoint) -> None:
    automation = written(inside, automatic)
    mine = {"by": Actor.of(inside.leader), "automation": automation, "seen_version": automation.version, "number": 1}

    with pytest.raises(approving.NotYours, match="Somebody else"):
        approving.approve(now=LATER, **mine)

    Delivery.objects.create(needs_second_person=False)
    approving.approve(now=LATER, **mine)
    automation.refresh_from_db()
    assert automation.approved_by_id == inside.leader.pk


@pytest.mark.parametrize("kind", ["key", "agent"])
def test_neither_a_key_nor_an_agent_approves(inside: Cast, automatic: Touchpoint, kind: str) -> None:
    automation = written(inside, automatic)
    by = replace(Actor.of(inside.owner), kind="key") if kind == "key" else Actor.of(inside.agent)

    with pytest.raises(approving.NotYours):
        approving.approve(by=by, now=LATER, automation=automation, seen_version=automation.version, number=1)


def test_what_was_changed_after_it_was_read_is_not_approved(inside: Cast, automatic: Touchpoint) -> None:
    automation = written(inside, automatic)
    actions.change(by=Actor.of(inside.leader), now=NOW, automation=automation, drafts=[replace(WORDS, subject="Other words")])

    with pytest.raises(approving.OtherWords):
        approving.approve(by=Actor.of(inside.owner), now=LATER, automation=automation, seen_version=1, number=1)


def test_other_words_wait_while_the_approved_ones_go_on(inside: Cast, automatic: Touchpoint) -> None:
    automation = written(inside, automatic)
    approve(inside, automation)
    switching.activate(by=Actor.of(inside.leader), now=LATER, automation=automation)

    actions.change(by=Actor.of(inside.leader), now=LATER, automation=automation, drafts=[replace(WORDS, text="Shorter.")])

    automation.refresh_from_db()
    assert (automation.state, automation.template_number, reading.newest_number(automation)) == (State.ACTIVE, 1, 2)
    assert reading.approved([automation.pk])[automation.pk]["en"].text == WORDS.text


def test_the_same_words_make_no_version(inside: Cast, automatic: Touchpoint) -> None:
    automation = written(inside, automatic)

    actions.change(by=Actor.of(inside.leader), now=LATER, automation=automation, drafts=[WORDS], name="Renewal note")

    assert reading.newest_number(automation) == 1
    assert not Entry.objects.filter(verb="automation.changed").exists()


def test_another_trigger_takes_the_approval_away(inside: Cast, automatic: Touchpoint) -> None:
    automation = written(inside, automatic)
    approve(inside, automation)
    switching.activate(by=Actor.of(inside.leader), now=LATER, automation=automation)

    actions.change(
        by=Actor.of(inside.leader), now=LATER, automation=automation, trigger_details={"date": "renewal", "days": -1}
    )

    automation.refresh_from_db()
    assert (automation.state, automation.template_number, automation.approved_by) == (State.OFF, None, None)


def test_two_writers_notice_each_other(inside: Cast, automatic: Touchpoint) -> None:
    automation = written(inside, automatic)
    actions.change(by=Actor.of(inside.leader), now=NOW, automation=automation, name="Renewal letter")

    with pytest.raises(actions.StaleAutomation):
        actions.change(by=Actor.of(inside.owner), now=NOW, automation=automation, expected_version=1, name="Third")


@pytest.mark.parametrize(
    ("trigger", "details"),
    [
        ("date", {"date": "birthday"}),
        ("date", {"date": "renewal", "days": 9000}),
        ("date", {"date": "renewal", "at": "25:00"}),
        ("event", {}),
        ("event", {"key": "Not A Key"}),
        ("event", {"key": "a", "touchpoint": "0190a6f0-0000-7000-8000-000000000000"}),
        ("no_reply", {"hours": 4}),
        ("schedule", {"weekdays": [7]}),
        ("schedule", {"weekdays": [1], "day_of_month": 3}),
        ("schedule", {"weekdays": [1], "code": "__import__('os')"}),
    ],
)
def test_a_trigger_that_is_none_is_refused(inside: Cast, automatic: Touchpoint, trigger: str, details: dict[str, Any]) -> None:
    with pytest.raises(rules.InvalidRule):
        written(inside, automatic, trigger=trigger, trigger_details=details)


def test_a_pause_leaves_no_gap_and_nothing_twice(inside: Cast, automatic: Touchpoint) -> None:
    """What became due while it was paused is found after it, as long as it is worth sending, and has the same occurrence."""
    automation = written(inside, automatic, not_after_minutes=3 * 24 * 60)
    approve(inside, automation)
    buyer = customer(inside)
    start = NOW - timedelta(days=2)
    by = Actor.of(inside.leader)
    switching.activate(by=by, now=start, automation=automation)
    switching.pause(by=by, now=start + timedelta(hours=1), automation=automation)
    switching.activate(by=by, now=NOW, automation=automation)
    automation.refresh_from_db()

    since, until = occasions.window(automation, NOW)
    found = occasions.due(automation, since=since, until=until)

    assert since == start
    assert [one.customer_id for one in found] == [buyer.pk]
    Automation.rows().filter(pk=automation.pk).update(looked_until=NOW)
    automation.refresh_from_db()
    again = occasions.due(automation, since=occasions.window(automation, NOW)[0], until=NOW)
    assert [one.occurrence for one in again] == [one.occurrence for one in found]


def test_archiving_twice_archives_once_and_comes_back_off(inside: Cast, automatic: Touchpoint) -> None:
    automation = written(inside, automatic)
    by = Actor.of(inside.leader)

    actions.archive(by=by, now=NOW, automation=automation)
    actions.archive(by=by, now=NOW, automation=automation)
    actions.restore(by=by, now=NOW, automation=automation)

    automation.refresh_from_db()
    assert automation.state == State.OFF
    assert Entry.objects.filter(verb="automation.archived").count() == 1


def test_a_human_only_map_pauses_it_and_lets_nobody_switch_it_on(inside: Cast, automatic: Touchpoint) -> None:
    automation = written(inside, automatic)
    approve(inside, automation)
    switching.activate(by=Actor.of(inside.leader), now=LATER, automation=automation)

    publishing.publish_mode(Actor.of(inside.leader), AT, "human_only")

    automation.refresh_from_db()
    assert (automation.state, automation.state_why) == (State.PAUSED, "The published map no longer says automate here.")
    with pytest.raises(switching.CannotRun, match="does not say automate"):
        switching.activate(by=Actor.of(inside.leader), now=LATER, automation=automation)


def test_a_rule_stops_it_with_its_numbers(inside: Cast, automatic: Touchpoint) -> None:
    automation = written(inside, automatic)
    approve(inside, automation)
    switching.activate(by=Actor.of(inside.leader), now=LATER, automation=automation)

    switching.stop(now=LATER, automation=automation, why="2 reported as spam in 30 days; the limit is 1.")

    automation.refresh_from_db()
    assert (automation.state, automation.state_why[:18]) == (State.STOPPED, "2 reported as spam")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE touchpoints_automation SET state = 'active', active_from = now() WHERE id = %(id)s",
        "UPDATE touchpoints_automation SET template_number = 7, approved_by_id = %(owner)s, approved_at = now()",
        "UPDATE touchpoints_automation SET template_number = 1, approved_by_id = %(agent)s, approved_at = now()",
        "UPDATE touchpoints_automation SET template_number = 1 WHERE id = %(id)s",
        "UPDATE touchpoints_automationtemplate SET text = 'Other' WHERE automation_id = %(id)s",
        "DELETE FROM touchpoints_automationtemplate WHERE automation_id = %(id)s",
        "DELETE FROM touchpoints_automation WHERE id = %(id)s",
    ],
)
def test_what_the_database_never_allows(inside: Cast, automatic: Touchpoint, statement: str) -> None:
    automation = written(inside, automatic)
    names = {"id": automation.pk, "owner": inside.owner.pk, "agent": inside.agent.pk}

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, names)

    automation.refresh_from_db()
    assert (automation.state, automation.template_number) == (State.OFF, None)


def test_the_database_does_not_activate_where_the_map_is_not_automate(inside: Cast) -> None:
    place = Touchpoint.rows().get(key=AT)
    automation = written(inside, place)
    approve(inside, automation)

    with pytest.raises(DatabaseError, match="does not say automate"), transaction.atomic():
        Automation.rows().filter(pk=automation.pk).update(state=State.ACTIVE, active_from=NOW)


def test_the_database_says_the_hash_of_the_words(inside: Cast, automatic: Touchpoint) -> None:
    automation = written(inside, automatic)

    row = AutomationTemplate.objects.create(
        automation=automation, number=2, language="de", subject="Grüße", text="Über\nuns", html="<p>Über</p>", sha256="0" * 64
    )

    row.refresh_from_db()
    assert row.sha256 == templates.sha256(row)
