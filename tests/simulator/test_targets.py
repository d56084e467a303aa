"""What is wanted of roles, worked by hand."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from touchpoints.presence.rules import Target
from touchpoints.simulator import targets
from touchpoints.simulator.targets import Wanted

SET = datetime(2026, 11, 2, 9, tzinfo=UTC)
AGENTS = Target("agent", date(2026, 11, 1), 20, 30, SET)
LEADERS = Target("leader", date(2026, 6, 1), 10, 20, SET)


def test_each_role_counts_by_its_hours() -> None:
    """docs/simulator.md: (30 x 20 + 10 x 10) / 40 = 17.5 and (30 x 30 + 10 x 20) / 40 = 27.5."""
    wanted = targets.of_roles({"agent": 30.0, "leader": 10.0}, {"agent": AGENTS, "leader": LEADERS})

    assert targets.together(wanted) == (0.175, 0.275)
    assert [one.from_day for one in wanted] == [date(2026, 11, 1), date(2026, 6, 1)]
    assert wanted[0].presence == (6.0, 9.0)


def test_a_role_without_target_has_the_usual_one() -> None:
    assert targets.of_roles({"owner": 5.0}, {"agent": None, "owner": None}) == [Wanted("owner", 5.0, *targets.USUAL)]


def test_without_hours_the_usual_one_holds() -> None:
    assert targets.together(targets.of_roles({}, {"agent": AGENTS})) == targets.USUAL


@given(st.lists(st.tuples(st.floats(0.5, 400), st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=4))
def test_it_lies_between_the_targets_it_is_made_of(roles: list[tuple[float, int, int]]) -> None:
    wanted = [Wanted(str(place), hours, min(ends) / 100, max(ends) / 100) for place, (hours, *ends) in enumerate(roles)]

    low, high = targets.together(wanted)

    assert min(one.low for one in wanted) - 1e-9 <= low <= high + 1e-9
    assert high <= max(one.high for one in wanted) + 1e-9
