"""The detector on notes it was never tuned to, language by language, and what holds for every text."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoints.said import rules

HERE = Path(__file__).parent
LANGUAGES = ("en", "de", "fr", "nl")


def notes(folder: str, language: str) -> list[tuple[bool, str]]:
    """Each note with whether it holds a commitment."""
    lines = (HERE / folder / f"{language}.txt").read_text("utf-8").splitlines()
    return [(line.startswith("+ "), line[2:]) for line in lines]


def measured(folder: str, language: str) -> tuple[float, float]:
    """Precision and recall."""
    told = [(is_one, bool(rules.find(note))) for is_one, note in notes(folder, language)]
    hits = told.count((True, True))
    return hits / (hits + told.count((False, True))), hits / (hits + told.count((True, False)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_holds_on_notes_written_before_it(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    precision, recall = measured("heldout", language)

    with capsys.disabled():
        sys.stdout.write(f"\nsaid, {language}: precision {precision:.2f}, recall {recall:.2f} on 60 held-out notes\n")
    assert precision >= 0.85
    assert recall >= 0.8


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_held_out_notes_are_many_balanced_and_apart_from_the_others(language: str) -> None:
    held_out, tuned_on = notes("heldout", language), notes("development", language)

    assert len({note for _, note in held_out}) == 60
    assert sum(is_one for is_one, _ in held_out) == 30
    assert not {note for _, note in held_out} & {note for _, note in tuned_on}


@pytest.mark.parametrize(
    ("note", "marked"),
    [
        ("Called him. We'll send the drawings on Friday, he was glad.", ["We'll", "on Friday"]),
        ("Versprochen, bis Freitag zu liefern.", ["Versprochen", "bis Freitag"]),
        ("Travel is included, told her so.", ["is included"]),
    ],
)
def test_it_marks_the_words_that_say_so(note: str, marked: list[str]) -> None:
    [sentence] = rules.find(note)

    found = [note[span.start : span.end] for span in sentence.spans]
    assert [word for word in marked if word in found] == marked


@pytest.mark.parametrize("note", ["", " ", ".", "?!", "Happy.", "Will you come on Friday?", "\x00", "🙂" * 50])
def test_it_finds_nothing_where_nothing_is(note: str) -> None:
    assert rules.find(note) == []


def test_one_sentence_of_many_is_found_alone() -> None:
    note = "She asked for a discount. We will call her back on Monday. The filters were clean."

    [sentence] = rules.find(note)

    assert note[sentence.start : sentence.end] == "We will call her back on Monday."


@given(st.text(max_size=400))
def test_marks_stand_in_order_within_the_note_and_never_overlap(note: str) -> None:
    at = 0
    for sentence in rules.find(note):
        assert sentence.spans
        for span in sentence.spans:
            assert max(at, sentence.start) <= span.start < span.end <= sentence.end
            at = span.end


def test_a_very_long_note_is_read_in_a_moment() -> None:
    note = "we will promise nothing and he said if " * 250

    assert len(note) < 10_000
    assert len(rules.find(note)) <= 1
