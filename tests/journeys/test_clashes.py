"""Edits of single fields by two people: what is written, and what is asked out."""

from hypothesis import given
from hypothesis import strategies as st

from touchpoints.map.clashes import Clash, Edit, chosen, settle

TEXT = st.text("abc ", max_size=3)


def test_a_field_that_still_says_what_its_writer_saw_is_written() -> None:
    assert settle([Edit("name", "New", "Old")], {"name": "Old"}) == ({"name": "New"}, [])


def test_a_field_that_its_writer_did_not_touch_stays_as_somebody_else_left_it() -> None:
    assert settle([Edit("name", "Old", "Old")], {"name": "Theirs"}) == ({}, [])


def test_a_field_that_both_changed_has_two_texts() -> None:
    assert settle([Edit("name", "Mine", "Old")], {"name": "Theirs"}) == ({}, [Clash("name", "Mine", "Theirs")])


def test_what_the_page_proposed_yields_to_what_somebody_wrote() -> None:
    proposed = Edit("message_text", "Usual", "", proposed="Usual")

    assert settle([proposed], {"message_text": ""}) == ({"message_text": "Usual"}, [])
    assert settle([proposed], {"message_text": "Theirs"}) == ({}, [])


def test_both_wrote_the_same() -> None:
    assert settle([Edit("name", "Same", "Old")], {"name": "Same"}) == ({}, [])


def test_who_did_not_look_writes() -> None:
    assert settle([Edit("mode", "augment", None)], {"mode": "human_only"}) == ({"mode": "augment"}, [])


def test_the_choice_between_two_texts() -> None:
    assert chosen("mine", mine="a", theirs="b") == "a"
    assert chosen("theirs", mine="a", theirs="b") == "b"
    assert chosen("both", mine="a", theirs="b") == "b / a"


@given(base=TEXT, mine=TEXT, theirs=TEXT)
def test_no_text_of_two_people_is_ever_lost(base: str, mine: str, theirs: str) -> None:
    """What somebody else saved is replaced only by a person who saw it; what one writes is written, saved or asked out."""
    saved = {"name": theirs}

    writes, clashing = settle([Edit("name", mine, base)], saved)

    assert theirs == base or not writes
    assert mine in (base, theirs) or bool(writes) or clashing == [Clash("name", mine, theirs)]
