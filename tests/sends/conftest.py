"""A stage that commits, and a mail server: workers use two connections, so nothing here runs in a test's own transaction."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from presence.tenancy import scope
from tests import smtp
from tests.conftest import Cast
from tests.sends import staging
from tests.sends.staging import Stage
from touchpoints.sends import delivering
from touchpoints.sends.models import Message

Deliver = Callable[[], int]


@pytest.fixture
def sink(settings: Settings) -> Iterator[smtp.Sink]:
    with smtp.listening() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        yield server


@pytest.fixture
def outbox(transactional_db: None, cast: Cast) -> Iterator[Stage]:
    """Acting for an organization that sends, each statement its own transaction."""
    with scope.acting_for(cast.organization):
        with transaction.atomic():
            staged = staging.stage(cast)
        yield staged


@pytest.fixture
def deliver(outbox: Stage) -> Deliver:
    """One batch, now."""
    return lambda: delivering.deliver(outbox.cast.organization, clock=timezone.now)


def written(staged: Stage, number: int = 1, occurrence: str = "order 1", **fields: object) -> Message:
    """A message to a new customer that may leave at once, committed."""
    with transaction.atomic():
        return staging.queue(staged, staging.customer(staged.cast, number), occurrence, **fields)


def read(message: Message) -> Message:
    with transaction.atomic():
        return Message.rows().get(pk=message.pk)


def let_time_pass(message: Message, **ago: float) -> None:
    """As if the row had been touched that long ago."""
    wait = timedelta(**ago)
    row = read(message)
    fields: dict[str, datetime] = {"due_at": row.due_at - wait}
    for name in ("leased_until", "sending_at"):
        if getattr(row, name):
            fields[name] = getattr(row, name) - wait
    with transaction.atomic():
        Message.rows().filter(pk=message.pk).update(**fields)
