"""The pages of automations: the gallery, the editor and its sentence, approval, switching, the dry run, the preview."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from presence.notices.models import Letter
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.automations.conftest import AT, customer
from tests.conftest import Cast
from tests.journeys import publishing
from touchpoints.automations import reading, ready, taking
from touchpoints.automations.models import Automation, AutomationTemplate, State
from touchpoints.journeys.models import Touchpoint

SignIn = Callable[[Membership], Client]
HERE = "/o/fieldstone/automations/"


@pytest.fixture
def place(cast: Cast) -> Touchpoint:
    with scope.acting_for(cast.organization):
        publishing.publish_mode(Actor.of(cast.leader), AT, "automate")
        found: Touchpoint = Touchpoint.rows().get(key=AT)
    return found


@pytest.fixture
def reminder(cast: Cast, place: Touchpoint) -> Automation:
    """The ready reminder, as the leader took it."""
    with scope.acting_for(cast.organization):
        chosen = next(one for one in ready.GALLERY if one.slug == "reminder")
        return taking.take(by=Actor.of(cast.leader), now=timezone.now(), ready=chosen, touchpoint=place)[0]


@pytest.fixture
def leader(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.leader)


def typed(place: Touchpoint, **more: Any) -> dict[str, Any]:
    return {
        "name": "Renewal note",
        "touchpoint": str(place.pk),
        "kind": "lifecycle",
        "trigger": "date",
        "date": "renewal",
        "days": "7",
        "side": "before",
        "date_at": "09:00",
        "open_promise": "on",
        "ramp": "10",
        "worth_hours": "24",
        "complaints": "1",
        "words-0-language": "en",
        "words-0-subject": "Your renewal",
        "words-0-text": "Hello {{ contact.first_name | there }}.",
        **more,
    }


def test_the_list_says_what_to_do_first(leader: Client) -> None:
    assert "Nothing may be sent by itself yet" in leader.get(HERE).content.decode()


def test_a_ready_one_is_taken_and_is_off(cast: Cast, leader: Client, place: Touchpoint) -> None:
    shown = leader.get(f"{HERE}ready/").content.decode()
    answer = leader.post(f"{HERE}ready/", {"ready": "education-series", "touchpoint": str(place.pk)})

    assert all(one.name in shown for one in ready.GALLERY)
    assert answer.status_code == 302
    with scope.acting_for(cast.organization):
        taken = list(Automation.rows().filter(preset="education-series"))
        assert [one.state for one in taken] == [State.OFF] * 3


def test_every_ready_one_can_be_taken_twice(cast: Cast, leader: Client, place: Touchpoint) -> None:
    for one in [*ready.GALLERY, ready.GALLERY[0]]:
        assert leader.post(f"{HERE}ready/", {"ready": one.slug, "touchpoint": str(place.pk)}).status_code == 302

    with scope.acting_for(cast.organization):
        assert Automation.rows().filter(name="Status ping (2)").exists()


def test_one_is_written_in_the_editor(cast: Cast, leader: Client, place: Touchpoint) -> None:
    answer = leader.post(f"{HERE}new/", typed(place), follow=True)

    assert (
        "7 days before the renewal at 09:00 of their day, if a promise is open, send “Your renewal”." in answer.content.decode()
    )
    with scope.acting_for(cast.organization):
        written = Automation.rows().get()
        assert written.trigger_details == {"date": "renewal", "days": -7, "at": "09:00"}
        assert written.conditions == {"open_promise": True}
        assert written.stop_rules["unsubscribed_percent"] is None


def test_the_sentence_stands_there_before_anything_is_saved(cast: Cast, leader: Client, place: Touchpoint) -> None:
    answer = leader.post(f"{HERE}new/", typed(place, look="1", days="3", side="after"))

    assert "3 days after the renewal" in answer.content.decode()
    with scope.acting_for(cast.organization):
        assert not Automation.rows().exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"words-0-text": "{{ customer.secret }}"}, "There is no placeholder “customer.secret”"),
        ({"words-0-subject": ""}, "Enter subject."),
        ({"trigger": "event"}, "Name an event, or choose a touchpoint below."),
        ({"trigger": "schedule"}, "Choose weekdays or a day of the month"),
        ({"lowest_value": "9", "highest_value": "3"}, "This is lower than the value it begins with."),
        ({"name": "x" * 121}, "at most 120"),
        ({"touchpoint": "nowhere"}, "Select a valid choice"),
        ({"worth_hours": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(leader: Client, place: Touchpoint, wrong: dict[str, str], words: str) -> None:
    answer = leader.post(f"{HERE}new/", typed(place, **wrong))

    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_what_is_edited_shows_what_was_chosen(cast: Cast, leader: Client, place: Touchpoint) -> None:
    leader.post(f"{HERE}new/", typed(place))
    with scope.acting_for(cast.organization):
        written = Automation.rows().get()
    page = leader.get(f"{HERE}{written.pk}/edit/").content.decode()

    answer = leader.post(f"{HERE}{written.pk}/edit/", typed(place, version="1", days="14"))

    assert 'value="Renewal note"' in page
    assert answer.status_code == 302
    with scope.acting_for(cast.organization):
        assert Automation.rows().get().trigger_details["days"] == -14


def test_two_people_edit_and_nothing_is_lost(cast: Cast, leader: Client, place: Touchpoint) -> None:
    leader.post(f"{HERE}new/", typed(place))
    with scope.acting_for(cast.organization):
        written = Automation.rows().get()
    leader.post(f"{HERE}{written.pk}/edit/", typed(place, version="1", name="Renewal letter"))

    answer = leader.post(f"{HERE}{written.pk}/edit/", typed(place, version="1", days="21"))

    assert answer.status_code == 409
    assert "Somebody else changed this automation" in answer.content.decode()
    assert 'value="21"' in answer.content.decode()


def test_a_second_person_approves_then_it_is_switched_on_and_paused(
    cast: Cast, sign_in: SignIn, leader: Client, reminder: Automation
) -> None:
    page = f"{HERE}{reminder.pk}/"
    own = leader.post(f"{page}approval/", {"seen": "1", "number": "1"}, follow=True).content.decode()
    owner = sign_in(cast.owner)
    owner.post(f"{page}approval/", {"seen": "1", "number": "1"})
    switched = leader.post(f"{page}activation/", follow=True).content.decode()
    paused = leader.post(f"{page}pause/", follow=True).content.decode()

    assert "Somebody else approves this: you wrote it yourself." in own
    assert "is on." in switched
    assert "What waits is held back" in paused
    with scope.acting_for(cast.organization):
        assert Automation.rows().get().state == State.PAUSED


def test_before_it_is_switched_on_it_says_whom_it_would_reach(
    cast: Cast, sign_in: SignIn, leader: Client, place: Touchpoint
) -> None:
    with scope.acting_for(cast.organization):
        customer(cast, "Harbor Dental", renewal_date=timezone.localdate() - timedelta(days=20))
    leader.post(f"{HERE}new/", typed(place, open_promise=""))
    with scope.acting_for(cast.organization):
        page = f"{HERE}{Automation.rows().get().pk}/"

    assert leader.get(f"{page}activation/").status_code == 302  # nobody approved it yet
    sign_in(cast.owner).post(f"{page}approval/", {"seen": "1", "number": "1"})
    asked = leader.get(f"{page}activation/").content.decode()
    assert "1 mail would have gone to 1 customer" in asked
    assert "It stops after 10 customers" in asked
    assert "In the next 30 days it is" in asked
    with scope.acting_for(cast.organization):
        assert Automation.rows().get().state == State.OFF  # looking switches nothing on

    leader.post(f"{page}activation/")
    assert leader.get(f"{page}activation/").status_code == 302  # it is on
    leader.post(f"{page}pause/")
    assert "Nothing waits." in leader.get(f"{page}activation/").content.decode()
    assert sign_in(cast.agent).get(f"{page}activation/").status_code == 403


def test_an_event_that_is_waited_for_comes_with_its_call(cast: Cast, leader: Client, place: Touchpoint) -> None:
    leader.post(f"{HERE}ready/", {"ready": "status-ping", "touchpoint": str(place.pk)})
    with scope.acting_for(cast.organization):
        page = leader.get(f"{HERE}{Automation.rows().get().pk}/").content.decode()

    assert "curl http://localhost" in page
    assert "/api/v1/events/" in page
    assert "&quot;key&quot;: &quot;status-changed&quot;" in page


def test_what_is_not_on_is_not_said_to_be_paused(leader: Client, reminder: Automation) -> None:
    page = leader.post(f"{HERE}{reminder.pk}/pause/", follow=True).content.decode()

    assert "is not on, so there is nothing to pause. It is off." in page
    assert "What waits is held back" not in page


def test_pressing_twice_widens_it_one_step(cast: Cast, leader: Client, reminder: Automation) -> None:
    first = leader.post(f"{HERE}{reminder.pk}/wider/", {"seen": "10"}, follow=True).content.decode()
    old = leader.post(f"{HERE}{reminder.pk}/wider/", {"seen": "10"}, follow=True).content.decode()

    assert "reaches more customers now." in first
    assert "reaches 100 customers at most now." in old
    with scope.acting_for(cast.organization):
        assert Automation.rows().get().ramp == 100


@pytest.mark.parametrize("seen", ["", "x", "0", "-1", "99999999999999999999", "100"])
def test_it_is_not_widened_from_where_it_does_not_stand(cast: Cast, leader: Client, reminder: Automation, seen: str) -> None:
    leader.post(f"{HERE}{reminder.pk}/wider/", {"seen": seen})

    with scope.acting_for(cast.organization):
        assert Automation.rows().get().ramp == 10


def test_archiving_has_a_way_back(cast: Cast, leader: Client, reminder: Automation) -> None:
    answer = leader.post(f"{HERE}{reminder.pk}/archive/", follow=True).content.decode()
    leader.post(f"{HERE}{reminder.pk}/return/", {"was": ""})

    assert f"{HERE}{reminder.pk}/return/" in answer
    with scope.acting_for(cast.organization):
        assert Automation.rows().get().state == State.OFF


@pytest.mark.parametrize("verb", ["approval", "activation", "pause", "wider", "archive", "return", "test"])
def test_only_leaders_do(cast: Cast, sign_in: SignIn, reminder: Automation, verb: str) -> None:
    assert sign_in(cast.agent).post(f"{HERE}{reminder.pk}/{verb}/").status_code == 403


def test_the_dry_run_tells_who_and_why_others_not(cast: Cast, leader: Client, place: Touchpoint) -> None:
    today = timezone.localdate()
    with scope.acting_for(cast.organization):
        customer(cast, "Harbor Dental", renewal_date=today - timedelta(days=20))
        customer(cast, "Nobody There", renewal_date=today - timedelta(days=20), contacts=[])
    leader.post(f"{HERE}new/", typed(place, open_promise=""))
    with scope.acting_for(cast.organization):
        written = Automation.rows().get()

    page = leader.get(f"{HERE}{written.pk}/dry-run/").content.decode()
    table = b"".join(leader.get(f"{HERE}{written.pk}/dry-run.csv").streaming_content).decode()  # type: ignore[attr-defined]

    assert "1 mail would have gone to 1 customer" in page
    assert "The customer has no contact." in page
    assert "mira@harbor.example" in table
    with scope.acting_for(cast.organization):
        assert not Letter.objects.exists()


def test_the_preview_is_with_a_real_customer_in_a_frame_that_can_do_nothing(
    cast: Cast, leader: Client, reminder: Automation
) -> None:
    with scope.acting_for(cast.organization):
        buyer = customer(cast)

    page = leader.get(f"{HERE}{reminder.pk}/preview/?customer={buyer.pk}").content.decode()
    frame = leader.get(f"{HERE}{reminder.pk}/frame/?customer={buyer.pk}")

    assert 'sandbox=""' in page
    inside = frame.content.decode()
    assert "Hello Mira," in inside
    assert inside.index("/r/") < inside.index("Hello Mira,") < inside.index("/u/")
    assert "color-scheme" in inside
    assert "Talk to a person" in page
    assert "sandbox" in frame["Content-Security-Policy"]
    assert "default-src 'none'" in frame["Content-Security-Policy"]
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


def test_a_test_goes_to_whoever_asks(cast: Cast, leader: Client, reminder: Automation) -> None:
    leader.post(f"{HERE}{reminder.pk}/test/", {"number": "1"})

    with scope.acting_for(cast.organization):
        letter = Letter.objects.get()
    assert letter.to == cast.leader.user.email
    assert letter.subject.startswith("Test: In two days")
    for part in (letter.text, letter.html):
        assert part.index("/r/") < part.index("this is due") < part.index("/u/")


def test_the_versions_show_what_differs(cast: Cast, leader: Client, place: Touchpoint) -> None:
    leader.post(f"{HERE}new/", typed(place))
    with scope.acting_for(cast.organization):
        written = Automation.rows().get()
    leader.post(f"{HERE}{written.pk}/edit/", typed(place, version="1", **{"words-0-text": "Hello you."}))

    page = leader.get(f"{HERE}{written.pk}/versions/").content.decode()

    assert "From version 1 to 2" in page
    assert "<ins>" in page
    with scope.acting_for(cast.organization):
        assert AutomationTemplate.rows().filter(automation=written).count() == 2
        assert reading.newest_number(written) == 2
