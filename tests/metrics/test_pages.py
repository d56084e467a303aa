"""Pages of the promise-kept rate."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from presence.customers import actions as customers
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.journeys.publishing import publish_mode
from touchpoints.interactions import ingest
from touchpoints.models import Touchpoint

NOW = datetime(2026, 11, 21, 1, 10, 4, tzinfo=UTC)
HOME = "/o/fieldstone/metrics/promise-kept-rate/"
SignIn = Callable[[Any], Client]


@pytest.fixture
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.agent)


def take(by: Actor, *rows: dict[str, Any]) -> None:
    assert ingest.ingest(rows, by=by, now=NOW, create_customers=True).rejected == []


def judged(verdict: str, at: str = "2026-11-10T09:00:00Z", times: int = 1, **fields: Any) -> list[dict[str, Any]]:
    return [row(occurred_at=at, checks=[{"verdict": verdict}], **fields) for _ in range(times)]


def test_the_page_says_the_rate_with_all_it_rests_on(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    take(
        by,
        *judged("kept", times=47),
        *judged("broken", times=2),
        row(occurred_at="2026-11-10T09:00:00Z", promised_by="2026-11-11T09:00:00Z", done_at="2026-11-12T09:00:00Z"),
        *judged("renegotiated", times=3),
        *judged("cannot_tell", times=4),
        *[row(occurred_at="2026-11-10T09:00:00Z")] * 8,
    )

    page = sign_in(acting.viewer).get(HOME).content.decode()

    assert "94%" in page
    assert "84 to 98, 47 of 50" in page
    assert "22 Oct to 20 Nov · Brussels days · as of Sat 21 Nov, 02:10" in page
    assert "65 interactions" in page
    assert "1 late, 0 overdue, 2 judged" in page
    assert "4 can’t tell, 8 not looked at" in page
    assert "/o/fieldstone/interactions/?verdict=unjudged&amp;from=2026-10-22&amp;to=2026-11-20" in page
    assert "/o/fieldstone/help/metrics/promise-kept-rate/" in page


def test_the_trend_marks_where_a_version_of_the_map_began(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    take(by, *judged("kept", times=20))
    assert "Map version" not in sign_in(acting.viewer).get(HOME).content.decode()

    publish_mode(Actor.of(acting.leader), "status-update", "augment", now=NOW - timedelta(days=10))

    assert "Map version 2" in sign_in(acting.viewer).get(HOME).content.decode()


def test_every_number_leads_to_exactly_its_rows(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    take(
        by,
        *judged("kept", times=3, touchpoint_key="status-update", member=acting.agent.user.email),
        *judged("broken", times=2),
        *judged("cannot_tell", times=2, member=acting.agent.user.email),
        *judged("kept", at="2026-10-01T09:00:00Z"),
    )
    client = sign_in(acting.viewer)
    page = client.get(HOME).context["page"]
    lines = [*page.touchpoints, *page.teams]

    expected = {page.rows_url: 7, **{line.judged_url: line.counts.denominator for line in lines}}
    expected |= {line.unjudged_url: line.counts.unjudged for line in lines}
    expected |= dict(zip([figure.url for figure in page.figures], [5, 2, 2, 0], strict=True))
    for address, count in expected.items():
        assert len(client.get(address).context["rows"]) == count, address


def test_being_on_time_is_not_yet_keeping_the_promise(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    Touchpoint.rows().update(response_target_minutes=30)
    take(
        by,
        *judged("kept", times=6, response_minutes=10),
        *judged("broken", times=3, response_minutes=30),
        *judged("broken", times=2, response_minutes=31),
        *judged("kept", times=4),
    )
    client = sign_in(acting.viewer)

    attainment, green = client.get(HOME).context["page"].punctuality

    assert (attainment.value, attainment.detail) == ("52-95%", "9 of 11")
    assert (green.value, green.link_word) == ("3", "See 3 interactions")
    assert [len(client.get(one.url).context["rows"]) for one in (attainment, green)] == [11, 3]


def test_no_clear_change_unless_the_difference_is_clear(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    take(by, *judged("kept", times=45), *judged("broken", times=5), *judged("kept", times=47, at="2026-10-01T09:00:00Z"))
    client = sign_in(acting.viewer)
    assert "Down 10 points" in client.get(HOME).content.decode()

    take(by, *judged("broken", times=2, at="2026-10-01T09:00:00Z"))

    assert "No clear change" in client.get(HOME).content.decode()


def test_under_ten_judged_there_is_no_percentage(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    take(by, *judged("kept", times=9))

    page = sign_in(acting.viewer).get(HOME).content.decode()

    assert "9 of 9" in page
    assert "too few for a rate" in page
    assert "100%</p>" not in page


def test_no_data_leads_to_the_range_that_has_data(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    client = sign_in(acting.viewer)
    assert "Nothing recorded yet" in client.get(HOME).content.decode()
    take(by, *judged("kept", at="2016-02-29T09:00:00Z"), *judged("kept", at="2016-03-05T09:00:00Z"))

    page = client.get(HOME).content.decode()

    assert "No data in these days" in page
    assert "?from=2016-02-29&amp;to=2016-03-05" in page
    assert "2 of 2" in client.get(f"{HOME}?from=2016-02-29&to=2016-03-05").content.decode()


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("window=2026-11", 3),
        ("window=7d", 1),
        ("window=all", 4),
        ("window=2026-W46", 2),
        ("from=2026-11-09&to=2026-11-20", 3),
        ("window=2026&touchpoint=status-update", 1),
        ("window=2026&team=support", 1),
        ("window=2026&segment=gold", 2),
        ("window=2026&mode=automate", 0),
        ("from=2026-11-21&to=2026-11-21", 0),
    ],
)
def test_windows_and_filters_change_what_is_counted(
    *, today: None, acting: Cast, by: Actor, sign_in: SignIn, query: str, total: int
) -> None:
    customers.add(by=by, name="Gold", external_ref="gold", segment="gold")
    take(
        by,
        *judged("kept", at="2026-09-10T09:00:00Z", customer_ref="gold"),
        *judged("kept", at="2026-11-09T09:00:00Z", customer_ref="gold"),
        *judged("broken", at="2026-11-10T09:00:00Z", touchpoint_key="status-update"),
        *judged("broken", at="2026-11-20T22:59:00Z", member=acting.agent.user.email),
    )

    answer = sign_in(acting.viewer).get(f"{HOME}?{query}")

    assert answer.context["page"].answer.counts.total == total


@pytest.mark.parametrize(
    "query", ["window=soon", "from=2026-10-01", "touchpoint=nope", "window=30d&from=2026-10-01&to=2026-10-02"]
)
def test_what_cannot_be_read_is_told_and_left_out(today: None, acting: Cast, by: Actor, sign_in: SignIn, query: str) -> None:
    take(by, *judged("kept"))
    client = sign_in(acting.viewer)

    page = client.get(f"{HOME}?{query}")

    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert client.get(f"/o/fieldstone/metrics/promise-kept-rate.csv?{query}").status_code == 422


def test_today_counts_when_asked_for_and_is_live(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    client = sign_in(acting.viewer)
    asked = f"{HOME}?from=2026-11-21&to=2026-11-21"
    take(by, row(occurred_at="2026-11-20T23:30:00Z", promised_by=(NOW + timedelta(minutes=5)).isoformat()))
    assert client.get(asked).context["page"].answer.counts.unchecked == 1

    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        assert client.get(asked).context["page"].answer.counts.broken_overdue == 1


def test_the_trend_covers_twelve_weeks_with_its_gaps(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    take(by, *judged("kept", times=2), *judged("kept", at="2026-09-02T09:00:00Z"))

    page = sign_in(acting.viewer).get(HOME).content.decode()

    assert page.count('<tr><th scope="row"><a href="/o/fieldstone/interactions/?verdict=judged') == 12
    assert page.count('<td class="cell-number">no data</td>') == 10


def test_the_page_costs_the_same_at_any_size(
    today: None, acting: Cast, by: Actor, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = sign_in(acting.viewer)
    client.get(HOME)
    take(by, *judged("kept", times=30), *judged("broken", times=30, touchpoint_key="scope-change", handled_by="none"))

    with django_assert_num_queries(18):
        client.get(HOME)


def test_the_numbers_go_into_a_spreadsheet(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    take(by, *judged("kept", times=2), *judged("broken"))

    export = b"".join(sign_in(acting.viewer).get("/o/fieldstone/metrics/promise-kept-rate.csv")).decode("utf-8-sig")  # type: ignore[arg-type]

    head, first, *rest = export.splitlines()
    assert first.startswith(",,All,0.666667,0.207")
    assert first.endswith("2026-10-22,2026-11-20,Europe/Brussels,2026-11-21T01:10:04Z")
    assert head.startswith("by,key,label,value,low,high,kept,judged")
    assert any(line.startswith("touchpoint,first-response,First response,0.666667") for line in rest)


def test_the_definition_is_in_words(acting: Cast, sign_in: SignIn) -> None:
    client = sign_in(acting.viewer)

    page = client.get("/o/fieldstone/help/metrics/promise-kept-rate/").content.decode()

    assert "the share in which we kept what was promised" in page
    assert client.get("/o/fieldstone/help/metrics/none/").status_code == 404


def test_the_start_page_has_a_small_panel(today: None, acting: Cast, by: Actor, sign_in: SignIn) -> None:
    client = sign_in(acting.viewer)
    assert "Nothing recorded yet." in client.get("/o/fieldstone/metrics/panel/").content.decode()
    take(by, *judged("kept", at="2016-02-29T09:00:00Z"))
    assert "Show 29 Feb 2016" in client.get("/o/fieldstone/metrics/panel/").content.decode()

    take(by, *judged("kept", times=12))

    panel = client.get("/o/fieldstone/metrics/panel/").content.decode()
    assert '<p class="figure-value">76-100%</p><p>12 of 12</p>' in panel
