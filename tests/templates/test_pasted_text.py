"""Pasted text becomes terms: measured on the samples, line by line, and tried on single lines."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from promises.record.rules import KINDS
from promises.templates import rules

TODAY = date(2026, 11, 22)
BRUSSELS = ZoneInfo("Europe/Brussels")
SAMPLES = Path(__file__).parent / "samples.txt"
FRESH = Path(__file__).parent / "fresh.txt"


@dataclass(frozen=True)
class Sample:
    """A text, with the kind of each of its lines; "-" is no term."""

    name: str
    lines: list[tuple[str, str]]


def samples(path: Path = SAMPLES) -> Iterator[Sample]:
    for block in path.read_text().split("\n## ")[1:]:
        name, *rest = block.splitlines()
        yield Sample(name, [(kind, text) for kind, _, text in (line.partition(" | ") for line in rest if line)])


def proposed(text: str) -> list[tuple[str, str]]:
    return [(term.kind, term.text) for term in rules.propose(text, today=TODAY, zone=BRUSSELS)]


def wrong_lines(path: Path = SAMPLES) -> Iterator[tuple[str, str, str, str]]:
    """Sample, kind as a reader says, kind as proposed, line."""
    for sample in samples(path):
        found = {text: kind for kind, text in proposed("\n".join(text for _, text in sample.lines))}
        for kind, text in sample.lines:
            given = found.get(text.removeprefix("- "), "-")
            if given != kind:
                yield sample.name, kind, given, text


def test_the_samples_are_thirty_texts_in_four_languages() -> None:
    assert len(list(samples())) == 30
    assert {sample.name[:2] for sample in samples()} == {"en", "de", "fr", "nl"}
    assert {kind for sample in samples() for kind, _ in sample.lines} == {"-", *KINDS}


def test_the_kind_is_right_for_most_lines(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = list(wrong_lines())
    total = Counter(sample.name[:2] for sample in samples() for _ in sample.lines)
    missed = Counter(name[:2] for name, *_ in wrong)

    with capsys.disabled():
        right = {language: f"{total[language] - missed[language]} of {total[language]}" for language in total}
        sys.stdout.write(f"\npasted text: {sum(total.values()) - len(wrong)} of {sum(total.values())} lines right, {right}\n")
    assert len(wrong) <= 0.2 * sum(total.values()), wrong
    for language in total:
        assert missed[language] <= 0.2 * total[language], language


def test_lines_nobody_had_in_mind_do_worse_and_still_help(capsys: pytest.CaptureFixture[str]) -> None:
    """What docs/promises.md says to expect: most of these are right, fewer than of the thirty that were at hand."""
    total = sum(len(sample.lines) for sample in samples(FRESH))
    right = total - len(list(wrong_lines(FRESH)))

    with capsys.disabled():
        sys.stdout.write(f"\nfresh text: {right} of {total} lines right\n")
    assert right >= 0.7 * total


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("Installation on 27 November 2026 at 17:00", datetime(2026, 11, 27, 16, tzinfo=UTC)),
        ("Done by March 15", datetime(2027, 3, 15, 16, tzinfo=UTC)),
        ("Termin: 05.02.2027, 8 Uhr", datetime(2027, 2, 5, 7, tzinfo=UTC)),
        ("Livraison le 12 janvier 2027", datetime(2027, 1, 12, 16, tzinfo=UTC)),
        ("You have it by Friday", datetime(2026, 11, 27, 16, tzinfo=UTC)),
        ("The results come tomorrow before noon", datetime(2026, 11, 23, 11, tzinfo=UTC)),
        ("Ready on 2026-12-14 at 3 pm", datetime(2026, 12, 14, 14, tzinfo=UTC)),
        ("Start on 31 February 2027", None),
        ("From April to October", None),
    ],
)
def test_it_finds_when_a_line_is_due(line: str, due: datetime | None) -> None:
    [term] = rules.propose(line, today=TODAY, zone=BRUSSELS)

    assert term.due_at == due
    assert (term.kind == "commitment") is (due is not None)


def test_where_months_come_first_they_are_read_first() -> None:
    [term] = rules.propose("Ready on 03/04/2027", today=TODAY, zone=BRUSSELS, month_first=True)

    assert term.due_at is not None
    assert (term.due_at.month, term.due_at.day) == (3, 4)


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        ("Price: EUR 4,850.00", "4850.00"),
        ("Festpreis 1.950 €", "1950"),
        ("320 euros a month", "320"),
        ("$12.5 for each user", "12.5"),
        ("£1,000,000 in all", "1000000"),
        ("2,000 brochures, 24 pages", None),
        ("Two visits a year", None),
    ],
)
def test_it_finds_an_amount_with_its_currency(line: str, amount: str | None) -> None:
    [term] = rules.propose(line, today=TODAY, zone=BRUSSELS)

    assert term.amount == (None if amount is None else Decimal(amount))


def test_what_stands_below_a_heading_is_of_its_kind() -> None:
    text = "Not included:\n- Paint and plaster\n- Curtain rails\n\nTwo coats on all walls"

    assert [kind for kind, _ in proposed(text)] == ["exclusion", "exclusion", "scope"]


def test_loose_words_make_a_line_flexible() -> None:
    firm, loose = rules.propose("Three visits a year\nRoughly three visits a year", today=TODAY, zone=BRUSSELS)

    assert (firm.flexibility, loose.flexibility) == ("fixed", "flexible")


@pytest.mark.parametrize(
    "text", ["", " \n\t\n", "Hello\nTom", ":::", "\x00", "-" * 30_000, "a " * 30_000, "(" * 5000, "1." * 5000]
)
def test_odd_text_breaks_nothing(text: str) -> None:
    assert len(rules.propose(text, today=TODAY, zone=BRUSSELS)) <= 200


def test_no_more_terms_than_a_promise_may_have() -> None:
    text = "\n".join(f"Visit number {number} of the year" for number in range(500))

    assert len(rules.propose(text, today=TODAY, zone=BRUSSELS)) == 100
