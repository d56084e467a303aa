"""Sums of days and months: as exact as the interactions, whatever happens, and whoever sums them up when."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from metrics.calculators import distributions
from metrics.facts import asking, counting, planning
from metrics.facts.counting import Question
from metrics.rollups import running, verification
from metrics.rollups.models import ChangedDay, ChangedMonth, DayTotal, MonthTotal, Standing
from presence.kit.windows import Window
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.metrics import streams
from tests.metrics.streams import Stream
from touchpoints.interactions import ingest

NOW = datetime(2026, 11, 21, 2, 10, 4, tzinfo=UTC)
OCTOBER = Window(date(2026, 10, 1), date(2026, 10, 31))
OUTCOMES = ("kept", "unchecked", "broken_overdue")


@pytest.fixture
def by(acting: Cast) -> Actor:
    """Of an organization large enough for parts of the month that runs."""
    Standing.objects.create(time_zone=acting.organization.time_zone, summed=running.HUGE)
    return Actor.of(acting.leader)


def take(by: Actor, *rows: dict[str, Any]) -> None:
    assert ingest.ingest(rows, by=by, now=NOW, create_customers=True).rejected == []


def roll_up(now: datetime = NOW) -> int:
    with scope.acting_for_nobody():
        return running.roll_up(now=now)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stream=streams.streams())
def test_sums_say_what_the_interactions_say(cast: Cast, stream: Stream) -> None:
    with transaction.atomic(), scope.acting_for(cast.organization):
        compared = streams.check(cast.organization, Actor.of(cast.leader), stream)
        transaction.set_rollback(True)

    assert compared > 20


def test_buckets_are_the_same_in_the_database(db: None) -> None:
    tried = [0, 1, 2, 19, 20, 21, 22, 59, 60, 3_600, 86_400, distributions.LONGEST, *distributions.EDGES]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one, width_bucket(one, %s::int[]) FROM unnest(%s::int[]) AS one", [list(distributions.EDGES), tried]
        )
        found = cursor.fetchall()

    assert found == [(one, distributions.bucket(one)) for one in tried]


def test_a_day_that_is_over_is_summed_up_once(by: Actor) -> None:
    take(by, row(occurred_at="2026-10-10T09:00:00Z", checks=[{"verdict": "kept"}]))

    first, again = roll_up(), roll_up()

    assert (first, again) == (1, 0)
    assert [(one.day, one.kept) for one in DayTotal.rows()] == [(date(2026, 10, 10), 1)]
    assert not ChangedDay.rows().exists()


def test_today_is_live_until_it_is_over_in_the_organizations_zone(by: Actor) -> None:
    """21 November ends in Brussels at 23:00 UTC."""
    take(by, row(occurred_at="2026-11-21T01:00:00Z"))

    assert roll_up(datetime(2026, 11, 21, 22, 59, tzinfo=UTC)) == 0
    assert roll_up(datetime(2026, 11, 21, 23, 1, tzinfo=UTC)) == 1


def test_missed_nights_are_caught_up(by: Actor) -> None:
    take(by, *(row(occurred_at=f"2026-10-{day}T09:00:00Z") for day in range(10, 20)))

    assert roll_up() == 10
    assert DayTotal.rows().count() == 10


def test_a_late_fact_changes_its_day_and_its_month_alone(by: Actor) -> None:
    take(by, row("A", occurred_at="2026-10-10T09:00:00Z"), row("B", occurred_at="2026-09-10T09:00:00Z"))
    roll_up()
    take(by, row("C", occurred_at="2026-10-10T10:00:00Z"))

    done = roll_up()

    months = {(one.month.month, one.dimension): one.interactions for one in MonthTotal.rows().filter(dimension="mode")}
    assert months == {(9, "mode"): 1, (10, "mode"): 2}
    assert done == 2  # the day and the month
    assert not ChangedMonth.rows().exists()


def test_a_small_organization_has_parts_of_months_once_it_has_grown(by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MOST_ROWS", 0)
    question = Question(OUTCOMES, OCTOBER, NOW, group_by=("touchpoint",))
    Standing.rows().update(summed=0)
    take(by, row(occurred_at="2026-10-10T09:00:00Z"), row(occurred_at="2026-10-12T09:00:00Z"))
    roll_up()

    assert (MonthTotal.rows().count(), [one.month for one in ChangedMonth.rows()]) == (0, [date(2026, 10, 1)])
    assert asking.count(question) == counting.answer(question)

    Standing.rows().update(summed=running.LARGE)
    roll_up()

    assert MonthTotal.rows().get(dimension="mode").interactions == 2
    assert not ChangedMonth.rows().exists()
    assert asking.count(question) == counting.answer(question)


def test_the_month_that_runs_has_parts_once_it_is_over(by: Actor) -> None:
    Standing.rows().update(summed=running.LARGE)
    take(by, row(occurred_at="2026-11-10T09:00:00Z"), row(occurred_at="2026-11-12T09:00:00Z"))
    roll_up()

    assert (MonthTotal.rows().count(), [one.month for one in ChangedMonth.rows()]) == (0, [date(2026, 11, 1)])

    roll_up(NOW.replace(month=12, day=1))

    assert MonthTotal.rows().get(dimension="mode").interactions == 2
    assert not ChangedMonth.rows().exists()


def test_a_night_adds_to_the_month_that_runs_of_a_huge_organization(by: Actor) -> None:
    for day, held in ((10, 1), (11, 2), (12, 3)):
        take(by, row(occurred_at=f"2026-11-{day}T09:00:00Z", response_minutes=day))
        roll_up()

        assert MonthTotal.rows().get(dimension="mode").interactions == held
        assert not ChangedMonth.rows().exists()
    assert list(verification.sums()) == []


def test_a_run_stops_at_so_many_days_and_the_next_goes_on(by: Actor) -> None:
    take(by, *(row(occurred_at=f"2026-10-{day}T09:00:00Z") for day in range(10, 15)))

    with scope.acting_for_nobody():
        assert [running.roll_up(now=NOW, most=2) for _ in range(4)] == [2, 2, 1, 0]


def test_a_moved_fact_leaves_its_former_day(by: Actor) -> None:
    take(by, row("A", occurred_at="2026-10-10T09:00:00Z"))
    roll_up()
    take(by, row("A", occurred_at="2026-10-12T09:00:00Z"))

    assert set(ChangedDay.rows().values_list("day", flat=True)) == {date(2026, 10, 10), date(2026, 10, 12)}
    roll_up()

    assert {one.day.day: one.interactions for one in DayTotal.rows()} == {10: 0, 12: 1}
    assert list(verification.sums()) == []


def test_marks_of_today_are_thinned_to_one(by: Actor) -> None:
    for _ in range(5):
        take(by, row(occurred_at="2026-11-21T01:00:00Z"))

    roll_up()

    assert ChangedDay.rows().filter(day=date(2026, 11, 21)).count() == 1


def test_the_planner_takes_sums_above_its_budget_with_the_same_answer(by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    take(by, *(row(f"R{number}", occurred_at=f"2026-10-{10 + number}T09:00:00Z") for number in range(5)))
    roll_up()
    question = Question(OUTCOMES, OCTOBER, NOW, group_by=("touchpoint", "week"))
    raw = asking.count(question)

    monkeypatch.setattr(planning, "MOST_ROWS", 4)
    with CaptureQueriesContext(connection) as queries:
        summed = asking.count(question)

    assert summed == raw
    assert "metrics_monthtotal" in queries[-1]["sql"]


def test_a_commitment_overdue_since_is_counted_as_it_is_now(by: Actor) -> None:
    take(by, row(occurred_at="2026-10-10T09:00:00Z", promised_by="2026-11-21T02:20:00Z"))
    roll_up()
    sources = planning.sources((), {})
    assert sources is not None

    before, after = (
        asking.from_sums(Question(OUTCOMES, OCTOBER, NOW.replace(minute=minute)), sources).sums for minute in (19, 21)
    )

    assert (before["unchecked"], before["broken_overdue"]) == (1, 0)
    assert (after["unchecked"], after["broken_overdue"]) == (0, 1)


def test_one_failing_organization_is_written_down_and_stops_no_other(by: Actor, acting: Cast, elsewhere: Cast) -> None:
    """A second organization of the same zone, one of whose sums can hold no more."""
    take(by, row(occurred_at="2026-10-10T09:00:00Z"))
    with scope.acting_for(elsewhere.organization), transaction.atomic():
        Standing.objects.create(time_zone=acting.organization.time_zone, summed=running.HUGE)
        elsewhere.organization.time_zone = acting.organization.time_zone
        elsewhere.organization.save(update_fields=["time_zone"])
        take(Actor.of(elsewhere.leader), row(occurred_at="2026-10-10T09:00:00Z"))
        MonthTotal.objects.create(month=date(2026, 10, 1), dimension="mode", key="human_only", interactions=2**63 - 1)

    roll_up()

    assert DayTotal.rows().filter(day=date(2026, 10, 10)).exists()
    with scope.acting_for(elsewhere.organization):
        standing = running.standing()
        assert standing is not None
        assert (standing.trouble, standing.trouble_at) == ("bigint out of range", NOW)
        assert ChangedDay.rows().exists()


def test_verification_finds_a_sum_that_is_wrong(by: Actor) -> None:
    take(by, row(occurred_at="2026-10-10T09:00:00Z"))
    roll_up()
    DayTotal.rows().update(unchecked=2)
    MonthTotal.rows().filter(dimension="mode").update(answered=[4294967297])

    assert list(verification.sums()) == [
        "The sums of 2026-10-10 are not those of its interactions.",
        "The sums of 2026-10, mode human_only, are not those of its interactions.",
    ]


def test_verification_finds_a_day_that_nobody_marked(by: Actor) -> None:
    take(by, row(occurred_at="2026-10-10T09:00:00Z"))
    ChangedDay.rows().delete()

    assert list(verification.sums()) == ["The interactions of 2026-10-10 are in no sum, and nothing says that they should be."]


def test_another_organizations_sums_are_out_of_sight(by: Actor, elsewhere: Cast) -> None:
    take(by, row(occurred_at="2026-10-10T09:00:00Z"))
    roll_up()

    with scope.acting_for(elsewhere.organization):
        assert (DayTotal.rows().count(), MonthTotal.rows().count(), Standing.rows().count()) == (0, 0, 0)
        found = asking.from_sums(Question(OUTCOMES, OCTOBER, NOW), {"": "days"})
    assert found.sums == dict.fromkeys(OUTCOMES, 0)


def test_days_are_marked_anew_for_a_rebuild(by: Actor) -> None:
    take(by, row(occurred_at="2026-10-10T09:00:00Z"), row(occurred_at="2026-10-20T09:00:00Z"))
    roll_up()

    assert running.mark(first=date(2026, 10, 1), last=date(2026, 10, 15)) == 1
    assert roll_up() > 1


def test_raw_sql_cannot_sum_a_day_up_twice(by: Actor) -> None:
    take(by, row(occurred_at="2026-10-10T09:00:00Z"))
    roll_up()

    with pytest.raises(Exception, match="day_total_once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO metrics_daytotal SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid()))).* "
            "FROM metrics_daytotal d"
        )


def test_both_ways_give_an_empty_window_as_nothing(by: Actor) -> None:
    question = Question(OUTCOMES, OCTOBER, NOW, group_by=("touchpoint", "day"))
    sources = planning.sources(question.group_by, {})
    assert sources is not None

    assert asking.from_sums(question, sources) == counting.answer(question)
