"""What if, over REST."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from presence.audit.models import Entry
from presence.hours import actions as hours
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.api.conftest import ApiClient
from tests.conftest import Cast
from touchpoints.journeys import actions
from touchpoints.journeys.models import Touchpoint
from touchpoints.presence import actions as presence
from touchpoints.simulator.models import Scenario

pytestmark = pytest.mark.django_db


def simulate(api: ApiClient, *touchpoints: dict[str, Any], **more: Any) -> Any:
    return api.send("POST", "/map/simulation/", {"touchpoints": list(touchpoints), **more})


def test_hours_are_times_by_minutes(api: ApiClient, cast: Cast) -> None:
    """Nothing is recorded: four moments of 5 x 12 minutes, and one of 40 x 6."""
    change = {"key": "status-update", "mode": "augment", "times_a_week": 40, "minutes": {"augment": 6}}

    answer = simulate(api, change).json()

    assert answer["hours_needed"] == {"value": 8.0, "low": None, "high": None}
    found = next(one for one in answer["touchpoints"] if one["key"] == "status-update")
    assert (found["mode"], found["published_mode"], found["hours_a_week"]) == ("augment", "human_only", 4.0)
    assert found["times_a_week"] == {"value": 40.0, "source": "yours", "n": 0}
    assert found["minutes"]["human_only"]["source"] == "assumed"
    assert (answer["weeks"], answer["presence_share"]) == (None, None)
    assert round(answer["drafts_a_day"] * 7, 4) == 40
    with scope.acting_for(cast.organization):
        assert not Scenario.rows().exists(), "nothing is stored"
        assert not Entry.rows().filter(verb__startswith="scenario.").exists()


def test_it_says_what_is_put_at_risk(api: ApiClient, cast: Cast) -> None:
    with scope.acting_for(cast.organization):
        row = Touchpoint.rows().get(key="status-update")
        actions.change_touchpoint(by=Actor.of(cast.leader), touchpoint=row, key_moment=True)

    answer = simulate(api, {"key": "status-update", "mode": "automate"}).json()

    risks = {one["key"]: one["risks"] for one in answer["at_risk"]}
    assert "A key moment with no person in it" in risks["status-update"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"touchpoints": [{"key": "nothing"}]}, "/touchpoints/0/key"),
        ({"touchpoints": [{"key": "status-update"}, {"key": "status-update"}]}, "/touchpoints/1/key"),
        ({"touchpoints": [{"key": "scope-change", "mode": "automate"}]}, "/mode"),
        ({"touchpoints": [{"key": "status-update", "times_a_week": -1}]}, "/touchpoints/0/times_a_week"),
        ({"touchpoints": [{"key": "status-update", "minutes": {"automate": 1441}}]}, "/touchpoints/0/minutes/automate"),
        ({"target": {"low": 0.5, "high": 0.2}}, "/target/high"),
        ({"reinvested": 2}, "/reinvested"),
    ],
)
def test_what_cannot_be_is_refused(api: ApiClient, body: dict[str, Any], pointer: str) -> None:
    answer = api.send("POST", "/map/simulation/", body)

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


def test_presence_stands_against_the_targets_of_roles(api: ApiClient, cast: Cast) -> None:
    with scope.acting_for(cast.organization):
        by, day = Actor.of(cast.leader), date(2026, 1, 1)
        hours.set_frontline_hours(by=by, member=cast.agent, from_day=day, minutes=[60] * 7)
        presence.set_target(by=by, now=datetime(2026, 1, 1, 9, tzinfo=UTC), role="agent", from_day=day, low=15, high=25)

    answer = simulate(api).json()["presence_wanted"]
    named = simulate(api, target={"low": 0.4, "high": 0.5}).json()["presence_wanted"]

    agents = {"role": "agent", "hours_available": 7.0, "low": 0.15, "high": 0.25, "from_day": "2026-01-01"}
    assert answer == {"low": 0.15, "high": 0.25, "roles": [agents]}
    assert (named["low"], named["high"], named["roles"]) == (0.4, 0.5, [agents])
