"""The simulator as leaders meet it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from presence.audit.models import Entry
from presence.hours import actions as hours
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.interactions import ingest
from touchpoints.journeys import actions as journeys
from touchpoints.journeys.models import Touchpoint
from touchpoints.presence import actions as presence
from touchpoints.simulator import actions, assumptions
from touchpoints.simulator.models import Scenario

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
HOME = "/o/fieldstone/map/simulator/"
SignIn = Callable[[Membership], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


@pytest.fixture
def leader(acting: Cast, sign_in: SignIn) -> Client:
    return sign_in(acting.leader)


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def key(name: str) -> Touchpoint:
    return Touchpoint.rows().get(key=name)


def record(cast: Cast, *, weeks: int, a_week: int, minutes: int = 30, **fields: Any) -> None:
    """So many interactions by the agent in each of the last whole weeks, and one on the day before those."""
    days = [datetime(2026, 11, 20, 9, tzinfo=UTC) - timedelta(days=7 * week) for week in range(weeks)]
    rows = [
        row(occurred_at=day.isoformat(), member=cast.agent.user.email, minutes=minutes, handled_by="human", **fields)
        for day in days
        for _time in range(a_week)
    ]
    before = row(occurred_at=(days[-1] - timedelta(days=7)).isoformat(), handled_by="none", touchpoint_key="invoice-or-renewal")
    report = ingest.ingest([*rows, before], by=Actor.of(cast.leader), now=NOW, create_customers=True)
    assert not report.rejected, report.rejected


def make(by: Actor, name: str = "Trial", **modes: str) -> Scenario:
    wanted = {str(one.pk): modes.get(one.key.replace("-", "_"), one.mode) for one in Touchpoint.rows()}
    return actions.make_scenario(by=by, name=name, content=assumptions.Scenario(modes=wanted))


def typed(client: Client, scenario: Scenario, **changed: Any) -> dict[str, Any]:
    """The form as it stands on the page."""
    form = client.get(f"{HOME}{scenario.pk}/").context["form"]
    return {name: "" if form[name].value() is None else form[name].value() for name in form.fields} | changed


def test_the_map_as_it_is_comes_from_recorded_weeks(acting: Cast, leader: Client) -> None:
    record(acting, weeks=2, a_week=6)
    hours.set_frontline_hours(by=Actor.of(acting.leader), member=acting.agent, from_day=date(2026, 1, 1), minutes=[60] * 7)

    page = leader.get(HOME).content.decode()

    assert "From 2 whole weeks" in page
    assert "Recorded with these rows: 3 h a week of people’s time; by the same rows the simulator says 3 h." in page
    assert "of 7 h available" in page
    assert "4 h free" in page


def test_without_a_whole_week_everything_is_assumed_and_said(leader: Client) -> None:
    page = leader.get(HOME).content.decode()

    assert "No whole week is recorded yet, so these numbers are assumed." in page
    assert "no frontline hours are set" in page


def test_a_scenario_begins_as_a_copy_of_the_map(acting: Cast, leader: Client) -> None:
    answer = leader.post(f"{HOME}new/", {"name": "Trial", "begin": "now"}, follow=True)

    made = Scenario.rows().get()
    assert made.document["modes"] == {str(one.pk): one.mode for one in Touchpoint.rows()}
    assert "The modes are those that are published." in answer.content.decode()
    assert Entry.rows().filter(verb="scenario.made", subject_id=made.pk).count() == 1


def test_the_preset_puts_people_first_at_key_moments(acting: Cast, by: Actor, leader: Client) -> None:
    journeys.change_touchpoint(by=by, touchpoint=key("status-update"), key_moment=True)

    leader.post(f"{HOME}new/", {"name": "Trial", "begin": "key-moments"})

    modes = Scenario.rows().get().document["modes"]
    assert modes[str(key("status-update").pk)] == "human_only"
    assert modes[str(key("scope-change").pk)] == "human_only", "it is protected"
    assert modes[str(key("first-response").pk)] == "automate"


def test_a_changed_mode_and_volume_change_the_hours(acting: Cast, by: Actor, leader: Client) -> None:
    record(acting, weeks=2, a_week=6)
    made, first = make(by), key("first-response").pk

    leader.post(
        f"{HOME}{made.pk}/",
        typed(leader, made, **{f"weekly-{first}": "12", f"augment-{first}": "10", f"mode-{first}": "augment"}),
    )

    page = leader.get(f"{HOME}{made.pk}/").content.decode()
    assert "First response: human-only → augment" in page
    assert '<p class="figure-value">2 h</p>' in page, "12 x 10 minutes"
    assert "30, from 12" in page, "the observed minutes stay in sight"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("weekly", "many", "First response: times a week: give a number from 0 to 100,000"),
        ("weekly", "-1", "give a number from 0"),
        ("weekly", "NaN", "give a number from 0"),
        ("augment", "1441", "give a number from 0 to 1,440"),
        ("mode", "nonsense", "Choose a mode for First response."),
    ],
)
def test_bad_numbers_are_refused_beside_the_field(by: Actor, leader: Client, field: str, value: str, words: str) -> None:
    made = make(by)

    page = leader.post(f"{HOME}{made.pk}/", typed(leader, made, **{f"{field}-{key('first-response').pk}": value}))

    assert page.content.decode().count(words) == 2, "in the summary and beside the field"
    assert Scenario.rows().get().version == 1


def test_what_is_protected_cannot_be_automated_even_here(by: Actor, leader: Client) -> None:
    made = make(by)

    page = leader.post(f"{HOME}{made.pk}/", typed(leader, made, **{f"mode-{key('scope-change').pk}": "automate"}))

    assert "Scope change is protected (scope trade-off): choose human-only or augment." in page.content.decode()


def test_a_target_that_ends_before_it_begins_is_refused(by: Actor, leader: Client) -> None:
    made = make(by)

    page = leader.post(f"{HOME}{made.pk}/", typed(leader, made, target_low="40", target_high="20"))

    assert "The target ends below where it begins." in page.content.decode()


def test_two_leaders_see_each_other(by: Actor, leader: Client) -> None:
    made = make(by)
    mine = typed(leader, made, name="Mine")
    leader.post(f"{HOME}{made.pk}/", typed(leader, made, name="Theirs"))

    answer = leader.post(f"{HOME}{made.pk}/", mine)

    assert answer.status_code == 409
    assert 'value="Mine"' in answer.content.decode()
    assert Scenario.rows().get().name == "Theirs"
    leader.post(f"{HOME}{made.pk}/", mine | {"version": "2"})
    assert Scenario.rows().get().name == "Mine"


def test_names_are_used_once_until_the_other_is_deleted(by: Actor, leader: Client) -> None:
    made = make(by)
    page = leader.post(f"{HOME}new/", {"name": "Trial", "begin": "now"})
    assert "There is already a scenario named “Trial”." in page.content.decode()

    leader.post(f"{HOME}{made.pk}/removal/")
    leader.post(f"{HOME}new/", {"name": "Trial", "begin": str(made.pk)})
    assert Scenario.rows().filter(removed_at=None).count() == 0, "what is deleted cannot be copied"
    leader.post(f"{HOME}new/", {"name": "Trial", "begin": "now"})
    page = leader.post(f"{HOME}{made.pk}/return/", follow=True)

    assert "There is already a scenario named “Trial”." in page.content.decode()
    assert Scenario.rows().filter(removed_at=None).count() == 1


def test_two_are_compared_side_by_side(acting: Cast, by: Actor, leader: Client) -> None:
    record(acting, weeks=2, a_week=6)
    made = make(by, "Automated", first_response="automate")

    page = leader.get(f"{HOME}compare/?second={made.pk}&first=nonsense").content.decode()

    assert "2.7 h less" in page, "3 h of 30 minutes, one in ten of them when automated"
    assert page.count("First response") == 2
    assert "People handled 12 of 12 in these weeks" in page


def test_it_is_written_into_the_map_as_a_draft_and_taken_back(by: Actor, leader: Client) -> None:
    made = make(by, first_response="augment", status_update="augment", scope_change="automate")

    looked = leader.get(f"{HOME}{made.pk}/draft/").content.decode()
    assert "First response: human-only → augment" in looked
    assert "Protected moments are never automated: Scope change." in looked
    assert key("first-response").mode == "human_only", "looking changes nothing"
    page = leader.post(f"{HOME}{made.pk}/draft/", follow=True).content.decode()

    assert "Trial is written into the map. Nothing is published yet." in page
    assert [key(name).mode for name in ("first-response", "status-update", "scope-change")] == [
        "augment",
        "augment",
        "human_only",
    ]
    journeys.change_touchpoint(by=by, touchpoint=key("status-update"), mode="automate")
    fields = {f"mode-{key(name).pk}": "human_only" for name in ("first-response", "status-update")}
    leader.post(f"{HOME}{made.pk}/draft/return/", fields | {"mode-nonsense": "automate"})
    assert key("first-response").mode == "human_only"
    assert key("status-update").mode == "automate", "somebody changed it since"


def test_applying_what_the_map_says_already_changes_nothing(by: Actor, leader: Client) -> None:
    made = make(by)

    page = leader.post(f"{HOME}{made.pk}/draft/", follow=True)

    assert "The map has these modes already" in page.content.decode()
    assert not Entry.rows().filter(verb="scenario.applied").exists()


def test_agents_do_not_see_what_teams_need(acting: Cast, sign_in: SignIn) -> None:
    assert sign_in(acting.agent).get(HOME).status_code == 403


def test_what_a_draft_costs_is_one_link_away_from_publishing_it(acting: Cast, by: Actor, leader: Client) -> None:
    record(acting, weeks=2, a_week=6)
    journeys.change_touchpoint(by=by, touchpoint=key("first-response"), mode="augment")

    checked = leader.get("/o/fieldstone/map/check/").content.decode()
    costs = leader.get(f"{HOME}compare/?second=draft").content.decode()

    assert f'href="{HOME}compare/?second=draft"' in checked
    assert "1.2 h less" in costs, "three fifths of 30 minutes, 6 times a week"
    assert "The draft as it stands" in leader.get(HOME).content.decode()
    assert "First response: human-only → augment" in leader.get(HOME).content.decode()


def test_presence_stands_against_the_targets_of_roles_that_hold_today(acting: Cast, by: Actor, leader: Client) -> None:
    for member, minutes in ((acting.agent, 60), (acting.leader, 20)):
        hours.set_frontline_hours(by=by, member=member, from_day=date(2026, 1, 1), minutes=[minutes] * 7)
    for role, day, low, high in (
        ("agent", date(2026, 1, 1), 1, 2),
        ("agent", date(2026, 11, 1), 20, 30),
        ("agent", date(2026, 12, 1), 90, 95),
        ("leader", date(2026, 6, 1), 8, 10),
    ):
        presence.set_target(by=by, now=NOW, role=role, from_day=day, low=low, high=high)
    made = make(by)

    page = leader.get(f"{HOME}{made.pk}/").content.decode()

    assert "target 17% to 25%" in page, "(7 h x 20 + 2.33 h x 8) / 9.33 h, and so on"
    assert ">1 Nov<" in page
    assert ">1 Jun<" in page


def test_a_scenario_names_its_own_target_or_leaves_it_to_the_roles(by: Actor, leader: Client) -> None:
    made = make(by)

    half = leader.post(f"{HOME}{made.pk}/", typed(leader, made, target_low="10", target_high=""))
    assert "Give both ends of the target" in half.content.decode()

    leader.post(f"{HOME}{made.pk}/", typed(leader, made, target_low="40", target_high="50"))
    made.refresh_from_db()
    assert made.document["target"] == [0.4, 0.5]

    leader.post(f"{HOME}{made.pk}/", typed(leader, made, target_low="", target_high=""))
    made.refresh_from_db()
    assert made.document["target"] is None
