"""CSV for people: safe in a spreadsheet, readable everywhere."""

import csv as csv_module
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presence.kit import csv


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("+32 2 123", "'+32 2 123"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "' =1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1+1", "'＝1+1"),
        (-5, "-5"),
        (Decimal("-1.50"), "-1.50"),
        (None, ""),
        (True, "yes"),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 9, 30, tzinfo=UTC), "2026-11-21T09:30+00:00"),
    ],
)
def test_a_cell_is_never_run_as_a_formula(value: Any, cell: str) -> None:
    assert csv.safe(value) == cell


@given(st.lists(st.lists(st.text(), min_size=1, max_size=3), max_size=5))
def test_every_text_survives_and_none_begins_a_formula(rows: list[list[str]]) -> None:
    out = StringIO(newline="")
    csv.write(rows, out)

    read = list(csv_module.reader(StringIO(out.getvalue(), newline="")))

    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in read for cell in row)


@pytest.mark.django_db  # closing a response closes idle connections
def test_the_download_opens_in_a_spreadsheet() -> None:
    response = csv.answer([("name",), ("Café",)] + [("x" * 1000,)] * 2000, filename="customers.csv")

    content = b"".join(response.streaming_content)  # type: ignore[arg-type]
    response.close()
    assert content.startswith(b"\xef\xbb\xbfname\r\nCaf\xc3\xa9\r\n")
    assert response["Content-Disposition"] == 'attachment; filename="customers.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
