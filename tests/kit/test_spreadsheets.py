"""What leaves in a CSV file runs no formula, and comes back as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presence.kit import spreadsheets


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-1 fine", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－x", "＠x", "'=1"]
)
def test_a_formula_is_written_as_text(cell: str) -> None:
    assert spreadsheets.safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "plain", "-5", "+32", "-5.25", "-5,25", "'quoted'", "a=b", "1-2"])
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert spreadsheets.safe(cell) == cell


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_every_text_comes_back(cell: str) -> None:
    assert spreadsheets.restored(spreadsheets.safe(cell)) == cell


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n")), min_size=1))
def test_lines_are_read_back_as_the_same_rows(row: list[str]) -> None:
    (read,) = csv.reader(io.StringIO("".join(spreadsheets.lines([row])), newline=""))

    assert [spreadsheets.restored(cell) for cell in read] == row


def test_a_zero_byte_is_left_out() -> None:
    assert spreadsheets.safe("a\0b") == "ab"
