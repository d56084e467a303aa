"""Pages of one's own calendars: added, read, answered and removed; other members' are as good as none."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from presence.audit.models import Entry
from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.models import Membership
from tests.calendars.conftest import ANA, Bring, contacts, the_appointment
from tests.calendars.ics import calendar, event
from tests.conftest import Cast
from touchpoints.calendars import fetching, files
from touchpoints.calendars.models import MemberCalendar
from touchpoints.journeys.models import Touchpoint

SignIn = Callable[[Membership], Client]
PAGE = "/o/fieldstone/presence/calendars/"
ADDRESS = "https://calendar.example.com/private-4711/basic.ics"


def yesterday(*more: str, title: str = "Review", people: tuple[str, ...] = (ANA,)) -> bytes:
    """A calendar with half an hour of yesterday."""
    at = timezone.now().replace(minute=0, second=0) - timedelta(days=1)
    times = (f":{one:%Y%m%dT%H%M%SZ}" for one in (at, at + timedelta(minutes=30)))
    return calendar(event(*times, *more, title=title, people=people))


@pytest.fixture
def mine(acting: Cast, sign_in: SignIn) -> Client:
    return sign_in(acting.agent)


def about(**more: object) -> dict[str, object]:
    point = Touchpoint.rows().filter(archived_at=None).order_by("position", "pk").first()
    return {"name": "Work", "touchpoint": str(point.pk if point else ""), "presence_kind": "follow_up"} | more


def ics(raw: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("work.ics", raw, content_type="text/calendar")


def test_without_a_calendar_the_page_says_what_one_is_for(mine: Client) -> None:
    page = mine.get(PAGE).content.decode()

    assert "No calendar yet" in page
    assert "no minute counts twice" in page


def test_an_uploaded_file_counts_and_the_page_explains(mine: Client, dental: Customer) -> None:
    answer = mine.post(f"{PAGE}file/", about(file=ics(yesterday())), follow=True).content.decode()

    assert "Work is read." in answer
    assert "30 min counts." in answer
    assert len(contacts()) == 1
    contact = mine.get(f"/o/fieldstone/interactions/{contacts()[0].pk}/").content.decode()
    assert "A member’s calendar" in contact
    assert "Review" not in contact


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"file": "none"}, "Choose a file."),
        ({"file": ics(b"<html>")}, "This is not a calendar"),
        ({"file": ics(b"B" * (files.LARGEST + 1))}, "larger than 4 MB"),
        ({"file": ics(calendar()), "name": ""}, "Enter name."),
        ({"file": ics(calendar()), "touchpoint": "no"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_with_a_file_stands_beside_it(mine: Client, fields: dict[str, object], words: str) -> None:
    answer = mine.post(f"{PAGE}file/", about(**fields))

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not MemberCalendar.rows().exists()


def test_a_subscription_is_read_at_once_and_its_address_never_shown(
    mine: Client, dental: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(fetching, "fetch", lambda address, **known: asked.append(address) or fetching.Answer(yesterday()))

    shown = mine.post(f"{PAGE}new/", about(address=ADDRESS), follow=True).content.decode()
    row = MemberCalendar.rows().get()
    edit = mine.get(f"/o/fieldstone/presence/member-calendars/{row.pk}/").content.decode()

    assert (asked, len(contacts())) == ([ADDRESS], 1)
    assert "calendar.example.com" in shown
    assert "4711" not in shown + edit + str(list(Entry.objects.values_list("detail", flat=True)))


def test_a_subscription_that_fails_stays_and_says_why(mine: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "resolve", lambda host: ["10.0.0.5"])

    shown = mine.post(f"{PAGE}new/", about(address=ADDRESS), follow=True).content.decode()

    assert "calendar.example.com is not on the open internet." in shown
    assert "It is tried every hour." in shown


def test_refreshing_at_once_again_waits(mine: Client, bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "fetch", lambda address, **known: fetching.Answer(yesterday()))
    row = bring(calendar(), address=ADDRESS, now=timezone.now() - timedelta(hours=1))
    refresh = f"/o/fieldstone/presence/member-calendars/{row.pk}/refresh/"

    assert "Work is read." in mine.post(refresh, follow=True).content.decode()
    assert "It was read a moment ago." in mine.post(refresh, follow=True).content.decode()


def test_a_question_is_answered_and_the_answer_taken_back(mine: Client, dental: Customer) -> None:
    page = mine.post(f"{PAGE}file/", about(file=ics(yesterday(title="Call Harbor Dental", people=()))), follow=True)
    assert "Yes, with Harbor Dental" in page.content.decode()
    answer = f"/o/fieldstone/presence/appointments/{the_appointment().pk}/answer/"

    assert "It counts." in mine.post(answer, {"answer": "yes"}, follow=True).content.decode()
    assert len(contacts()) == 1
    mine.post(answer, {"answer": ""})
    assert contacts() == []
    assert "That is no answer." in mine.post(answer, {"answer": "perhaps"}, follow=True).content.decode()


def test_the_kind_of_one_appointment_is_chosen(mine: Client, dental: Customer) -> None:
    mine.post(f"{PAGE}file/", about(file=ics(yesterday())))

    mine.post(
        f"/o/fieldstone/presence/appointments/{the_appointment().pk}/answer/",
        {"answer": "", "presence_kind": "clarifying_call"},
    )

    assert [one.presence_kind for one in contacts()] == ["clarifying_call"]


def test_changing_and_removing(mine: Client, dental: Customer, bring: Bring) -> None:
    row = bring(yesterday(), address=ADDRESS, now=timezone.now())
    base = f"/o/fieldstone/presence/member-calendars/{row.pk}/"

    changed = mine.post(base, about(name="Office", presence_kind="outreach", address=""), follow=True).content.decode()
    assert "Office" in changed
    assert [one.presence_kind for one in contacts()] == ["outreach"]

    assert "What becomes of the time that counted?" in mine.post(f"{base}removal/", {}).content.decode()
    mine.post(f"{base}removal/", {"counted": "withdraw"})
    assert contacts() == []
    assert mine.get(base).status_code == 404


def test_a_file_is_uploaded_again(mine: Client, dental: Customer, bring: Bring) -> None:
    row = bring(calendar())

    mine.post(f"/o/fieldstone/presence/member-calendars/{row.pk}/file/", {"file": ics(yesterday())})

    assert len(contacts()) == 1


def test_nobody_else_finds_a_calendar(acting: Cast, elsewhere: Cast, dental: Customer, bring: Bring, sign_in: SignIn) -> None:
    row = bring(yesterday(), now=timezone.now())
    base, answer = f"presence/member-calendars/{row.pk}", f"presence/appointments/{the_appointment().pk}/answer/"

    for cast, member in ((acting, acting.owner), (acting, acting.leader), (elsewhere, elsewhere.owner)):
        slug = cast.organization.slug
        with scope.acting_for(cast.organization):
            client = sign_in(member)
            assert client.get(f"/o/{slug}/{base}/").status_code == 404
            assert client.post(f"/o/{slug}/{base}/refresh/").status_code == 404
            assert client.post(f"/o/{slug}/{base}/removal/", {"counted": "withdraw"}).status_code == 404
            assert client.post(f"/o/{slug}/{answer}", {"answer": "no"}).status_code == 404
            assert "Review" not in client.get(f"/o/{slug}/presence/calendars/").content.decode()
    assert len(contacts()) == 1


def test_the_csv_holds_ones_own_and_runs_no_formula(mine: Client, dental: Customer) -> None:
    mine.post(f"{PAGE}file/", about(file=ics(yesterday(title="=cmd()"))))

    rows = b"".join(mine.get(f"{PAGE}appointments.csv").streaming_content).decode("utf-8-sig").splitlines()

    assert rows[0].startswith("calendar,begins,ends,title,customer,kind,counted_minutes")
    assert "'=cmd(),Harbor Dental,follow_up,30.0,0.0,0.0" in rows[1]


def test_logging_a_contact_counts_anew_at_once(mine: Client, dental: Customer) -> None:
    mine.post(f"{PAGE}file/", about(file=ics(yesterday())))
    (made,) = contacts()
    new = f"/o/fieldstone/interactions/new/?customer={dental.pk}"
    form = mine.get(new).context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    local = timezone.localtime(made.occurred_at, made.organization.zone)

    mine.post(new, given | {"occurred_at": f"{local:%Y-%m-%dT%H:%M}", "minutes": 30, "touchpoint": str(made.touchpoint_id)})

    made.refresh_from_db()
    assert made.deleted_at is not None
    assert [one.seconds for one in contacts()] == [1800]
