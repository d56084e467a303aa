"""The page of all metrics, and the page of each."""

import csv
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from metrics.calculators.registry import METRICS
from metrics.dashboard import page
from metrics.facts import planning
from metrics.rollups.models import Standing
from presence.hours.models import FrontlineHours
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Team
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.journeys.publishing import publish_mode
from tests.metrics.test_rollups import roll_up
from tests.wall.canaries import make_user
from touchpoints.interactions import ingest
from touchpoints.models import Touchpoint

NOW = datetime(2026, 11, 21, 1, 10, 4, tzinfo=UTC)
HOME = "/o/fieldstone/metrics/"
SignIn = Callable[[Any], Client]
FIGURE = re.compile(r'<section class="figure">.*?</section>', re.DOTALL)
INTERVAL = re.compile(r"\d+(\.\d+)?(-| to )\d+(\.\d+)?")


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.viewer)


@pytest.fixture
def history(acting: Cast) -> None:
    """Forty contacts in ten days, in all that the metrics count, and six people who were there."""
    Touchpoint.rows().update(response_target_minutes=30)
    rows = [
        row(
            occurred_at=f"2026-11-{10 + place % 10}T09:00:00Z",
            checks=[{"verdict": "kept" if place % 4 else "broken"}],
            minutes=20,
            response_minutes=10 + place,
            presence_kind="outreach",
            first_truth="stated" if place % 3 else "not_stated",
            exception="recovery",
            conversation_held=bool(place % 5),
            handled_by="human" if place % 6 else "automation",
        )
        for place in range(40)
    ]
    assert ingest.ingest(rows, by=Actor.of(acting.leader), now=NOW, create_customers=True).rejected == []
    team = Team.rows().get(key="support")
    for place in range(6):
        member = Membership.objects.create(user=make_user(f"P{place}"), role="agent", team=team)
        FrontlineHours.objects.create(member=member, from_day=date(2026, 1, 1), minutes=[480] * 5 + [0, 0])


def _leader() -> Membership:
    return Membership.objects.get(role="leader")


def take_one(**fields: Any) -> None:
    taken = ingest.ingest([row(**fields)], by=Actor.of(_leader()), now=NOW, create_customers=True)
    assert taken.rejected == []


def figures(client: Client, query: str = "") -> list[str]:
    return FIGURE.findall(client.get(HOME + query).content.decode())


def test_every_figure_has_its_interval_its_n_and_its_rows(client: Client, history: None) -> None:
    found = figures(client)

    assert len(found) == len(METRICS)
    for figure in found:
        assert INTERVAL.search(figure), figure
        assert re.search(r" of \d|contacts", figure), figure
        assert "/interactions/?from=2026-10-22&amp;to=2026-11-20&amp;" in figure


def test_the_rows_of_a_figure_are_as_many_as_it_says(client: Client, history: None) -> None:
    for figure in figures(client):
        found = re.search(r'href="([^"]*/interactions/[^"]*)">See (\d+)', figure)
        assert found, figure
        address = found[1].replace("&amp;", "&").replace("/interactions/?", "/interactions/interactions.csv?")

        export = b"".join(client.get(address)).decode("utf-8-sig").strip()  # type: ignore[arg-type]

        assert len(export.splitlines()) - 1 == int(found[2]), (figure[:90], address)


def test_days_without_anything_say_no_data(client: Client, history: None) -> None:
    for figure in figures(client, "?from=2025-01-01&to=2025-01-31"):
        assert "no data" in figure or "hidden" in figure or "0 contacts" in figure
        assert "%" not in figure.split("figure-trend")[0]


@pytest.mark.parametrize("page", ["", *(f"{key}/" for key in METRICS)])
def test_days_without_anything_lead_to_the_days_that_hold_data(client: Client, history: None, page: str) -> None:
    shown = client.get(f"{HOME}{page}?from=2025-01-01&to=2025-01-31").content.decode()

    led = re.search(r'href="[^"]*\?(from=[^"]*)">Show \d', shown)
    assert led, page
    shown = client.get(f"{HOME}{page}?{led[1].replace('&amp;', '&')}").content.decode()
    assert "Nothing was recorded in these days" not in shown


def test_nothing_recorded_says_what_will_stand_here(client: Client) -> None:
    assert "Nothing recorded yet" in client.get(HOME).content.decode()


def test_machines_at_moments_of_people_are_pointed_out(client: Client, history: None) -> None:
    assert "Machines handled moments that belong to people" in client.get(HOME).content.decode()


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda one: one.key)
def test_each_has_a_page_with_its_weeks_and_groups(client: Client, history: None, metric: Any) -> None:
    answer = client.get(f"{HOME}{metric.key}/")

    assert answer.status_code == 200
    assert metric.question in answer.content.decode() or metric.key == "promise-kept-rate"
    assert "By week" in answer.content.decode()
    assert "By team" in answer.content.decode()


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda one: one.key)
def test_each_page_has_the_interval_the_n_and_the_rows_of_its_figure(client: Client, history: None, metric: Any) -> None:
    figure = FIGURE.findall(client.get(f"{HOME}{metric.key}/").content.decode())[0]

    assert INTERVAL.search(figure), figure
    assert re.search(r" of \d|contacts", figure), figure
    assert re.search(r"/interactions/\?[^\"]*from=2026-10-22&amp;to=2026-11-20", figure), figure


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda one: one.key)
def test_each_page_says_that_there_is_no_data(client: Client, history: None, metric: Any) -> None:
    page = client.get(f"{HOME}{metric.key}/?from=2025-01-01&to=2025-01-31").content.decode()

    shown = "".join(FIGURE.findall(page))
    assert re.search("no data|hidden|0 contacts", shown or page, re.IGNORECASE), page
    assert not re.search(r"\d%", shown.split("figure-trend")[0])


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda one: one.key)
def test_what_cannot_be_read_is_left_out_and_told(client: Client, history: None, metric: Any) -> None:
    for query in ("?window=soon", "?team=nobody", "?from=x&to=y", "?touchpoint=%00"):
        answer = client.get(f"{HOME}{metric.key}/{query}")

        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda one: one.key)
def test_each_goes_into_a_spreadsheet(client: Client, history: None, metric: Any) -> None:
    answer = client.get(f"{HOME}{metric.key}.csv")

    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "2026-10-22,2026-11-20" in text
    assert client.get(f"{HOME}{metric.key}.csv?window=soon").status_code == 422


@pytest.mark.parametrize("key", ["presence-time", "employee-load-index"])
def test_a_table_tells_no_minutes_of_few_contacts(client: Client, history: None, key: str) -> None:
    """The tenth of November has four contacts, each of which the list of rows gives a name."""
    table = client.get(f"{HOME}{key}.csv?from=2026-11-10&to=2026-11-10").content.decode("utf-8-sig")

    [told] = csv.DictReader(table.splitlines())

    assert told["suppressed"] == "true"
    assert [told[name] for name in ("value", "numerator", "denominator", "low", "high")] == [""] * 5
    assert not any(name.endswith("_minutes") for name in told)
    assert 0 < int(told["contacts"]) < 10
    assert "too few for a share" in client.get(f"{HOME}{key}/?from=2026-11-10&to=2026-11-10").content.decode()


def test_the_load_says_on_its_page_what_it_does_not_count(client: Client, history: None) -> None:
    page = client.get(f"{HOME}employee-load-index/").content.decode()

    assert "<strong>Not counted.</strong> Drafts, backstage tasks and how full people feel" in page
    assert "Not counted." not in client.get(f"{HOME}presence-time/").content.decode()


def test_minutes_cannot_be_narrowed_to_a_touchpoint(client: Client, history: None) -> None:
    answer = client.get(f"{HOME}presence-time/?touchpoint=first-response")

    assert (answer.status_code, "Presence time is filtered by team." in answer.content.decode()) == (422, True)


def test_the_page_is_the_same_from_sums(client: Client, history: None, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = figures(client)
    roll_up(NOW)

    monkeypatch.setattr(planning, "MOST_ROWS", 0)

    assert figures(client) == raw


def test_a_sum_that_cannot_be_written_is_told(client: Client, history: None, acting: Cast) -> None:
    Standing.objects.create(trouble="bigint out of range", trouble_at=NOW, time_zone="Europe/Brussels")

    assert "The sums of some days could not be written." in client.get(HOME).content.decode()


def test_the_page_costs_the_same_at_any_size(client: Client, history: None, django_assert_max_num_queries: Any) -> None:
    client.get(HOME)

    with django_assert_max_num_queries(20):
        client.get(HOME)


@pytest.mark.parametrize("by", page.TABLES)
def test_each_line_of_a_table_leads_to_as_many_rows_as_it_says(client: Client, history: None, by: str) -> None:
    publish_mode(Actor.of(_leader()), "status-update", "augment", now=datetime(2026, 11, 15, tzinfo=UTC))
    take_one(touchpoint_key="status-update", occurred_at="2026-11-18T09:00:00Z", checks=[{"verdict": "kept"}])

    shown = client.get(f"{HOME}promise-kept-rate/?by={by}").context["page"].tables[0].lines

    assert sum(int(re.search(r"of (\d+)", line.told)[1]) for line in shown) == 41  # type: ignore[index]
    for line in shown:
        address = line.rows_url.replace("/interactions/?", "/interactions/interactions.csv?")
        export = b"".join(client.get(address)).decode("utf-8-sig").strip()  # type: ignore[arg-type]
        assert f"of {len(export.splitlines()) - 1}" in line.told


def test_a_filter_without_a_field_stands_there_and_can_be_left_out(client: Client, history: None) -> None:
    shown = client.get(f"{HOME}recovery/?mode=human_only&by=mode").content.decode()

    assert "Mode: Human-only" in shown
    assert re.search(r'href="\?from=[^"]*&amp;by=mode">Leave it out', shown)


def test_a_stranger_finds_nothing(elsewhere: Cast, cast: Cast, sign_in: SignIn) -> None:
    with scope.acting_for_nobody():
        stranger = sign_in(elsewhere.owner)

    assert {stranger.get(f"{HOME}{place}").status_code for place in ("", "presence-time/", "presence-time.csv")} == {404}
