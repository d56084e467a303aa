"""What docs/feeds.md says of addresses and columns is so."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from presence.tenancy.actors import Actor
from tests.api.conftest import ApiClient, make_key
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.interactions import ingest

PAGE = (Path(__file__).parents[2] / "docs" / "feeds.md").read_text()
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ADDRESSES = re.findall(r"`/api/v1(/metrics/[^`]+)`", PAGE)


@pytest.fixture
def api(acting: Cast) -> Any:
    with time_machine.travel(NOW, tick=False):
        given = [row(occurred_at="2026-11-10T09:00:00Z", checks=[{"verdict": "kept"}])]
        assert ingest.ingest(given, by=Actor.of(acting.leader), now=NOW, create_customers=True).rejected == []
        yield ApiClient(make_key(acting.viewer, ["metrics:read"]))


def test_the_addresses_answer(api: ApiClient) -> None:
    assert [api.send("GET", address).status_code for address in ADDRESSES] == [200] * 3


def test_the_columns_for_grafana_are_there(api: ApiClient) -> None:
    [line] = [line for line in PAGE.splitlines() if line.startswith("| Columns")]
    columns = re.findall(r"`([\w.]+)`", line)
    [group] = api.send("GET", ADDRESSES[0]).json()["groups"]

    for column in columns:
        value: Any = group
        for part in column.split("."):
            value = value[part]
        assert value is not None, column
    assert len(columns) == 6
