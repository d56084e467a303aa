"""What the brief makes of what was recorded: the moment, and the mood with its sources."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from touchpoints.brief import rules
from touchpoints.brief.shapes import Met, Moment

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PLAIN = Met(
    UUID(int=1), AT, UUID(int=7), "Status update", "human", None, "Ada", "call", None, "unchecked", "none", None, None, ""
)
DELIVERY, MONEY = UUID(int=20), UUID(int=21)
UPDATE = Moment(UUID(int=7), "Status update", "", "automate", "", [], None, False, DELIVERY, "Delivery", "Service")
CHANGE = replace(UPDATE, id=UUID(int=8), name="Scope change", mode="human_only")
RENEWAL = replace(UPDATE, id=UUID(int=9), name="Renewal", stage_id=MONEY, stage="Money")
MAP = [UPDATE, CHANGE, RENEWAL]


def test_nothing_recorded_is_said_so() -> None:
    assert rules.mood([]) == rules.Mood("Nothing recorded", [])
    assert rules.mood([PLAIN]) == rules.Mood("Nothing recorded", [])


@pytest.mark.parametrize(
    ("met", "words"),
    [
        (replace(PLAIN, outcome="broken_late"), "our word was not kept"),
        (replace(PLAIN, outcome="kept", customer_said="broken"), "the customer said it was not kept"),
        (replace(PLAIN, resolved=False), "it was left unresolved"),
        (replace(PLAIN, exception="price_change"), "a price change without a real conversation"),
    ],
)
def test_what_hurts_is_named_with_its_source(met: Met, words: str) -> None:
    mood = rules.mood([met])

    assert mood.word == "Something went wrong"
    assert mood.facts == [rules.Fact(words, AT, met.id)]


def test_what_hurts_counts_before_what_went_well() -> None:
    broken = replace(PLAIN, id=UUID(int=2), at=AT - timedelta(days=3), outcome="broken_judged")

    assert [fact.interaction_id for fact in rules.mood([replace(PLAIN, outcome="kept"), broken]).facts] == [broken.id]
    assert rules.mood([broken, replace(PLAIN, resolved=False)]).word == "Tread carefully"


@pytest.mark.parametrize(
    "met",
    [replace(PLAIN, outcome="kept"), replace(PLAIN, resolved=True), replace(PLAIN, customer_said="kept")],
)
def test_what_went_well_is_named_when_nothing_hurts(met: Met) -> None:
    assert rules.mood([met]).word == "Our word was kept"


def test_an_exception_that_was_talked_over_does_not_hurt() -> None:
    assert rules.mood([replace(PLAIN, exception="recovery", conversation_held=True)]).word == "Nothing recorded"


def test_the_moment_is_chosen_or_the_last_or_the_first() -> None:
    last = [replace(PLAIN, touchpoint_id=RENEWAL.id)]

    assert rules.moment(MAP, chosen=str(CHANGE.id), last=last) == CHANGE
    assert rules.moment(MAP, chosen="nonsense", last=last) == RENEWAL
    assert rules.moment(MAP, chosen="", last=[]) == UPDATE
    assert rules.moment([], chosen="", last=last) is None


def test_its_stage_holds_the_moments_beside_it() -> None:
    assert rules.together(MAP, CHANGE) == [UPDATE, CHANGE]
