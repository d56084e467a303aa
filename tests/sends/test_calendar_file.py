"""A mail about an appointment carries it as a calendar file."""

import email.policy
from email import message_from_bytes
from typing import Any

import pytest
from django.utils import timezone

from presence.tenancy import scope
from tests.conftest import Cast
from tests.sends import staging
from touchpoints.sends import composing

FACTS = {"appointment.starts_at": "2026-12-01T13:00:00+00:00", "appointment.place": "12 Quay Street", "event.reference": "V-1"}


@pytest.fixture
def staged(cast: Cast) -> Any:
    with scope.acting_for(cast.organization):
        yield staging.stage(cast)


def files(staged: staging.Stage, facts: dict[str, str]) -> list[Any]:
    message = staging.queue(staged, staging.customer(staged.cast), facts=facts)
    frame = composing.frame_of(staged.cast.organization, staged.delivery, [message])
    mail = composing.compose(message, staged.automation.templates.get(), frame, timezone.now())
    read = message_from_bytes(composing.as_bytes(mail, message, eight_bit=True), policy=email.policy.default)
    return list(read.iter_attachments())


def test_the_appointment_goes_along(staged: staging.Stage) -> None:
    (file,) = files(staged, FACTS)

    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "appointment.ics")
    text = file.get_content()
    assert "DTSTART:20261201T130000Z" in text
    assert "UID:V-1." in text


def test_other_mail_carries_no_file(staged: staging.Stage) -> None:
    assert files(staged, {"event.text": "On the way"}) == []
