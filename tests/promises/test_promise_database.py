"""What the database refuses whoever asks: altered history, forked numbers, a broken chain."""

from collections.abc import Callable, Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client

from presence.tenancy import scope
from presence.tenancy.models import Membership
from promises.record import reading
from promises.record.models import Promise, Revision
from tests.conftest import Cast
from tests.promises.conftest import Write

TABLES = ("promises_revision", "promises_revisionwording", "promises_term", "promises_termwording")


@pytest.fixture
def promise(cast: Cast, write: Write) -> Iterator[Promise]:
    made = write()
    with scope.acting_for(cast.organization):
        yield made


def run(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET organization_id = organization_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_history_is_neither_changed_nor_removed(promise: Promise, table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        run(statement.format(table))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_grant_alone_would_not_open_history(promise: Promise, table: str) -> None:
    """The triggers stand behind the grants: even with the right to, the runtime role alters nothing."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT UPDATE, DELETE, TRUNCATE ON {table} TO presence_app")
    try:
        for statement in (
            f"UPDATE {table} SET organization_id = organization_id",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(DatabaseError, match=r"append-only|permission denied"):
                run(statement)
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM presence_app")


INSERT = """
INSERT INTO promises_revision (id, organization_id, promise_id, number, source, time_flexibility, cost_flexibility,
  scope_flexibility, chosen_pair, author_label, created_at, wording_digest, previous_hash, hash)
SELECT gen_random_uuid(), organization_id, promise_id, %s, source, time_flexibility, cost_flexibility, scope_flexibility,
  chosen_pair, author_label, created_at, wording_digest, %s, hash FROM promises_revision
"""


@pytest.mark.parametrize("number", [1, 3, 0])
def test_a_revision_cannot_fork_or_skip(promise: Promise, number: int) -> None:
    with pytest.raises(DatabaseError, match=r"does not continue the chain|violates"):
        run(INSERT, number, Revision.rows().get().hash)


@pytest.mark.parametrize("previous", ["", "0" * 64])
def test_a_revision_must_name_the_hash_before_it(promise: Promise, previous: str) -> None:
    with pytest.raises(DatabaseError, match="does not continue the chain"):
        run(INSERT, 2, previous)


def test_verify_says_that_all_is_well(promise: Promise, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify", organization="fieldstone")

    assert "All well: 2 checks." in capsys.readouterr().out


def test_verify_needs_an_organization_that_exists(promise: Promise) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("verify", organization="nowhere")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_verify_names_what_the_owner_altered(
    cast: Cast, write: Write, sign_in: Callable[[Membership], Client], capsys: pytest.CaptureFixture[str]
) -> None:
    """The owner of the tables can alter history, and the chain reveals it."""
    made = write()
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE promises_termwording SET text = 'Whatever they like' WHERE text LIKE 'Repair%'")
        cursor.execute("UPDATE promises_revision SET author_label = 'Somebody else'")

    with pytest.raises(CommandError, match="2 found wrong"):
        call_command("verify")

    words = capsys.readouterr().err
    assert f"Promise {made.pk}: Revision 1 was altered after it was written." in words
    assert "Term 3 of revision 1 was altered" in words
    with scope.acting_for(cast.organization), transaction.atomic():
        assert reading.current([made.pk])[made.pk].author_label == "Somebody else"
    page = sign_in(cast.viewer).get(f"/o/fieldstone/promises/{made.pk}/").content.decode()
    assert "This record was altered outside Presence." in page
    assert "Term 3 of revision 1 was altered after it was written." in page
