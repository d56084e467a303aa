"""Pure numbers."""

import pytest

from metrics.calculators import changes, registry
from metrics.calculators.counters import OUTCOMES
from metrics.calculators.promise_kept import Counts
from touchpoints.interactions.models import Outcome


def test_the_outcomes_are_those_of_the_facts() -> None:
    assert list(OUTCOMES) == Outcome.values


def test_the_numbers_of_the_published_example() -> None:
    counts = Counts(kept=47, broken_late=1, broken_overdue=0, broken_judged=2, renegotiated=3, cannot_tell=4, unchecked=8)

    assert (counts.numerator, counts.denominator, counts.unjudged, counts.total) == (47, 50, 12, 65)
    assert counts.value == pytest.approx(0.94)
    assert counts.interval is not None
    assert (round(counts.interval.low, 3), round(counts.interval.high, 3)) == (0.838, 0.979)


@pytest.mark.parametrize(("kept", "unchecked", "thin"), [(10, 10, False), (10, 11, True), (0, 0, False), (0, 1, True)])
def test_a_rate_with_more_unjudged_than_judged_is_thin(kept: int, unchecked: int, thin: bool) -> None:
    assert Counts(kept=kept, unchecked=unchecked).is_thin is thin


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((47, 50), (45, 50), "No clear change"),
        ((80, 100), (95, 100), "Up 15 points"),
        ((950, 1000), (880, 1000), "Down 7 points"),
        ((0, 0), (45, 50), "Too few to compare"),
        ((9, 9), (45, 50), "Too few to compare"),
        ((50, 50), (50, 50), "No clear change"),
        ((99_500, 100_000), (99_800, 100_000), "Up 1 point"),
    ],
)
def test_a_change_is_said_only_when_the_interval_of_the_difference_says_so(
    before: tuple[int, int], after: tuple[int, int], told: str
) -> None:
    assert changes.told(before, after) == told


@pytest.mark.parametrize("definition", registry.METRICS.values(), ids=lambda one: one.key)
def test_every_metric_says_what_it_means(definition: registry.Definition) -> None:
    for name in ("name", "question", "meaning", "numerator", "denominator", "unit", "interval", "beside_it", "source"):
        assert getattr(definition, name).strip()
    assert definition.left_out
