"""A difference can be read forward and backward."""

from hypothesis import given
from hypothesis import strategies as st

from presence.kit import diffs
from presence.kit.diffs import Part

BEFORE = "within 4 hours, Monday to Friday"
AFTER = "within 2 hours, Monday to Saturday"
TEXTS = st.text(alphabet="ab \n.", max_size=40)


def test_it_names_what_went_and_what_came() -> None:
    assert diffs.between(BEFORE, AFTER) == [
        Part("same", "within "),
        Part("removed", "4"),
        Part("added", "2"),
        Part("same", " hours, Monday to "),
        Part("removed", "Friday"),
        Part("added", "Saturday"),
    ]


def test_equal_texts_are_one_part() -> None:
    assert diffs.between(BEFORE, BEFORE) == [Part("same", BEFORE)]


def test_from_nothing_everything_is_added() -> None:
    assert diffs.between("", "two words") == [Part("added", "two words")]


@given(before=TEXTS, after=TEXTS)
def test_both_texts_can_be_read_out_of_it(before: str, after: str) -> None:
    parts = diffs.between(before, after)

    assert "".join(part.text for part in parts if part.kind != "added") == before
    assert "".join(part.text for part in parts if part.kind != "removed") == after
