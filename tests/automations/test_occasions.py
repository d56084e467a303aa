"""When an automation has a reason to send: dates where the recipient is, events, silence, schedules; why others get none."""

from datetime import UTC, date, datetime, timedelta

import pytest

from presence.customers import erasing
from presence.customers.rules import ContactInput
from presence.tenancy.actors import Actor
from promises.record import actions as promises
from promises.record.rules import TermInput
from tests.automations.conftest import AT, MIRA, NOW, customer, stored
from tests.conftest import Cast
from tests.promises.agreed import agree
from touchpoints.automations import occasions
from touchpoints.automations.models import Event
from touchpoints.interactions.models import Interaction
from touchpoints.journeys.models import Touchpoint

DAY = timedelta(days=1)


def test_a_date_counts_in_days_and_hours_of_the_recipient(inside: Cast) -> None:
    here = customer(inside, "Here", renewal_date=date(2026, 11, 27))
    far = customer(inside, "Far", renewal_date=date(2026, 11, 27), time_zone="America/New_York")
    automation = stored(inside, "date", {"date": "renewal", "days": -7, "at": "09:00"})

    found = occasions.due(automation, since=NOW - DAY, until=NOW + DAY)

    assert [(one.customer_id, one.due_at) for one in found] == [
        (here.pk, datetime(2026, 11, 20, 8, tzinfo=UTC)),
        (far.pk, datetime(2026, 11, 20, 14, tzinfo=UTC)),
    ]
    assert found[0].occurrence == "renewal:2026-11-27"
    assert found[0].facts["contact.first_name"] == "Mira"
    assert found[0].facts["customer.renewal_date"] == "27 November 2026"
    assert found[0].not_after - found[0].due_at == DAY


def test_the_window_is_open_before_and_closed_behind(inside: Cast) -> None:
    customer(inside)
    automation = stored(inside, "date", {"date": "renewal", "days": -7, "at": "09:00"})
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)

    assert occasions.due(automation, since=at, until=at + DAY) == []
    assert len(occasions.due(automation, since=at - DAY, until=at)) == 1


@pytest.mark.parametrize(
    ("day", "at"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_clocks_that_change_lose_nobody(inside: Cast, day: date, at: datetime) -> None:
    """02:30 is skipped in spring and comes twice in autumn, in Brussels."""
    customer(inside, renewal_date=day)
    automation = stored(inside, "date", {"date": "renewal", "days": 0, "at": "02:30"})

    found = occasions.due(automation, since=at - DAY, until=at + DAY)

    assert [one.due_at for one in found] == [at]


def test_it_says_why_the_others_get_none(inside: Cast) -> None:
    customer(inside, "No mail", contacts=[ContactInput(name="Ben")])
    customer(inside, "Nobody", contacts=[])
    customer(inside, "Small", segment="Small")
    customer(inside, "German", segment="Large", contacts=[ContactInput(name="Uwe", language="de", emails=["u@x.example"])])
    automation = stored(
        inside,
        "date",
        {"date": "renewal", "days": -7},
        conditions={"segments": ["Large"], "languages": ["en"]},
    )

    words = {one.customer_name: one.why_not for one in occasions.look(automation, since=NOW - DAY, until=NOW + DAY)}

    assert words == {
        "No mail": "The segment is not known.",
        "Nobody": "The segment is not known.",
        "Small": "The segment is Small.",
        "German": "No contact has the role or the language asked for.",
    }


def test_what_is_due_in_an_open_promise_is_found_and_what_is_done_is_not(inside: Cast) -> None:
    buyer = customer(inside)
    due = datetime(2026, 11, 27, 15, tzinfo=UTC)
    terms = [TermInput("commitment", "Replace both filters", due_at=due), TermInput("exclusion", "Painting")]
    by = Actor.of(inside.agent)
    made = promises.write(
        by=by, now=NOW, customer=buyer, title="Heat pump", source="quote", first_truth="Two days", terms=terms
    )
    agree(promise=made, now=NOW)
    automation = stored(inside, "date", {"date": "due", "days": -1, "at": "10:00"})
    window = {"since": due - 2 * DAY, "until": due}

    found = occasions.due(automation, **window)

    assert [(one.promise_id, one.due_at) for one in found] == [(made.pk, datetime(2026, 11, 26, 9, tzinfo=UTC))]
    assert found[0].facts["promise.due_text"] == "Replace both filters"
    assert found[0].facts["promise.due_time"] == "16:00"
    promises.end(by=by, now=NOW, promise=made, reason="They moved away")
    assert [one.why_not for one in occasions.look(automation, **window)] == ["It was done or dropped before."]


def test_an_event_is_answered_once_to_the_person_it_is_about(inside: Cast) -> None:
    other = ContactInput(name="Ola Berg", emails=["ola@harbor.example"])
    buyer = customer(inside, contacts=[MIRA, other])
    facts = {"appointment.starts_at": "2026-12-01T13:00:00+00:00", "appointment.place": "12 Quay Street"}
    event = Event.objects.create(
        key="visit-booked", external_ref="V-1", customer=buyer, address="Ola@harbor.example", occurred_at=NOW, facts=facts
    )
    automation = stored(inside, "event", {"key": "visit-booked", "minutes": 30})

    (found,) = occasions.due(automation, since=NOW, until=NOW + DAY)

    assert found.occurrence == f"event:{event.pk}"
    assert found.due_at == NOW + timedelta(minutes=30)
    assert (found.address, found.facts["appointment.time"]) == ("ola@harbor.example", "14:00")


def test_an_interaction_counts_from_when_it_happened(inside: Cast) -> None:
    buyer = customer(inside)
    happened = interaction(buyer.pk, NOW - 3 * DAY)
    place = Touchpoint.rows().get(key=AT)
    automation = stored(inside, "event", {"touchpoint": str(place.pk), "minutes": 3 * 24 * 60})

    found = occasions.due(automation, since=NOW - DAY, until=NOW)

    assert [one.occurrence for one in found] == [f"interaction:{happened.pk}"]


def test_silence_is_counted_in_business_hours_and_ends_with_a_reply(inside: Cast) -> None:
    quiet, heard = customer(inside, "Quiet"), customer(inside, "Heard")
    friday_afternoon = datetime(2026, 11, 20, 15, tzinfo=UTC)
    for one in (quiet, heard):
        interaction(one.pk, friday_afternoon)
    interaction(heard.pk, friday_afternoon + DAY, key="scope-change")
    place = Touchpoint.rows().get(key=AT)
    automation = stored(inside, "no_reply", {"touchpoint": str(place.pk), "hours": 4})

    looked = occasions.look(automation, since=friday_afternoon, until=friday_afternoon + 7 * DAY)

    assert {one.customer_name: one.why_not for one in looked} == {"Quiet": "", "Heard": "A reply came before."}
    assert {one.due_at for one in looked} == {datetime(2026, 11, 23, 11, tzinfo=UTC)}


def test_a_schedule_finds_everybody_on_its_days(inside: Cast) -> None:
    buyer = customer(inside)
    automation = stored(inside, "schedule", {"weekdays": [0, 4], "at": "09:00"})

    found = occasions.due(automation, since=NOW - 7 * DAY, until=NOW)

    assert [(one.customer_id, one.occurrence) for one in found] == [
        (buyer.pk, "schedule:2026-11-16"),
        (buyer.pk, "schedule:2026-11-20"),
    ]


def test_nobody_of_before_the_first_activation_is_found(inside: Cast) -> None:
    automation = stored(inside, "schedule", {"weekdays": [0]}, active_from=NOW, looked_until=NOW + 5 * DAY)

    assert occasions.window(automation, NOW + 6 * DAY) == (NOW + 4 * DAY, NOW + 6 * DAY)
    automation.looked_until = NOW
    assert occasions.window(automation, NOW + DAY) == (NOW, NOW + DAY)


def test_an_erased_customer_is_found_by_nothing(inside: Cast) -> None:
    buyer = customer(inside)
    automation = stored(inside, "schedule", {"weekdays": [4]})
    erasing.erase_customer(by=Actor.of(inside.owner), now=NOW, customer=buyer, typed=buyer.name)

    assert occasions.look(automation, since=NOW - DAY, until=NOW) == []


def interaction(customer_id: object, at: datetime, key: str = AT) -> Interaction:
    """A row as it is."""
    place = Touchpoint.rows().get(key=key)
    fields = {"customer_id": customer_id, "touchpoint": place, "occurred_at": at, "local_day": at.date()}
    row: Interaction = Interaction.objects.create(mode="augment", content_hash=b"x" * 16, **fields)
    return row
