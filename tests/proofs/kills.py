"""Workers are killed at eight points: no message arrives twice, none is lost silently, and uncertain ones are listed."""

import argparse
import smtplib
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from django.db import transaction

from presence.tenancy import scope
from tests import ground, hatches, smtp
from tests.conftest import Cast, make_cast
from tests.proofs import _outbox
from tests.sends.staging import Stage
from touchpoints.sends import claiming, facts, line, states
from touchpoints.sends.models import Message

IN_A_QUEUE = 3
MOST_MISSED = 5
LONG = 500  # octets: only the words of a mail are longer
Wrap = Callable[..., Any]


def _at(target: Any, name: str, *, before: bool) -> Any:
    """Die when this is called: before it does anything, or right after it did all."""
    original = getattr(target, name)

    def die(*given: Any, **named: Any) -> Any:
        if not before:
            original(*given, **named)
        return _outbox.die()

    return patch.object(target, name, die)


def _while_sending(share: float) -> Any:
    """Die when so much of the words went out."""
    original = smtplib.SMTP.send

    def send(server: smtplib.SMTP, content: Any) -> None:
        if not isinstance(content, bytes) or len(content) < LONG:
            return original(server, content)
        server.sock.sendall(content[: int(len(content) * share)])  # type: ignore[union-attr]
        return _outbox.die()

    return patch.object(smtplib.SMTP, "send", send)


POINTS: dict[str, Callable[[], Any]] = {
    "before the claim": lambda: _at(claiming, "claim", before=True),
    "after the claim": lambda: _at(facts, "read", before=True),
    "after MAIL": lambda: _at(line.SmtpLine, "_ask", before=False),
    "after RCPT": lambda: _at(line.SmtpLine, "begin", before=False),
    "during DATA": lambda: _while_sending(0.5),
    "after DATA, before 250": lambda: _while_sending(1),
    "after 250, before the commit": lambda: _at(states.Ledger, "finish", before=True),
    "after the commit": lambda: _at(states.Ledger, "finish", before=False),
}
MAY_BE_UNCERTAIN = {"during DATA", "after DATA, before 250", "after 250, before the commit"}


@dataclass
class Tally:
    """What became of the messages of one point, and what must never be."""

    kills: int = 0
    sent: int = 0
    uncertain: int = 0
    arrived_uncertain: int = 0
    wrong: list[str] = field(default_factory=list)


def prove(cast: Cast, sink: smtp.Sink, *, each: int) -> dict[str, Tally]:
    """Kill a worker so many times at each point, let others finish, and compare rows with what the server took."""
    _outbox.send_to(sink)
    staged, customers = _outbox.stage(cast), _outbox.Customers(cast, IN_A_QUEUE)
    return {point: _at_point(staged, customers, sink, point, each) for point in POINTS}


def _at_point(staged: Stage, customers: _outbox.Customers, sink: smtp.Sink, point: str, each: int) -> Tally:
    """A worker that did not get to its point before its time was over, on a busy machine, is no trial."""
    tally = Tally()
    for trial in range(each + MOST_MISSED):
        if tally.kills == each:
            break
        messages = _outbox.queue(staged, customers.next(), f"{point} {trial}")
        taken = len(sink.letters)
        tally.kills += _outbox.in_a_process(lambda: _killed(staged.cast, point)) == 9
        _outbox.let_a_minute_pass(staged.cast)
        while _outbox.deliver(staged.cast):
            """Others finish what it left."""
        _judge(staged.cast, tally, point, messages, sink.letters[taken:])
        tally.wrong += [words for one in sink.letters[taken:] for words in hatches.problems(one.encode())]
    if tally.kills != each:
        tally.wrong.append(f"Only {tally.kills} of {each} workers came to die {point}.")
    return tally


def _killed(cast: Cast, point: str) -> None:
    with POINTS[point]():
        _outbox.deliver(cast)


def _judge(cast: Cast, tally: Tally, point: str, messages: list[Message], letters: list[str]) -> None:
    arrived = Counter(name for letter in letters for name in [_message_id(letter)])
    with scope.acting_for(cast.organization), transaction.atomic():
        states_now = dict(Message.rows().filter(pk__in=[one.pk for one in messages]).values_list("pk", "state"))
    for pk, state in states_now.items():
        copies = sum(count for name, count in arrived.items() if str(pk) in name)
        tally.sent += state == "sent"
        tally.uncertain += state == "uncertain"
        tally.arrived_uncertain += state == "uncertain" and copies == 1
        if copies > 1:
            tally.wrong.append(f"{point}: a message arrived {copies} times.")
        if state == "sent" and copies != 1:
            tally.wrong.append(f"{point}: a message is called sent and did not arrive.")
        if state not in ("sent", "uncertain") or (state == "uncertain" and point not in MAY_BE_UNCERTAIN):
            tally.wrong.append(f"{point}: a message is {state}.")


def _message_id(letter: str) -> str:
    return next(part for part in letter.splitlines() if part.startswith("Message-ID:"))


def main() -> int:
    options = argparse.ArgumentParser(prog="bin/prove kills", description=__doc__)
    options.add_argument("--each", type=int, default=100)
    chosen = options.parse_args()
    began = time.monotonic()
    with ground.database(), smtp.listening() as sink:
        found = prove(make_cast("Fieldstone Care", "fieldstone"), sink, each=chosen.each)
    for point, tally in found.items():
        told = f"{tally.kills} kills, {tally.sent} sent, {tally.uncertain} uncertain ({tally.arrived_uncertain} had arrived)"
        print(f"{point:<30}{told}")
    wrong = [words for tally in found.values() for words in tally.wrong]
    print(f"{sum(tally.kills for tally in found.values())} kills in {time.monotonic() - began:.0f} s")
    print(*(wrong or ["Nothing arrived twice, nothing was lost without being listed."]), sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
