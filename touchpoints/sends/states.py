"""How a message goes from state to state: each step is one conditional update, so that of two who try one wins.

Steps of a single message while it leaves are committed at once, in one trip to the database (Ledger). Verdicts over a batch are
written set by set. What may follow what, the database decides (migration 0022).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from presence.kit.plans import Plan
from presence.tenancy import scope
from touchpoints.sends.holding import Holder, NotHeld
from touchpoints.sends.models import Message, State
from touchpoints.sends.rules import Hold, Refuse

CONSIDERED_LOST = timedelta(seconds=45)
LONGEST_REASON = 300
ANNOUNCE = """
SELECT set_config('presence.organization', %(organization)s::text, true), set_config('synchronous_commit', %(commit)s, true);
"""
BEGIN = Plan(
    "message_begin",
    """
UPDATE touchpoints_message
   SET state = 'sending', sending_at = clock_timestamp(), reason = '', reason_code = '', rehearsal = %(rehearsal)s,
       map_version = %(map_version)s, template_number = %(template_number)s, template_sha256 = %(template_sha256)s,
       language = %(language)s, subject = %(subject)s, text = %(text)s, html = %(html)s, message_id = %(message_id)s
 WHERE organization_id = %(organization)s AND id = %(id)s AND state = 'queued' AND attempts = %(attempts)s
   AND claimed_until > clock_timestamp()
""",
)
FINISH = Plan(
    "message_finish",
    """
UPDATE touchpoints_message
   SET state = 'sent', sent_at = clock_timestamp(), claimed_until = NULL, reason = '', reason_code = '',
       server_said = %(server_said)s
 WHERE organization_id = %(organization)s AND id = %(id)s AND state IN ('sending', 'uncertain')
""",
)
SETTLE = """
UPDATE touchpoints_message
   SET state = %(state)s, claimed_until = NULL, reason = %(reason)s, reason_code = %(code)s, server_said = %(server_said)s
 WHERE organization_id = %(organization)s AND id = %(id)s AND state = ANY(%(sources)s)
"""
RETRY = """
UPDATE touchpoints_message
   SET state = 'queued', claimed_until = NULL, reason = %(reason)s, reason_code = %(code)s, server_said = %(server_said)s,
       due_at = clock_timestamp() + %(wait)s
 WHERE organization_id = %(organization)s AND id = %(id)s AND state IN ('queued', 'sending')
"""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is written down when the server has taken the recipient, before it gets the first line."""

    rehearsal: bool
    map_version: int
    template_number: int
    template_sha256: str
    language: str
    subject: str
    text: str
    html: str
    message_id: str


class Ledger:
    """Commits the steps of single messages on the worker's own connection. Call it outside a transaction."""

    def __init__(self) -> None:
        self._organization = scope.acting_organization_id()
        for plan in (BEGIN, FINISH):
            plan.prepare(self._raw())

    def begin(self, message: Message, leaving: Leaving) -> bool:
        """It leaves now; False when it is not ours any more. Raises psycopg.IntegrityError when it may not leave."""
        values = {name: getattr(leaving, name) for name in Leaving.__slots__}
        return self._commit(BEGIN.call, message, attempts=message.attempts, **values)

    def finish(self, message: Message, server_said: str, holder: Holder) -> None:
        """The server has it, even when this took so long that it was called uncertain meanwhile; its rows are let go.

        Nobody waits for the disk: if this is forgotten, the message is found `sending` and becomes uncertain.
        """
        said = server_said[:LONGEST_REASON]
        try:
            holder.finish({"organization": self._organization, "id": message.pk, "server_said": said})
        except NotHeld:  # its connection broke meanwhile; this one may not have
            self._commit(FINISH.call, message, waits=False, server_said=said)

    def doubt(self, message: Message, reason: str) -> None:
        """Nobody can tell whether the server has it."""
        self._settle(message, State.UNCERTAIN, "lost_midway", reason, [State.SENDING])

    def fail(self, message: Message, code: str, reason: str) -> None:
        """It is certain that the server does not have it and never will."""
        self._settle(message, State.FAILED, code, reason, [State.QUEUED, State.SENDING])

    def retry(self, message: Message, code: str, reason: str, wait: timedelta) -> None:
        """It is certain that the server does not have it: it waits and is tried again."""
        said = reason[:LONGEST_REASON]
        self._commit(RETRY, message, reason=said, code=code, server_said=said, wait=wait)

    def _settle(self, message: Message, state: State, code: str, reason: str, sources: list[State]) -> None:
        said = reason[:LONGEST_REASON]
        names = [str(one.value) for one in sources]
        self._commit(SETTLE, message, state=state.value, code=code, reason=said, server_said=said, sources=names)

    def _commit(self, statement: str, message: Message, *, waits: bool = True, **values: Any) -> bool:
        """One transaction in one trip: statements that are sent together are one. The scope is announced as always.

        Without `waits` the commit is on its way to the disk when this returns: a server that loses power forgets it.
        """
        known = {"organization": self._organization, "id": message.pk, "commit": "on" if waits else "off", **values}
        with psycopg.ClientCursor(self._raw()) as cursor:
            cursor.execute(ANNOUNCE + statement, known)
            cursor.nextset()
            return cursor.rowcount == 1

    def _raw(self) -> psycopg.Connection[Any]:
        connection.ensure_connection()
        raw: psycopg.Connection[Any] = connection.connection
        return raw


def in_order(rows: QuerySet[Message]) -> QuerySet[Message]:
    """The same rows, locked by id before they are written: of two who write many, neither waits for the other's second."""
    return Message.rows().filter(pk__in=_locked(rows).values("pk"))


@transaction.atomic
def write(verdicts: Mapping[Message, Hold | Refuse]) -> None:
    """What the guards said of a batch, in one statement for each thing said."""
    said: dict[Hold | Refuse, list[UUID]] = defaultdict(list)
    for message, verdict in verdicts.items():
        said[verdict].append(message.pk)
    _lock([message.pk for message in verdicts])
    for verdict, ids in said.items():
        rows = Message.rows().filter(pk__in=ids, state=State.QUEUED)
        kept: dict[str, Any] = {"reason": verdict.words[:LONGEST_REASON], "reason_code": verdict.code, "leased_until": None}
        if isinstance(verdict, Hold):
            rows.update(state=State.HELD, due_at=verdict.until, attempts=F("attempts") - 1, **kept)
        else:
            rows.update(state=verdict.state, **kept)


@transaction.atomic
def give_back(messages: Iterable[Message]) -> None:
    """Let go of claimed messages that were not begun; the claim does not count as a try."""
    tried: dict[int, list[UUID]] = defaultdict(list)
    for message in messages:
        tried[message.attempts].append(message.pk)
    _lock([pk for ids in tried.values() for pk in ids])
    for attempts, ids in tried.items():
        mine = Message.rows().filter(pk__in=ids, state=State.QUEUED, attempts=attempts)
        mine.update(leased_until=None, attempts=F("attempts") - 1)


def tidy() -> None:
    """Messages of workers that stopped become uncertain; what was held is looked at again; what is too late ends."""
    rows = Message.rows()
    lost = rows.filter(state=State.SENDING, sending_at__lt=Now() - CONSIDERED_LOST)
    lost.update(
        state=State.UNCERTAIN,
        leased_until=None,
        reason_code="worker_stopped",
        reason="The worker stopped while this was on its way. Nobody can tell whether it arrived.",
    )
    # Nobody waits here: whoever pauses or stops locks the same rows in another order. What is skipped is found next time.
    due = rows.filter(state=State.HELD, due_at__lte=Now()).select_for_update(skip_locked=True)
    rows.filter(pk__in=due.values("pk")).update(state=State.QUEUED)


def _lock(ids: list[UUID]) -> None:
    """Before they are written one set after another."""
    list(_locked(Message.rows().filter(pk__in=ids)).values_list("pk"))


def _locked(rows: QuerySet[Message]) -> QuerySet[Message]:
    return rows.order_by("pk").select_for_update(of=("self",), no_key=True)
