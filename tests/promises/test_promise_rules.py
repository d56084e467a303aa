"""What a promise may say."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from promises.record import rules
from promises.record.chain import StoredTerm
from promises.record.rules import TermInput, Wording

AT = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
EAST, WEST = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/Sao_Paulo")


def test_it_cleans_terms_in_their_order() -> None:
    first, second = rules.clean_terms([TermInput("scope", " Two \n visits "), TermInput("commitment", "Installed", due_at=AT)])

    assert (first.text, second.due_at) == ("Two visits", AT)
    assert first.key != second.key


@pytest.mark.parametrize(
    ("term", "pointer"),
    [
        (TermInput("wish", "x"), "terms/0/kind"),
        (TermInput("scope", "x", flexibility="maybe"), "terms/0/flexibility"),
        (TermInput("scope", " \x00 "), "terms/0/text"),
        (TermInput("scope", "x" * 1001), "terms/0/text"),
        (TermInput("scope", "x", due_at=AT), "terms/0/due_at"),
        (TermInput("commitment", "x", due_at=AT.replace(tzinfo=None)), "terms/0/due_at"),
        (TermInput("commitment", "x", due_at=datetime(9999, 12, 31, 23, 59, tzinfo=WEST)), "terms/0/due_at"),
        (TermInput("commitment", "x", due_at=datetime(1, 1, 1, tzinfo=EAST)), "terms/0/due_at"),
        (TermInput("scope", "x", amount="NaN"), "terms/0/amount"),
        (TermInput("scope", "x", amount="ten"), "terms/0/amount"),
    ],
)
def test_it_points_at_a_term_that_is_wrong(term: TermInput, pointer: str) -> None:
    with pytest.raises(rules.InvalidPromise) as refusal:
        rules.clean_terms([term])

    assert refusal.value.pointer == pointer


def test_a_promise_without_terms_is_refused() -> None:
    with pytest.raises(rules.InvalidPromise, match="at least one term"):
        rules.clean_terms([])


@pytest.mark.parametrize(
    ("wording", "pointer"),
    [
        (Wording(" ", "quote"), "title"),
        (Wording("Plan", "rumor"), "source"),
        (Wording("Plan", "quote", first_truth="x" * 501), "first_truth"),
        (Wording("Plan", "quote", cost_flexibility="soft"), "cost_flexibility"),
        (Wording("Plan", "quote", chosen_pair="all"), "chosen_pair"),
    ],
)
def test_it_points_at_wording_that_is_wrong(wording: Wording, pointer: str) -> None:
    with pytest.raises(rules.InvalidPromise) as refusal:
        rules.clean_wording(wording)

    assert refusal.value.pointer == pointer


def test_terms_that_say_the_same_keep_their_key() -> None:
    former = [StoredTerm(UUID(int=n), n, "scope", "fixed", None, None, "", "", "Same words") for n in (1, 2)]
    written = [
        TermInput("scope", "Same words"),
        TermInput("scope", "Other words"),
        TermInput("scope", "Same words", key=UUID(int=2)),
    ]

    carried = rules.carry_keys(written, former)

    assert [term.key for term in carried] == [UUID(int=1), None, UUID(int=2)]
