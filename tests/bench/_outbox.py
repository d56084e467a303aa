"""Organizations that send, and their queues, however long, written by few statements."""

import os
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connections, transaction
from django.utils import timezone

from presence.tenancy import scope
from tests.bench import _crowd
from tests.conftest import Cast
from tests.proofs import _outbox
from tests.sends import staging
from tests.sends.staging import Stage
from touchpoints.sends import delivering, pace

WORDS = (
    "Hello {{ contact.first_name|there }},\n\nyour order is on its way and should arrive within two working days. "
    "Nothing is asked of you. If the day does not suit you, tell us and we find another one.\n\n"
    "**What happens next**\n\n- We call you an hour before.\n- The technician brings everything that is needed.\n"
    "- You get the bill by mail, within a week.\n\nThank you for your patience."
)

# One message to each of some customers, due now; `skip` and `take` choose them.
_QUEUE = """
INSERT INTO touchpoints_message (id, organization_id, automation_id, touchpoint_id, kind, customer_id, contact_id, occurrence,
       facts, address, state, reason, reason_code, rehearsal, queued_at, due_at, not_after, attempts,
       template_sha256, language, subject, text, html, message_id, server_said)
SELECT gen_random_uuid(), e.organization_id, %(automation)s, %(touchpoint)s, 'lifecycle', e.customer_id, e.contact_id, 'bench',
       '{"contact.first_name": "Ana"}', e.address, 'queued', '', '', false, now(), now(), now() + interval '2 days', 0,
       '', '', '', '', '', '', ''
  FROM presence_emailaddress e WHERE e.organization_id = %(organization)s ORDER BY e.address LIMIT %(take)s
"""


@dataclass
class House:
    """An organization that sends, and what it is called."""

    staged: Stage

    @property
    def cast(self) -> Cast:
        return self.staged.cast

    def queue(self, messages: int) -> None:
        """So many messages, to as many customers, due now; nothing else is in the outbox of this organization."""
        values = {
            "organization": self.cast.organization.pk,
            "automation": self.staged.automation.pk,
            "touchpoint": self.staged.automation.touchpoint_id,
            "take": messages,
        }
        with connections["owner"].cursor() as cursor:
            cursor.execute(_QUEUE, values)

    def deliver(self, limit: int = delivering.BATCH) -> int:
        """One batch, as a worker's task does it."""
        with scope.acting_for(self.cast.organization):
            return delivering.deliver(self.cast.organization, clock=timezone.now, limit=pace.limit(limit))

    def drain(self, limit: int = delivering.BATCH) -> None:
        """Until nothing is due."""
        while self.deliver(limit):
            """The next batch."""


def house(slug: str, *, customers: int, **delivery: object) -> House:
    """Live, awake at any hour, with a budget that no bench uses up, words of usual length; `delivery`: fields of its row."""
    cast = _crowd.gather(slug, customers=customers)
    staged = _outbox.stage(cast)
    with scope.acting_for(cast.organization), transaction.atomic():
        staging.say(cast, staged.automation, number=2, text=WORDS)
        staged.automation.refresh_from_db()
        if delivery:
            type(staged.delivery).rows().update(**delivery)
    return House(staged)


def empty() -> None:
    """The outbox as on the first day."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE touchpoints_message CASCADE")


def in_processes(works: list[Callable[[], object]]) -> float:
    """Each in a forked process with connections of its own, all at once; gives the seconds until the last has ended."""
    connections.close_all()
    began = time.perf_counter()
    children = [forked(work) for work in works]
    ends = [os.waitpid(child, 0)[1] for child in children]
    assert not any(ends), "A worker failed."
    return time.perf_counter() - began


def forked(work: Callable[[], object]) -> int:
    """The process that does it, with an exit status that tells whether it could."""
    child = os.fork()
    if child:
        return child
    failed = 1
    try:
        work()
        failed = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(failed)
