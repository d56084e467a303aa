"""Business hours and frontline hours as members meet them."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from presence.audit.models import Entry
from presence.hours import reading
from presence.hours.models import WEEKDAYS, Absence, Calendar, FrontlineHours
from presence.tenancy import scope
from presence.tenancy.models import Membership
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[Membership], Client]
HOURS = "/o/fieldstone/organization/hours/"
OFFICE = {
    "name": "Office",
    "time_zone": "Europe/Brussels",
    "Monday": "9:00-12:00, 13:00-17:00",
    "Friday": "9-12",
    "holidays": "2026-12-25 Christmas Day",
    "version": "0",
}


def made(client: Client, **changed: str) -> Calendar:
    answer = client.post(f"{HOURS}new/", {**OFFICE, **changed})
    assert answer.status_code == 302, answer.content
    return Calendar.objects.get(name=changed.get("name", "Office"))


def test_until_hours_are_set_usual_ones_are_assumed_and_said(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.viewer).get(HOURS).content.decode()

    assert "These are assumed." in page
    assert "9:00-17:00" in page


def test_hours_are_written_as_people_write_them(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)
    with scope.acting_for(cast.organization):
        calendar = made(client)
        hours = reading.usual(cast.organization)

        assert calendar.is_usual, "the first ones are the usual ones"
        assert [len(hours.week.get(day, ())) for day in range(7)] == [2, 0, 0, 0, 1, 0, 0]
        assert hours.holidays == {date(2026, 12, 25): "Christmas Day"}
        assert Entry.rows().filter(verb="hours.added").count() == 1


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("Tuesday", "morning", "is no time"),
        ("Tuesday", "9-12, 11-13", "cannot be"),
        ("holidays", "Christmas", "is no holiday"),
        ("name", "", "Enter name"),
        ("time_zone", "Europe/Nowhere", "Select a valid choice"),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(cast: Cast, sign_in: SignIn, field: str, text: str, words: str) -> None:
    answer = sign_in(cast.owner).post(f"{HOURS}new/", {**OFFICE, field: text})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "9:00-12:00, 13:00-17:00" in page, "the other days stay as typed"


def test_a_name_is_taken_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)
    with scope.acting_for(cast.organization):
        made(client)

    answer = client.post(f"{HOURS}new/", OFFICE)

    assert "There are already business hours named" in answer.content.decode()


def test_who_changes_stale_hours_is_told_and_can_save_again(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)
    with scope.acting_for(cast.organization):
        calendar = made(client)
        edit = f"{HOURS}{calendar.pk}/edit/"
        client.post(edit, {**OFFICE, "version": "1", "Tuesday": "9-10"})

        late = client.post(edit, {**OFFICE, "version": "1", "Tuesday": "8-9"})
        assert "changed these hours meanwhile" in late.content.decode()
        assert 'value="8-9"' in late.content.decode()
        client.post(edit, {**OFFICE, "version": "2", "Tuesday": "8-9"})

        assert [one.begins for one in calendar.openings.filter(weekday=1)] == [480]


def test_the_usual_hours_stay_until_others_are(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)
    with scope.acting_for(cast.organization):
        first, second = made(client), made(client, name="Night", is_usual="on")
        first.refresh_from_db()
        assert (first.is_usual, second.is_usual) == (False, True)

        refused = client.post(f"{HOURS}{second.pk}/removal/", follow=True)
        client.post(f"{HOURS}{first.pk}/removal/")

        assert "These are the usual hours." in refused.content.decode()
        assert list(Calendar.rows()) == [second]


def test_a_calendar_explains_when_time_is_over(cast: Cast, sign_in: SignIn) -> None:
    with scope.acting_for(cast.organization):
        calendar = made(sign_in(cast.owner))

    answer = sign_in(cast.viewer).get(f"{HOURS}{calendar.pk}/", {"begins": "2026-12-21T16:00", "hours": "3"})

    page = answer.content.decode()
    assert "Mon 28 Dec" in page, "1 h on Monday, then Friday is Christmas Day, then Monday"
    assert "Christmas Day" in page


@pytest.mark.parametrize(
    "query", [{"begins": "never", "hours": "3"}, {"begins": "", "hours": "-1"}, {"begins": "2026-12-21T16:00"}]
)
def test_a_question_that_cannot_be_answered_says_why(cast: Cast, sign_in: SignIn, query: dict[str, str]) -> None:
    with scope.acting_for(cast.organization):
        calendar = made(sign_in(cast.owner))

    answer = sign_in(cast.viewer).get(f"{HOURS}{calendar.pk}/", query)

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def week(**hours: str) -> dict[str, str]:
    return {"from_day": "2026-11-02", **{day: hours.get(day, "") for day in WEEKDAYS}}


def test_a_member_sets_their_own_hours(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)
    address = f"/o/fieldstone/hours/{cast.agent.pk}/"

    client.post(address, week(Monday="8", Friday="3.5"))
    page = client.get("/o/fieldstone/hours/", follow=True).content.decode()

    with scope.acting_for(cast.organization):
        assert FrontlineHours.rows().get().minutes == [480, 0, 0, 0, 210, 0, 0]
    assert "Mon 8, Fri 3.5" in page


def test_hours_set_again_for_the_same_day_replace(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)
    address = f"/o/fieldstone/hours/{cast.agent.pk}/"

    client.post(address, week(Monday="8"))
    client.post(address, week(Monday="4"))

    with scope.acting_for(cast.organization):
        row = FrontlineHours.rows().get()
        assert row.minutes[0] == 240
        client.post(f"/o/fieldstone/hours/changes/{row.pk}/removal/")
        assert not FrontlineHours.rows().exists()


def test_an_absence_is_noted_refused_twice_and_removed(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)
    address = f"/o/fieldstone/hours/{cast.agent.pk}/absences/"
    today = timezone.localdate().isoformat()

    client.post(address, {"first_day": today})
    twice = client.post(address, {"first_day": today, "last_day": today})
    backward = client.post(address, {"first_day": "2026-11-05", "last_day": "2026-11-01"})

    assert "an absence already" in twice.content.decode()
    assert "lies before the first" in backward.content.decode()
    with scope.acting_for(cast.organization):
        absence = Absence.rows().get()
        client.post(f"/o/fieldstone/hours/absences/{absence.pk}/removal/")
        assert not Absence.rows().exists()


def test_an_agent_neither_sees_nor_changes_the_hours_of_others(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)
    address = f"/o/fieldstone/hours/{cast.leader.pk}/"

    statuses = [client.get(address).status_code, client.post(address, week(Monday="8")).status_code]
    statuses.append(client.post(f"{address}absences/", {"first_day": "2026-11-05"}).status_code)
    statuses.append(client.get("/o/fieldstone/hours/team/").status_code)

    assert statuses == [403] * 4


def test_a_leader_sees_who_is_there(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.leader)
    client.post(f"/o/fieldstone/hours/{cast.agent.pk}/", week(**dict.fromkeys(WEEKDAYS, "2")))

    page = client.get("/o/fieldstone/hours/team/").content.decode()

    assert page.count("14 h") >= 2, "this week, and together"


def test_absences_and_holidays_take_minutes_away(cast: Cast, sign_in: SignIn) -> None:
    with scope.acting_for(cast.organization):
        made(sign_in(cast.owner))
        client = sign_in(cast.agent)
        client.post(f"/o/fieldstone/hours/{cast.agent.pk}/", week(**dict.fromkeys(WEEKDAYS, "1")))
        client.post(f"/o/fieldstone/hours/{cast.agent.pk}/absences/", {"first_day": "2026-12-21", "last_day": "2026-12-22"})

        minutes = reading.minutes_there(
            cast.organization, [cast.agent.pk, cast.owner.pk], date(2026, 12, 21), date(2026, 12, 27)
        )

    assert minutes == {cast.agent.pk: 4 * 60, cast.owner.pk: 0}


def test_assumed_hours_explain_each_minute_too(cast: Cast, sign_in: SignIn) -> None:
    with time_machine.travel(datetime(2026, 11, 20, tzinfo=UTC)):  # another year would be named
        page = sign_in(cast.viewer).get(HOURS, {"begins": "2026-11-27T15:00", "hours": "4"}).content.decode()

    assert "Over at <strong>Mon 30 Nov, 11:00</strong>: 4 h open, 64 h closed on the way." in page
    assert page.count('<th scope="row">') == 3, "Friday, the weekend in one line, Monday"


def test_holidays_that_are_past_are_only_counted(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)
    with scope.acting_for(cast.organization):
        calendar = made(client, holidays="2020-12-25 Christmas Day\n2199-12-25 Christmas of others")

    page = client.get(f"{HOURS}{calendar.pk}/").content.decode()

    assert "Christmas of others" in page
    assert "25 Dec 2020" not in page
    assert "1 day past" in page


def test_a_day_without_a_number_is_a_day_without_hours(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)

    page = client.get("/o/fieldstone/hours/", follow=True).content.decode()
    client.post(f"/o/fieldstone/hours/{cast.agent.pk}/", {"from_day": "2026-11-01", "Monday": "7.5", "Tuesday": ""})

    assert "(optional)" not in page.split("Absences")[0]
    with scope.acting_for(cast.organization):
        assert FrontlineHours.rows().get().minutes == [450, 0, 0, 0, 0, 0, 0]
