"""Presence time, load and the shares of the registry, against numbers worked out by hand (docs/metrics.md shows the same)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calculators import distributions, minutes, privacy, results, shares
from metrics.calculators.counters import COUNTERS
from metrics.calculators.results import Sums
from metrics.facts.measures import MEASURES


def sums(**given: int) -> Sums:
    return dict.fromkeys(COUNTERS, 0) | given


def test_each_counter_is_counted_in_one_way() -> None:
    assert tuple(MEASURES) == COUNTERS


def test_the_worked_example_of_the_load_index() -> None:
    """Six people, 37.5 hours each; 300 contacts, 250 of them with 6,000 minutes in all, each of 24."""
    seconds = 6_000 * 60
    work = sums(contacts_by_people=300, untimed_by_people=50, seconds_by_people=seconds, squares_by_people=250 * (24 * 60) ** 2)

    found = minutes.load_index(work, available_seconds=6 * 2_250 * 60, people=6)

    assert (found.numerator, found.denominator) == (7_200, 13_500)
    assert found.value == pytest.approx(53.333333)
    assert found.interval is not None
    assert (round(found.interval.low, 2), round(found.interval.high, 2)) == (47.3, 59.37)
    assert found.beside["usual_minutes"] == 24


@pytest.mark.parametrize(("contacts", "untimed"), [(1, 0), (9, 0), (40, 31)])
def test_minutes_of_fewer_than_ten_contacts_are_never_told(contacts: int, untimed: int) -> None:
    """The rows name who each contact was of, so the minutes of few of them are somebody's own."""
    work = sums(contacts_by_people=contacts, untimed_by_people=untimed, seconds_by_people=720, squares_by_people=720**2)
    near = sums(presence_contacts=contacts, presence_untimed=untimed, outreach_seconds=720, presence_squares=720**2)

    load = minutes.load_index(work, available_seconds=360_000, people=6, handoffs=2)
    presence = minutes.presence_time(near, available_seconds=360_000, people=6)

    for found in (load, presence):
        assert (found.value, found.numerator, found.interval, found.suppressed) == (None, 0, None, True)
        assert (found.beside["contacts"], found.beside["untimed"], found.beside["people"]) == (contacts, untimed, 6)
        assert not any(name.endswith("_minutes") for name in found.beside)


def test_open_handoffs_count_as_contacts_without_minutes() -> None:
    """The same people, and 25 handoffs that wait when the days end."""
    work = sums(contacts_by_people=300, untimed_by_people=50, seconds_by_people=360_000, squares_by_people=250 * 1_440**2)

    found = minutes.load_index(work, available_seconds=6 * 2_250 * 60, people=6, handoffs=25, after_hours=0.15)

    assert found.value == pytest.approx(57.777778)
    assert (found.beside["open_handoffs"], found.beside["after_hours_share"]) == (25, 0.15)
    assert minutes.load_index(work, available_seconds=1, people=4, handoffs=25, after_hours=0.15).beside == {}


def test_the_worked_example_of_presence_time() -> None:
    """Five people, 40 hours each; 40 calls of 30 minutes and 60 of 20, none longer."""
    work = sums(
        presence_contacts=100,
        outreach_seconds=40 * 1_800,
        follow_up_seconds=60 * 1_200,
        presence_squares=40 * 1_800**2 + 60 * 1_200**2,
    )

    found = minutes.presence_time(work, available_seconds=5 * 2_400 * 60, people=5)

    assert found.value == pytest.approx(0.2)
    reach = 1.959964 * math.sqrt(40 * 30**2 + 60 * 20**2) / 12_000
    assert found.interval is not None
    assert found.interval.high - 0.2 == pytest.approx(reach)


def test_the_worked_example_of_attainment() -> None:
    """200 answers at touchpoints with a target, 184 of them in time, 9 of those on broken promises."""
    answered = sums(responses=260, with_target=200, within_target=184, green_but_broken=9, kept=150, broken_judged=30)

    attained, kept = shares.attainment(answered), shares.promise_kept(answered)

    assert attained.value == 0.92
    assert attained.interval is not None
    assert (round(attained.interval.low, 3), round(attained.interval.high, 3)) == (0.874, 0.950)
    assert kept.value == pytest.approx(150 / 180)
    assert (kept.beside["service_level_attainment"], kept.beside["green_but_broken"]) == (0.92, 9)


def test_the_worked_example_of_consistency() -> None:
    """Ten answers: eight of ten minutes, two of an hour, at touchpoints with a target of thirty minutes."""
    spread = {distributions.bucket(600): 8, distributions.bucket(3_600): 2}

    found = shares.consistency(sums(responses=10, with_target=10, within_target=8), spread)

    assert found.value == 0.8
    assert found.beside["p50_minutes"] == pytest.approx(10, rel=0.05)
    assert found.beside["p90_minutes"] == pytest.approx(60, rel=0.05)
    assert found.beside["p90_to_p50"] == pytest.approx(6, rel=0.1)


def test_first_truth_leaves_out_what_nobody_recorded_and_shows_it() -> None:
    said = {"first_truth_stated": 30, "first_truth_not_stated": 10, "first_truth_not_due": 25, "first_truth_missing": 17}

    found = shares.first_truth(sums(interactions=100, **said))

    assert (found.value, found.denominator) == (0.75, 40)
    assert found.beside == {"not_due": 25, "unrecorded": 35, "missing": 17}


def test_what_nobody_handled_counts_against_human_touch() -> None:
    found = shares.human_touch(sums(touched_by_human=6, touched_assisted=2, touched_by_automation=1, missed=1))

    assert (found.value, found.numerator, found.denominator) == (0.8, 8, 10)


def test_recovery_counts_exceptions_for_which_it_is_known() -> None:
    found = shares.recovery(
        sums(exceptions=12, conversations_held=9, conversations_not_held=1, attempts_counted=4, attempts=10)
    )

    assert (found.value, found.beside) == (0.9, {"unrecorded": 2, "mean_attempts": 2.5})


@pytest.mark.parametrize("calculate", [shares.promise_kept, shares.first_truth, shares.human_touch, shares.recovery])
def test_nothing_to_divide_by_has_no_value(calculate: object) -> None:
    found = calculate(sums())  # type: ignore[operator]

    assert (found.value, found.interval) == (None, None)


def test_no_hours_have_no_value() -> None:
    found = minutes.presence_time(sums(outreach_seconds=600), available_seconds=0, people=5)

    assert (found.value, found.interval, found.suppressed) == (None, None, False)


@pytest.mark.parametrize("calculate", [minutes.presence_time, minutes.load_index])
def test_fewer_than_five_people_are_hidden_whole(calculate: object) -> None:
    found = calculate(sums(outreach_seconds=600, seconds_by_people=600), available_seconds=60_000, people=4)  # type: ignore[operator]

    assert found == results.hidden(results.ARRIVALS)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 12), max_size=8))
def test_what_the_shown_teams_leave_over_is_nobody_or_at_least_five(people: dict[str, int]) -> None:
    hidden = privacy.hidden(people)
    left_over = sum(count for key, count in people.items() if key in hidden)

    assert all(people[key] >= 5 for key in people.keys() - hidden)
    assert left_over == 0 or left_over >= 5 or hidden == people.keys()


@given(st.integers(0, distributions.LONGEST))
def test_a_duration_read_from_its_bucket_is_off_by_at_most_five_percent(seconds: int) -> None:
    found = distributions.middle(distributions.bucket(seconds))

    assert abs(found - seconds) <= distributions.MOST_ERROR * seconds + 0.5


@given(st.lists(st.integers(0, 100_000), min_size=1), st.sampled_from([0.1, 0.5, 0.9, 1.0]))
def test_a_quantile_is_that_of_the_sorted_durations(durations: list[int], share: float) -> None:
    counts: dict[int, int] = {}
    for one in durations:
        counts[distributions.bucket(one)] = counts.get(distributions.bucket(one), 0) + 1
    exact = sorted(durations)[max(0, math.ceil(share * len(durations)) - 1)]

    assert distributions.quantile(counts, share) == distributions.middle(distributions.bucket(exact))


def test_no_durations_have_no_quantile() -> None:
    assert distributions.quantile({}, 0.5) is None
