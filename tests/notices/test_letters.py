"""Letters to members: written once an occasion, delivered by a job, never for an example."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection, transaction
from pytest_django import Settings

from presence import tasks
from presence.notices import actions
from presence.notices.models import Letter
from presence.tenancy import actions as tenancy
from presence.tenancy import directory, scope
from tests import smtp
from tests.conftest import Cast, make_cast

State = Letter.State


def write(occasion: str = "welcome:1") -> Letter:
    return actions.write_letter(occasion=occasion, to="ana@example.com", subject="Welcome", text="Hello", html="<p>Hello</p>")


def test_an_occasion_is_written_once(acting: Cast) -> None:
    first, second = write(), write()

    assert first == second
    assert Letter.rows().count() == 1


def test_the_job_sends_it_as_text_and_html(acting: Cast) -> None:
    letter = write()

    tasks.send_letters_of(str(acting.organization.pk))

    letter.refresh_from_db()
    assert (letter.state, letter.text, letter.html) == (State.SENT, "", "")
    (message,) = mail.outbox
    assert message.to == ["ana@example.com"]
    assert "text/html" in str(message.message())


def test_the_tick_finds_who_has_letters_due(acting: Cast, elsewhere: Cast) -> None:
    write()

    assert directory.organization_ids_with("letters") == [acting.organization.pk]


def test_the_tick_starts_a_job_for_each(acting: Cast, elsewhere: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(tasks.send_letters_of, "delay", started.append)
    write()

    tasks.send_letters()

    assert started == [str(acting.organization.pk)]


def test_a_canceled_letter_is_not_sent(acting: Cast) -> None:
    canceled, kept = write("invitation:1:a"), write("invitation:2:a")

    assert actions.cancel_letters(about="invitation:1:", reason="The invitation was revoked.") == 1
    actions.deliver()

    canceled.refresh_from_db()
    kept.refresh_from_db()
    assert (canceled.state, kept.state) == (State.CANCELED, State.SENT)
    assert len(mail.outbox) == 1


def test_an_example_organization_sends_nothing(cast: Cast) -> None:
    example = tenancy.create_organization(
        name="Example", slug="example", time_zone="UTC", country="BE", owner=cast.owner.user, is_example=True
    )
    with scope.acting_for(example):
        letter = write()
        actions.deliver()

    assert (letter.state, letter.text) == (State.CANCELED, "")
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_workers_send_each_letter_once(settings: Settings) -> None:
    organization = make_cast("Fieldstone Care", "fieldstone").organization
    with scope.acting_for(organization), transaction.atomic():
        for number in range(40):
            write(f"race:{number}")

    def work(_: int) -> None:
        try:
            tasks.send_letters_of(str(organization.pk))
        finally:
            connection.close()

    with smtp.listening() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))

    assert len(sink.letters) == 40
    with scope.acting_for(organization), transaction.atomic():
        assert Letter.rows().filter(state=State.SENT).count() == 40
