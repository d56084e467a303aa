"""The minute's tick over open commitments."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from metrics.facts import promise_kept
from presence.audit.models import Entry
from presence.kit.windows import Window
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints import tasks
from touchpoints.interactions import ingest, overdue
from touchpoints.interactions.models import FormerVersion, Interaction

WRITTEN = datetime(2026, 11, 10, 9, tzinfo=UTC)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def commitment(ref: str, **fields: Any) -> dict[str, Any]:
    return row(ref, **{"promised_by": "2026-11-20T11:59:59Z", **fields})


def take(by: Actor, *rows: dict[str, Any]) -> None:
    ingest.ingest(rows, by=by, now=WRITTEN, create_customers=True)


def outcomes() -> dict[str, str]:
    return dict(Interaction.rows().values_list("external_ref", "outcome"))


def test_only_open_commitments_whose_time_has_passed_are_broken(acting: Cast) -> None:
    take(
        Actor.of(acting.agent),
        commitment("passed"),
        commitment("now", promised_by="2026-11-20T12:00:00Z"),
        commitment("done", done_at="2026-11-12T12:00:00Z"),
        commitment("deleted"),
        row("nothing promised"),
        row("can't tell", checks=[{"verdict": "cannot_tell"}]),
    )
    Interaction.rows().filter(external_ref="deleted").update(deleted_at=NOON)

    assert overdue.break_commitments(now=NOON) == 1

    assert outcomes() == {
        "passed": "broken_overdue",
        "now": "unchecked",
        "done": "kept",
        "deleted": "unchecked",
        "nothing promised": "unchecked",
        "can't tell": "cannot_tell",
    }
    assert Entry.rows().get(verb="commitments.broken").detail["count"] == 1


def test_a_second_tick_changes_nothing_and_costs_one_query(acting: Cast) -> None:
    take(Actor.of(acting.agent), commitment("a"))
    overdue.break_commitments(now=NOON)

    with CaptureQueriesContext(connection) as queries:
        assert overdue.break_commitments(now=NOON) == 0

    assert len(queries) == 1
    assert Entry.rows().filter(verb="commitments.broken").count() == 1


def test_the_tick_writes_what_every_reader_already_counted(acting: Cast) -> None:
    take(Actor.of(acting.agent), commitment("a"), commitment("b", promised_by="2026-12-01T00:00:00Z"))
    window = Window(WRITTEN.date(), WRITTEN.date())
    before = promise_kept.answer(window=window, now=NOON).counts

    overdue.break_commitments(now=NOON)

    assert promise_kept.answer(window=window, now=NOON).counts == before
    assert before.broken_overdue == 1


def test_being_done_late_after_all_is_recorded_and_the_same_content_still_changes_nothing(acting: Cast) -> None:
    by = Actor.of(acting.agent)
    take(by, commitment("a"))
    overdue.break_commitments(now=NOON)

    take(by, commitment("a"))
    assert (outcomes(), FormerVersion.rows().count()) == ({"a": "broken_overdue"}, 0)
    take(by, commitment("a", done_at="2026-11-20T13:00:00Z"))

    assert (outcomes(), FormerVersion.rows().count()) == ({"a": "broken_late"}, 1)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_tick_starts_a_task_for_each_organization_that_has_one(
    cast: Cast, elsewhere: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for people, promised_by in ((cast, "2026-11-01T00:00:00Z"), (elsewhere, "2199-11-01T00:00:00Z")):
        with scope.acting_for(people.organization), transaction.atomic():
            take(Actor.of(people.agent), commitment("a", occurred_at="2026-10-01T00:00:00Z", promised_by=promised_by))
            Interaction.rows().update(outcome="unchecked")
    started: list[str] = []
    monkeypatch.setattr(tasks.break_overdue_commitments_of, "delay", started.append)

    tasks.break_overdue_commitments()
    tasks.break_overdue_commitments_of(*started)

    assert started == [str(cast.organization.pk)]
    with scope.acting_for(cast.organization), transaction.atomic():
        assert outcomes() == {"a": "broken_overdue"}
    with scope.acting_for(elsewhere.organization), transaction.atomic():
        assert outcomes() == {"a": "unchecked"}
