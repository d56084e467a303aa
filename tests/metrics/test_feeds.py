"""Feeds of metrics for spreadsheets: what they hold, of whom, and when they are dead."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from metrics.calculators.registry import METRICS
from metrics.facts import measured
from metrics.feeds import actions
from metrics.feeds.models import MetricFeed
from presence.audit.models import Entry
from presence.members import actions as members
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.api.conftest import ApiClient, make_key
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.interactions import ingest

SignIn = Callable[[Membership], Client]
PAGE = "/o/fieldstone/metrics/feeds/"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CASES = [*((key, lines) for key in METRICS for lines in ("", "team")), ("promise-kept-rate", "week"), ("recovery", "week")]


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def history(acting: Cast) -> None:
    rows = [
        row(f"R{place}", occurred_at=f"2026-11-{10 + place % 10}T09:00:00Z", checks=[{"verdict": "kept"}], minutes=20)
        for place in range(12)
    ]
    assert ingest.ingest(rows, by=Actor.of(acting.leader), now=NOW, create_customers=True).rejected == []


def page_after(client: Client, **data: str) -> str:
    return client.post(PAGE, {"metric": "promise-kept-rate", "days": "30d", "lines": "", **data}).content.decode()


def made(client: Client, **data: str) -> str:
    """The path of a new feed, from the page that shows it once."""
    page = page_after(client, **data)
    found = re.search(r'value="https?://[^/"]+(/feeds/[^"]+/metric\.csv)"', page)
    assert found, page
    return found[1]


def stored(cast: Cast) -> list[dict[str, Any]]:
    with scope.acting_for(cast.organization):
        return list(MetricFeed.rows().order_by("created_at", "id").values())


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(("key", "lines"), CASES)
def test_it_is_the_table_of_the_api(cast: Cast, sign_in: SignIn, client: Client, key: str, lines: str) -> None:
    api = ApiClient(make_key(cast.owner, ["metrics:read"]))
    grouped = f"&group_by={lines}" if lines else ""

    answer = client.get(made(sign_in(cast.viewer), metric=key, lines=lines))

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert "no-store" in answer["Cache-Control"]
    assert answer.content == api.send("GET", f"/metrics/{key}.csv?window=30d{grouped}").content


def test_its_days_move_on(cast: Cast, history: None, sign_in: SignIn, client: Client) -> None:
    path = made(sign_in(cast.viewer))
    with time_machine.travel(datetime(2026, 12, 25, 12, tzinfo=UTC), tick=False):
        assert b"2026-11-25,2026-12-24" in client.get(path).content


def test_everything_recorded_begins_with_the_first_day(cast: Cast, history: None, sign_in: SignIn, client: Client) -> None:
    assert b"2026-11-10,2026-11-21" in client.get(made(sign_in(cast.viewer), days="all")).content


def test_the_page_has_the_formula_for_sheets(cast: Cast, sign_in: SignIn) -> None:
    page = html.unescape(page_after(sign_in(cast.viewer)))

    assert re.search(r'=IMPORTDATA\("https?://[^"]+/feeds/[^"]+/metric\.csv"\)', page)


def test_lines_that_a_metric_does_not_have_are_refused(cast: Cast, sign_in: SignIn) -> None:
    page = page_after(sign_in(cast.viewer), metric="presence-time", lines="touchpoint")

    assert "Presence time is grouped by team, day, week or month." in page
    assert stored(cast) == []


@pytest.mark.parametrize("wrong", [{"metric": "x"}, {"days": "31d"}, {"lines": "customer"}, {"metric": "\x00"}, {"days": ""}])
def test_a_feed_of_nothing_is_refused(cast: Cast, sign_in: SignIn, wrong: dict[str, str]) -> None:
    answer = sign_in(cast.viewer).post(PAGE, {"metric": "promise-kept-rate", "days": "30d", "lines": "", **wrong})

    assert "There is a problem" in answer.content.decode()
    assert stored(cast) == []


def test_the_metric_of_the_page_is_chosen_already(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.viewer).get(f"{PAGE}?metric=recovery").content.decode()

    assert re.search(r'<option value="recovery"\s+selected', page)


def test_it_is_dead_at_once(cast: Cast, history: None, sign_in: SignIn, client: Client) -> None:
    member = sign_in(cast.agent)
    revoked, orphaned = made(member), made(member)
    assert "Revoke" in member.get(PAGE).content.decode()
    member.post(f"{PAGE}{stored(cast)[0]['id']}/revocation/")

    assert (client.get(revoked).status_code, client.get(orphaned).status_code) == (404, 200)
    with scope.acting_for(cast.organization):
        members.remove_member(by=Actor.of(cast.owner), now=timezone.now(), member=cast.agent)
        assert Entry.rows().filter(verb="metric_feed.revoked").count() == 2
    assert client.get(orphaned).status_code == 404


def test_a_person_who_is_shut_out_feeds_no_sheet(cast: Cast, history: None, sign_in: SignIn, client: Client) -> None:
    path = made(sign_in(cast.agent))
    type(cast.agent.user).objects.filter(pk=cast.agent.user.pk).update(is_active=False)

    assert client.get(path).status_code == 404


def test_a_metric_that_is_no_more_is_not_found(cast: Cast, history: None, sign_in: SignIn, client: Client) -> None:
    path = made(sign_in(cast.viewer))
    with scope.acting_for(cast.organization):
        MetricFeed.rows().update(metric="former")

    assert client.get(path).status_code == 404
    assert "former" in sign_in(cast.viewer).get(PAGE).content.decode()


@pytest.mark.parametrize("token", ["x", "x" * 66, "AAAAAAAAAAAAAAAAAAAAAA.guess", "%00", "é" * 30, "a.b", "x" * 10_000])
def test_what_was_never_a_feed_is_not_found(cast: Cast, client: Client, token: str) -> None:
    assert client.get(f"/feeds/{token}/metric.csv").status_code == 404


def test_the_secret_of_one_organization_opens_no_other(cast: Cast, elsewhere: Cast, history: None, sign_in: SignIn) -> None:
    """The same secret behind the other organization's id is nobody's."""
    ours = made(sign_in(cast.viewer)).split("/")[2]
    with scope.acting_for(elsewhere.organization):
        _feed, theirs = actions.make(
            by=Actor.of(elsewhere.owner), member=elsewhere.owner, metric=METRICS["recovery"], days="30d", lines=""
        )

    mixed = theirs.split(".", 1)[0] + "." + ours.split(".", 1)[1]

    assert actions.read(mixed, now=NOW) is None
    assert actions.read(ours, now=NOW) is not None


def test_only_the_hash_is_stored(cast: Cast, history: None, sign_in: SignIn, client: Client) -> None:
    path = made(sign_in(cast.agent))
    token = path.split("/")[2]

    assert token.split(".", 1)[1] not in str(stored(cast))
    assert token not in sign_in(cast.agent).get(PAGE).content.decode()


def test_reading_changes_nothing_but_when_it_was_last_used(cast: Cast, history: None, sign_in: SignIn, client: Client) -> None:
    path = made(sign_in(cast.agent))
    before = stored(cast)[0]

    assert (client.head(path).status_code, client.get(path).status_code, client.post(path).status_code) == (200, 200, 405)

    after = stored(cast)[0]
    assert (before.pop("last_used_at"), after.pop("last_used_at")) == (None, NOW)
    assert before == after


def test_another_members_feed_is_not_mine(cast: Cast, sign_in: SignIn) -> None:
    made(sign_in(cast.agent))
    owner = sign_in(cast.owner)

    assert owner.post(f"{PAGE}{stored(cast)[0]['id']}/revocation/").status_code == 404
    assert "Revoke" not in owner.get(PAGE).content.decode()


def test_there_is_an_end_to_feeds(acting: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_FEEDS", 2)
    new = {"by": Actor.of(acting.agent), "member": acting.agent, "metric": METRICS["recovery"], "days": "30d", "lines": ""}
    actions.make(**new)
    actions.make(**new)

    with pytest.raises(actions.TooManyFeeds):
        actions.make(**new)
    with pytest.raises(measured.NotOffered):
        actions.make(**new | {"lines": "nothing"})
