"""The rule of time that counts once: laws that hold for all intervals, and the sentence from the product with its numbers."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from touchpoints.calendars import rules
from touchpoints.calendars.rules import Left, Span

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
Pieces = list[tuple[int, int]]

pieces = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 60)), max_size=8)


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def spans(found: Pieces) -> list[Span]:
    return [Span(str(place), at(begins), at(begins + long)) for place, (begins, long) in enumerate(found)]


def logged(found: Pieces) -> list[tuple[datetime, datetime]]:
    return [(at(begins), at(begins + long)) for begins, long in found]


def minutes_of(*found: Pieces) -> set[int]:
    """Minute by minute, the slow way."""
    return {minute for piece in found for begins, long in piece for minute in range(begins, begins + long)}


def counted(appointments: Pieces, known: Pieces) -> int:
    left = rules.left_over(spans(appointments), logged(known))
    return sum(one.counts for one in left.values()) // 60 + len(minutes_of(known))


def test_thirty_minutes_of_which_twenty_were_logged() -> None:
    left = rules.left_over(spans([(0, 30)]), logged([(0, 20)]))

    assert left == {"0": Left(counts=600, logged=1200, elsewhere=0, begins_at=at(20))}


def test_of_two_appointments_the_earlier_has_the_moment() -> None:
    left = rules.left_over(spans([(10, 30), (0, 20)]), [])

    assert left["1"].counts == 1200
    assert left["0"] == Left(counts=1200, logged=0, elsewhere=600, begins_at=at(20))


def test_one_that_is_logged_whole_counts_nothing() -> None:
    assert rules.left_over(spans([(5, 10)]), logged([(0, 60)])) == {"0": Left(counts=0, logged=600, elsewhere=0)}


@given(appointments=pieces, known=pieces)
def test_each_moment_counts_once_and_none_is_lost(appointments: Pieces, known: Pieces) -> None:
    assert counted(appointments, known) == len(minutes_of(appointments, known))


@given(appointments=pieces, known=pieces, more=pieces)
def test_another_source_never_lowers_the_sum(appointments: Pieces, known: Pieces, more: Pieces) -> None:
    before = counted(appointments, known)

    assert counted([*appointments, *more], known) >= before
    assert counted(appointments, [*known, *more]) >= before


@given(appointments=pieces, known=pieces, dice=st.randoms(use_true_random=False))
def test_the_order_makes_no_difference(appointments: Pieces, known: Pieces, dice: object) -> None:
    shuffled, times = spans(appointments), logged(known)
    dice.shuffle(shuffled)
    dice.shuffle(times)

    assert rules.left_over(shuffled, times) == rules.left_over(spans(appointments), logged(known))


@given(appointments=pieces, known=pieces)
def test_every_second_of_an_appointment_is_explained(appointments: Pieces, known: Pieces) -> None:
    left = rules.left_over(spans(appointments), logged(known))

    for place, (_begins, long) in enumerate(appointments):
        one = left[str(place)]
        assert one.counts + one.logged + one.elsewhere == long * 60
        assert (one.begins_at is None) == (one.counts == 0)
