"""Logging a contact: found, guessed, timed, followed up, and once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.promises.conftest import harbor
from touchpoints.followups.models import FollowUp
from touchpoints.interactions import ingest
from touchpoints.interactions.models import Interaction
from touchpoints.journeys.models import Touchpoint
from touchpoints.log import attention, recent
from touchpoints.timer import actions as timing
from touchpoints.timer.models import Timer

__all__ = ["harbor"]

SignIn = Callable[[Membership], Client]
NEW = "/o/fieldstone/interactions/new/"


@pytest.fixture
def client(acting: Cast, sign_in: SignIn) -> Client:
    return sign_in(acting.agent)


def log(cast: Cast, customer: Customer, ref: str, days_ago: int = 1, **fields: Any) -> Interaction:
    at = (timezone.now() - timedelta(days=days_ago)).isoformat()
    given = row(ref, customer=str(customer.pk), customer_ref=None, member=cast.agent.user.email, occurred_at=at, **fields)
    report = ingest.ingest([given], by=Actor.of(cast.agent), now=timezone.now())
    assert not report.rejected, report.rejected
    return Interaction.rows().get(external_ref=ref)


def filled(client: Client, customer: Customer, query: str = "", **fields: str) -> dict[str, str]:
    """What a browser sends back: the form as it is shown, with these fields filled in."""
    form = client.get(f"{NEW}?customer={customer.pk}{query}").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    shown["occurred_at"] = form["occurred_at"].value().strftime("%Y-%m-%dT%H:%M")
    return {name: str(value) for name, value in shown.items() if value is not None} | fields


def touchpoint(name: str) -> Touchpoint:
    return Touchpoint.rows().get(name=name)


def test_those_i_spoke_with_last_come_first(acting: Cast, harbor: Customer, client: Client) -> None:
    assert recent.customers(acting.agent.pk) == []
    log(acting, harbor, "one")

    page = client.get(NEW).content.decode()

    assert "You spoke with last" in page
    assert f"?customer={harbor.pk}" in page
    assert recent.customers(acting.leader.pk) == []


def test_found_as_typed_and_opened_at_once_when_there_is_one(acting: Cast, harbor: Customer, client: Client) -> None:
    part = client.get(f"{NEW}?q=harb&kind=outreach", headers={"HX-Request": "true"}).content.decode()

    assert f'href="?customer={harbor.pk}&amp;kind=outreach"' in part
    assert client.get(f"{NEW}?q=harbor").headers["Location"] == f"{NEW}?customer={harbor.pk}"
    assert "Nobody fits these words" in client.get(f"{NEW}?q=zzzzzz").content.decode()


def test_the_touchpoint_is_guessed_and_says_why(acting: Cast, harbor: Customer, client: Client) -> None:
    assert "Guessed" not in client.get(f"{NEW}?customer={harbor.pk}").content.decode()
    log(acting, harbor, "one", touchpoint_key=touchpoint("Status update").key)
    log(acting, harbor, "two", touchpoint_key=touchpoint("Status update").key)
    log(acting, harbor, "three", days_ago=0, touchpoint_key=touchpoint("Scope change").key)

    page = client.get(f"{NEW}?customer={harbor.pk}")
    assert page.context["form"]["touchpoint"].value() == str(touchpoint("Status update").pk)
    assert "Guessed: this is what you log most with them." in page.content.decode()

    asked = client.get(f"{NEW}?customer={harbor.pk}&touchpoint={touchpoint('Scope change').pk}")
    assert "As on the page you come from." in asked.content.decode()


def test_whoever_never_spoke_with_them_gets_what_others_log(
    acting: Cast, harbor: Customer, client: Client, sign_in: Callable[[Any], Client]
) -> None:
    log(acting, harbor, "one", touchpoint_key=touchpoint("Status update").key)

    page = sign_in(acting.leader).get(f"{NEW}?customer={harbor.pk}")

    assert page.context["form"]["touchpoint"].value() == str(touchpoint("Status update").pk)
    assert "Guessed: most contacts with them are this." in page.content.decode()


def test_a_stopped_timer_fills_minutes_and_is_logged_with_it(acting: Cast, harbor: Customer, client: Client) -> None:
    by, now = Actor.of(acting.agent), timezone.now()
    timer = timing.start(
        by=by, now=now - timedelta(minutes=9, seconds=30), member=acting.agent, customer=harbor, presence_kind="outreach"
    )
    address = client.post(f"/o/fieldstone/timers/{timer.pk}/stop/").headers["Location"]
    query = address.partition(f"customer={harbor.pk}")[2] + f"&timer={timer.pk}"

    given = filled(client, harbor, query, touchpoint=str(touchpoint("Status update").pk), follow_up="2199-01-05")
    for _again in range(2):
        client.post(f"{NEW}?customer={harbor.pk}", given)

    made = Interaction.rows().get()
    assert (made.seconds, made.presence_kind) == (600, "outreach")
    assert Timer.rows().get().interaction_id == made.pk
    assert FollowUp.rows().get().interaction_id == made.pk


def test_a_forgotten_timer_asks_instead_of_counting(acting: Cast, harbor: Customer, client: Client) -> None:
    begun = timezone.now() - timedelta(hours=26)
    timer = timing.start(by=Actor.of(acting.agent), now=begun, member=acting.agent, customer=harbor)
    address = client.post(f"/o/fieldstone/timers/{timer.pk}/stop/").headers["Location"]

    page = client.get(address)

    assert page.context["form"]["minutes"].value() is None
    assert "How long was the contact really?" in page.content.decode()


def test_nothing_is_logged_when_a_part_is_refused(acting: Cast, harbor: Customer, client: Client) -> None:
    given = filled(client, harbor, touchpoint=str(touchpoint("Status update").pk))
    timer = timing.start(by=Actor.of(acting.agent), now=timezone.now(), member=acting.agent, customer=harbor)
    other = log(acting, harbor, "other")
    timing.mark_logged(by=Actor.of(acting.agent), now=timezone.now(), timer=timer, interaction=other)

    over = client.post(f"{NEW}?customer={harbor.pk}", given | {"follow_up": "2020-01-01"}).content.decode()
    used = client.post(f"{NEW}?customer={harbor.pk}", given | {"timer": str(timer.pk)}).content.decode()

    assert "This day is over. Choose today or a later day." in over
    assert "This timer was logged or discarded already." in used
    assert Interaction.rows().count() == 1


def test_a_timer_of_somebody_else_is_as_good_as_none(acting: Cast, harbor: Customer, client: Client) -> None:
    timer = timing.start(by=Actor.of(acting.owner), now=timezone.now(), member=acting.owner, customer=harbor)
    given = filled(client, harbor, f"&timer={timer.pk}", touchpoint=str(touchpoint("Status update").pk))

    client.post(f"{NEW}?customer={harbor.pk}", given | {"timer": str(timer.pk)})

    assert Interaction.rows().count() == 1
    assert Timer.rows().get().is_running


def test_an_exception_stays_until_a_conversation_is_recorded(acting: Cast, harbor: Customer, sign_in: SignIn) -> None:
    log(acting, harbor, "one", days_ago=3, exception="price_change", note="Told by mail")
    home = "/o/fieldstone/"

    assert "Price change: talk with Harbor Dental Group" in sign_in(acting.agent).get(home).content.decode()
    assert attention.unspoken(acting.leader) is not None
    assert attention.unspoken(acting.viewer) is None
    listed = sign_in(acting.agent).get(f"{home}interactions/?counted=unspoken&window=all").content.decode()
    assert "Exceptions without a real conversation" in listed

    log(acting, harbor, "two", days_ago=1, conversation_held=True)
    assert attention.unspoken(acting.leader) is None


def test_somebody_elses_exception_is_not_my_matter(acting: Cast, harbor: Customer) -> None:
    made = log(acting, harbor, "one", exception="recovery")
    Interaction.rows().filter(pk=made.pk).update(member=acting.leader)

    assert attention.unspoken(acting.agent) is None
    found = attention.unspoken(acting.leader)
    assert found is not None
    assert [matter.who for matter in found.matters] == [str(made.touchpoint)]


def test_l_is_on_every_page_for_who_may_log(acting: Cast, sign_in: SignIn) -> None:
    assert 'data-key="l"' in sign_in(acting.agent).get("/o/fieldstone/promises/").content.decode()
    assert 'data-key="l"' not in sign_in(acting.viewer).get("/o/fieldstone/promises/").content.decode()
