"""The arithmetic of the simulator, worked by hand."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoints.simulator import assumptions, estimates, rules
from touchpoints.simulator.assumptions import Handled, Observed
from touchpoints.simulator.rules import Means, Moment, Traits

NO_MEANS = Means({}, 0.5, (0.2, 0.3))


def moment(name: str = "status", mode: str = "human_only", weeks: tuple[float, ...] = (10,), **fields: object) -> Moment:
    minutes = {"human_only": 12.0, "augment": 6.0, "automate": 1.2}
    return Moment(id=name, name=name, mode=mode, weeks=weeks, **{"minutes": minutes, **fields})  # type: ignore[arg-type]


def test_worked_example() -> None:
    """Two touchpoints over two weeks. docs/simulator.md works the same example by hand.

    Status updates: 40 and 60 times, 12 minutes alone, 1.2 automated. Scope changes: 5 and 5 times, 30 minutes, a third of it
    presence. As it is: (40 x 12 + 5 x 30) / 60 = 10.5 h and (60 x 12 + 5 x 30) / 60 = 14.5 h, so 12.5 h. With status updates
    automated: 3.3 h and 3.7 h, so 3.5 h. Freed: 9 h, half of which becomes presence, beside the 2.5 x 1/3 h there is.
    """
    status = moment("status", "human_only", (40, 60), teams={"support": 1.0})
    scope = moment("scope", "human_only", (5, 5), proactive=1 / 3, teams={"delivery": 0.5, "sales": 0.5})
    scope = Moment(**{**_fields(scope), "minutes": {"human_only": 30.0, "augment": 18.0, "automate": 3.0}})
    automated = Moment(**{**_fields(status), "mode": "automate"})
    means = Means({"support": 8.0, "delivery": 10.0, "sales": 2.0}, 0.5, (0.2, 0.3))

    present = rules.simulate([status, scope], [status, scope], means)
    result = rules.simulate([automated, scope], [status, scope], means)

    assert present.hours.value == 12.5
    assert (present.hours.low, present.hours.high) == (10.5, 14.5), "a week twice is drawn one time in four"
    assert present.short == {"support": 2.0}
    assert isclose(result.hours.value, 3.5)
    assert [round(hours, 3) for hours in (result.needed["support"], result.needed["delivery"])] == [1.0, 1.25]
    assert not result.short
    assert isclose(result.presence_hours.value, 2.5 / 3 + 0.5 * 9.0)
    assert result.presence is not None
    assert isclose(result.presence.value, (2.5 / 3 + 4.5) / 20)
    assert isclose(result.messages_a_day, 50 / 7)
    assert result.drafts_a_day == 0


def _fields(one: Moment) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def test_what_a_machine_does_is_no_presence() -> None:
    outreach = moment(proactive=1.0)
    automated = moment(mode="automate", proactive=1.0)
    means = Means({"support": 10.0}, 0.0, (0.2, 0.3))

    assert rules.simulate([outreach], [outreach], means).presence_hours.value == 2.0
    assert rules.simulate([automated], [outreach], means).presence_hours.value == 0.0


def test_freed_time_becomes_presence_only_as_far_as_there_is_time() -> None:
    result = rules.simulate([moment(mode="automate")], [moment()], Means({"support": 0.5}, 1.0, (0.2, 0.3)))

    assert isclose(result.presence_hours.value, 0.3), "half an hour available less 0.2 h needed"


def test_without_known_hours_there_is_no_share_and_nobody_is_short() -> None:
    result = rules.simulate([moment(teams={"": 1.0})], [moment()], NO_MEANS)

    assert result.presence is None
    assert not result.short


def test_an_empty_map_needs_nothing() -> None:
    result = rules.simulate([], [], NO_MEANS)

    assert result.hours == estimates.Estimate(0.0)


HEAVY = Traits(protected=("pricing",), stakes=("emotion",), key_moment=True, first_truth_due=True, has_owner=False)


@pytest.mark.parametrize(
    ("before", "after", "traits", "risks"),
    [
        ("automate", "human_only", HEAVY, 0),
        ("augment", "augment", HEAVY, 0),
        ("human_only", "augment", HEAVY, 2),
        ("human_only", "automate", HEAVY, 5),
        ("human_only", "automate", Traits(), 0),
        ("augment", "automate", Traits(by_people=2, met=10), 1),
        ("augment", "automate", Traits(by_people=2, met=11), 0),
        ("augment", "automate", Traits(by_people=9, met=9), 0),
    ],
)
def test_only_looser_modes_put_something_at_risk(before: str, after: str, traits: Traits, risks: int) -> None:
    assert len(list(rules.risks(before, after, traits))) == risks


def test_the_preset_leaves_to_people_what_matters() -> None:
    modes = [rules.human_first("augment", one) for one in (HEAVY, Traits(key_moment=True), Traits())]

    assert modes == ["human_only", "human_only", "automate"]


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=12))
def test_the_mean_lies_in_its_range(weeks: list[float]) -> None:
    found = estimates.of_weeks(len(weeks), lambda places: estimates.mean(weeks, places))

    assert found.low is not None
    assert found.high is not None
    assert min(weeks) <= found.low * (1 + 1e-9)
    assert found.high <= max(weeks) * (1 + 1e-9)
    assert found.low <= found.high
    assert found == estimates.of_weeks(len(weeks), lambda places: estimates.mean(weeks, places)), "the same for everybody"


def test_a_single_week_has_no_range() -> None:
    assert estimates.of_weeks(1, lambda places: 7.0) == estimates.Estimate(7.0)


def test_minutes_come_from_rows_where_there_are_ten() -> None:
    observed = Observed(
        [10, 10], {"human": Handled(12, 10, 6000), "assisted": Handled(9, 9, 9)}, automated=20, automated_by_people=4
    )

    found = assumptions.minutes_figures(observed)

    assert [(one.value, one.source) for one in found.values()] == [(10.0, "observed"), (6.0, "assumed"), (2.0, "observed")]


def test_minutes_alone_follow_from_those_with_a_draft() -> None:
    found = assumptions.minutes_figures(Observed([10], {"assisted": Handled(10, 10, 3600)}))

    assert [round(one.value, 6) for one in found.values()] == [10.0, 6.0, 1.0]
    assert [one.source for one in found.values()] == ["assumed", "observed", "assumed"]


def test_where_nothing_is_known_everything_is_assumed() -> None:
    observed = Observed([])

    assert assumptions.weekly_figure(observed, anything=False).source == "assumed"
    assert [one.source for one in assumptions.minutes_figures(observed).values()] == ["assumed"] * 3
    assert assumptions.weekly_figure(Observed([0, 0]), anything=True).value == 0.0


def test_a_typed_volume_keeps_how_weeks_differ() -> None:
    observed = Observed([2, 6])

    assert assumptions.weeks_of(observed, assumptions.Figure(8.0, "yours"), 2) == [4.0, 12.0]
    assert assumptions.weeks_of(Observed([0, 0]), assumptions.Figure(8.0, "yours"), 2) == [8.0, 8.0]
    assert assumptions.weeks_of(observed, assumptions.Figure(0.0, "yours"), 2) == [0.0, 0.0]


@pytest.mark.parametrize(("age", "weeks"), [(0, 0), (6, 0), (7, 1), (83, 11), (84, 12), (900, 12)])
def test_only_whole_weeks_count(age: int, weeks: int) -> None:
    assert assumptions.complete_weeks(age) == weeks


def test_a_document_says_what_a_scenario_holds() -> None:
    scenario = assumptions.Scenario({"a": "augment"}, {"a": 3.5}, {"a": {"augment": 4.0}}, 0.25, (0.1, 0.2))

    assert assumptions.read_scenario(scenario.document()) == scenario
    assert assumptions.read_scenario({"canary": 1}) == assumptions.Scenario()
    assert assumptions.read_scenario({"modes": {"a": "nonsense"}}).modes == {}
