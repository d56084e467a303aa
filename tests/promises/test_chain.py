"""The chain of hashes: what it covers, and what erasing leaves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from promises.record import chain
from promises.record.chain import StoredRevision, StoredTerm

PROMISE = UUID(int=1)
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def term(position: int = 1, text: str = "Two visits a month") -> StoredTerm:
    salt = f"salt {position}"
    return StoredTerm(
        UUID(int=position), position, "scope", "fixed", None, Decimal("1.50"), chain.digest(salt, text), salt, text
    )


def revision(number: int = 1, previous_hash: str = "", **changed: object) -> StoredRevision:
    unsealed = StoredRevision(
        promise_id=PROMISE,
        number=number,
        source="quote",
        time_flexibility="fixed",
        cost_flexibility="fixed",
        scope_flexibility="flexible",
        chosen_pair="",
        customer_told_at=None,
        author_id=UUID(int=9),
        author_label="Ada",
        created_at=AT,
        wording_digest=chain.digest("salt", "Care plan", "Weekends double the price", ""),
        previous_hash=previous_hash,
        hash="",
        salt="salt",
        title="Care plan",
        first_truth="Weekends double the price",
        reason="",
        terms=(term(1), term(2, "No weekends")),
    )
    unsealed = replace(unsealed, **changed)
    return replace(unsealed, hash=chain.revision_hash(unsealed))


def chained(amount: int) -> list[StoredRevision]:
    revisions: list[StoredRevision] = []
    for number in range(1, amount + 1):
        revisions.append(revision(number, revisions[-1].hash if revisions else ""))
    return revisions


def test_an_untouched_chain_holds() -> None:
    assert chain.verify(chained(3), current_number=3) == []


def test_the_hash_does_not_depend_on_the_zone_a_moment_is_read_in() -> None:
    local = AT.astimezone(timezone(timedelta(hours=2)))

    assert revision(created_at=local).hash == revision().hash


@pytest.mark.parametrize(
    "change",
    [
        {"source": "call"},
        {"scope_flexibility": "fixed"},
        {"chosen_pair": "quality_speed"},
        {"customer_told_at": AT},
        {"author_label": "Bob"},
        {"author_id": None},
        {"created_at": AT + timedelta(microseconds=1)},
        {"promise_id": UUID(int=2)},
        {"terms": (term(1),)},
        {"terms": (term(2, "No weekends"), term(1))},
        {"terms": (replace(term(1), flexibility="flexible"), term(2, "No weekends"))},
        {"terms": (replace(term(1), due_at=AT), term(2, "No weekends"))},
        {"terms": (replace(term(1), amount=Decimal(2)), term(2, "No weekends"))},
    ],
)
def test_any_altered_field_is_found(change: dict[str, object]) -> None:
    revisions = chained(2)
    altered = [replace(revisions[0], **change), revisions[1]]

    assert chain.verify(altered, current_number=2) == ["Revision 1 was altered after it was written."]


def test_altered_words_are_found() -> None:
    [only] = chained(1)
    altered = replace(only, title="Another plan", terms=(replace(only.terms[0], text="Three visits"), only.terms[1]))

    assert chain.verify([altered], current_number=1) == [
        "The words of revision 1 were altered after it was written.",
        "Term 1 of revision 1 was altered after it was written.",
    ]


def test_a_rewritten_revision_breaks_the_next_link() -> None:
    _, second = chained(2)
    rewritten = revision(1, author_label="Bob")

    assert chain.verify([rewritten, second], current_number=2) == ["Revision 2 does not follow the one before it."]


def test_a_missing_revision_is_found() -> None:
    first, _, third = chained(3)

    assert chain.verify([first, third], current_number=3) == ["Revision 2 is missing."]
    assert chain.verify([first], current_number=3) == ["The promise counts 3 revisions, and 1 are there."]


def test_erased_texts_leave_the_chain_whole() -> None:
    [only] = chained(1)
    gone = tuple(replace(line, text=None, salt=None) for line in only.terms)
    erased = replace(only, salt=None, title=None, first_truth=None, reason=None, terms=gone)

    assert chain.verify([erased], current_number=1) == []
