"""One timer for each member: started, stopped into the log, discarded and brought back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from presence.audit.models import Entry
from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.kit import running
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.promises.conftest import NOW, harbor
from touchpoints.timer import actions, reading, rules
from touchpoints.timer.models import Timer

__all__ = ["harbor"]

SignIn = Callable[[Membership], Client]
LATER = NOW + timedelta(minutes=12, seconds=10)


def start(member: Membership, customer: Customer | None = None, **about: str) -> Timer:
    return actions.start(by=Actor.of(member), now=NOW, member=member, customer=customer, **about)


@given(seconds=st.integers(0, 4 * 3600))
def test_it_counts_whole_minutes_and_never_less_than_one(seconds: int) -> None:
    counted = rules.counted(NOW, NOW + timedelta(seconds=seconds))

    assert counted is not None
    assert 1 <= counted <= 240
    assert 0 <= counted * 60 - seconds <= 60


def test_one_that_was_forgotten_counts_nothing() -> None:
    assert rules.counted(NOW, NOW + timedelta(hours=4)) == 240
    assert rules.counted(NOW, NOW + timedelta(hours=4, seconds=1)) is None


def test_starting_twice_for_one_customer_starts_one(acting: Cast, harbor: Customer) -> None:
    assert start(acting.agent, harbor).pk == start(acting.agent, harbor).pk
    assert [entry.verb for entry in Entry.objects.filter(verb__startswith="timer.")] == ["timer.started"]


def test_a_second_customer_is_refused_with_words(acting: Cast, harbor: Customer) -> None:
    start(acting.agent, harbor)

    with pytest.raises(actions.AlreadyRunning) as refused:
        start(acting.agent)

    assert refused.value.words == "Your timer is running already for Harbor Dental Group. Stop or discard it first."
    assert start(acting.leader).is_running, "everybody has one"


def test_stopping_twice_keeps_the_first_moment(acting: Cast, harbor: Customer) -> None:
    timer = start(acting.agent, harbor)

    actions.stop(by=Actor.of(acting.agent), now=LATER, timer=timer)
    stopped = actions.stop(by=Actor.of(acting.agent), now=LATER + timedelta(hours=1), timer=timer)

    assert reading.minutes(stopped) == 13
    assert reading.current(acting.agent.pk) is None
    assert [one.pk for one in reading.waiting(acting.agent.pk)] == [timer.pk]


def test_discarding_can_be_taken_back_unless_another_runs(acting: Cast, harbor: Customer) -> None:
    timer, by = start(acting.agent, harbor), Actor.of(acting.agent)

    actions.discard(by=by, now=LATER, timer=timer)
    actions.bring_back(by=by, timer=timer)
    assert reading.current(acting.agent.pk) == timer

    actions.discard(by=by, now=LATER, timer=timer)
    start(acting.agent)
    with pytest.raises(actions.AlreadyRunning):
        actions.bring_back(by=by, timer=timer)
    with pytest.raises(actions.TimerGone):
        actions.stop(by=by, now=LATER, timer=timer)


@pytest.mark.parametrize(
    "values",
    [
        "started_at, NULL, NULL",
        "started_at, started_at - interval '1 minute', NULL",
    ],
)
def test_the_database_has_the_last_word(acting: Cast, values: str) -> None:
    start(acting.agent)
    statement = (
        "INSERT INTO touchpoints_timer (id, organization_id, member_id, presence_kind, started_at, stopped_at, discarded_at)"
        f" SELECT gen_random_uuid(), organization_id, member_id, '', {values} FROM touchpoints_timer"
    )

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_page_starts_one_and_every_page_shows_it(acting: Cast, harbor: Customer, sign_in: SignIn) -> None:
    client = sign_in(acting.agent)
    brief = f"/o/fieldstone/c/{harbor.pk}/"
    assert f'name="customer" value="{harbor.pk}"' in client.get(brief).content.decode()

    started = client.post("/o/fieldstone/timer/", {"customer": str(harbor.pk)})
    page = client.get("/o/fieldstone/interactions/").content.decode()

    assert started.headers["Location"] in (brief, brief.rstrip("/"))
    assert "data-running-since" in page
    assert "Harbor Dental Group" in page
    assert "data-running-since" not in sign_in(acting.leader).get("/o/fieldstone/interactions/").content.decode()


def test_a_running_timer_costs_a_page_no_query(acting: Cast, harbor: Customer, sign_in: SignIn) -> None:
    client, asked = sign_in(acting.agent), []
    for begin in (False, True):
        if begin:
            start(acting.agent, harbor)
        client.get("/o/fieldstone/interactions/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/o/fieldstone/interactions/")
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_what_is_kept_is_forgotten_on_change(acting: Cast, harbor: Customer) -> None:
    assert running.shown_to(acting.agent) == []

    timer = start(acting.agent, harbor)
    assert [one.word for one in running.shown_to(acting.agent)] == ["Harbor Dental Group"]

    actions.stop(by=Actor.of(acting.agent), now=LATER, timer=timer)
    assert running.shown_to(acting.agent) == []


def test_stopping_leads_to_the_form_and_discarding_back(acting: Cast, harbor: Customer, sign_in: SignIn) -> None:
    client, timer = sign_in(acting.agent), start(acting.agent, harbor, presence_kind="outreach")

    discarded = client.post(f"/o/fieldstone/timers/{timer.pk}/discard/", follow=True).content.decode()
    assert f"/o/fieldstone/timers/{timer.pk}/return/" in discarded
    client.post(f"/o/fieldstone/timers/{timer.pk}/return/")
    stopped = client.post(f"/o/fieldstone/timers/{timer.pk}/stop/")

    assert stopped.headers["Location"] == (
        f"/o/fieldstone/interactions/new/?timer={timer.pk}&customer={harbor.pk}&kind=outreach"
    )


def test_nobody_touches_a_timer_of_somebody_else(acting: Cast, harbor: Customer, sign_in: SignIn) -> None:
    timer = start(acting.agent, harbor)

    for verb in ("stop", "discard", "return"):
        assert sign_in(acting.owner).post(f"/o/fieldstone/timers/{timer.pk}/{verb}/").status_code == 404
    assert sign_in(acting.viewer).get("/o/fieldstone/timer/").status_code == 403


def test_the_palette_offers_what_can_be_done(acting: Cast, harbor: Customer, sign_in: SignIn) -> None:
    client = sign_in(acting.agent)
    assert "Start a timer" in client.get("/o/fieldstone/palette").content.decode()

    start(acting.agent, harbor)

    assert "Stop the timer and log the contact" in client.get("/o/fieldstone/palette").content.decode()


def test_a_customer_of_somebody_else_is_as_good_as_none(acting: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    with scope.acting_for(elsewhere.organization):
        foreign = customers.add(by=Actor.of(elsewhere.agent), name="Not ours")

    sign_in(acting.agent).post("/o/fieldstone/timer/", {"customer": str(foreign.pk), "touchpoint": str(foreign.pk)})

    timer = Timer.rows().get()
    assert (timer.customer_id, timer.touchpoint_id) == (None, None)
