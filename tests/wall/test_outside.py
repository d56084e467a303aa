"""Programs outside the product sign in to the database itself: what a login of one organization can read, whatever it tries."""

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from metrics.readers import actions
from metrics.rollups.models import DayTotal
from presence.tenancy import scope
from promises.record.models import Promise
from tests.readers import Connection, Enter, readers
from tests.wall import canaries
from tests.wall.canaries import Twin
from touchpoints.interactions.models import Check, Interaction
from touchpoints.journeys.models import Touchpoint

VIEWS = {
    "touchpoints": Touchpoint.rows,
    "interactions": lambda: Interaction.rows().filter(deleted_at=None),
    "promise_checks": lambda: Check.rows().filter(interaction__deleted_at=None),
    "promises": Promise.rows,
    "days": DayTotal.rows,
}
# What a view shows of texts: names that an organization gives its own map, and words it sorts customers by.
NAMES = {"touchpoint.name", "journey.name", "stage.name", "interaction.segment"}
Committed = tuple[Twin, Twin]


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Committed]:
    """Another connection reads what was committed alone; everything is emptied afterwards."""
    with django_db_blocker.unblock():
        try:
            yield canaries.make_twin("A"), canaries.make_twin("B")
        finally:
            call_command("flush", verbosity=0, interactive=False, database="owner")


@pytest.fixture(scope="module")
def enter(committed: Committed) -> Iterator[Enter]:
    with readers() as entering:
        yield entering


@pytest.fixture
def inside(committed: Committed, enter: Enter) -> Connection:
    """The reader of A, while B has one, too. Its sessions begin read-only, which it can change itself: here it has."""
    reader, _theirs = (enter(twin.organization) for twin in committed)
    reader.execute("SET default_transaction_read_only = off")
    return reader


def seen(reader: Connection) -> dict[str, list[str]]:
    """Every row of every view, as text."""
    return {view: [str(row) for row in reader.execute(f"SELECT * FROM reading.{view}")] for view in VIEWS}


def test_it_sees_its_own_rows_and_none_of_another(committed: Committed, enter: Enter) -> None:
    for ours, theirs in (committed, committed[::-1]):
        rows = seen(enter(ours.organization))
        text = str(rows)

        with scope.acting_for(ours.organization), transaction.atomic():
            assert {view: len(shown) for view, shown in rows.items()} == {view: mine().count() for view, mine in VIEWS.items()}
        assert all(rows.values())
        assert [word for word in theirs.ids() if word in text] == theirs.seen_in(text) == []


def test_it_sees_names_on_the_map_and_no_other_words(committed: Committed, enter: Enter) -> None:
    ours = committed[0]
    with scope.acting_for(ours.organization), transaction.atomic():
        keys = {touchpoint.key for touchpoint in Touchpoint.rows()}

    words = set(ours.seen_in(str(seen(enter(ours.organization)))))

    assert {".".join(word.split(".")[1:3]) for word in words - keys} == NAMES


@pytest.mark.parametrize(
    "trick",
    [
        "SELECT set_config('presence.organization', '{other}', false)",
        "SET presence.organization = '{other}'",
        "SET ROLE presence_read",
        "RESET ROLE",
        "SET SESSION AUTHORIZATION DEFAULT",
        "RESET ALL",
        "DISCARD ALL",
        "SET search_path = public, pg_temp",
    ],
)
def test_nothing_it_says_changes_whose_rows_it_sees(trick: str, committed: Committed, inside: Connection) -> None:
    before = seen(inside)

    inside.execute(trick.format(other=committed[1].organization.pk))

    assert seen(inside) == before


def test_switching_row_security_off_refuses_instead_of_showing(inside: Connection) -> None:
    inside.execute("SET row_security = off")

    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        inside.execute("SELECT * FROM reading.interactions")


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE {theirs}",
        "SET ROLE presence_app",
        "SET ROLE presence_owner",
        "SET ROLE presence_rollup",
        "SET SESSION AUTHORIZATION {theirs}",
        "GRANT {theirs} TO {ours}",
        "GRANT presence_app TO {ours}",
        "ALTER ROLE {ours} BYPASSRLS",
        "ALTER ROLE {ours} CONNECTION LIMIT 100",
        "ALTER ROLE {theirs} PASSWORD 'guessed'",
        "CREATE ROLE presence_reader_more IN ROLE presence_read",
        "SELECT * FROM public.presence_customer",
        "SELECT note FROM public.touchpoints_interaction",
        "SELECT id FROM public.touchpoints_interaction",
        "SELECT * FROM public.presence_organization",
        "SELECT * FROM public.presence_user",
        "SELECT public.metrics_roll_up(now(), 1)",
        "SELECT * FROM public.presence_organization_ids()",
        "SELECT * FROM public.presence_places_of('{other}')",
        "INSERT INTO reading.promises (id) VALUES (gen_random_uuid())",
        "UPDATE reading.promises SET state = 'void'",
        "DELETE FROM reading.promises",
        "SELECT id FROM reading.promises FOR UPDATE",
        "DO $$ BEGIN LOCK TABLE reading.promises IN EXCLUSIVE MODE; END $$",
        "CREATE TABLE reading.mine (id uuid)",
        "CREATE TEMPORARY TABLE mine (id uuid)",
        "CREATE SCHEMA mine",
        "CREATE VIEW reading.mine AS SELECT * FROM reading.promises",
        "CREATE FUNCTION reading.mine() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
        "ALTER VIEW reading.promises SET (security_invoker = false)",
        "DROP VIEW reading.promises",
        "ALTER TABLE public.promises_promise DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY wide ON public.promises_promise USING (true)",
        "COPY reading.promises TO '/tmp/promises'",
        "COPY reading.promises TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
        "SET session_replication_role = replica",
    ],
)
def test_it_is_refused(statement: str, committed: Committed, inside: Connection) -> None:
    ours, theirs = (actions.name_of(twin.organization.pk) for twin in committed)

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        inside.execute(statement.format(ours=ours, theirs=theirs, other=committed[1].organization.pk))


def test_what_the_database_knows_of_its_tables_tells_no_values(inside: Connection) -> None:
    assert inside.execute("SELECT * FROM pg_stats WHERE schemaname = 'public'").fetchall() == []
    assert (
        inside.execute("SELECT query FROM pg_stat_activity WHERE usename = 'presence_app' AND query NOT LIKE '<%'").fetchall()
        == []
    )


def test_a_role_without_an_organization_in_its_name_reads_nothing(committed: Committed) -> None:
    with psycopg.connect(settings.DATABASE_ADMIN_URL, dbname=connection.settings_dict["NAME"]) as server:
        server.execute("CREATE ROLE stray IN ROLE presence_read")
        server.execute("SET SESSION AUTHORIZATION stray")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            server.execute("SELECT * FROM reading.promises")
        server.rollback()
