"""The API says what DuckDB works out over the downloaded file: `bin/prove duckdb` at a small size."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests import incidents
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.proofs import _recomputed
from tests.proofs import duckdb as proof
from touchpoints.interactions import ingest
from touchpoints.models import Touchpoint

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def some(chance: random.Random, place: int) -> dict[str, Any]:
    """An interaction of the days around the end of summer time, with everything that a metric asks."""
    at = datetime(2026, 10, 23, tzinfo=UTC) + timedelta(minutes=chance.randrange(4 * 24 * 60))
    given = row(
        f"R{place}",
        touchpoint_key=chance.choice(("first-response", "status-update")),
        occurred_at=at.isoformat(),
        handled_by=chance.choice(("human", "assisted", "automation", "none")),
        response_minutes=chance.choice((None, 0.02, 7, 29.99, 30, 30.02, 600)),
        first_truth=chance.choice((None, "stated", "not_stated", "not_due")),
        exception=chance.choice(("none", "recovery")),
        conversation_held=chance.choice((None, True, False)),
    )
    if chance.random() < 0.3:
        given["promised_by"] = (at + timedelta(days=chance.randrange(40))).isoformat()
    else:
        given["checks"] = [{"verdict": chance.choice(("kept", "broken", "renegotiated", "cannot_tell"))}]
    return {name: value for name, value in given.items() if value is not None}


def test_everything_that_a_metric_asks_is_counted_alike(acting: Cast, sign_in: Any, tmp_path: Path) -> None:
    chance = random.Random(20261122)
    Touchpoint.rows().filter(key="first-response").update(response_target_minutes=30)
    rows = [some(chance, place) for place in range(300)]
    assert ingest.ingest(rows, by=Actor.of(acting.leader), now=NOW, create_customers=True).rejected == []

    found = _recomputed.compare(sign_in(acting.viewer), slug="fieldstone", zone="Europe/Brussels", folder=tmp_path)

    assert [one for one in found if not one.is_same] == []
    assert all(one.theirs for one in found if one.metric != "human-touch-ratio")
    assert len(next(one for one in found if one.group_by == "day").theirs) == 5


def test_a_service_desks_file_gives_the_rate_it_is_known_for(acting: Cast, sign_in: Any, tmp_path: Path) -> None:
    told = incidents.export(40)
    proof.bring_in(acting.leader, told.text, now=NOW)
    client: Client = sign_in(acting.viewer)

    found = _recomputed.compare(client, slug="fieldstone", zone="Europe/Brussels", folder=tmp_path)

    assert [one for one in found if not one.is_same] == []
    assert found[0].theirs == {"": (told.kept, told.kept + told.broken)}


def test_a_difference_is_seen(acting: Cast, sign_in: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with scope.acting_for(acting.organization):
        ingest.ingest(
            [row(occurred_at="2026-10-23T09:00:00Z", checks=[{"verdict": "broken"}])],
            by=Actor.of(acting.leader),
            now=NOW,
            create_customers=True,
        )
    monkeypatch.setitem(_recomputed.SHARES, "promise-kept-rate", ("verdict LIKE 'broken%'", "verdict <> ''"))

    found = _recomputed.compare(sign_in(acting.viewer), slug="fieldstone", zone="Europe/Brussels", folder=tmp_path)

    assert {one.metric for one in found if not one.is_same} == {"promise-kept-rate"}
