"""Load beside contacts: handoffs that wait, and contacts begun after hours; nobody's own figure is in it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calculators.registry import LOAD_INDEX
from metrics.calculators.results import Result
from metrics.facts import measured, workload
from metrics.facts.measured import Asked
from presence.customers import actions as customers
from presence.hours import actions as hours
from presence.hours.models import FrontlineHours
from presence.hours.rules import USUAL_WEEK
from presence.kit.clock import MIDNIGHT, Hours, Opening
from presence.kit.windows import Window
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Team
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.wall.canaries import make_user
from touchpoints.handoffs import actions as handoffs
from touchpoints.interactions import ingest
from touchpoints.interactions.filters import Filters

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WEEK = Window(date(2026, 11, 16), date(2026, 11, 20))
DAY_MINUTES = workload.DAY_MINUTES


@pytest.fixture
def crew(acting: Cast) -> list[Membership]:
    """Six people in support with eight hours each weekday."""
    team = Team.rows().get(key="support")
    made = [Membership.objects.create(user=make_user(f"W{place}"), role="agent", team=team) for place in range(6)]
    for member in made:
        FrontlineHours.objects.create(member=member, from_day=date(2026, 1, 1), minutes=[480] * 5 + [0, 0])
    return made


def contacts(cast: Cast, *times: str, minutes: int = 30) -> None:
    rows = [row(occurred_at=at, minutes=minutes, handled_by="human") for at in times]
    assert ingest.ingest(rows, by=Actor.of(cast.agent), now=NOW, create_customers=True).rejected == []


def load(cast: Cast, team: Team | None = None, group_by: str = "") -> Any:
    filters = Filters({"team": team.key}, {"team_id": team.pk}, {"team": team.name}) if team else Filters()
    return measured.measure(LOAD_INDEX, Asked(cast.organization, WEEK, NOW, filters, group_by))


def waits(cast: Cast, *, opened: datetime, claimed_by: Membership | None = None, closed: datetime | None = None) -> None:
    customer = customers.add(by=Actor.of(cast.agent), name=f"Customer {opened:%H%M%S%f} {closed}")
    one = handoffs.open_handoff(by=Actor.of(cast.agent), reason="other", now=opened, customer=customer, words="Call me")
    if claimed_by:
        by = Actor.of(claimed_by)
        one = handoffs.claim(by=by, now=opened, handoff=one)
        if closed:
            one = handoffs.reach(by=by, now=closed, handoff=one)
            handoffs.hand_back(by=by, now=closed, handoff=one, done="We spoke")


def test_handoffs_open_at_the_end_count_at_the_usual_minutes(acting: Cast, crew: list[Membership]) -> None:
    contacts(acting, *["2026-11-17T10:00:00Z"] * 5, *["2026-11-18T10:00:00Z"] * 5)
    monday = datetime(2026, 11, 16, 9, tzinfo=UTC)
    waits(acting, opened=monday)
    waits(acting, opened=monday + timedelta(hours=1), claimed_by=crew[0])
    waits(acting, opened=monday + timedelta(hours=2), claimed_by=crew[0], closed=monday + timedelta(days=1))
    waits(acting, opened=datetime(2026, 11, 21, 9, tzinfo=UTC))

    whole: Result = load(acting).result

    assert (whole.numerator, whole.denominator) == (10 * 30 + 2 * 30, 6 * 5 * 480)
    assert whole.beside["open_handoffs"] == 2
    [support] = [one for one in load(acting, group_by="team").groups["team"] if one.key == "support"]
    assert support.result.beside["open_handoffs"] == 1
    days = {one.key: one.result.beside["open_handoffs"] for one in load(acting, group_by="day").groups["day"]}
    assert days == {"2026-11-17": 2, "2026-11-18": 2}


def test_contacts_begun_after_hours_are_told_beside_it(acting: Cast, crew: list[Membership]) -> None:
    owner = Actor.of(acting.owner)
    closed = {date(2026, 11, 19): "Day of the house"}
    hours.save_calendar(
        by=owner, calendar=None, name="Office", time_zone="Europe/Brussels", week=USUAL_WEEK, holidays=closed, is_usual=True
    )
    inside = ("2026-11-16T08:00:00Z", "2026-11-16T15:59:00Z")  # 9:00 and 16:59 in Brussels
    outside = ("2026-11-16T07:59:00Z", "2026-11-16T16:00:00Z", "2026-11-19T10:00:00Z")
    contacts(acting, *inside * 2, *outside * 2)

    assert load(acting).result.beside["after_hours_share"] == pytest.approx(3 / 5)


def test_a_team_under_five_shows_neither(acting: Cast, crew: list[Membership]) -> None:
    contacts(acting, "2026-11-17T22:00:00Z")
    Membership.rows().filter(pk__in=[one.pk for one in crew[:2]]).update(team=Team.rows().get(key="sales"))

    hidden = [one.result for one in load(acting, group_by="team").groups["team"]]

    assert all(one.suppressed and one.beside == {} and one.value is None for one in hidden)
    assert load(acting, Team.rows().get(key="sales")).result.beside == {}


OPENINGS = st.tuples(st.integers(0, MIDNIGHT - 1), st.integers(1, MIDNIGHT)).filter(lambda pair: pair[0] < pair[1])


@given(st.dictionaries(st.integers(0, 6), OPENINGS), st.integers(0, 7 * DAY_MINUTES - 1))
def test_each_minute_of_the_week_has_its_bit(week: dict[int, tuple[int, int]], minute: int) -> None:
    opened = {day: (Opening(*pair),) for day, pair in week.items()}

    bits = workload.open_minutes(Hours(None, opened))  # type: ignore[arg-type]  # the zone has no part in it

    begins, ends = week.get(minute // DAY_MINUTES, (0, 0))
    is_open = bool(bits[minute // 8] >> minute % 8 & 1)
    assert is_open is (begins <= minute % DAY_MINUTES < ends)
