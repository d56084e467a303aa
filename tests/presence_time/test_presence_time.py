"""Presence time: one's own alone, teams from five people, targets with days, and a sample that is asked about."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from presence.accounts.models import User
from presence.customers.models import Customer
from presence.hours import actions as hours
from presence.kit.ids import new_id
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role, Team
from tests.api.conftest import ApiClient, api, key_with, reading_api
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.promises.conftest import harbor
from touchpoints.followups.models import FollowUp
from touchpoints.interactions import actions as interactions
from touchpoints.interactions import ingest
from touchpoints.interactions.models import Interaction
from touchpoints.presence import actions, example, reading, rules
from touchpoints.presence.models import PresenceTarget, QualityNote
from touchpoints.timer import actions as timing
from touchpoints.timer.models import Timer

__all__ = ["api", "harbor", "key_with", "reading_api"]

SignIn = Callable[[Membership], Client]
PAGE = "/o/fieldstone/presence/"
MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)
WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def spend(cast: Cast, customer: Customer, ref: str, member: Membership | None = None, **fields: Any) -> Interaction:
    """A contact of twelve minutes on that Wednesday."""
    who = (member or cast.agent).user.email
    base: dict[str, Any] = {"occurred_at": WEDNESDAY.isoformat(), "minutes": 12, "presence_kind": "outreach"}
    written = row(ref, customer=str(customer.pk), customer_ref=None, member=who, handled_by="human", **base | fields)
    report = ingest.ingest([written], by=Actor.of(cast.agent), now=NOW)
    assert not report.rejected, report.rejected
    return Interaction.rows().get(external_ref=ref)


def there(cast: Cast, member: Membership, minutes: int = 60) -> None:
    by = Actor.of(cast.owner)
    hours.set_frontline_hours(by=by, member=member, from_day=date(2026, 1, 1), minutes=[minutes] * 5 + [0, 0])


def colleagues(cast: Cast, number: int, key: str = "sales") -> list[Membership]:
    team = Team.objects.get(key=key)
    made = []
    for place in range(number):
        user = User.objects.create_user(email=f"{key}{place}@fieldstone.example", name=f"{key} {place}", password="x" * 12)
        made.append(Membership.objects.create(user=user, role=Role.AGENT, team=team))
        there(cast, made[-1])
    return made


def mine(cast: Cast, member: Membership | None = None) -> reading.Mine:
    return reading.mine(member or cast.agent, cast.organization, MONDAY, SUNDAY)


def test_each_contact_counts_once_by_its_source(acting: Cast, harbor: Customer) -> None:
    there(acting, acting.agent)
    spend(acting, harbor, "logged")
    timed = spend(acting, harbor, "timed", presence_kind="follow_up")
    spend(acting, harbor, "reactive", presence_kind=None)
    spend(acting, harbor, "untimed", minutes=None)
    spend(acting, harbor, "theirs", acting.leader)
    timer = timing.start(by=Actor.of(acting.agent), now=WEDNESDAY, member=acting.agent, customer=harbor)
    timing.mark_logged(by=Actor.of(acting.agent), now=NOW, timer=timer, interaction=timed)

    found = mine(acting)

    assert found.by_source == {"timer": 12, "calendar": 0, "logged": 12}
    assert found.by_kind == {"outreach": 12, "clarifying_call": 0, "follow_up": 12}
    assert (found.minutes, found.contacts, found.untimed, found.available) == (24, 3, 1, 300)
    assert found.share == pytest.approx(0.08)


def test_what_is_deleted_counts_no_more(acting: Cast, harbor: Customer) -> None:
    gone = spend(acting, harbor, "gone")

    interactions.delete(by=Actor.of(acting.agent), now=NOW, interaction=gone)

    assert mine(acting).minutes == 0
    assert mine(acting).share is None


def test_the_target_of_a_day_is_the_last_one_that_began(acting: Cast) -> None:
    by = Actor.of(acting.leader)
    for minute, (from_day, low, high) in enumerate(
        [(date(2026, 1, 1), 10, 20), (date(2026, 6, 1), 15, 25), (date(2026, 6, 1), 20, 30), (date(2027, 1, 1), 30, 40)]
    ):
        at = NOW + timedelta(minutes=minute)
        actions.set_target(by=by, now=at, role="agent", from_day=from_day, low=low, high=high)

    holding = rules.holding(reading.targets(), "agent", SUNDAY)
    assert holding is not None
    assert (holding.low, holding.high) == (20, 30)
    assert rules.holding(reading.targets(), "agent", date(2025, 12, 31)) is None
    assert rules.holding(reading.targets(), "leader", SUNDAY) is None
    with pytest.raises(actions.OutOfOrder):
        actions.set_target(by=by, now=NOW, role="agent", from_day=SUNDAY, low=30, high=20)


def test_a_target_that_was_set_never_changes(acting: Cast) -> None:
    actions.set_target(by=Actor.of(acting.leader), now=NOW, role="agent", from_day=SUNDAY, low=20, high=30)

    for statement in ("UPDATE touchpoints_presencetarget SET low = 1", "DELETE FROM touchpoints_presencetarget"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(IntegrityError), transaction.atomic():
        PresenceTarget.objects.create(role="agent", from_day=SUNDAY, low=30, high=20, set_at=NOW)


@pytest.mark.parametrize(("number", "seen"), [(4, False), (5, True)])
def test_the_database_gives_out_no_team_under_five(acting: Cast, harbor: Customer, number: int, seen: bool) -> None:
    for place, member in enumerate(colleagues(acting, number)):
        spend(acting, harbor, f"r{place}", member)

    with connection.cursor() as cursor:
        cursor.execute(reading.TEAMS, {"organization": acting.organization.pk, "first": MONDAY, "last": SUNDAY})
        found = cursor.fetchall()

    assert bool(found) is seen
    shown = reading.teams(acting.organization, MONDAY, SUNDAY)
    assert [(team.people, team.minutes, team.available) for team in shown] == ([(5, 60, 1500)] if seen else [])


def test_a_small_team_cannot_be_had_by_subtraction(acting: Cast) -> None:
    colleagues(acting, 5, "sales")
    colleagues(acting, 2, "support")

    assert reading.teams(acting.organization, MONDAY, SUNDAY) == []


@given(people=st.dictionaries(st.integers(), st.integers(0, 30), max_size=8))
def test_whoever_is_left_out_is_nobody_or_at_least_five(people: dict[int, int]) -> None:
    shown = rules.shown(people)

    left_out = sum(number for team, number in people.items() if team not in shown)
    assert left_out == 0 or left_out >= 5 or not shown
    assert all(people[team] >= 5 for team in shown)


@given(day=st.dates(date(1970, 1, 1), date(2199, 12, 1)))
def test_a_week_is_monday_to_sunday(day: date) -> None:
    first, last = rules.week_of(day)

    assert first <= day <= last
    assert (first.weekday(), last - first) == (0, timedelta(days=6))


def test_one_contact_in_ten_is_asked_about() -> None:
    ids = [new_id() for _ in range(4000)]

    share = sum(map(rules.is_asked_about, ids)) / len(ids)

    assert 0.05 < share < 0.15
    assert [rules.is_asked_about(UUID(int=number)) for number in (10, 11, 20)] == [True, False, True]


def test_only_the_sample_is_asked_and_once(acting: Cast, harbor: Customer) -> None:
    made = interactions.record(
        by=Actor.of(acting.agent),
        now=NOW,
        row=row("", customer=str(harbor.pk), customer_ref=None, member=acting.agent.user.email, presence_kind="outreach",
                occurred_at=WEDNESDAY.isoformat()),
        interaction_id=UUID(int=new_id().int // 10 * 10),
    )  # fmt: skip
    by, not_asked = Actor.of(acting.agent), spend(acting, harbor, "other", acting.leader)
    assert [one.pk for one in reading.asked(acting.agent, NOW)] == [made.pk]

    with pytest.raises(actions.NothingSaid):
        actions.write_note(by=by, member=acting.agent, interaction=made, words="  \x00 ")
    for words in ("They were glad", "Second words"):
        actions.write_note(by=by, member=acting.agent, interaction=made, words=words)
    with pytest.raises(actions.NotAsked):
        actions.write_note(by=by, member=acting.agent, interaction=not_asked, words="Not mine")

    assert QualityNote.rows().get().words == "They were glad"
    assert reading.asked(acting.agent, NOW) == []
    assert list(reading.notes(acting.leader)) == []


def test_the_page_is_ones_own(acting: Cast, harbor: Customer, sign_in: SignIn) -> None:
    there(acting, acting.agent)
    actions.set_target(by=Actor.of(acting.leader), now=NOW, role="agent", from_day=MONDAY, low=20, high=30)
    spend(acting, harbor, "one")

    page = sign_in(acting.agent).get(f"{PAGE}?week=2026-11-18").content.decode()

    assert "4%: 12 min of 5 h" in page
    assert "Target 20 to 30 percent" in page
    assert "Teams" not in page
    others = sign_in(acting.leader).get(f"{PAGE}?week=2026-11-18").content.decode()
    assert "12 min" not in others
    assert "No team can be shown" in others
    assert sign_in(acting.viewer).get(PAGE).status_code == 403
    assert sign_in(acting.agent).get(f"{PAGE}?week=never").status_code == 200


def test_leaders_set_targets_on_a_page(acting: Cast, sign_in: SignIn) -> None:
    client, filled = sign_in(acting.leader), {"role": "agent", "low": "20", "high": "10", "from_day": "2026-11-16"}

    assert "The higher end lies below the lower one" in client.post(f"{PAGE}targets/", filled).content.decode()
    page = client.post(f"{PAGE}targets/", filled | {"high": "30"}, follow=True).content.decode()

    assert "20 to 30 percent" in page
    assert sign_in(acting.agent).post(f"{PAGE}targets/", filled).status_code == 403


def test_the_api_answers_my_own_week(cast: Cast, api: ApiClient, reading_api: ApiClient) -> None:
    target = {"role": "agent", "low": 20, "high": 30, "from_day": "2026-11-16"}

    assert api.send("POST", "/presence/targets/", target).status_code == 201
    assert [one["high"] for one in reading_api.send("GET", "/presence/targets/").json()["results"]] == [30]
    wrong = api.send("POST", "/presence/targets/", target | {"high": 10})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/high")
    answer = reading_api.send("GET", "/presence/?week=2026-11-18").json()
    assert (answer["first_day"], answer["last_day"], answer["minutes"], answer["share"]) == (
        "2026-11-16",
        "2026-11-22",
        0,
        None,
    )


def test_a_key_of_an_agent_reads_the_agents_week_and_sets_no_target(
    cast: Cast, harbor: Customer, key_with: Callable[..., ApiClient]
) -> None:
    agents = key_with("interactions:read", "touchpoints:read", member=cast.agent)

    assert agents.send("GET", f"/presence/?week={timezone.localdate()}").json()["contacts"] == 0
    assert agents.send("POST", "/presence/targets/", {}).status_code == 403


def test_the_example_has_targets_follow_ups_and_a_running_timer(acting: Cast, harbor: Customer) -> None:
    for place in range(3):
        spend(acting, harbor, f"r{place}")

    example.fill(by=Actor.of(acting.owner), now=NOW, dice=random.Random(1))

    assert rules.holding(reading.targets(), "agent", SUNDAY) is not None
    assert FollowUp.rows().count() == 1, "one for each customer there is"
    assert Timer.rows().get().is_running
