"""Targets with their day, comparisons, watch-outs and groupings on the pages of metrics."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from metrics.calculators import changes, results
from metrics.calculators.registry import METRICS
from metrics.dashboard import comparing, goals
from metrics.models import Target
from metrics.targets import actions, reading, rules
from metrics.targets.rules import Goal
from presence.audit.models import Entry
from presence.kit.windows import Window
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Team
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.metrics.test_pages import judged, take
from touchpoints.interactions import ingest
from touchpoints.models import Touchpoint

NOW = datetime(2026, 11, 21, 1, 10, 4, tzinfo=UTC)
HOME = "/o/fieldstone/metrics/"
RATE = f"{HOME}promise-kept-rate/"
SignIn = Callable[[Any], Client]
SPAN = Window(date(2026, 9, 1), date(2026, 11, 20))
AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


def goal(level: int | None, day: date, minute: int = 0) -> Goal:
    return Goal(level, day, "Ada", AT + timedelta(minutes=minute))


def test_a_target_holds_from_its_day_until_the_next() -> None:
    listed = [goal(90, date(2026, 1, 1)), goal(95, date(2026, 10, 1)), goal(97, date(2026, 10, 1), 1), goal(None, SPAN.last)]

    assert rules.holding(listed, date(2025, 12, 31)) is None
    assert [rules.holding(listed, day).level for day in (date(2026, 9, 30), date(2026, 10, 1))] == [90, 97]  # type: ignore[union-attr]
    assert rules.holding(listed, SPAN.last) is None
    assert rules.steps(listed, SPAN.first, SPAN.last) == [
        rules.Step(SPAN.first, 90),
        rules.Step(date(2026, 10, 1), 97),
        rules.Step(SPAN.last, None),
    ]


DAYS = st.dates(date(2026, 8, 1), date(2026, 12, 31))


@given(st.lists(st.builds(goal, st.none() | st.integers(1, 100), DAYS, st.integers(0, 9)), max_size=8), DAYS)
def test_the_steps_say_what_held_on_each_day(listed: list[Goal], day: date) -> None:
    found = rules.steps(listed, date(2026, 8, 1), date(2026, 12, 31))

    held = rules.holding(listed, day)
    last = [step for step in found if step.first <= day][-1]
    assert last.level == (held.level if held else None)


def test_targets_stand_over_the_trend_as_steps() -> None:
    listed = [goal(90, date(2026, 1, 1)), goal(95, date(2026, 9, 4))]

    first, last = goals.lines(METRICS["promise-kept-rate"], listed, "month", SPAN)

    assert (first.begins, first.value, first.label) == (0, 0.9, "at least 90%")
    assert first.ends == last.begins == pytest.approx(0.1)
    assert last.ends is None


@pytest.mark.parametrize(
    ("kept", "judged", "said"),
    [(98, 100, "reached"), (60, 100, "not reached"), (90, 100, "cannot be told apart from it"), (5, 9, "too few to say")],
)
def test_a_target_is_reached_only_when_the_interval_leaves_no_doubt(kept: int, judged: int, said: str) -> None:
    wanted = [goal(90, date(2026, 10, 1))]

    told = goals.told(METRICS["promise-kept-rate"], results.share(kept, judged), wanted, SPAN.last, today=NOW.date())

    assert told == f"Target at least 90% since 1 Oct: {said}"


def test_whoever_leads_sets_a_target_and_everybody_reads_it(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    take(by, *judged("kept", times=60))
    leader = sign_in(acting.leader)
    given = {"metric": "promise-kept-rate", "level": "90", "from_day": "2026-10-01"}
    assert leader.post(f"{HOME}targets/new/", given).status_code == 302

    viewer = sign_in(acting.viewer)
    assert "Target at least 90% since 1 Oct: reached" in viewer.get(RATE).content.decode()
    assert "Target at least 90% since 1 Oct: reached" in viewer.get(HOME).content.decode()
    assert 'class="chart-target"' in viewer.get(RATE).content.decode()
    page = viewer.get(f"{HOME}targets/").content.decode()
    assert acting.leader.user.name in page
    assert 'name="level"' not in page
    assert viewer.post(f"{HOME}targets/new/", given).status_code == 403
    assert Entry.rows().filter(verb="metric_target.set").count() == 1


@pytest.mark.parametrize(
    ("metric", "level", "problem"),
    [("nothing", "90", "Select"), ("recovery", "101", "1 to 100"), ("recovery", "0", "1"), ("recovery", "many", "whole")],
)
def test_what_is_no_target_is_refused(acting: Cast, sign_in: SignIn, metric: str, level: str, problem: str) -> None:
    given = {"metric": metric, "level": level, "from_day": "2026-10-01"}

    page = sign_in(acting.leader).post(f"{HOME}targets/new/", given)

    assert page.status_code == 200
    assert problem.lower() in page.content.decode().lower()
    assert not Target.rows().exists()


def test_an_index_may_be_more_than_full_and_a_target_ends(acting: Cast, by: Actor) -> None:
    actions.set_target(by=by, now=NOW, metric="employee-load-index", level=110, from_day=date(2026, 10, 1))
    actions.set_target(by=by, now=NOW, metric="employee-load-index", level=None, from_day=date(2026, 11, 1))

    wanted = reading.goals()["employee-load-index"]
    assert [goals.value_on(METRICS["employee-load-index"], day) for day in (date(2026, 10, 5), date(2026, 11, 5))] == [
        110,
        None,
    ]
    assert [one.level for one in wanted] == [None, 110]
    with pytest.raises(actions.UnknownMetric):
        actions.set_target(by=by, now=NOW, metric="joy", level=1, from_day=date(2026, 10, 1))


def test_the_database_keeps_what_was_set(acting: Cast, by: Actor) -> None:
    actions.set_target(by=by, now=NOW, metric="recovery", level=80, from_day=date(2026, 10, 1))

    for statement in ("UPDATE metrics_target SET level = 1", "DELETE FROM metrics_target"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.create(metric="recovery", level=1001, from_day=SPAN.last)


def test_a_figure_is_compared_with_a_year_before(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    take(by, *judged("kept", times=45), *judged("broken", times=5), *judged("kept", times=50, at="2025-11-10T09:00:00Z"))

    page = sign_in(acting.viewer).get(f"{RATE}?compare=year").content.decode()

    assert "Down 10 points against the same days a year before" in page
    assert "the difference lies between -21 and -1 points" in page
    assert "from=2025-10-22&amp;to=2025-11-20" in page
    assert "50 of 50" in page


def test_teams_are_compared_with_each_other(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    sales = Team.rows().get(key="sales")
    Membership.rows().filter(pk=acting.leader.pk).update(team=sales)
    take(
        by,
        *judged("kept", times=20, member=acting.agent.user.email),
        *judged("broken", times=20, member=acting.leader.user.email),
    )
    ours, theirs = acting.agent.team.key, sales.key
    client = sign_in(acting.viewer)

    page = client.get(f"{RATE}?team={ours}&compare=team:{theirs}")

    assert page.status_code == 200
    assert f"Up 100 points against {sales.name}" in page.content.decode()
    assert "0 of 20" in page.content.decode()
    refused = client.get(f"{RATE}?compare=team:{theirs}")
    assert (refused.status_code, "Choose a team first" in refused.content.decode()) == (422, True)


@pytest.mark.parametrize("name", ["later", "team:", "team:%00", "team:nobody", "<b>"])
def test_an_unknown_comparison_is_told(today: None, acting: Cast, by: Actor, sign_in: SignIn, name: str) -> None:
    take(by, *judged("kept", times=20))

    for place in ("", "promise-kept-rate/", "recovery/"):
        answer = sign_in(acting.viewer).get(f"{HOME}{place}?compare={name}")
        assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)


@given(DAYS, st.integers(0, 3000))
def test_a_year_before_is_a_window(first: date, days: int) -> None:
    before = comparing.year_before(Window(first, first + timedelta(days=days)))

    assert before.first <= before.last < first + timedelta(days=days)


def test_more_contacts_than_before_are_told_only_when_that_is_clear() -> None:
    share = 72 / (24 * 28)

    assert changes.excess(2, 14, share=share).low < 0
    assert changes.excess(20, 28, share=share).low > 0


def test_what_looks_wrong_leads_to_its_rows(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    Touchpoint.rows().filter(key="scope-change").update(first_truth_due=True)
    at: dict[str, Any] = {"occurred_at": "2026-11-10T09:00:00Z", "touchpoint_key": "scope-change"}
    rows = [row(first_truth="not_stated", handled_by="automation", **at), row(first_truth=None, **at)]
    assert ingest.ingest(rows, by=by, now=NOW, create_customers=True).rejected == []
    client = sign_in(acting.viewer)

    matters = {one.title: one for one in client.get(HOME).context["overview"].matters}

    assert set(matters) == {"Thin judging", "Machines handled what belongs to people", "First truth missing"}
    counts = {title: len(client.get(one.url).context["rows"]) for title, one in matters.items()}
    assert counts == {"Thin judging": 2, "Machines handled what belongs to people": 1, "First truth missing": 2}


def test_a_page_is_grouped_by_what_is_chosen(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    take(by, *judged("kept", times=20))

    for place in ("promise-kept-rate", "recovery", "presence-time"):
        page = sign_in(acting.viewer).get(f"{HOME}{place}/?by=handled_by&compare=before").content.decode()
        assert ("By who handled it" in page) is (place != "presence-time")
        assert "Compared" in page
