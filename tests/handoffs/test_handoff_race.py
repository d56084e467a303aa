"""Twenty people claim at once: one has it, and everybody else is told who. The naive way is shown to fail first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from presence.accounts.models import User
from presence.audit.models import Entry
from presence.customers import actions as customers
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Organization, Team
from tests.conftest import make_cast
from tests.handoffs.conftest import CUSTOMER, NOW
from touchpoints.handoffs import actions
from touchpoints.handoffs.models import Handoff

AGENTS = 20
LATER = NOW + timedelta(minutes=1)
Claim = Callable[[Membership, UUID], bool]


def claim_naively(member: Membership, handoff_id: UUID) -> bool:
    """Look, then write: what a handoff becomes without the condition, and without the trigger's last word."""
    seen = Handoff.rows().filter(pk=handoff_id).values_list("claimed_by", flat=True)[0]
    return seen is None


def claim(member: Membership, handoff_id: UUID) -> bool:
    try:
        actions.claim(by=Actor.of(member), now=LATER, handoff=Handoff.rows().get(pk=handoff_id))
    except actions.Taken:
        return False
    return True


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_twenty_claim_and_one_has_it() -> None:
    organization, people, handoff_id = _queue()

    assert _at_once(organization, people, handoff_id, claim_naively) > 1, "the race is real"
    assert _at_once(organization, people, handoff_id, claim) == 1
    with scope.acting_for(organization), transaction.atomic():
        assert Handoff.rows().get(pk=handoff_id).claimed_by in people
        assert Entry.rows().filter(verb="handoff.claimed").count() == 1


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_twenty_write_through_one_link_and_one_waits() -> None:
    organization, people, _ = _queue()

    def ask(member: Membership, _handoff_id: UUID) -> bool:
        about = {"reason": "asked_for_a_person", "words": f"Words of {member.pk}", "source_id": "reach:same"}
        actions.open_handoff(by=CUSTOMER, now=NOW, customer=None, **about)  # type: ignore[arg-type]
        return True

    _at_once(organization, people, UUID(int=0), ask)
    with scope.acting_for(organization), transaction.atomic():
        [only] = Handoff.rows().filter(source_id="reach:same")
        assert {f"Words of {member.pk}" for member in people} == set((only.words or "").split("\n\n"))


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_database_refuses_a_second_claim_too() -> None:
    organization, people, handoff_id = _queue()
    with scope.acting_for(organization):
        with transaction.atomic():
            claim(people[0], handoff_id)
        with pytest.raises(DatabaseError, match="nobody takes a handoff"), transaction.atomic():
            Handoff.rows().filter(pk=handoff_id).update(claimed_by=people[1])


def _queue() -> tuple[Organization, list[Membership], UUID]:
    cast = make_cast("Fieldstone Care", "fieldstone")
    with scope.acting_for(cast.organization), transaction.atomic():
        team = Team.objects.get(key="support")
        people = []
        for number in range(AGENTS):
            user = User.objects.create_user(email=f"agent{number}@fieldstone.example", name=f"Agent {number}")
            people.append(Membership.objects.create(user=user, role="agent", team=team))
        customer = customers.add(by=Actor.of(cast.agent), name="Harbor Dental Group")
        opened = actions.open_handoff(by=CUSTOMER, reason="asked_for_a_person", now=NOW, customer=customer)
    return cast.organization, people, opened.pk


def _at_once(organization: Organization, people: list[Membership], handoff_id: UUID, verb: Claim) -> int:
    """How many think that it is theirs."""
    start = Barrier(len(people))

    def run(member: Membership) -> bool:
        try:
            with scope.acting_for(organization):
                start.wait(timeout=30)
                with transaction.atomic():
                    return verb(member, handoff_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return sum(pool.map(run, people))
