"""What counts of appointments: found by an address, asked about by title, left over beside what was logged, and never twice."""

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from presence.audit.models import Entry
from presence.customers import actions as customers
from presence.customers import erasing, merging
from presence.customers.models import Contact, Customer
from presence.customers.rules import ContactInput
from presence.members import actions as members
from presence.tenancy.actors import Actor
from tests.calendars.conftest import ANA, MEETING, NOW, Bring, Spend, contacts, the_appointment
from tests.calendars.ics import calendar, event
from tests.conftest import Cast
from touchpoints.calendars import actions, counting, example, looking, reading
from touchpoints.calendars.models import Appointment, MemberCalendar
from touchpoints.interactions import actions as interactions
from touchpoints.interactions.models import Interaction
from touchpoints.journeys.models import Touchpoint
from touchpoints.presence import reading as presence

HALF_HOUR = event(":20261118T100000Z", ":20261118T103000Z", people=[ANA])
ADDRESS = "https://calendar.example.com/private-4711/basic.ics"


def untouched() -> tuple[list[tuple[object, ...]], int]:
    """Everything a second reading must leave as it is."""
    return list(Interaction.rows().order_by("pk").values_list("pk", "version", "seconds", "deleted_at")), Entry.objects.count()


def test_an_invited_customer_counts_whole(acting: Cast, dental: Customer, bring: Bring) -> None:
    bring(calendar(HALF_HOUR))

    (made,) = contacts()
    assert (made.customer_id, made.member_id, made.seconds) == (dental.pk, acting.agent.pk, 1800)
    assert (made.presence_kind, made.occurred_at, made.note) == ("follow_up", MEETING, "")
    assert reading.told(the_appointment(), NOW) == "30 min counts."


def test_reading_the_same_again_changes_nothing(dental: Customer, bring: Bring) -> None:
    first = bring(calendar(HALF_HOUR))
    before = untouched()

    bring(calendar(HALF_HOUR), again=first)

    assert untouched() == before


def test_what_was_logged_counts_first(acting: Cast, dental: Customer, bring: Bring, spend: Spend) -> None:
    spend(dental, "timed", minutes=20)

    bring(calendar(HALF_HOUR))

    (made,) = contacts()
    assert (made.seconds, made.occurred_at) == (600, MEETING + timedelta(minutes=20))
    assert reading.told(the_appointment(), NOW) == "30 min: 20 min of it you had logged already, 10 min counts."
    mine = presence.mine(acting.agent, acting.organization, MEETING.date(), MEETING.date())
    assert mine.by_source == {"timer": 0, "calendar": 10, "logged": 20}


def test_what_is_logged_later_takes_its_time_back_and_gives_it_when_deleted(
    acting: Cast, dental: Customer, bring: Bring, spend: Spend
) -> None:
    by = Actor.of(acting.agent)
    bring(calendar(HALF_HOUR))

    late = spend(dental, "late", minutes=45)
    counting.recount(by=by, now=NOW, member=acting.agent)
    assert contacts() == []
    assert reading.told(the_appointment(), NOW) == "30 min: 30 min of it you had logged already, nothing is added."

    interactions.delete(by=by, now=NOW, interaction=late)
    counting.recount(by=by, now=NOW, member=acting.agent)
    assert [one.seconds for one in contacts()] == [1800]


def test_a_reactive_contact_with_them_is_time_that_counts_already(dental: Customer, bring: Bring, spend: Spend) -> None:
    spend(dental, "they-called", minutes=10, presence_kind="")

    bring(calendar(HALF_HOUR))

    assert [one.seconds for one in contacts()] == [1200]


def test_the_same_event_in_two_calendars_counts_once(dental: Customer, bring: Bring) -> None:
    bring(calendar(HALF_HOUR))
    bring(calendar(HALF_HOUR), name="Phone")

    assert [one.seconds for one in contacts()] == [1800]


def test_each_of_two_members_spent_their_own_time(acting: Cast, dental: Customer, bring: Bring) -> None:
    bring(calendar(HALF_HOUR))
    bring(calendar(HALF_HOUR), member=acting.leader)

    assert {one.member_id for one in contacts()} == {acting.agent.pk, acting.leader.pk}


@pytest.mark.parametrize("title", ["Review with Harbor Dental", "harbor dental: plan", "Call [H-17]"])
def test_a_title_only_suggests(acting: Cast, dental: Customer, bring: Bring, title: str) -> None:
    bring(calendar(event(":20261118T100000Z", ":20261118T103000Z", title=title)))
    asked = reading.open_questions(acting.agent, NOW)
    assert ([one.customer for one in asked], contacts()) == ([dental], [])

    actions.answer(by=Actor.of(acting.agent), now=NOW, appointment=asked[0], said="yes", presence_kind="outreach")
    assert [(one.seconds, one.presence_kind) for one in contacts()] == [(1800, "outreach")]

    actions.answer(by=Actor.of(acting.agent), now=NOW, appointment=asked[0], said="no")
    assert contacts() == []


def test_events_without_customers_are_not_kept(dental: Customer, bring: Bring) -> None:
    bring(calendar(event(":20261118T100000Z", ":20261118T103000Z", title="Dentist", people=["me@private.example"])))

    assert not Appointment.rows().exists()


def test_two_invited_customers_are_asked_about(acting: Cast, dental: Customer, bring: Bring) -> None:
    customers.add(
        by=Actor.of(acting.agent), name="Otter Clinic", contacts=[ContactInput(name="Bo", emails=("bo@otter.example",))]
    )

    bring(calendar(event(":20261118T100000Z", ":20261118T103000Z", people=[ANA, "bo@otter.example"])))

    assert [one.found_by for one in reading.open_questions(acting.agent, NOW)] == ["several"]
    assert contacts() == []


@pytest.mark.parametrize(
    "more", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "ATTENDEE;PARTSTAT=DECLINED:mailto:agent@fieldstone.example"]
)
def test_what_does_not_take_place_with_me_counts_nothing(dental: Customer, bring: Bring, more: str) -> None:
    bring(calendar(event(":20261118T100000Z", ":20261118T103000Z", more, people=[ANA])))

    assert contacts() == []
    assert reading.told(the_appointment(), NOW).startswith("Does not count: ")


def test_what_is_ahead_counts_when_it_is_over(acting: Cast, dental: Customer, bring: Bring) -> None:
    bring(calendar(event(":20261120T100000Z", ":20261120T103000Z", people=[ANA])))
    assert (contacts(), reading.told(the_appointment(), NOW)) == ([], "Counts when it is over.")

    looking.look(now=NOW + timedelta(minutes=30))

    assert [one.seconds for one in contacts()] == [1800]


def test_a_subscription_follows_moves_and_withdraws_what_is_gone(dental: Customer, bring: Bring) -> None:
    feed = bring(calendar(HALF_HOUR), address=ADDRESS)
    first = contacts()[0]

    bring(calendar(event(":20261119T150000Z", ":20261119T151500Z", people=[ANA])), again=feed)
    moved = contacts()[0]
    assert (moved.pk, moved.seconds, moved.local_day.day) == (first.pk, 900, 19)

    bring(calendar(), again=feed)
    assert (contacts(), Appointment.rows().count()) == ([], 0)


def test_a_newer_file_withdraws_nothing(dental: Customer, bring: Bring) -> None:
    first = bring(calendar(HALF_HOUR))

    bring(calendar(), again=first)

    assert len(contacts()) == 1


def test_what_somebody_corrected_is_left_alone(acting: Cast, dental: Customer, bring: Bring) -> None:
    by, feed = Actor.of(acting.agent), bring(calendar(HALF_HOUR), address=ADDRESS)
    (made,) = contacts()
    said = {
        "customer": str(dental.pk),
        "touchpoint": str(made.touchpoint_id),
        "occurred_at": MEETING,
        "minutes": 7,
        "note": "Ours",
    }
    interactions.correct(by=by, now=NOW, interaction=made, row=said | {"member": acting.agent.user.email})

    bring(calendar(event(":20261118T100000Z", ":20261118T110000Z", people=[ANA])), again=feed)
    assert [(one.seconds, one.note) for one in contacts()] == [(420, "Ours")]
    assert reading.told(the_appointment(), NOW).startswith("Somebody changed or deleted the contact.")

    bring(calendar(), again=feed)
    assert len(contacts()) == 1


def test_a_contact_deleted_by_hand_does_not_come_back(acting: Cast, dental: Customer, bring: Bring) -> None:
    feed = bring(calendar(HALF_HOUR))
    interactions.delete(by=Actor.of(acting.agent), now=NOW, interaction=contacts()[0])

    bring(calendar(HALF_HOUR), again=feed)

    assert contacts() == []


def test_what_counted_stays_when_the_address_goes(dental: Customer, bring: Bring) -> None:
    feed = bring(calendar(HALF_HOUR), address=ADDRESS)
    Contact.rows().filter(customer=dental).delete()

    bring(calendar(HALF_HOUR), again=feed)

    assert [one.customer_id for one in contacts()] == [dental.pk]


@pytest.mark.parametrize(("keep", "left"), [(True, 1), (False, 0)])
def test_removing_asks_what_becomes_of_the_time(acting: Cast, dental: Customer, bring: Bring, keep: bool, left: int) -> None:
    feed = bring(
        calendar(HALF_HOUR, event(":20261125T100000Z", ":20261125T103000Z", uid="next", people=[ANA])), address=ADDRESS
    )

    for _twice in range(2):
        actions.remove(by=Actor.of(acting.agent), now=NOW, calendar=feed, keep=keep)

    gone = MemberCalendar.rows().get()
    assert (gone.sealed_address, len(contacts()), Appointment.rows().exclude(title="").count()) == ("", left, 0)
    with pytest.raises(actions.CalendarGone):
        bring(calendar(HALF_HOUR), again=feed)


def test_time_that_was_kept_does_not_count_again(acting: Cast, dental: Customer, bring: Bring) -> None:
    actions.remove(by=Actor.of(acting.agent), now=NOW, calendar=bring(calendar(HALF_HOUR)), keep=True)

    bring(calendar(HALF_HOUR), name="Again")

    assert [one.seconds for one in contacts()] == [1800]


def test_a_member_who_leaves_takes_secret_and_titles_along(acting: Cast, dental: Customer, bring: Bring) -> None:
    bring(calendar(HALF_HOUR), address=ADDRESS)

    members.remove_member(by=Actor.of(acting.owner), now=NOW, member=acting.agent)

    assert [one.sealed_address for one in MemberCalendar.rows()] == [""]
    assert (len(contacts()), the_appointment().title) == (1, "")


def test_merging_moves_appointments_and_erasing_takes_their_titles(acting: Cast, dental: Customer, bring: Bring) -> None:
    by, raw = Actor.of(acting.owner), calendar(event(":20261118T100000Z", ":20261118T103000Z", title="Ana Lima", people=[ANA]))
    feed = bring(raw, address=ADDRESS)
    stays = customers.add(by=by, name="Harbor Group")

    merging.merge(by=by, now=NOW, former=dental, customer=stays)
    bring(raw, again=feed)
    assert (the_appointment().customer, [one.customer_id for one in contacts()]) == (stays, [stays.pk])

    erasing.erase_customer(by=by, now=NOW, customer=stays, typed="Harbor Group")
    bring(raw, again=feed)
    assert (the_appointment().title, [one.seconds for one in contacts()]) == ("", [1800])


def test_a_touchpoint_that_left_the_map_counts_nothing_new(dental: Customer, bring: Bring) -> None:
    feed = bring(calendar(HALF_HOUR))
    Touchpoint.rows().filter(pk=feed.touchpoint_id).update(archived_at=NOW)

    bring(calendar(HALF_HOUR, event(":20261117T100000Z", ":20261117T103000Z", uid="two", people=[ANA])), again=feed)

    assert len(contacts()) == 1


def test_old_titles_go_and_old_questions_with_them(acting: Cast, dental: Customer, bring: Bring) -> None:
    bring(calendar(HALF_HOUR, event(":20261117T100000Z", ":20261117T103000Z", uid="two", title="Harbor Dental")))

    looking.look(now=NOW + timedelta(days=100))

    assert (the_appointment().title, len(contacts())) == ("", 1)


def test_ten_calendars_are_enough(bring: Bring) -> None:
    for place in range(actions.MOST):
        bring(calendar(), name=str(place))

    with pytest.raises(actions.TooMany):
        bring(calendar())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE touchpoints_appointment SET counted = 1801",
        "UPDATE touchpoints_appointment SET ends_at = starts_at",
        "UPDATE touchpoints_appointment SET answer = 'yes'",
        "UPDATE touchpoints_appointment SET interaction_version = NULL",
        "UPDATE touchpoints_membercalendar SET removed_at = now()",
        "UPDATE touchpoints_membercalendar SET problem = 'x'",
        "UPDATE touchpoints_membercalendar SET sealed_address = ''",
    ],
)
def test_the_database_has_the_last_word(dental: Customer, bring: Bring, statement: str) -> None:
    bring(calendar(HALF_HOUR), address=ADDRESS)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_example_shows_what_counts_what_does_not_and_a_question(acting: Cast, dental: Customer) -> None:
    example.fill(by=Actor.of(acting.owner), now=NOW, dice=random.Random(1))

    assert {one.member_id for one in contacts()} == {acting.leader.pk, acting.agent.pk}
    assert len(reading.open_questions(acting.agent, NOW)) == 1
    assert set(Appointment.rows().values_list("left_out", flat=True)) == {"", "free", "canceled"}
