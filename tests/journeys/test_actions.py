"""Verbs on touchpoints."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presence.audit.models import Entry
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from touchpoints.journeys import actions, outline, rules
from touchpoints.journeys.models import Journey, Stage, Touchpoint

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


def _scope_change() -> Touchpoint:
    return Touchpoint.rows().get(key="scope-change")


def _positions(stage: Stage) -> list[int]:
    return sorted(Touchpoint.rows().filter(stage=stage).values_list("position", flat=True))


def test_a_new_organization_starts_with_the_five_usual_moments_all_human_only(acting: Cast) -> None:
    touchpoints = Touchpoint.rows().order_by("stage__position", "position")

    assert [(one.key, one.mode, one.protected) for one in touchpoints] == [
        ("first-response", "human_only", []),
        ("status-update", "human_only", []),
        ("scope-change", "human_only", ["scope_tradeoff"]),
        ("invoice-or-renewal", "human_only", []),
        ("post-issue-follow-up", "human_only", []),
    ]
    assert Entry.rows().filter(verb="map.started").count() == 1


def test_a_touchpoint_is_added_at_the_end_of_the_first_stage_human_only(by: Actor) -> None:
    added = actions.add_touchpoint(by=by, name="Visit confirmation")

    assert (added.key, added.mode, added.position, added.stage.name) == ("visit-confirmation", "human_only", 1, "First contact")
    entry = Entry.rows().get(subject_id=added.pk)
    assert (entry.verb, entry.member_id, entry.detail["mode"]) == ("touchpoint.added", by.member_id, "human_only")


def test_a_key_is_used_once(by: Actor) -> None:
    with pytest.raises(actions.KeyTaken, match="first-response"):
        actions.add_touchpoint(by=by, key="first-response", name="Again")


def test_a_change_is_recorded_with_who_what_and_why(by: Actor) -> None:
    changed = actions.change_touchpoint(
        by=by, touchpoint=Touchpoint.rows().get(key="status-update"), mode="automate", mode_reason="Nobody reads them twice."
    )

    entry = Entry.rows().get(verb="touchpoint.changed")
    assert (changed.mode, changed.version) == ("automate", 2)
    assert entry.detail["changes"] == {
        "mode": ["human_only", "automate"],
        "mode_reason": ["", "Nobody reads them twice."],
    }
    assert entry.actor_label == by.label


def test_a_change_that_changes_nothing_writes_nothing(by: Actor) -> None:
    same = actions.change_touchpoint(by=by, touchpoint=_scope_change(), protected=["scope_tradeoff"], name="Scope change")

    assert same.version == 1
    assert not Entry.rows().filter(verb="touchpoint.changed").exists()


def test_a_stale_edit_is_refused_with_what_it_says_now(by: Actor) -> None:
    seen = _scope_change()
    actions.change_touchpoint(by=by, touchpoint=seen, expected_version=1, name="Change of scope")

    with pytest.raises(actions.StaleTouchpoint) as refusal:
        actions.change_touchpoint(by=by, touchpoint=seen, expected_version=1, name="Other name")

    assert refusal.value.touchpoint.name == "Change of scope"
    assert _scope_change().version == 2


def test_a_protected_touchpoint_is_never_automated_by_an_action(by: Actor) -> None:
    with pytest.raises(rules.ProtectedNeverAutomate):
        actions.change_touchpoint(by=by, touchpoint=_scope_change(), mode="automate")
    with pytest.raises(rules.ProtectedNeverAutomate):
        actions.add_touchpoint(by=by, name="Price change", mode="automate", protected=["pricing"])

    assert _scope_change().mode == "human_only"


def test_an_automated_touchpoint_cannot_become_protected_unless_its_mode_changes_too(by: Actor) -> None:
    status = actions.change_touchpoint(by=by, touchpoint=Touchpoint.rows().get(key="status-update"), mode="automate")

    with pytest.raises(rules.ProtectedNeverAutomate):
        actions.change_touchpoint(by=by, touchpoint=status, protected=["bad_news"])
    both = actions.change_touchpoint(by=by, touchpoint=status, protected=["bad_news"], mode="human_only")

    assert (both.mode, both.protected) == ("human_only", ["bad_news"])


def test_a_protected_touchpoint_is_never_automated_by_a_raw_update(by: Actor) -> None:
    with pytest.raises(IntegrityError, match="touchpoint_protected_never_automate"), transaction.atomic():
        Touchpoint.rows().filter(key="scope-change").update(mode="automate")

    assert _scope_change().mode == "human_only"


def test_a_protected_touchpoint_is_never_automated_by_raw_sql(by: Actor) -> None:
    with pytest.raises(IntegrityError, match="touchpoint_protected_never_automate"), transaction.atomic():
        connection.cursor().execute("UPDATE touchpoints_touchpoint SET mode = 'automate' WHERE key = 'scope-change'")
    with pytest.raises(IntegrityError, match="touchpoint_mode_known"), transaction.atomic():
        connection.cursor().execute("UPDATE touchpoints_touchpoint SET mode = 'auto' WHERE key = 'status-update'")

    assert _scope_change().mode == "human_only"


def test_an_unknown_field_is_a_programming_error(by: Actor) -> None:
    with pytest.raises(TypeError, match="version"):
        actions.change_touchpoint(by=by, touchpoint=_scope_change(), version=9)


def test_it_moves_within_a_stage_and_says_so(by: Actor) -> None:
    moved = actions.move_touchpoint(by=by, touchpoint=_scope_change(), step="first")

    assert moved.position == 0
    assert _positions(moved.stage) == [0, 1]
    assert Entry.rows().get(verb="touchpoint.moved").detail["changes"]["place"] == ["Delivery, place 2", "Delivery, place 1"]


def test_a_move_that_leads_nowhere_writes_nothing(by: Actor) -> None:
    actions.move_touchpoint(by=by, touchpoint=_scope_change(), step="last")

    assert not Entry.rows().filter(verb="touchpoint.moved").exists()


def test_it_moves_to_a_place_in_another_stage(by: Actor) -> None:
    money = Stage.rows().get(name="Money")

    moved = actions.move_touchpoint(by=by, touchpoint=_scope_change(), stage=money, position=0)

    assert (moved.stage, moved.position) == (money, 0)
    assert _positions(money) == [0, 1]
    assert _positions(Stage.rows().get(name="Delivery")) == [0]


def test_an_archived_touchpoint_leaves_the_line_and_comes_back_at_its_end(by: Actor) -> None:
    status = Touchpoint.rows().get(key="status-update")

    actions.archive_touchpoint(by=by, now=NOW, touchpoint=status)
    assert (_scope_change().position, _positions(status.stage)) == (0, [0, 1])
    actions.archive_touchpoint(by=by, now=NOW, touchpoint=status)
    actions.restore_touchpoint(by=by, touchpoint=status)

    status.refresh_from_db()
    assert (status.position, status.archived_at) == (1, None)
    verbs = Entry.rows().filter(subject_id=status.pk).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["touchpoint.archived", "touchpoint.restored"]


def test_another_organizations_touchpoint_cannot_be_reached(by: Actor, elsewhere: Cast) -> None:
    with scope.acting_for(elsewhere.organization):
        theirs = Touchpoint.rows().get(key="status-update")

    with pytest.raises(Touchpoint.DoesNotExist):
        actions.change_touchpoint(by=by, touchpoint=theirs, mode="automate")


def test_journeys_and_stages_are_added_renamed_moved_and_removed(by: Actor) -> None:
    journey = outline.add_journey(by=by, name="Renewal to expansion", first_stage="Preparation")
    stage = outline.add_stage(by=by, journey=journey, name="Proposal")

    outline.rename(by=by, part=stage, name="Offer")
    outline.move(by=by, part=stage, step="first")
    outline.move(by=by, part=journey, step="first")

    assert [one.name for one in Journey.rows().order_by("position")] == [
        "Renewal to expansion",
        "From first contact to renewal",
    ]
    assert [one.name for one in Stage.rows().filter(journey=journey).order_by("position")] == ["Offer", "Preparation"]
    outline.remove(by=by, part=stage)
    outline.remove(by=by, part=journey)
    assert Journey.rows().count() == 1
    assert Entry.rows().filter(verb__regex="^(stage|journey)").count() == 7


def test_a_stage_in_use_and_the_only_stage_or_journey_stay(by: Actor) -> None:
    lonely = outline.add_journey(by=by, name="Lonely")

    with pytest.raises(outline.StillUsed, match="Delivery"):
        outline.remove(by=by, part=Stage.rows().get(name="Delivery"))
    with pytest.raises(outline.LastOne, match="only stage"):
        outline.remove(by=by, part=lonely.stages.get())
    outline.remove(by=by, part=lonely)
    with pytest.raises(outline.StillUsed):
        outline.remove(by=by, part=Journey.rows().get())


def test_archived_touchpoints_move_to_the_neighbor_of_a_removed_stage(by: Actor) -> None:
    invoice = Touchpoint.rows().get(key="invoice-or-renewal")
    actions.archive_touchpoint(by=by, now=NOW, touchpoint=invoice)

    outline.remove(by=by, part=invoice.stage)

    invoice.refresh_from_db()
    assert (invoice.stage.name, invoice.position) == ("Delivery", 2)
    assert sorted(Stage.rows().values_list("position", flat=True)) == [0, 1, 2]


_MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("step"), st.integers(0, 4), st.sampled_from(rules.STEPS)),
        st.tuples(st.just("stage"), st.integers(0, 4), st.integers(0, 3)),
        st.tuples(st.just("archive"), st.integers(0, 4), st.none()),
        st.tuples(st.just("restore"), st.integers(0, 4), st.none()),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(moves=_MOVES)
def test_positions_in_every_stage_stay_a_permutation(by: Actor, moves: list[tuple[str, int, Any]]) -> None:
    touchpoints = list(Touchpoint.rows().order_by("key"))
    stages = list(Stage.rows().order_by("position"))
    for verb, which, where in moves:
        touchpoint = Touchpoint.rows().select_related("stage").get(pk=touchpoints[which].pk)
        if verb == "archive":
            actions.archive_touchpoint(by=by, now=NOW, touchpoint=touchpoint)
        elif verb == "restore":
            actions.restore_touchpoint(by=by, touchpoint=touchpoint)
        elif touchpoint.archived_at is None:
            to = {"step": where} if verb == "step" else {"stage": stages[where]}
            actions.move_touchpoint(by=by, touchpoint=touchpoint, **to)

    for stage in stages:
        rows = list(Touchpoint.rows().filter(stage=stage).order_by("position"))
        assert [one.position for one in rows] == list(range(len(rows)))
        assert sorted(rows, key=lambda one: one.archived_at is not None) == rows
