"""What people do with a handoff, who may, and what the log keeps."""

from datetime import timedelta
from typing import Any

import pytest

from presence.audit.models import Entry
from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.handoffs.conftest import LATER, NOW, Open
from tests.journeys import publishing
from touchpoints.handoffs import actions, reading
from touchpoints.handoffs.models import Handoff
from touchpoints.journeys.models import Touchpoint


def verbs() -> list[str]:
    return list(Entry.rows().filter(verb__startswith="handoff.").order_by("at", "id").values_list("verb", flat=True))


def test_a_customer_waits_with_a_promised_time_and_is_left_alone(open_one: Open, harbor: Customer) -> None:
    opened = open_one()

    assert opened.promised_at == NOW + timedelta(hours=4)  # the usual hours: 10:30 to 14:30
    assert (opened.source, opened.customer, opened.is_open) == ("customer", harbor, True)
    assert reading.muted([harbor.pk]) == {harbor.pk}
    assert verbs() == ["handoff.raised"]


def test_the_promised_time_is_the_touchpoints(acting: Cast, open_one: Open) -> None:
    status = Touchpoint.rows().get(key="status-update")
    publishing.publish_mode(Actor.of(acting.leader), "status-update", "automate")

    opened = open_one(touchpoint=status)

    assert opened.promised_at == NOW + timedelta(minutes=60)
    assert opened.meant_for == acting.leader


def test_without_a_touchpoint_it_is_meant_for_the_customers_owner(acting: Cast, harbor: Customer, open_one: Open) -> None:
    harbor.owner = acting.agent
    harbor.save(update_fields=["owner"])

    assert open_one().meant_for == acting.agent


def test_one_source_opens_one_handoff_and_no_word_is_lost(open_one: Open) -> None:
    first = open_one(source_id="reach:1")
    again = open_one(source_id="reach:1", words="It is about the invoice.")
    same = open_one(source_id="reach:1", words="It is about the invoice.")

    assert first.pk == again.pk == same.pk
    assert Handoff.rows().get().words == "Please call me.\n\nIt is about the invoice."
    assert verbs() == ["handoff.raised", "handoff.added_to"]


def test_after_it_was_handed_back_the_same_source_opens_another(acting: Cast, open_one: Open) -> None:
    by = Actor.of(acting.agent)
    first = open_one(source_id="reach:1")
    actions.hand_back(by=by, now=LATER, handoff=actions.claim(by=by, now=LATER, handoff=first), done="Called her.")

    assert open_one(source_id="reach:1").pk != first.pk


def test_the_whole_way_of_one(acting: Cast, open_one: Open, harbor: Customer) -> None:
    by = Actor.of(acting.agent)
    opened = open_one()
    claimed = actions.claim(by=by, now=LATER, handoff=opened)
    reached = actions.reach(by=by, now=LATER, handoff=claimed)
    assert reading.muted([harbor.pk]) == {harbor.pk}

    back = actions.hand_back(by=by, now=LATER, handoff=reached, done="Sent the invoice again.")

    assert (back.claimed_by, back.reached_at, back.done) == (acting.agent, LATER, "Sent the invoice again.")
    assert reading.muted([harbor.pk]) == set()
    assert verbs() == ["handoff.raised", "handoff.claimed", "handoff.reached", "handoff.handed_back"]


def test_pressing_twice_changes_nothing(acting: Cast, open_one: Open) -> None:
    by = Actor.of(acting.agent)
    opened = open_one()
    for _ in range(2):
        actions.claim(by=by, now=LATER, handoff=opened)
    for _ in range(2):
        actions.reach(by=by, now=LATER, handoff=opened)

    assert verbs() == ["handoff.raised", "handoff.claimed", "handoff.reached"]


def test_undoing(acting: Cast, open_one: Open) -> None:
    by = Actor.of(acting.agent)
    opened = open_one()
    held = actions.reach(by=by, now=LATER, handoff=actions.claim(by=by, now=LATER, handoff=opened))
    back = actions.hand_back(by=by, now=LATER, handoff=held, done="Called.")

    again = actions.reopen(by=by, now=LATER + timedelta(seconds=50), handoff=back)
    free = actions.release(by=by, handoff=actions.take_back_reach(by=by, handoff=again))

    assert (free.is_open, free.claimed_by, free.reached_at, free.done) == (True, None, None, None)


def test_after_a_minute_it_stays_handed_back(acting: Cast, open_one: Open) -> None:
    by = Actor.of(acting.agent)
    back = actions.hand_back(by=by, now=LATER, handoff=actions.claim(by=by, now=LATER, handoff=open_one()), done="Called.")

    with pytest.raises(actions.TooLateToReopen):
        actions.reopen(by=by, now=LATER + timedelta(seconds=61), handoff=back)


@pytest.mark.parametrize(
    ("verb", "more"),
    [("claim", {"now": LATER}), ("release", {}), ("reach", {"now": LATER}), ("hand_back", {"now": LATER, "done": "Called."})],
)
def test_what_somebody_has_is_theirs(acting: Cast, open_one: Open, verb: str, more: dict[str, Any]) -> None:
    held = actions.claim(by=Actor.of(acting.agent), now=LATER, handoff=open_one())
    other = Actor.of(_colleague(acting))

    with pytest.raises(actions.Taken, match="Agent of Fieldstone Care has this"):
        getattr(actions, verb)(by=other, handoff=held, **more)


def test_a_leader_stands_in_for_somebody_who_is_away(acting: Cast, open_one: Open) -> None:
    held = actions.claim(by=Actor.of(acting.agent), now=LATER, handoff=open_one())

    assert actions.release(by=Actor.of(acting.leader), handoff=held).claimed_by is None


@pytest.mark.parametrize(("verb", "more"), [("reach", {"now": LATER}), ("hand_back", {"now": LATER, "done": "Called."})])
def test_what_nobody_has_is_claimed_first(acting: Cast, open_one: Open, verb: str, more: dict[str, Any]) -> None:
    with pytest.raises(actions.NotClaimed):
        getattr(actions, verb)(by=Actor.of(acting.agent), handoff=open_one(), **more)


def test_whoever_was_reached_is_not_put_back_into_the_queue(acting: Cast, open_one: Open) -> None:
    by = Actor.of(acting.agent)
    reached = actions.reach(by=by, now=LATER, handoff=actions.claim(by=by, now=LATER, handoff=open_one()))

    with pytest.raises(actions.AlreadyReached):
        actions.release(by=by, handoff=reached)


def test_handing_back_says_what_was_done(acting: Cast, open_one: Open) -> None:
    by = Actor.of(acting.agent)
    held = actions.claim(by=by, now=LATER, handoff=open_one())

    with pytest.raises(ValueError, match="Say what was done"):
        actions.hand_back(by=by, now=LATER, handoff=held, done=" ")


def test_an_unknown_reason_is_refused(open_one: Open) -> None:
    with pytest.raises(actions.UnknownReason):
        open_one(reason="bored")


def test_who_wrote_is_named_once(acting: Cast, open_one: Open, harbor: Customer) -> None:
    by = Actor.of(acting.agent)
    nameless = open_one(customer=None, caller="Ana, 0470 12 34 56")

    named = actions.name_customer(by=by, handoff=nameless, customer=harbor)

    assert named.customer == harbor
    other = Customer.objects.create(name="Another one")
    with pytest.raises(actions.CustomerKnown):
        actions.name_customer(by=by, handoff=named, customer=other)


def _colleague(cast: Cast) -> Membership:
    """The viewer, become an agent."""
    cast.viewer.role = "agent"
    cast.viewer.save(update_fields=["role"])
    return cast.viewer
