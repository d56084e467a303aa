"""What the proofs of the outbox share: an organization that sends, a queue, and workers that are processes of their own."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.db import connections, transaction
from django.db.models import F
from django.utils import timezone

from presence.customers.models import Customer
from presence.hours.models import Calendar, Opening
from presence.tenancy import scope
from tests import smtp
from tests.conftest import Cast
from tests.sends import staging
from tests.sends.staging import Stage
from touchpoints.sends import delivering, enqueuing
from touchpoints.sends.models import Message

SAME_CUSTOMERS = 50


def send_to(sink: smtp.Sink) -> None:
    """Mail goes to this server. Workers that are forked inherit it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 5
    DNS_NAME.get_fqdn()  # asked once a process: a forked one would ask again


def stage(cast: Cast) -> Stage:
    """Live, without quiet hours, and with a budget that no trial uses up."""
    with scope.acting_for(cast.organization), transaction.atomic():
        staged = staging.stage(cast, kind="lifecycle")
        type(staged.delivery).rows().update(budget_contacts=30_000)
        _open_always()
        return staged


class Customers:
    """Some customers for each trial: the same for a while, then new ones, whose history is short."""

    def __init__(self, cast: Cast, count: int) -> None:
        self._cast, self._count, self._trials, self._known = cast, count, 0, 0
        self._now: list[Customer] = []

    def next(self) -> list[Customer]:
        if self._trials % SAME_CUSTOMERS == 0:
            self._now = self.fresh()
        self._trials += 1
        return self._now

    def fresh(self) -> list[Customer]:
        """Nobody has written to these."""
        numbers = range(self._known, self._known + self._count)
        self._known += self._count
        with scope.acting_for(self._cast.organization), transaction.atomic():
            return [staging.customer(self._cast, number) for number in numbers]


def _open_always() -> None:
    """Business hours at any hour of any day, so that a proof may run whenever."""
    calendar = Calendar.objects.create(name="Always", time_zone="UTC", is_usual=True)
    for weekday in range(7):
        Opening.objects.create(calendar=calendar, weekday=weekday, begins=0, ends=1440)


def queue(staged: Stage, customers: list[Customer], occurrence: str) -> list[Message]:
    """A message to each of them, due now."""
    now = timezone.now()
    with scope.acting_for(staged.cast.organization), transaction.atomic():
        enqueuing.enqueue(staged.automation, [staging.occasion(one, occurrence) for one in customers], now)
        rows = Message.rows().filter(occurrence=occurrence)
        rows.update(due_at=now - timedelta(seconds=1))
        return list(rows.order_by("due_at", "pk"))


def deliver(cast: Cast) -> int:
    with scope.acting_for(cast.organization):
        return delivering.deliver(cast.organization, clock=timezone.now)


def in_a_process(work: Callable[[], object]) -> int:
    """Run it in a forked process with connections of its own; gives its wait status."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def die() -> None:
    """As `kill -9` does it: nothing after this runs, nothing is closed."""
    os.kill(os.getpid(), signal.SIGKILL)


def let_a_minute_pass(cast: Cast) -> None:
    """As if every lease had been taken, and every message begun, that long ago."""
    ago = timedelta(minutes=3)
    with scope.acting_for(cast.organization), transaction.atomic():
        Message.rows().filter(leased_until__isnull=False).update(leased_until=F("leased_until") - ago)
        Message.rows().filter(state="sending").update(sending_at=F("sending_at") - ago)
