"""One batch of an organization's outbox, over one connection to the mail server.

1. Due messages are claimed for a while. What is known of them is read set by set, and each guard is asked (rules.py).
2. What may leave is composed, and the rows that allow it are locked (holding.py). The server is told from whom and to whom.
3. `sending` is committed on the other connection, where the database asks once more; then the words go over the line.
4. The server's answer is committed and the rows are let go. A worker that dies between 3 and 4 leaves an uncertain message.
"""

import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime

import psycopg
from django.db import transaction

from presence.kit import claims
from presence.tenancy.actors import SYSTEM
from presence.tenancy.models import Organization
from touchpoints.delivery import reading as delivery
from touchpoints.sends import claiming, composing, facts, line, pace, rules, states, turning
from touchpoints.sends.composing import Frame
from touchpoints.sends.facts import Batch
from touchpoints.sends.holding import Held, Holder, NotHeld
from touchpoints.sends.line import Line, Lost, LostMidway, Refused
from touchpoints.sends.mime import CannotBeWritten, Mail
from touchpoints.sends.models import Message
from touchpoints.sends.rules import Hold, Refuse
from touchpoints.sends.states import Leaving, Ledger
from touchpoints.suppression import actions as suppression
from touchpoints.suppression.models import Why

BATCH = 100
BATCH_SECONDS = 1  # so that a slow server keeps no other organization waiting for long; well within the lease
JITTER = 0.2
Clock = Callable[[], datetime]


def deliver(organization: Organization, *, clock: Clock, limit: int = BATCH) -> int:
    """Send what is due, one batch; gives how many messages were claimed. Call it outside a transaction."""
    with transaction.atomic():
        house = delivery.held_for_share()  # which makes the row that workers hold, if there is none yet
    claimed = claiming.claim(limit=limit)
    if not claimed:
        return 0
    batch, later = _one_for_each_customer(claimed)
    now = clock()
    with transaction.atomic():
        known = facts.read(organization, house, batch, now)
        leaving = list(_allowed(batch, known, now))
        states.give_back(later)
        frame = composing.frame_of(organization, house, leaving)
    back = Sender(known, frame, clock).send(leaving)
    if len(claimed) == limit:  # there may be more
        pace.note(len(claimed) - back)
    return len(claimed)


def _one_for_each_customer(claimed: list[Message]) -> tuple[list[Message], list[Message]]:
    """A second message to a customer waits for the next batch, which counts the first."""
    firsts = {message.customer_id: message for message in reversed(claimed)}
    batch = [message for message in claimed if firsts[message.customer_id] is message]
    return batch, [message for message in claimed if firsts[message.customer_id] is not message]


def _allowed(batch: list[Message], found: Batch, now: datetime) -> Iterator[Message]:
    """Those nobody objects to. What the guards say of the others is written."""
    verdicts: dict[Message, Hold | Refuse] = {}
    fresh: dict[object, int] = {}
    for message in batch:
        known = found.known[message.pk]
        known.reached += fresh.get(message.automation_id, 0)
        verdict = rules.judge(known, found.house, now)
        if verdict:
            verdicts[message] = verdict
            if verdict.code == rules.PERSONS_TURN:
                turning.hand_over(message, now)
            continue
        fresh[message.automation_id] = fresh.get(message.automation_id, 0) + (not known.is_reached)
        yield message
    states.write(verdicts)


class Sender:
    """Hands messages to the mail server, each in its own steps."""

    def __init__(self, known: Batch, frame: Frame, clock: Clock) -> None:
        self._known, self._frame, self._clock = known, frame, clock
        self._line: Line = line.connect()
        self._ledger, self._holder = Ledger(), Holder(states.FINISH)

    def send(self, waiting: list[Message]) -> int:
        """Until all are sent or the batch's time is over. What was not begun is given back; gives how many."""
        stop_at = time.monotonic() + BATCH_SECONDS
        waiting = list(waiting)
        try:
            while waiting and time.monotonic() < stop_at:
                self._line.open()
                self._send(waiting.pop(0))
        except Lost as error:
            now = self._clock()
            states.write({message: Hold(now + rules.ASK_AGAIN, "no_server", str(error)) for message in waiting})
            waiting = []
        finally:
            states.give_back(waiting)
            self._holder.close()
            self._line.close()
        return len(waiting)

    def _send(self, message: Message) -> None:
        try:
            mail = composing.compose(message, self._known.template_for(message), self._frame, self._clock())
        except CannotBeWritten as error:
            self._ledger.fail(message, "cannot_be_written", str(error))
            return
        try:
            held = self._holder.hold(message)
        except NotHeld:
            states.give_back([message])
            return
        try:
            refusal = self._hand_over(message, mail, held)
        finally:
            self._holder.let_go()
        if refusal:
            self._settle(message, refusal)

    def _is_as_known(self, message: Message, held: Held) -> bool:
        """Whether nothing changed since the guards were asked. If something did, they are asked again."""
        template = self._known.template_for(message)
        return held.lets_go and held.is_live == self._known.house.is_live and held.template_number == template.number

    def _hand_over(self, message: Message, mail: Mail, held: Held | None) -> Refused | None:
        """Gives the server's refusal, if it refused."""
        if held is None or not self._is_as_known(message, held):
            states.give_back([message])
            return None
        try:
            self._line.begin(mail.sender, mail.to)
            if self._begin(message, mail, held):
                self._line.go(mail, composing.as_bytes(mail, message, eight_bit=self._line.eight_bit))
                self._ledger.finish(message, "250", self._holder)
        except Refused as refusal:
            return refusal
        except Lost as error:
            self._again(message, "server_gone", str(error))
        except LostMidway as error:
            self._ledger.doubt(message, str(error))
        return None

    def _begin(self, message: Message, mail: Mail, held: Held) -> bool:
        template = self._known.template_for(message)
        leaving = Leaving(
            rehearsal=not held.is_live,
            map_version=held.map_version,
            template_number=template.number,
            template_sha256=template.sha256,
            language=template.language,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            message_id=composing.message_id_of(message),
        )
        try:
            begun = self._ledger.begin(message, leaving)
        except psycopg.IntegrityError as error:
            begun = False
            words = str(error).partition("\n")[0].removeprefix("leaving: ")
            states.write({message: Hold(self._clock() + rules.ASK_AGAIN, "forbidden", f"The database forbids it: {words}.")})
        except psycopg.OperationalError:  # whoever cancels it holds the row just now
            begun = False
            states.give_back([message])
        if not begun:
            self._line.drop()
        return begun

    def _settle(self, message: Message, refusal: Refused) -> None:
        """What becomes of a message that the server does not have for certain."""
        if not refusal.is_final:
            self._again(message, "server_later", str(refusal))
            return
        self._ledger.fail(message, "server_refused", str(refusal))
        if refusal.is_unknown_address:
            suppression.suppress(by=SYSTEM, address=message.address, why=Why.BOUNCED, words=str(refusal))

    def _again(self, message: Message, code: str, reason: str) -> None:
        """Later each time, and not all at the same moment; in the end it fails."""
        if message.attempts > len(claims.RETRY_AFTER):
            self._ledger.fail(message, code, reason)
        else:
            wait = claims.RETRY_AFTER[message.attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  no secret
            self._ledger.retry(message, code, reason, wait)
