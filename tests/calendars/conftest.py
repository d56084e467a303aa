"""A customer with an address, and a way to read calendars of a member."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.customers.rules import ContactInput
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.calendars import actions, looking
from touchpoints.calendars.models import Appointment, MemberCalendar
from touchpoints.interactions import ingest
from touchpoints.interactions.models import Interaction
from touchpoints.journeys.models import Touchpoint

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
MEETING = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
ANA = "ana@harbor.example"
Bring = Callable[..., MemberCalendar]
Spend = Callable[..., Interaction]


@pytest.fixture
def dental(acting: Cast) -> Customer:
    """Harbor Dental, where Ana has an address."""
    ana = ContactInput(name="Ana Lima", emails=(ANA,))
    return customers.add(by=Actor.of(acting.agent), name="Harbor Dental", external_ref="H-17", contacts=[ana])


@pytest.fixture
def bring(acting: Cast) -> Bring:
    """Brings a file; with `again` it is a newer file of that calendar, with `address` a subscription that was read."""

    def read(
        raw: bytes, *, member: Membership | None = None, again: MemberCalendar | None = None, **more: Any
    ) -> MemberCalendar:
        who, now = member or acting.agent, more.pop("now", NOW)
        point = Touchpoint.rows().filter(archived_at=None).order_by("position", "pk").first()
        about = {"name": "Work", "touchpoint": point, "presence_kind": "follow_up"} | more
        draft = again or MemberCalendar(member=who)
        draft.organization = acting.organization
        found = looking.read(raw, calendar=draft, now=now)
        if again is None and "address" in more:
            again = actions.subscribe(by=Actor.of(who), member=who, **about)
        if again is not None:
            return actions.take(by=Actor.of(who), now=now, calendar=again, found=found)
        return actions.add_file(by=Actor.of(who), now=now, member=who, found=found, **about)

    return read


@pytest.fixture
def spend(acting: Cast) -> Spend:
    """A contact that the agent logged: so many minutes with this customer, from so many minutes after the meeting began."""

    def log(customer: Customer, ref: str, *, after: int = 0, minutes: int = 20, **fields: Any) -> Interaction:
        at = (MEETING + timedelta(minutes=after)).isoformat()
        base = {"occurred_at": at, "minutes": minutes, "presence_kind": "outreach", "member": acting.agent.user.email}
        given = row(ref, customer=str(customer.pk), customer_ref=None, handled_by="human", **base | fields)
        report = ingest.ingest([given], by=Actor.of(acting.agent), now=NOW)
        assert not report.rejected, report.rejected
        return Interaction.rows().get(external_ref=ref)

    return log


def the_appointment() -> Appointment:
    return Appointment.rows().select_related("interaction", "customer", "calendar").get()


def contacts() -> list[Interaction]:
    return list(Interaction.rows().filter(deleted_at=None, external_ref="").order_by("occurred_at"))
