"""The outbox: what waits, what left, why something did not, and what a person can do about it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from presence.audit.models import Entry
from presence.tenancy import scope
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.sends import staging
from tests.sends.staging import Stage
from tests.sends.test_states import step
from touchpoints.sends import actions, listing
from touchpoints.sends.models import Message, State

SignIn = Callable[[Membership], Client]


@pytest.fixture
def staged(acting: Cast) -> Stage:
    return staging.stage(acting)


@pytest.fixture
def message(staged: Stage) -> Message:
    return staging.queue(staged, staging.customer(staged.cast))


@pytest.fixture
def page(cast: Cast, sign_in: SignIn) -> Callable[..., Any]:
    """A page of the outbox as the agent sees it."""
    client = sign_in(cast.agent)
    return lambda path="", **query: client.get(f"/o/fieldstone/sends/{path}", query)


@pytest.fixture
def press(cast: Cast, sign_in: SignIn) -> Callable[..., str]:
    """The page after a button was pressed."""
    client = sign_in(cast.agent)
    return lambda path, **data: client.post(f"/o/fieldstone/sends/{path}/", data, follow=True).content.decode()


def state(message: Message) -> str:
    with scope.acting_for(message.organization_id):
        return Message.rows().get(pk=message.pk).state


def verbs(message: Message) -> list[str]:
    return list(Entry.objects.filter(subject_id=message.pk).order_by("at", "pk").values_list("verb", flat=True))


def test_the_list_says_where_each_message_is(message: Message, page: Callable[..., Any]) -> None:
    step(message, "held", reason="It is not the time for mail where they live.", reason_code="quiet")

    shown = page().content.decode()

    assert "Harbor Dental 1" in shown
    assert "Held" in shown
    assert "It is not the time for mail where they live." in shown


@pytest.mark.parametrize("key", listing.GROUPS)
def test_each_tab_has_its_states(message: Message, page: Callable[..., Any], key: str) -> None:
    shown = page(state=key)

    assert shown.status_code == 200
    assert ("Harbor Dental 1" in shown.content.decode()) == (key in ("", "waiting"))


def test_what_the_address_cannot_mean_is_left_out_and_said(message: Message, page: Callable[..., Any]) -> None:
    shown = page(automation="x", customer="00000000-0000-7000-8000-000000000000").content.decode()

    assert "left out" in shown
    assert "Harbor Dental 1" in shown


def test_a_waiting_message_is_stopped_and_brought_back(message: Message, press: Callable[..., str]) -> None:
    assert "Stopped. It will not be sent." in press(f"{message.pk}/stop")
    assert state(message) == "canceled"
    assert "waits no longer" in press(f"{message.pk}/stop")

    assert "It waits again." in press(f"{message.pk}/return")

    assert state(message) == "queued"
    assert verbs(message) == ["message.stopped", "message.brought_back"]


def test_what_left_cannot_be_stopped(message: Message, press: Callable[..., str]) -> None:
    step(message, "sending")

    assert "has left already" in press(f"{message.pk}/stop")
    assert state(message) == "sending"


def test_an_old_page_is_told_what_became_of_it(message: Message, press: Callable[..., str]) -> None:
    press(f"{message.pk}/stop")

    again = press(f"{message.pk}/stop")
    assert "waits no longer. It was stopped." in again
    assert "has left" not in again
    press(f"{message.pk}/return")
    assert "It waits to leave." in press(f"{message.pk}/return")


@pytest.mark.parametrize("became", State.values)
def test_every_state_has_its_words(became: str) -> None:
    assert all(actions.NOW[became] in refused(became).words for refused in (actions.NotWaiting, actions.NotFailed))


def test_a_stop_on_the_list_comes_back_to_the_same_list(message: Message, cast: Cast, sign_in: SignIn) -> None:
    client, listed = sign_in(cast.agent), "/o/fieldstone/sends/?state=waiting"
    assert f'name="next" value="{listed}"' in client.get(listed).content.decode()

    answers = [
        client.post(f"/o/fieldstone/sends/{message.pk}/stop/", {"next": where})
        for where in (listed, "https://elsewhere.example/", "no-page")
    ]

    assert [answer.headers["Location"] for answer in answers] == [listed, f"/o/fieldstone/sends/{message.pk}/", "no-page"]


def test_what_a_rule_canceled_is_not_brought_back(message: Message, press: Callable[..., str]) -> None:
    step(message, "canceled", reason_code="not_automatic")

    assert "not one that somebody stopped" in press(f"{message.pk}/return")
    assert state(message) == "canceled"


def test_only_what_the_server_refused_is_tried_again(message: Message, press: Callable[..., str]) -> None:
    assert "Only a message that the mail server refused" in press(f"{message.pk}/retry")
    step(message, "failed", reason="450 greylisted")

    assert "tried again" in press(f"{message.pk}/retry")

    assert state(message) == "queued"


def test_what_is_of_no_use_any_more_is_not_tried_again(message: Message, press: Callable[..., str]) -> None:
    step(message, "failed", not_after=timezone.now() - timedelta(minutes=1))

    page = press(f"{message.pk}/retry")
    assert page.count("no longer of use") == 2, "the refusal, and the page where the button would be"
    assert "Try again" not in page
    assert state(message) == "failed"


@pytest.mark.parametrize(
    ("fate", "after", "verb"),
    [("arrived", "sent", "message.found"), ("lost", "failed", "message.found_lost"), ("again", "queued", "message.sent_again")],
)
def test_a_person_decides_about_an_uncertain_one(
    message: Message, press: Callable[..., str], fate: str, after: str, verb: str
) -> None:
    for one in ("sending", "uncertain"):
        step(message, one)

    press(f"{message.pk}/resolution", fate=fate)

    assert state(message) == after
    assert verbs(message) == [verb]
    assert "not uncertain any more" in press(f"{message.pk}/resolution", fate="lost")


def test_nothing_is_decided_without_a_choice(message: Message, press: Callable[..., str]) -> None:
    for one in ("sending", "uncertain"):
        step(message, one)

    assert "Choose what became of it." in press(f"{message.pk}/resolution", fate="maybe")
    assert state(message) == "uncertain"


def test_an_uncertain_message_stands_on_the_first_page(message: Message, cast: Cast, sign_in: SignIn) -> None:
    for one in ("sending", "uncertain"):
        step(message, one)

    assert "Nobody knows whether it arrived" in sign_in(cast.agent).get("/o/fieldstone/").content.decode()


def test_before_it_leaves_its_page_shows_what_it_would_say(message: Message, page: Callable[..., Any]) -> None:
    shown = page(f"{message.pk}/").content.decode()

    assert "What it would say" in shown
    assert "Your order is on its way." in shown
    assert "Leaves in" in shown or "Queued" in shown


def test_the_page_names_what_goes_along(message: Message, page: Callable[..., Any]) -> None:
    assert "appointment.ics" not in page(f"{message.pk}/").content.decode()

    with scope.acting_for(message.organization_id):
        facts = message.facts | {"appointment.starts_at": "2026-12-01T09:00:00+00:00"}
        Message.rows().filter(pk=message.pk).update(facts=facts)

    assert "<dt>Attached</dt><dd>appointment.ics</dd>" in page(f"{message.pk}/").content.decode()


def test_what_leaves_another_day_says_when(message: Message, page: Callable[..., Any]) -> None:
    with scope.acting_for(message.organization_id):
        Message.rows().filter(pk=message.pk).update(due_at=timezone.now() + timedelta(days=3))

    for place in ("", f"{message.pk}/"):
        assert re.search(r"Leaves (<time[^>]*>)?\w{3} \d+ \w{3}", page(place).content.decode())


def test_the_frame_runs_nothing(message: Message, page: Callable[..., Any]) -> None:
    answer = page(f"{message.pk}/body/")

    rules = answer.headers["Content-Security-Policy"]
    assert "sandbox" in rules
    assert "script-src 'none'" in rules
    assert "frame-ancestors 'self'" in rules
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Talk to a person" in answer.content.decode()


def test_an_erased_message_shows_nothing(message: Message, page: Callable[..., Any]) -> None:
    Message.rows().filter(pk=message.pk).update(address="")

    assert "Nothing can be shown" in page(f"{message.pk}/").content.decode()
    assert page(f"{message.pk}/body/").content == b""


def test_why_says_what_stands_in_the_way(staged: Stage, message: Message, page: Callable[..., Any]) -> None:
    step(message, "suppressed", reason="A person is taking care of this customer.")

    shown = page(f"why/{message.customer_id}/").content.decode()

    assert "Status ping" in shown
    assert "A person is taking care of this customer." in shown
    assert "Nothing stands in the way" in shown


def test_viewers_read_and_change_nothing(message: Message, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.viewer)

    assert client.get("/o/fieldstone/sends/").status_code == 200
    assert "Stop this message" not in client.get(f"/o/fieldstone/sends/{message.pk}/").content.decode()
    assert client.post(f"/o/fieldstone/sends/{message.pk}/stop/").status_code == 403


def test_the_outbox_is_a_spreadsheet_too(message: Message, page: Callable[..., Any]) -> None:
    lines = b"".join(page("outbox.csv").streaming_content).decode().splitlines()

    assert lines[0].lstrip("\ufeff").startswith("queued_at,due_at,sent_at,state,reason")
    assert "Harbor Dental 1" in lines[1]
