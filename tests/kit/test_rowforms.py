"""Groups of fields that plain submit buttons add, move and remove."""

from django import forms
from hypothesis import given
from hypothesis import strategies as st

from presence.kit import rowforms


class Line(forms.Form):
    text = forms.CharField()
    note = forms.CharField(required=False)


DATA = {
    "title": "x",
    "terms-0-text": "first",
    "terms-2-text": "third",
    "terms-2-note": "n",
    "terms-add": "1",
    "terms-x-text": "no",
}


def test_it_reads_groups_in_their_order() -> None:
    assert rowforms.typed(DATA, "terms") == [{"text": "first"}, {"text": "third", "note": "n"}]


def test_it_tells_which_button_was_pressed() -> None:
    assert rowforms.pressed(DATA, "terms") == ("add", -1)
    assert rowforms.pressed({"terms-3-up": ""}, "terms") == ("up", 3)
    assert rowforms.pressed({"terms-0-text": "up", "terms-up": "", "other-0-up": ""}, "terms") is None


@given(st.lists(st.uuids(), max_size=6, unique=True), st.sampled_from(["up", "down", "remove", "add"]), st.integers(-2, 8))
def test_a_button_loses_nothing_it_should_keep(ids: list[object], verb: str, place: int) -> None:
    rows = [{"text": str(each)} for each in ids]

    after, at = rowforms.changed(rows, verb, place)

    gone = [row for row in rows if row not in after]
    assert len(gone) == (1 if verb == "remove" and 0 <= place < len(rows) else 0)
    assert len(after) == len(rows) - len(gone) + (verb == "add")
    assert -1 <= at < max(1, len(after))
    if verb in ("up", "down") and 0 <= place < len(rows):
        assert after[at] == rows[place]


def test_groups_are_judged_all_at_once() -> None:
    groups = rowforms.RowForms(Line, "terms", [{"text": ""}, {"text": "ok"}, {"text": ""}], bound=True)

    assert not groups.is_valid()
    assert [link.anchor for link in groups.error_links()] == ["id_terms-0-text", "id_terms-2-text"]


def test_groups_in_which_nothing_is_written_are_left_out() -> None:
    assert rowforms.filled([{"text": " ", "note": "n"}, {"text": "x"}], ["text"]) == [{"text": "x"}]
