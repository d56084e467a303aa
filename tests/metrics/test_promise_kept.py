"""Promise-kept rate over recorded interactions, against numbers counted by hand and against plain Python."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.calculators.promise_kept import Counts
from metrics.facts import promise_kept
from presence.customers import actions as customers
from presence.kit import windows
from presence.kit.windows import Window
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Organization
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.interactions import filters, ingest
from touchpoints.interactions.models import Interaction

NOW = datetime(2026, 11, 21, 2, 10, 4, tzinfo=UTC)
OCTOBER = Window(date(2026, 10, 1), date(2026, 10, 31))


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


def take(by: Actor, *rows: dict[str, Any]) -> None:
    """Recorded before anything was due, so that only the moment of asking decides what is overdue."""
    report = ingest.ingest(rows, by=by, now=datetime(2017, 1, 1, tzinfo=UTC), create_customers=True)
    assert report.rejected == []


def judged(verdict: str, **fields: Any) -> dict[str, Any]:
    return row(**{"occurred_at": "2026-10-10T09:00:00Z", "checks": [{"verdict": verdict}], **fields})


def promised(by_time: str, done: str | None = None, **fields: Any) -> dict[str, Any]:
    return row(occurred_at="2026-10-10T09:00:00Z", promised_by=by_time, done_at=done, **fields)


def test_every_kind_of_interaction_is_counted_once_where_it_belongs(by: Actor) -> None:
    take(
        by,
        judged("kept"),
        judged("kept"),
        judged("broken"),
        judged("renegotiated"),
        judged("cannot_tell"),
        row(occurred_at="2026-10-10T09:00:00Z"),
        promised("2026-10-12T09:00:00Z", "2026-10-12T09:00:00Z"),
        promised("2026-10-12T09:00:00Z", "2026-10-12T09:00:01Z"),
        promised("2026-11-21T02:10:03Z"),
        promised("2026-11-21T02:10:05Z"),
    )

    found = promise_kept.answer(window=OCTOBER, now=NOW).counts

    assert found == Counts(kept=3, broken_late=1, broken_overdue=1, broken_judged=1, renegotiated=1, cannot_tell=1, unchecked=2)
    assert (found.value, found.denominator, found.unjudged, found.total) == (0.5, 6, 3, 10)


def test_no_data_is_no_rate_and_not_zero(by: Actor) -> None:
    found = promise_kept.answer(window=OCTOBER, now=NOW).counts

    assert (found, found.value, found.interval) == (Counts(), None, None)


def test_an_answer_with_three_groupings_is_one_statement_and_one_to_choose_it(by: Actor) -> None:
    take(by, judged("kept"), judged("broken", touchpoint_key="status-update"))

    with CaptureQueriesContext(connection) as queries:
        found = promise_kept.answer(window=OCTOBER, now=NOW, group_by=("touchpoint", "team", "week"))

    assert len(queries) == 2
    assert [(group.key, group.label, group.counts.numerator) for group in found.groups["touchpoint"]] == [
        ("first-response", "First response", 1),
        ("status-update", "Status update", 0),
    ]
    assert [(group.key, group.label, group.counts.denominator) for group in found.groups["team"]] == [("~", "No team", 2)]
    assert [(group.key, group.label) for group in found.groups["week"]] == [("2026-W41", "5 Oct")]


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [
        ("segment", {"gold": 2, "~": 1}),
        ("mode", {"human_only": 3}),
        ("version", {"1": 3}),
        ("handled_by", {"human": 2, "automation": 1}),
        ("day", {"2026-10-01": 1, "2026-10-10": 1, "2026-10-31": 1}),
        ("month", {"2026-10": 3}),
        ("week", {"2026-W40": 1, "2026-W41": 1, "2026-W44": 1}),
        ("team", {"support": 1, "~": 2}),
    ],
)
def test_groups_add_up_to_the_whole(by: Actor, acting: Cast, dimension: str, expected: dict[str, int]) -> None:
    customers.add(by=by, name="Gold", external_ref="gold", segment="gold")
    take(
        by,
        judged("kept", customer_ref="gold", occurred_at="2026-10-01T09:00:00Z"),
        judged("kept", customer_ref="gold", member=acting.agent.user.email),
        judged("broken", handled_by="automation", occurred_at="2026-10-31T09:00:00Z"),
        judged("broken", occurred_at="2026-11-01T09:00:00Z"),
    )

    found = promise_kept.answer(window=OCTOBER, now=NOW, group_by=[dimension])

    assert {group.key: group.counts.total for group in found.groups[dimension]} == expected
    assert found.counts.total == 3


@pytest.mark.parametrize(
    ("given", "total"),
    [
        ({"touchpoint": "status-update"}, 1),
        ({"team": "support"}, 1),
        ({"team": "~"}, 2),
        ({"segment": "gold"}, 1),
        ({"segment": "~"}, 2),
        ({"mode": "augment"}, 0),
        ({"version": "1"}, 3),
        ({"version": "2"}, 0),
        ({"version": "~"}, 0),
        ({"handled_by": "automation", "segment": "~"}, 1),
        ({"touchpoint": "", "team": ""}, 3),
    ],
)
def test_filters_narrow_the_facts(by: Actor, acting: Cast, given: dict[str, str], total: int) -> None:
    customers.add(by=by, name="Gold", external_ref="gold", segment="gold")
    take(
        by,
        judged("kept", customer_ref="gold", touchpoint_key="status-update"),
        judged("kept", member=acting.agent.user.email),
        judged("broken", handled_by="automation"),
    )

    found = promise_kept.answer(window=OCTOBER, now=NOW, filters=filters.read(given))

    assert found.counts.total == total


@pytest.mark.parametrize("name", ["touchpoint", "team", "customer", "mode", "version", "handled_by"])
def test_a_filter_that_names_nothing_is_refused(by: Actor, name: str) -> None:
    with pytest.raises(filters.BadFilter) as refusal:
        filters.read({name: "01999999-0000-7000-8000-000000000000"})

    assert refusal.value.pointer == name


def test_another_organizations_facts_and_names_stay_out(by: Actor, elsewhere: Cast) -> None:
    with scope.acting_for(elsewhere.organization):
        take(Actor.of(elsewhere.leader), judged("kept"))
        theirs = Interaction.rows().get()

    assert promise_kept.answer(window=OCTOBER, now=NOW).counts.total == 0
    with pytest.raises(filters.BadFilter):
        filters.read({"touchpoint": str(theirs.touchpoint_id)})
    with pytest.raises(filters.BadFilter):
        filters.read({"customer": str(theirs.customer_id)})


def test_deleted_interactions_are_out(by: Actor) -> None:
    take(by, judged("kept"), judged("broken"))
    Interaction.rows().filter(outcome="broken_judged").update(deleted_at=NOW)

    assert promise_kept.answer(window=OCTOBER, now=NOW).counts == Counts(kept=1)


ZONES = ("Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu")
# Around the changes of the clocks: São Paulo in 2018 (at midnight), Berlin and Lord Howe (half an hour) in 2026.
EDGES = (
    datetime(2018, 11, 4, 3, tzinfo=UTC),
    datetime(2018, 2, 18, 2, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
)
_minutes = st.integers(-2000, 2000)
_moments = st.builds(
    lambda edge, minutes: edge + timedelta(minutes=minutes), st.sampled_from(EDGES), st.integers(-3 * 1440, 3 * 1440)
)
_facts = st.fixed_dictionaries(
    {
        "at": _moments,
        "verdicts": st.lists(st.sampled_from(["kept", "broken", "renegotiated", "cannot_tell"]), max_size=1),
        "due_in": st.none() | _minutes,
        "done_in": st.none() | _minutes,
        "handled_by": st.sampled_from(["human", "automation"]),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(facts=st.lists(_facts, max_size=12), place=st.tuples(st.sampled_from(ZONES), st.sampled_from(EDGES)), now_in=_minutes)
def test_the_answer_equals_plain_python_on_days_of_any_length(
    by: Actor, facts: list[dict[str, Any]], place: tuple[str, datetime], now_in: int
) -> None:
    zone, edge = place
    Interaction.rows().delete()
    Organization.objects.update(time_zone=zone)
    now = edge + timedelta(minutes=now_in)
    day = edge.astimezone(ZoneInfo(zone)).date()
    window = Window(day - timedelta(days=1), day)
    take(by, *[_as_row(fact) for fact in facts])

    found = promise_kept.answer(window=window, now=now, group_by=["day", "handled_by"])

    expected = Counter(_outcome(fact, now) for fact in facts if window.first <= _day(fact, zone) <= window.last)
    assert found.counts == Counts(**expected)
    by_day = Counter(_day(fact, zone) for fact in facts if window.first <= _day(fact, zone) <= window.last)
    assert {group.value: group.counts.total for group in found.groups["day"]} == by_day
    assert sum(group.counts.total for group in found.groups["handled_by"]) == found.counts.total


def _as_row(fact: dict[str, Any]) -> dict[str, Any]:
    given = {"occurred_at": fact["at"], "handled_by": fact["handled_by"]}
    if fact["verdicts"]:
        return row(**given, checks=[{"verdict": verdict} for verdict in fact["verdicts"]])
    if fact["due_in"] is None:
        return row(**given)
    done = None if fact["done_in"] is None else fact["at"] + timedelta(minutes=fact["done_in"])
    return row(**given, promised_by=fact["at"] + timedelta(minutes=fact["due_in"]), done_at=done)


def _day(fact: dict[str, Any], zone: str) -> date:
    return fact["at"].astimezone(ZoneInfo(zone)).date()


def _outcome(fact: dict[str, Any], now: datetime) -> str:
    if fact["verdicts"]:
        return {"broken": "broken_judged"}.get(fact["verdicts"][0], fact["verdicts"][0])
    if fact["due_in"] is None:
        return "unchecked"
    if fact["done_in"] is not None:
        return "kept" if fact["done_in"] <= fact["due_in"] else "broken_late"
    return "broken_overdue" if fact["at"] + timedelta(minutes=fact["due_in"]) < now else "unchecked"


def test_the_default_window_is_the_last_thirty_complete_days() -> None:
    window = windows.parse(today=NOW.astimezone(ZoneInfo("Europe/Brussels")).date())

    assert (str(window.first), str(window.last)) == ("2026-10-22", "2026-11-20")
