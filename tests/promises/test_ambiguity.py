"""Wording that is marked for the writer."""

import pytest

from promises.record import ambiguity


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We come as soon as possible", ["as soon as possible"]),
        ("Where feasible we paint, etc.", ["Where feasible", "etc"]),
        ("ASAP, and asap again", ["ASAP", "asap"]),
        ("Wir melden uns zeitnah, nach Möglichkeit morgen", ["zeitnah", "nach Möglichkeit"]),
        ("Nous passons dès que possible", ["dès que possible"]),
        ("We komen zo snel mogelijk", ["zo snel mogelijk"]),
        ("Within 2 hours, Monday to Saturday", []),
        ("The sooner visit", []),
    ],
)
def test_it_finds_what_two_people_read_differently(text: str, words: list[str]) -> None:
    assert ambiguity.found(text) == words
