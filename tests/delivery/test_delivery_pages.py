"""The page of deliveries, the switch in the header, the test message, and going live."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from presence.tenancy import scope
from tests.conftest import Cast
from touchpoints.delivery import checklist, reading, trying
from touchpoints.delivery.models import Delivery

PAGE = "/o/fieldstone/delivery/"
GIVEN = {
    "version": "1", "from_name": "Fieldstone", "from_address": "care@ours.example", "reply_address": "reply@ours.example",
    "dkim_selector": "s1", "quiet_from": "21:00", "quiet_until": "07:30", "budget_contacts": "2", "budget_days": "7",
    "hold_seconds": "30", "needs_second_person": "on",
}  # fmt: skip
SignIn = Callable[[Any], Client]


def row_of(cast: Cast) -> Delivery:
    with scope.acting_for(cast.organization):
        return reading.of_organization()


def ready(cast: Cast, leader: Client) -> None:
    """Everything but the last button."""
    leader.post(PAGE, GIVEN)
    good = [{"name": "SPF", "verdict": "good", "said": "Right.", "todo": "", "found": ""}]
    with scope.acting_for(cast.organization):
        Delivery.rows().update(domain_findings=good, domain_checked_at=timezone.now(), test_arrived_at=timezone.now())


def test_before_anything_was_chosen_the_fields_are_empty(leader: Client) -> None:
    page = leader.get(PAGE).content.decode()

    fields = {name: re.search(rf'<input[^>]*name="{name}"[^>]*>', page) for name in ("from_address", "dkim_selector")}
    assert all(field and "value=" not in field[0] for field in fields.values())


def test_a_leader_says_how_mail_goes_out(cast: Cast, leader: Client) -> None:
    answer = leader.post(PAGE, GIVEN, follow=True)

    assert "Saved." in answer.content.decode()
    row = row_of(cast)
    assert (row.from_address, row.budget_contacts, row.quiet_until.hour, row.version) == ("care@ours.example", 2, 7, 2)


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    """A block after which everything happens that waits for a commit, although a test never commits."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("from_address", "nobody", "Enter a valid email address."),
        ("dkim_selector", "a b", "Use letters, digits, dots and hyphens, such as s1."),
        ("quiet_from", "25:00", "Enter a valid time."),
        ("budget_contacts", "0", "Ensure this value is greater than or equal to 1."),
        ("budget_days", "91", "Ensure this value is less than or equal to 90."),
        ("hold_seconds", "1", "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(cast: Cast, leader: Client, field: str, value: str, words: str) -> None:
    page = leader.post(PAGE, GIVEN | {field: value}).content.decode()

    assert words in page
    assert row_of(cast)._state.adding


def test_a_line_break_makes_no_second_header(cast: Cast, leader: Client) -> None:
    leader.post(PAGE, GIVEN | {"from_name": "Field\r\nBcc: all@harbor.example"})

    assert row_of(cast).from_name == "Field Bcc: all@harbor.example"


def test_who_saves_over_a_colleague_is_asked_again(cast: Cast, leader: Client) -> None:
    leader.post(PAGE, GIVEN)

    other = GIVEN | {"budget_contacts": "9", "from_name": "", "hold_seconds": "600", "quiet_from": "20:15"}
    page = leader.post(PAGE, other | {"needs_second_person": ""}).content.decode()
    assert "Somebody else changed these settings" in page
    saved = re.findall("Saved now: ([^<]+)", page)
    assert sorted(set(saved)) == ["2", "21:00", "30 seconds", "Fieldstone", "yes"]
    assert 'value="9"' in page
    leader.post(PAGE, GIVEN | {"budget_contacts": "9", "version": "2"})
    assert row_of(cast).budget_contacts == 9


def test_the_switch_is_on_every_page_of_a_leader_and_everybody_sees_it_thrown(
    cast: Cast, leader: Client, sign_in: SignIn, committed: Callable[[], Any]
) -> None:
    viewer = sign_in(cast.viewer)
    assert f"{PAGE}stop/" in leader.get("/o/fieldstone/c/").content.decode()
    assert "Stop mail" not in viewer.get("/o/fieldstone/c/").content.decode()

    with committed():
        leader.post(f"{PAGE}stop/", {"why": "Wrong prices", "does": "stop"})
    assert "All mail is stopped." in viewer.get("/o/fieldstone/c/").content.decode()
    stopped = leader.get("/o/fieldstone/c/").content.decode()
    assert "Stop mail" not in stopped
    assert f'href="{PAGE}stop/">Resume</a>' in stopped
    assert "Wrong prices" in viewer.get("/o/fieldstone/").content.decode()

    with committed():
        leader.post(f"{PAGE}stop/", {"why": "Prices are right", "does": "resume"})
    assert "All mail is stopped." not in viewer.get("/o/fieldstone/c/").content.decode()


def test_two_who_stop_at_once_do_not_resume(cast: Cast, leader: Client, sign_in: SignIn) -> None:
    for client in (leader, sign_in(cast.owner)):
        client.post(f"{PAGE}stop/", {"why": "Wrong prices", "does": "stop"})

    assert row_of(cast).stopped_at


def test_stopping_without_a_reason_is_asked_again(cast: Cast, leader: Client) -> None:
    assert "Answer “Why?”" in leader.post(f"{PAGE}stop/", {"does": "stop"}).content.decode()
    assert not row_of(cast).stopped_at


def test_agents_may_not(cast: Cast, sign_in: SignIn) -> None:
    agent = sign_in(cast.agent)

    assert {agent.get(PAGE + path).status_code for path in ("", "stop/", "live/")} == {403}
    assert agent.post(f"{PAGE}stop/", {"why": "x", "does": "stop"}).status_code == 403


def test_a_test_message_proves_itself_only_by_its_button(cast: Cast, leader: Client) -> None:
    leader.post(PAGE, GIVEN)
    leader.post(f"{PAGE}test/")

    letter = mail.outbox[0]
    assert letter.to == ["leader@fieldstone.example"]
    assert letter.from_email == "Fieldstone <care@ours.example>"
    address = re.search(r"http://localhost:\d+(/o/\S+)", str(letter.body))
    assert address
    leader.get(address[1])
    assert row_of(cast).test_arrived_at is None
    leader.post(address[1])
    assert row_of(cast).test_arrived_at


def test_a_test_of_another_sender_proves_nothing(cast: Cast, elsewhere: Cast, leader: Client) -> None:
    leader.post(PAGE, GIVEN)
    with scope.acting_for(elsewhere.organization):
        others = trying.code_for(Delivery(from_address="care@ours.example"))
    with scope.acting_for(cast.organization):
        former = trying.code_for(Delivery(from_address="former@ours.example"))

    for code in (others, former, "nothing"):
        leader.post(f"{PAGE}test/{code}/")
    assert row_of(cast).test_arrived_at is None


def test_a_server_that_refuses_is_quoted(cast: Cast, leader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise ConnectionRefusedError("Connection refused")

    leader.post(PAGE, GIVEN)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    assert "The mail server did not take it: Connection refused" in leader.post(f"{PAGE}test/", follow=True).content.decode()


def test_going_live_needs_the_whole_checklist(cast: Cast, leader: Client) -> None:
    leader.post(PAGE, GIVEN)
    assert "not yet" in leader.post(f"{PAGE}live/").content.decode()
    assert row_of(cast).live_at is None

    ready(cast, leader)
    leader.post(f"{PAGE}live/")
    assert row_of(cast).live_at
    leader.post(f"{PAGE}rehearsal/")
    assert row_of(cast).live_at is None


def test_while_nothing_is_automatic_nobody_is_said_to_be_reached(leader: Client) -> None:
    page = leader.get(f"{PAGE}live/").content.decode()

    assert "Not needed yet: </span>A person can be reached" in page
    assert "Nothing is automatic yet." in page


def test_a_check_of_the_domain_grows_old(cast: Cast, leader: Client) -> None:
    ready(cast, leader)

    with scope.acting_for(cast.organization):
        steps = checklist.steps(reading.of_organization(), now=datetime(2030, 1, 1, tzinfo=UTC))
    assert "Receivers can tell that it is you" in [step.word for step in steps if not step.done]


def test_rehearsal_is_said_once_somebody_has_begun(leader: Client, committed: Callable[[], Any]) -> None:
    assert "Rehearsal." not in leader.get("/o/fieldstone/c/").content.decode()

    with committed():
        leader.post(PAGE, GIVEN)
    assert "Rehearsal." in leader.get("/o/fieldstone/c/").content.decode()
