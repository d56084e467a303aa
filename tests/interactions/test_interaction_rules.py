"""How an interaction is judged."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoints.interactions import rules
from touchpoints.interactions.models import Basis, Outcome, Verdict
from touchpoints.interactions.rules import Judgment

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("promised_by", "done_at", "outcome"),
    [
        (None, None, "unchecked"),
        (None, NOW, "unchecked"),
        (NOW, NOW, "kept"),
        (NOW, NOW - SECOND, "kept"),
        (NOW, NOW + SECOND, "broken_late"),
        (NOW - SECOND, NOW, "broken_late"),
        (NOW - SECOND, None, "broken_overdue"),
        (NOW, None, "unchecked"),
        (NOW + SECOND, None, "unchecked"),
    ],
)
def test_a_commitment_is_judged_by_the_clock(promised_by: datetime | None, done_at: datetime | None, outcome: str) -> None:
    assert rules.commitment(promised_by=promised_by, done_at=done_at, now=NOW) == outcome


@pytest.mark.parametrize(
    ("verdicts", "outcome"),
    [
        ("", "unchecked"),
        ("kept", "kept"),
        ("kept broken", "broken_judged"),
        ("renegotiated broken", "broken_judged"),
        ("kept renegotiated cannot_tell", "kept"),
        ("renegotiated cannot_tell", "renegotiated"),
        ("cannot_tell cannot_tell", "cannot_tell"),
    ],
)
def test_checks_on_different_things_are_weighed(verdicts: str, outcome: str) -> None:
    judgments = [Judgment(verdict, target=place) for place, verdict in enumerate(verdicts.split())]

    assert rules.weigh(judgments, occurred_at=NOW) == outcome
    assert rules.weigh(reversed(judgments), occurred_at=NOW) == outcome


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ([("kept", "person"), ("broken", "customer")], "broken_judged"),
        ([("broken", "person"), ("kept", "customer")], "kept"),
        ([("kept", "person"), ("broken", "rule")], "kept"),
        ([("broken", "rule")], "broken_judged"),
        ([("broken", "person"), ("cannot_tell", "customer"), ("kept", "rule")], "cannot_tell"),
    ],
)
def test_the_customers_word_beats_a_persons_and_that_a_rules(words: list[tuple[str, str]], outcome: str) -> None:
    judgments = [Judgment(verdict, basis, "the same term") for verdict, basis in words]

    assert rules.weigh(judgments, occurred_at=NOW) == outcome


@pytest.mark.parametrize(
    ("due_at", "outcome"), [(NOW + SECOND, "renegotiated"), (NOW, "renegotiated"), (NOW - SECOND, "broken_judged")]
)
def test_renegotiating_what_was_already_due_is_breaking_it(due_at: datetime, outcome: str) -> None:
    assert rules.weigh([Judgment("renegotiated", due_at=due_at)], occurred_at=NOW) == outcome


def test_an_open_commitment_read_later_is_overdue() -> None:
    assert rules.as_of(outcome="unchecked", promised_by=NOW - SECOND, now=NOW) == "broken_overdue"
    assert rules.as_of(outcome="unchecked", promised_by=NOW, now=NOW) == "unchecked"
    assert rules.as_of(outcome="unchecked", promised_by=None, now=NOW) == "unchecked"
    assert rules.as_of(outcome="kept", promised_by=NOW - SECOND, now=NOW) == "kept"


@given(
    judgments=st.lists(
        st.builds(Judgment, st.sampled_from(Verdict.values), st.sampled_from(Basis.values), st.integers(0, 2)), max_size=6
    )
)
def test_every_outcome_is_a_known_one_and_each_target_counts_once(judgments: list[Judgment]) -> None:
    counting = rules.strongest(judgments)

    assert rules.weigh(judgments, occurred_at=NOW) in Outcome.values
    assert {one.target for one in counting} == {one.target for one in judgments}
    assert len(counting) == len({one.target for one in judgments})


@given(kept_seconds=st.integers(0, 36_000_000))
def test_decimal_minutes_lead_back_to_the_same_second(kept_seconds: int) -> None:
    assert rules.seconds(rules.minutes(kept_seconds)) == kept_seconds
