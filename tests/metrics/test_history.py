"""Renaming, moving and removing what facts refer to leaves figures as they were, from sums and from interactions."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from metrics.calculators.counters import COUNTERS
from metrics.facts import asking, counting, planning
from metrics.facts.counting import Question
from metrics.rollups import running, verification
from metrics.rollups.models import Standing
from presence.kit.windows import Window
from presence.members import actions as members
from presence.tenancy.actors import Actor
from presence.tenancy.models import Team
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.metrics.test_rollups import roll_up, take
from touchpoints.interactions import filters
from touchpoints.interactions.filters import Filters
from touchpoints.interactions.models import Interaction
from touchpoints.journeys import actions as journeys
from touchpoints.journeys import outline, publishing
from touchpoints.journeys.models import Journey, Stage, Touchpoint

NOW = datetime(2026, 11, 21, 2, 10, 4, tzinfo=UTC)
OCTOBER = Window(date(2026, 10, 1), date(2026, 10, 31))
GROUPS = ("touchpoint", "team", "segment", "mode", "version", "handled_by", "day", "month")
Change = Callable[[Cast, Touchpoint], Any]
Figures = dict[str, Any]


@pytest.fixture
def point(acting: Cast) -> Touchpoint:
    """A touchpoint with interactions of October, beside another one; all of it summed up, parts of months too."""
    Standing.objects.create(time_zone=acting.organization.time_zone, summed=running.LARGE)
    agent, given = acting.agent.user.email, []
    for day, verdict in ((5, "kept"), (6, "broken"), (20, "kept")):
        at = f"2026-10-{day:02}T09:00:00Z"
        given += [
            row(f"A{day}", occurred_at=at, member=agent, minutes=12, response_minutes=30, checks=[{"verdict": verdict}]),
            row(f"B{day}", occurred_at=at, touchpoint_key="status-update", first_truth="stated"),
        ]
    take(Actor.of(acting.leader), *given)
    roll_up()
    return Touchpoint.rows().get(key="first-response")


def figures(only: Filters | None = None) -> Figures:
    """All counters in all and by every dimension, by what a group is made of and not by its name; both ways say the same."""
    answers: Figures = {}
    for group in GROUPS if only is None else ("month",):
        question = Question(COUNTERS, OCTOBER, NOW, only or Filters(), (group,))
        sources = planning.sources(question.group_by, question.filters.given)
        assert sources is not None
        raw, summed = counting.answer(question), asking.from_sums(question, sources)
        assert raw == summed
        answers[group] = (raw.sums, {one.value: one.sums for one in raw.groups[group]})
    return answers


def rename(acting: Cast, point: Touchpoint) -> None:
    journeys.change_touchpoint(by=Actor.of(acting.leader), touchpoint=point, name="The very first answer", key="very-first")


def move(acting: Cast, point: Touchpoint) -> None:
    """To a stage of another journey."""
    journey = Journey.objects.create(name="Renewals", position=9)
    stage = Stage.objects.create(journey=journey, name="Asking", position=0)
    journeys.move_touchpoint(by=Actor.of(acting.leader), touchpoint=point, stage=stage)


def rename_stage(acting: Cast, point: Touchpoint) -> None:
    outline.rename(by=Actor.of(acting.leader), part=point.stage, name="Before anything")


def change_mode(acting: Cast, point: Touchpoint) -> None:
    by = Actor.of(acting.leader)
    journeys.change_touchpoint(by=by, touchpoint=point, mode="augment", mode_reason="Drafts help.")
    publishing.publish(by=by, now=NOW)


def archive(acting: Cast, point: Touchpoint) -> None:
    journeys.archive_touchpoint(by=Actor.of(acting.leader), now=NOW, touchpoint=point)


def rename_member(acting: Cast, point: Touchpoint) -> None:
    acting.agent.user.name = "Ada Newname"
    acting.agent.user.save(update_fields=["name"])


def remove_member(acting: Cast, point: Touchpoint) -> None:
    members.remove_member(by=Actor.of(acting.owner), member=acting.agent, now=NOW)


def change_team(acting: Cast, point: Touchpoint) -> None:
    other = members.add_team(by=Actor.of(acting.owner), name="Renewals")
    members.change_team(by=Actor.of(acting.owner), member=acting.agent, team=other)


def rename_team(acting: Cast, point: Touchpoint) -> None:
    members.rename_team(by=Actor.of(acting.owner), team=Team.objects.get(key="support"), name="Helping")


EVERY_CHANGE: list[Change] = [
    rename, move, rename_stage, change_mode, archive, rename_member, remove_member, change_team, rename_team,
]  # fmt: skip


@pytest.mark.parametrize("change", EVERY_CHANGE, ids=lambda change: change.__name__)
def test_figures_of_before_stay(change: Change, acting: Cast, point: Touchpoint) -> None:
    only = filters.read({"touchpoint": point.key})
    before, alone = figures(), figures(only)

    change(acting, point)

    assert (figures(), figures(only)) == (before, alone)
    roll_up()
    assert (figures(), figures(only)) == (before, alone)
    assert list(verification.sums()) == []


def test_a_group_goes_by_its_new_name(acting: Cast, point: Touchpoint) -> None:
    rename(acting, point)

    [group] = [one for one in counting.answer(Question(COUNTERS, OCTOBER, NOW, group_by=("touchpoint",))).groups["touchpoint"]
               if one.value == point.pk]  # fmt: skip
    assert (group.key, group.label, group.sums["interactions"]) == ("very-first", "The very first answer", 3)


def test_a_fact_keeps_mode_version_and_team_of_its_time_when_it_is_corrected(acting: Cast, point: Touchpoint) -> None:
    change_mode(acting, point)
    change_team(acting, point)
    agent = acting.agent.user.email
    corrected, new = (
        row(ref, occurred_at="2026-10-05T10:00:00Z", member=agent, minutes=15, checks=[{"verdict": "broken"}])
        for ref in ("A5", "C5")
    )

    take(Actor.of(acting.leader), corrected, new)
    roll_up()

    frozen = {one.external_ref: (one.mode, one.map_version, one.team and one.team.key) for one in Interaction.rows()}
    assert frozen["A5"] == ("human_only", 1, "support")
    assert frozen["C5"] == ("augment", 2, "renewals")
    modes = {value: sums["broken_judged"] for value, sums in figures()["mode"][1].items()}
    assert modes == {"human_only": 2, "augment": 1}
    assert list(verification.sums()) == []


def test_what_a_removed_member_did_is_counted_and_told_under_their_name(acting: Cast, point: Touchpoint) -> None:
    remove_member(acting, point)

    did = Interaction.rows().select_related("member__user").filter(member=acting.agent)
    assert {(str(one.member), one.outcome) for one in did} == {
        (str(acting.agent), "kept"),
        (str(acting.agent), "broken_judged"),
    }
    assert figures()["handled_by"][1]["human"]["seconds_by_people"] == 3 * 12 * 60
