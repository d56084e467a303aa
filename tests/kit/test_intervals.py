"""Wilson and Newcombe give the figures of the literature."""

import pytest

from presence.kit import intervals


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (9, 10, 59.6, 98.2),
        (27, 30, 74.4, 96.5),
        (47, 50, 83.8, 97.9),
        (90, 100, 82.6, 94.5),
        (450, 500, 87.1, 92.3),
        (3, 3, 43.9, 100.0),
        (0, 4, 0.0, 49.0),
        (1, 1, 20.7, 100.0),
    ],
)
def test_wilson_is_as_published(numerator: int, denominator: int, low: float, high: float) -> None:
    interval = intervals.wilson(numerator, denominator)

    assert interval is not None
    assert round(interval.low * 100, 1) == low
    assert round(interval.high * 100, 1) == high


def test_nothing_has_no_interval() -> None:
    assert intervals.wilson(0, 0) is None


def test_difference_follows_newcombes_tenth_method() -> None:
    # Newcombe 1998, table II, case (a): 56/70 against 48/80 gives 0.0524 to 0.3339.
    interval = intervals.difference((48, 80), (56, 70))

    assert interval is not None
    assert round(interval.low, 4) == 0.0524
    assert round(interval.high, 4) == 0.3339


def test_difference_turns_its_sign_with_the_order() -> None:
    forth = intervals.difference((48, 80), (56, 70))
    back = intervals.difference((56, 70), (48, 80))

    assert forth is not None
    assert back is not None
    assert (back.low, back.high) == pytest.approx((-forth.high, -forth.low))


def test_difference_needs_both_sides() -> None:
    assert intervals.difference((0, 0), (3, 4)) is None
    assert intervals.difference((3, 4), (0, 0)) is None
