"""A batch as a table."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from presence.kit.ids import new_id
from touchpoints.interactions import incoming

COLUMNS = {"id": "uuid", "note": "text", "seconds": "int4", "amount": "numeric", "resolved": "bool", "at": "timestamptz"}
AT = datetime(2026, 11, 20, 9, 30, 0, 123456, tzinfo=UTC)
SIGNS = ('quote " and \\', "null", "%s %(note)s", "é\x1f\u2028\U0001f600", "\n\t")
ROW = (new_id(), "a", 5, Decimal("9.50"), True, AT)


def came(rows: incoming.Rows) -> list[tuple[Any, ...]]:
    table, values = incoming.table(COLUMNS, rows)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM {table}", values)
        return cursor.fetchall()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rows",
    [
        [ROW],
        [(None, None, None, None, None, None)],
        [ROW, (new_id(), "a", 5, Decimal("9.50"), True, AT)],
        [ROW, (new_id(), None, None, None, None, None), (new_id(), "", 0, Decimal(0), False, AT.replace(year=1970))],
        [(new_id(), text, 1, None, None, AT) for text in SIGNS],
    ],
    ids=["one", "nothing", "alike", "gaps", "signs"],
)
def test_it_arrives_as_it_was_sent_row_by_row(rows: list[tuple[Any, ...]]) -> None:
    assert came(rows) == rows
