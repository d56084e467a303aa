"""Who has read what, what is unread for whom, and the one letter a day about it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from presence.audit.models import Entry
from presence.notices.models import Letter
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from promises import tasks
from promises.agreement import actions as agreement
from promises.marks import actions, reading, reminders
from promises.marks.models import ReadingMark, Reminder
from promises.record import actions as record
from promises.record.models import Promise
from tests.conftest import Cast
from tests.promises.conftest import TERMS, Write
from tests.promises.test_promise_pages import SignIn

JOINED = datetime.now(UTC) - timedelta(days=20)
WRITTEN = JOINED + timedelta(days=10)


def monday(hour: int) -> datetime:
    """Half past an hour of the coming Monday in Brussels."""
    now = datetime.now(ZoneInfo("Europe/Brussels"))
    return (now + timedelta(days=7 - now.weekday())).replace(hour=hour, minute=30, second=0, microsecond=0)


@pytest.fixture
def crew(acting: Cast) -> Cast:
    """Everybody has been there for some time."""
    Membership.rows().update(joined_at=JOINED)
    for member in (acting.owner, acting.leader, acting.agent, acting.viewer):
        member.refresh_from_db()
    return acting


@pytest.fixture
def asked(crew: Cast, write: Write) -> Promise:
    """In review, written by the agent."""
    promise = write(now=WRITTEN)
    agreement.ask(by=Actor.of(crew.agent), now=WRITTEN, promise=promise)
    return promise


def read(member: Membership, promise: Promise, number: int = 1) -> bool:
    return actions.acknowledge(by=Actor.of(member), now=WRITTEN, promise=promise, number=number)


def test_a_mark_is_set_once(crew: Cast, asked: Promise) -> None:
    assert [read(crew.viewer, asked), read(crew.viewer, asked)] == [True, False]

    assert ReadingMark.rows().get().member == crew.viewer
    assert Entry.rows().filter(verb="promise.read").count() == 1


def test_a_revision_that_is_not_there_cannot_be_read(crew: Cast, asked: Promise) -> None:
    with pytest.raises(actions.NoSuchRevision, match="no revision 2"):
        read(crew.viewer, asked, 2)


def test_unread_is_what_others_wrote_and_i_did_not_mark(crew: Cast, asked: Promise, write: Write) -> None:
    write(now=WRITTEN, title="Still a draft")

    assert list(reading.unread_by(crew.viewer)) == [asked]
    assert list(reading.unread_by(crew.agent)) == []
    assert reading.count(crew.viewer) == 1
    read(crew.viewer, asked)
    assert list(reading.unread_by(crew.viewer)) == []
    record.amend(
        by=Actor.of(crew.leader),
        now=WRITTEN,
        promise=asked,
        expected_number=1,
        reason="They asked",
        title="Gold",
        source="quote",
        terms=TERMS,
    )
    assert list(reading.unread_by(crew.viewer)) == [asked]
    assert list(reading.unread_by(crew.agent)) == [asked]
    assert list(reading.unread_by(crew.leader)) == []


def test_what_was_there_before_me_is_not_unread(crew: Cast, asked: Promise) -> None:
    Membership.rows().filter(pk=crew.viewer.pk).update(joined_at=WRITTEN + timedelta(days=1))
    crew.viewer.refresh_from_db()

    assert list(reading.unread_by(crew.viewer)) == []


def test_the_page_knows_which_teams_have_not_seen_it(crew: Cast, asked: Promise) -> None:
    read(crew.leader, asked)

    readers = reading.readers_of(asked, {crew.agent.pk: 1})

    assert readers.unseen_teams == ["Other"]
    assert [(team.name, team.read, team.members) for team in readers.teams] == [("Support", 2, 3), ("Other", 0, 1)]
    assert readers.has_read(crew.agent)
    assert not readers.has_read(crew.viewer)


def test_everybody_who_has_not_read_gets_one_letter(crew: Cast, asked: Promise) -> None:
    read(crew.leader, asked)

    counts = [reminders.remind(organization=crew.organization, now=monday(hour)) for hour in (8, 9, 9, 11)]

    assert counts == [2, 0, 0, 0]
    letters = {letter.to: letter for letter in Letter.rows()}
    assert set(letters) == {crew.owner.user.email, crew.viewer.user.email}
    letter = letters[crew.viewer.user.email]
    assert letter.subject == "1 promise you have not read in Fieldstone Care"
    assert f"/o/fieldstone/promises/{asked.pk}/" in letter.text
    assert "/o/fieldstone/reminders/" in letter.text
    assert "Harbor Dental Group" in letter.html


def test_the_next_day_reminds_again(crew: Cast, asked: Promise) -> None:
    for days in range(3):
        reminders.remind(organization=crew.organization, now=monday(9) + timedelta(days=days))

    assert Reminder.rows().filter(member=crew.viewer).count() == 3


@pytest.mark.parametrize("hour", [5, 7, 12, 20])
def test_no_letter_outside_the_morning(crew: Cast, asked: Promise, hour: int) -> None:
    assert reminders.remind(organization=crew.organization, now=monday(hour)) == 0


@pytest.mark.parametrize("days", [5, 6])
def test_no_letter_at_the_weekend(crew: Cast, asked: Promise, days: int) -> None:
    assert reminders.remind(organization=crew.organization, now=monday(9) + timedelta(days=days)) == 0


def test_what_was_written_today_waits_for_tomorrow(crew: Cast, write: Write) -> None:
    today = monday(9)
    promise = write(now=today - timedelta(minutes=30))
    agreement.ask(by=Actor.of(crew.agent), now=today, promise=promise)

    assert reminders.remind(organization=crew.organization, now=today) == 0
    assert reminders.remind(organization=crew.organization, now=today + timedelta(days=1)) == 3


def test_each_member_stops_and_resumes_their_own(crew: Cast, asked: Promise) -> None:
    by = Actor.of(crew.viewer)
    for _ in range(2):
        reminders.stop(by=by, now=WRITTEN, member=crew.viewer)

    reminders.remind(organization=crew.organization, now=monday(9))
    assert not Reminder.rows().filter(member=crew.viewer).exists()
    assert Entry.rows().filter(verb="reminders.stopped").count() == 1
    reminders.resume(by=by, member=crew.viewer)
    reminders.remind(organization=crew.organization, now=monday(10))
    assert Reminder.rows().filter(member=crew.viewer).count() == 1


def test_the_page_switches_them(cast: Cast, sign_in: SignIn) -> None:
    client: Client = sign_in(cast.viewer)
    address = "/o/fieldstone/reminders/"

    before = client.get(address).content.decode()
    off = client.post(address, {"reminders": "off"}, follow=True).content.decode()
    odd = client.post(address, {"reminders": "maybe"}, follow=True).content.decode()
    on = client.post(address, {"reminders": "on"}, follow=True).content.decode()

    assert "Reminders are on" in before
    assert "Reminders are off" in off
    assert "Reminders are off" in odd
    assert "Reminders are on" in on


def test_the_database_refuses_a_second_letter_on_a_day(crew: Cast, asked: Promise) -> None:
    reminders.remind(organization=crew.organization, now=monday(9))

    for table, columns in (
        ("promises_reminder", "member_id, day, unread"),
        ("promises_readingmark", "revision_id, member_id, at"),
    ):
        read(crew.viewer, asked)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (id, organization_id, {columns}) "
                f"SELECT gen_random_uuid(), organization_id, {columns} FROM {table}"
            )


def test_the_task_works_for_its_organization_alone(cast: Cast, elsewhere: Cast) -> None:
    tasks.remind_readers_of.run(str(elsewhere.organization.pk))

    with scope.acting_for(cast.organization):
        assert not Letter.rows().exists()


def test_the_navigation_counts_what_is_unread(cast: Cast, write: Write, sign_in: SignIn) -> None:
    with scope.acting_for(cast.organization):
        Membership.rows().update(joined_at=JOINED)
        promise = write(now=WRITTEN)
        agreement.ask(by=Actor.of(cast.agent), now=WRITTEN, promise=promise)
        cast.viewer.refresh_from_db()
    client = sign_in(cast.viewer)

    before = client.get("/o/fieldstone/promises/").content.decode()
    client.post(f"/o/fieldstone/promises/{promise.pk}/acknowledgements/", {"number": "1"})
    after = client.get("/o/fieldstone/promises/").content.decode()

    assert before != after
    with scope.acting_for(cast.organization):
        assert reading.count(cast.viewer) == 0
