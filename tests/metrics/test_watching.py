"""What Prometheus reads: everything that goes wrong quietly, and nothing about anybody."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from metrics.rollups.models import Standing
from metrics.watching import samples, text
from metrics.watching.text import Sample
from presence import tasks
from presence.environment import Reader
from presence.kit import health
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.metrics.test_rollups import roll_up
from touchpoints.interactions import ingest

TOKEN = "0123456789abcdefghijklmnopqrstuvwxyz-not-a-secret"
LINE = re.compile(r"presence_(\w+)(?:\{state=\"(\w+)\"\})? (\S+)")


@pytest.fixture
def _open(db: None, settings: Any) -> Iterator[None]:
    settings.PROMETHEUS_TOKEN = TOKEN
    yield
    cache.delete(health.PULSE)


def asked(client: Client) -> dict[tuple[str, str], float]:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer["Content-Type"]) == (200, text.CONTENT_TYPE)
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    found = [LINE.fullmatch(line) for line in lines]
    assert all(found), lines
    return {(one[1], one[2] or ""): float(one[3]) for one in found if one}


@pytest.mark.usefixtures("_open")
def test_every_gauge_is_told_and_explained(cast: Cast, elsewhere: Cast, client: Client) -> None:
    tasks.beat_pulse()

    found = asked(client)

    assert {name for name, _label in found} | {"messages"} == set(text.HELP)
    assert (found["organizations", ""], found["beat_is_heard", ""]) == (2, 1)


@pytest.mark.usefixtures("_open")
def test_days_that_wait_for_their_sums_are_counted_over_everybody(cast: Cast, elsewhere: Cast, client: Client) -> None:
    now = datetime.now(UTC)
    for one in (cast, elsewhere):
        with scope.acting_for(one.organization):
            rows = [row(place, occurred_at=f"2026-03-1{place}T09:00:00Z") for place in "12"]
            assert ingest.ingest(rows, by=Actor.of(one.leader), now=now, create_customers=True).rejected == []

    before = asked(client)
    roll_up(now)
    after = asked(client)

    assert (before["rollup_days_waiting", ""], after["rollup_days_waiting", ""]) == (4, 0)
    assert after["rollup_lag_seconds", ""] == 0


@pytest.mark.usefixtures("_open")
def test_an_organization_in_trouble_is_counted_and_not_named(acting: Cast, client: Client) -> None:
    Standing.objects.create(trouble="bigint out of range", trouble_at=datetime.now(UTC), time_zone="Europe/Brussels")
    with scope.acting_for_nobody():
        assert asked(client)["rollup_organizations_in_trouble", ""] == 1
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()

    for word in ("fieldstone", "Fieldstone", str(acting.organization.pk), "bigint"):
        assert word not in answer


@pytest.mark.usefixtures("_open")
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer é"])
def test_without_the_token_nothing_is_told(client: Client, header: str) -> None:
    answer = client.get("/metrics", headers={"Authorization": header})

    assert (answer.status_code, b"presence_" in answer.content) == (401, False)


def test_without_a_token_of_the_installation_there_is_nothing(db: None, client: Client, settings: Any) -> None:
    settings.PROMETHEUS_TOKEN = ""

    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.usefixtures("_open")
def test_a_broker_that_is_away_is_left_out(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert "tasks_waiting" not in {one.name for one in samples.collect()}


def test_the_format_is_the_one_prometheus_reads() -> None:
    written = text.write(
        [Sample("messages", "queued", 3), Sample("messages", "sent", 20_000_001), Sample("messages_due", "", 0.5)]
    )

    assert written == (
        "# HELP presence_messages Automated messages by state.\n# TYPE presence_messages gauge\n"
        'presence_messages{state="queued"} 3\npresence_messages{state="sent"} 20000001\n'
        "# HELP presence_messages_due Automated messages that may leave and have not.\n"
        "# TYPE presence_messages_due gauge\npresence_messages_due 0.5\n"
    )


def test_a_token_that_is_easy_to_guess_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_TOKEN", "prometheus")
    with pytest.raises(ImproperlyConfigured, match="PROMETHEUS_TOKEN"):
        Reader().optional_secret("PROMETHEUS_TOKEN")
    monkeypatch.setenv("PROMETHEUS_TOKEN", TOKEN)
    assert Reader().optional_secret("PROMETHEUS_TOKEN") == TOKEN
    monkeypatch.delenv("PROMETHEUS_TOKEN")
    assert Reader().optional_secret("PROMETHEUS_TOKEN") == ""
