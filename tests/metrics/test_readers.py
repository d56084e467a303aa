"""Logins for other programs: made, used as the docs say, removed by command. What they cannot: tests/wall/test_outside.py."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from metrics.readers import actions
from presence.audit.models import Entry
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.api.conftest import ApiClient, make_key
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.interactions import actions as interactions
from touchpoints.interactions import ingest
from touchpoints.interactions.models import Interaction

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PAGE = (Path(__file__).parents[2] / "docs" / "feeds.md").read_text()
QUESTION = re.findall(r"`/api/v1(/metrics/[^`]+group_by=touchpoint)`", PAGE)[0]
STATEMENT = re.findall(r"```sql\n(.+?)```", PAGE, re.DOTALL)[0]
NOW = datetime(2026, 2, 28, 12, tzinfo=UTC)


FIRST, UPDATE = "first-response", "status-update"


@pytest.fixture
def recorded(cast: Cast) -> Cast:
    """Interactions of every verdict at two touchpoints; one is overdue since, one of another quarter, one deleted."""
    days = ("2026-01-01", "2026-01-20", "2026-02-10", "2026-02-20", "2025-12-31")
    verdicts = ((FIRST, "kept"), (FIRST, "broken"), (UPDATE, "kept"), (UPDATE, "cannot_tell"))
    given = [
        row(occurred_at=f"{day}T09:00:00Z", touchpoint_key=touchpoint, checks=[{"verdict": verdict}])
        for day in days
        for touchpoint, verdict in verdicts
    ]
    overdue = row(occurred_at="2026-01-03T09:00:00Z", touchpoint_key=UPDATE, promised_by="2026-03-01T12:00:00Z")
    with scope.acting_for(cast.organization):
        outcome = ingest.ingest([*given, overdue], by=Actor.of(cast.leader), now=NOW, create_customers=True)
        assert outcome.rejected == []
        with transaction.atomic():
            gone = Interaction.rows().filter(touchpoint__key=FIRST, outcome="kept", local_day="2026-02-20").get()
            interactions.delete(interaction=gone, by=Actor.of(cast.leader), now=NOW)
    return cast


@pytest.fixture
def address(recorded: Cast) -> Iterator[str]:
    yield run("create_reader")
    with psycopg.connect(settings.DATABASE_ADMIN_URL) as server:
        server.execute(f"DROP ROLE IF EXISTS {actions.name_of(recorded.organization.pk)}")


def run(command: str, organization: str = "fieldstone") -> str:
    out = StringIO()
    call_command(command, organization=organization, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def test_the_statement_of_the_docs_says_what_the_api_says(address: str, recorded: Cast) -> None:
    api = ApiClient(make_key(recorded.viewer, ["metrics:read"]))
    told = {one["key"]: (one["numerator"], one["denominator"]) for one in api.send("GET", QUESTION).json()["groups"]}

    with psycopg.connect(address) as reader:
        read = {key: (kept, judged) for key, kept, judged in reader.execute(STATEMENT)}

    assert read == told == {FIRST: (3, 7), UPDATE: (4, 5)}


def test_a_day_is_settled_until_it_is_written_to(address: str, recorded: Cast) -> None:
    def day() -> Any:
        with psycopg.connect(address) as reader:
            return reader.execute("SELECT kept, interactions, settled FROM reading.days WHERE day = '2026-01-20'").fetchone()

    call_command("rollup", stdout=StringIO())
    assert day() == (2, 4, True)

    more = row(occurred_at="2026-01-20T10:00:00Z", checks=[{"verdict": "kept"}])
    with scope.acting_for(recorded.organization):
        ingest.ingest([more], by=Actor.of(recorded.leader), now=NOW, create_customers=True)
    assert day() == (2, 4, False)

    call_command("rollup", stdout=StringIO())
    assert day() == (3, 5, True)


def test_its_sessions_begin_careful(address: str, recorded: Cast) -> None:
    with psycopg.connect(address) as reader:
        begun = {name: reader.execute(f"SHOW {name}").fetchone() for name in actions.SESSION}
        assert begun == {name: (value.replace("60s", "1min"),) for name, value in actions.SESSION.items()}
        told = reader.execute("SELECT rolconnlimit FROM pg_roles WHERE rolname = session_user").fetchone()
        assert told == (actions.MOST_CONNECTIONS,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            reader.execute("CREATE TEMPORARY TABLE mine (id uuid)")


def test_removing_it_ends_what_is_open_and_lets_nobody_in(address: str, recorded: Cast) -> None:
    with psycopg.connect(address, autocommit=True) as reader:
        reader.execute("SELECT * FROM interactions")

        run("remove_reader")

        with pytest.raises(psycopg.Error):
            reader.execute("SELECT * FROM interactions")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


def test_both_stand_in_the_log(address: str, recorded: Cast) -> None:
    run("remove_reader")

    with scope.acting_for(recorded.organization), transaction.atomic():
        verbs = list(Entry.rows().filter(verb__startswith="reader.").order_by("at").values_list("verb", flat=True))
    assert verbs == ["reader.made", "reader.removed"]


def test_there_is_one_for_each_organization(address: str) -> None:
    with pytest.raises(CommandError, match="has a reader already"):
        run("create_reader")

    run("remove_reader")
    with pytest.raises(CommandError, match="has no reader"):
        run("remove_reader")
    assert run("create_reader") != address


@pytest.mark.parametrize("command", ["create_reader", "remove_reader"])
def test_it_says_when_there_is_no_such_organization(command: str) -> None:
    for organization in ("nowhere", "", "../fieldstone", "a\0"):
        with pytest.raises(CommandError, match="There is no organization"):
            run(command, organization)


def test_it_says_when_the_server_lets_it_make_no_roles(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATABASE_ADMIN_URL", os.environ["DATABASE_OWNER_URL"])
    with pytest.raises(CommandError, match="presence_owner may not do this"):
        run("create_reader")

    monkeypatch.setattr(settings, "DATABASE_ADMIN_URL", "")
    with pytest.raises(CommandError, match="Set DATABASE_ADMIN_URL"):
        run("create_reader")

    monkeypatch.setattr(settings, "DATABASE_ADMIN_URL", "postgres://nobody@127.0.0.1:1/presence")
    with pytest.raises(CommandError, match="cannot be reached"):
        run("create_reader")
    with scope.acting_for(cast.organization), transaction.atomic():
        assert not Entry.rows().filter(verb__startswith="reader.").exists()
