"""A planned statement is planned once for a connection, and means what it said."""

import psycopg
import pytest
from django.db import connection

from presence.kit.plans import Plan

pytestmark = pytest.mark.django_db

SUM = Plan("test_sum", "SELECT %(one)s::int + %(other)s::int + %(one)s::int")


def test_it_says_the_same_as_the_statement() -> None:
    with psycopg.ClientCursor(connection.connection) as cursor:
        SUM.prepare(connection.connection)
        cursor.execute("SELECT 'sent along'; " + SUM.call, {"other": 40, "one": 1})
        *_, last = cursor.results()

        assert last.fetchone() == (42,)


def test_a_connection_plans_it_once() -> None:
    for _ in range(2):
        SUM.prepare(connection.connection)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name = 'test_sum'")
        assert cursor.fetchone() == (1,)
