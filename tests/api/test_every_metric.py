"""Every metric of the registry over REST: one shape, three formats, the same rows."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from metrics.calculators.registry import METRICS, PROMISE_KEPT
from presence.hours.models import Absence, FrontlineHours
from presence.tenancy import scope
from presence.tenancy.models import Membership, Organization, Team
from tests.api.conftest import ApiClient
from tests.api.test_problems import check_problem
from tests.wall.canaries import make_user
from touchpoints.interactions.shapes import EXAMPLE

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
OTHERS = [key for key in METRICS if key != PROMISE_KEPT.key]
OF_COUNTS = [key for key in OTHERS if METRICS[key].needs != "hours"]
OF_HOURS = [key for key in OTHERS if METRICS[key].needs == "hours"]


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def history(api: ApiClient) -> None:
    """Twelve human contacts of twenty minutes, in all that the metrics count."""
    key = api.send("GET", "/touchpoints/").json()["results"][0]["key"]
    touchpoint = api.send("GET", "/touchpoints/").json()["results"][0]["id"]
    tag = api.send("GET", f"/touchpoints/{touchpoint}/").headers["ETag"]
    assert api.send("PATCH", f"/touchpoints/{touchpoint}/", {"response_target_minutes": 30}, If_Match=tag).status_code == 200
    rows = [
        EXAMPLE
        | {
            "external_ref": f"M-{place}",
            "touchpoint_key": key,
            "minutes": 20,
            "response_minutes": 10 if place < 9 else 60,
            "presence_kind": "outreach" if place < 10 else None,
            "first_truth": "stated" if place < 6 else "not_stated" if place < 8 else None,
            "exception": "recovery" if place < 4 else "none",
            "conversation_held": place < 3 if place < 4 else None,
            "handled_by": "none" if place == 11 else "human",
        }
        for place in range(12)
    ]
    answer = api.send("POST", "/interactions/bulk/?create_customers=true", rows).json()
    assert answer["created"] == 12, answer


@pytest.fixture
def crew(organization: Organization) -> list[Membership]:
    """Six people in support and two in sales, with eight hours each weekday."""
    with scope.acting_for(organization):
        teams = {team.key: team for team in Team.rows()}
        members = [
            Membership.objects.create(
                user=make_user(f"H{place}"), role="agent", team=teams["support" if place < 6 else "sales"]
            )
            for place in range(8)
        ]
        for member in members:
            FrontlineHours.objects.create(member=member, from_day=date(2026, 1, 1), minutes=[480] * 5 + [0, 0])
    return members


def test_shares_are_counted(api: ApiClient, history: None) -> None:
    values = {key: api.send("GET", f"/metrics/{key}/").json() for key in OF_COUNTS}

    made = {key: (answer["numerator"], answer["denominator"]) for key, answer in values.items()}
    assert made == {
        "first-truth-rate": (6, 8),
        "human-touch-ratio": (11, 12),
        "response-consistency": (9, 12),
        "recovery": (3, 4),
    }
    assert values["response-consistency"]["breakdown"]["p50_minutes"] == pytest.approx(10, rel=0.05)
    assert values["response-consistency"]["breakdown"]["p90_minutes"] == pytest.approx(60, rel=0.05)
    assert values["first-truth-rate"]["breakdown"] == {"not_due": 0, "unrecorded": 4, "missing": 2}


@pytest.mark.parametrize("key", OF_COUNTS)
def test_the_rows_are_as_many_as_it_counts(api: ApiClient, history: None, key: str) -> None:
    answer = api.send("GET", f"/metrics/{key}/").json()

    rows = api.send("GET", answer["rows"].removeprefix("http://testserver/api/v1") + "&count=exact&limit=1").json()
    assert rows["count"] == answer["denominator"] > 0


def test_minutes_are_set_against_the_hours_that_were_there(api: ApiClient, history: None, crew: list[Membership]) -> None:
    presence = api.send("GET", "/metrics/presence-time/?from=2026-11-16&to=2026-11-20").json()
    load = api.send("GET", "/metrics/employee-load-index/?from=2026-11-16&to=2026-11-20").json()

    assert (presence["numerator"], presence["denominator"]) == (200, 8 * 5 * 480)
    assert presence["value"] == pytest.approx(200 / 19_200, abs=1e-6)
    assert (load["numerator"], load["value"]) == (220, pytest.approx(100 * 220 / 19_200, abs=1e-6))
    assert load["interval"]["method"] == "arrivals"


def test_an_absence_takes_hours_away(api: ApiClient, crew: list[Membership], organization: Organization) -> None:
    with scope.acting_for(organization):
        Absence.objects.create(member=crew[0], first_day=date(2026, 11, 16), last_day=date(2026, 11, 17))

    answer = api.send("GET", "/metrics/presence-time/?from=2026-11-16&to=2026-11-20").json()

    assert answer["denominator"] == (8 * 5 - 2) * 480


@pytest.mark.parametrize("key", OF_HOURS)
def test_teams_under_five_are_hidden_and_cannot_be_worked_out(
    api: ApiClient, history: None, crew: list[Membership], key: str
) -> None:
    """Two people in sales: with support shown, the whole less support would be theirs."""
    groups = api.send("GET", f"/metrics/{key}/?group_by=team").json()["groups"]
    filtered = [api.send("GET", f"/metrics/{key}/?team={team}").json() for team in ("sales", "support")]

    assert {group["key"]: group["suppressed"] for group in groups} == {"sales": True, "support": True}
    for hidden in (*groups, *filtered):
        assert (hidden["value"], hidden["numerator"], hidden["interval"], hidden["breakdown"]) == (None, 0, None, {})


@pytest.mark.parametrize("key", OF_HOURS)
def test_an_organization_under_five_is_hidden(api: ApiClient, history: None, key: str) -> None:
    answer = api.send("GET", f"/metrics/{key}/").json()

    assert (answer["suppressed"], answer["value"], answer["numerator"]) == (True, None, 0)


@pytest.mark.parametrize("key", OF_HOURS)
def test_hours_are_nobodys_touchpoints(api: ApiClient, history: None, key: str) -> None:
    check_problem(api.send("GET", f"/metrics/{key}/?group_by=touchpoint"), 422, "invalid")
    check_problem(api.send("GET", f"/metrics/{key}/?mode=human_only"), 422, "invalid")


@pytest.mark.parametrize("key", OF_COUNTS)
def test_groups_add_up(api: ApiClient, history: None, key: str) -> None:
    for dimension in METRICS[key].groups:
        answer = api.send("GET", f"/metrics/{key}/?group_by={dimension}").json()

        assert sum(group["denominator"] for group in answer["groups"]) == answer["denominator"]


@pytest.mark.parametrize("key", OTHERS)
def test_it_comes_as_a_table_and_as_a_number(api: ApiClient, history: None, key: str) -> None:
    table = api.send("GET", f"/metrics/{key}.csv?group_by=month").content.decode()
    plain = api.get(f"/api/v1/metrics/{key}/", headers={"Accept": "text/plain"}).content.decode()

    assert [row["from"] for row in csv.DictReader(io.StringIO(table))] == ["2026-10-22"]
    assert plain == "" if key in OF_HOURS else plain.startswith(("0.", "1."))


@pytest.mark.parametrize("key", OTHERS)
def test_the_same_numbers_are_not_sent_again(api: ApiClient, history: None, key: str) -> None:
    first = api.send("GET", f"/metrics/{key}/")

    assert api.send("GET", f"/metrics/{key}/", If_None_Match=first.headers["ETag"]).status_code == 304


@pytest.mark.parametrize("key", OTHERS)
def test_no_data_has_no_value(api: ApiClient, key: str) -> None:
    answer = api.send("GET", f"/metrics/{key}/").json()

    assert (answer["value"], answer["denominator"], answer["interval"]) == (None, 0, None)


@pytest.mark.parametrize("key", OTHERS)
def test_it_stays_inside(api: ApiClient, foreign_api: ApiClient, history: None, key: str) -> None:
    assert foreign_api.send("GET", f"/metrics/{key}/").json()["denominator"] == 0
