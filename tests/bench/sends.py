"""Sending (goals 9, 10, 11): the outbox with every guard, beside mail alone and beside an outbox that guards nothing."""

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.core.mail import EmailMultiAlternatives
from django.db import connections, transaction
from django.db.models.functions import Now
from django.template import Context, Template
from django.utils import timezone

from presence.celery import app
from presence.kit import claims
from presence.tenancy import scope
from tests import ground
from tests.bench import _outbox, _pairs, _rounds, _sink, _workers
from tests.bench._outbox import House
from touchpoints import tasks
from touchpoints.automations.models import AutomationTemplate
from touchpoints.sends import claiming, composing, delivering, facts, holding, line, states
from touchpoints.sends.models import Message

FAR, TRIPS = 0.01, 3  # seconds to an answer; answers that a message waits for: to MAIL and RCPT, to DATA, to the words
TASKS = 300
LEAST_CPU = 0.1  # ms a message: whoever has others work for it has less
PARTS = {
    "claim": (claiming, "claim"),
    "what the guards need to know": (facts, "read"),
    "the mail composed": (composing, "compose"),
    "its rows locked": (holding.Holder, "hold"),
    "MAIL and RCPT": (line.SmtpLine, "begin"),
    "sending committed": (states.Ledger, "begin"),
    "the mail as bytes": (composing, "as_bytes"),
    "DATA": (line.SmtpLine, "go"),
    "sent committed": (states.Ledger, "finish"),
    "its rows let go": (holding.Holder, "let_go"),
}


class Ways:
    """The ways of sending that are compared. Each sends to as many customers, from a full queue to an empty one."""

    def __init__(self, house: House, messages: int) -> None:
        self._house, self._count = house, messages

    @property
    def organization(self) -> Any:
        return self._house.cast.organization

    def refill(self, messages: int = 0) -> None:
        _outbox.empty()
        self._house.queue(messages or self._count)

    def only_mail(self) -> float:
        """The limit: the same mails over one connection, nothing read, nothing written down."""
        with scope.acting_for(self.organization), transaction.atomic():
            messages, (frame, template) = list(Message.rows()), self._frame()
        with scope.acting_for(self.organization):
            return _pairs.timed(lambda: _send(messages, template, frame))

    def bare(self) -> float:
        """A queue without guards: 100 rows claimed, their mails sent, all marked by one statement."""
        with scope.acting_for(self.organization), _without_rules():
            with transaction.atomic():
                frame, template = self._frame()
            return _pairs.timed(lambda: self._drain_bare(template, frame))

    def product(self, workers: int = 1) -> float:
        return _outbox.in_processes([self._house.drain] * workers)

    def product_here(self) -> float:
        """In this process, as the others that are compared."""
        return _pairs.timed(self._house.drain)

    def drain(self, limit: int) -> None:
        self._house.drain(limit=limit)

    def is_done(self) -> bool:
        with scope.acting_for(self.organization), transaction.atomic():
            return not Message.rows().exclude(state="sent").exists()

    def one(self) -> tuple[Message, AutomationTemplate, composing.Frame]:
        """A message and what makes it a mail."""
        self.refill(1)
        with scope.acting_for(self.organization), transaction.atomic():
            frame, template = self._frame()
            return Message.rows().get(), template, frame

    def _frame(self) -> tuple[composing.Frame, AutomationTemplate]:
        some = list(Message.rows()[:1])
        template = AutomationTemplate.rows().get(automation=self._house.staged.automation, number=2)
        return composing.frame_of(self.organization, self._house.staged.delivery, some), template

    def _drain_bare(self, template: AutomationTemplate, frame: composing.Frame) -> None:
        while True:
            with transaction.atomic():
                claimed = claims.claim(Message.rows(), limit=delivering.BATCH)
            if not claimed:
                return
            _send(claimed, template, frame)
            with transaction.atomic():
                sent = Message.rows().filter(pk__in=[one.pk for one in claimed])
                sent.update(
                    state="sent", sending_at=Now(), sent_at=Now(), message_id="-", template_sha256="-", leased_until=None
                )


def _send(messages: list[Message], template: AutomationTemplate, frame: composing.Frame) -> None:
    out, now = line.connect(), timezone.now()
    out.open()
    for message in messages:
        mail = composing.compose(message, template, frame, now)
        out.begin(mail.sender, mail.to)
        out.go(mail, composing.as_bytes(mail, message, eight_bit=out.eight_bit))
    out.close()


@contextmanager
def _without_rules() -> Iterator[None]:
    """Nothing decides what may follow what, so that one statement marks what was sent."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE touchpoints_message DISABLE TRIGGER hold_message")
        try:
            yield
        finally:
            cursor.execute("ALTER TABLE touchpoints_message ENABLE TRIGGER hold_message")


def compare(ways: Ways, messages: int, rounds: int) -> None:
    """Goal 9 at a fast server: each way once a round."""
    subjects: dict[str, Callable[[], float]] = {
        "mail alone, no database": ways.only_mail,
        "bare outbox, no guards": ways.bare,
        "product, every guard": ways.product_here,
        "product, one worker": ways.product,
        "product, two workers": lambda: ways.product(2),
    }
    taken: dict[str, list[float]] = defaultdict(list)
    worked: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds + 1):
        for name, send in subjects.items():
            ways.refill()
            cpu, seconds = time.process_time(), send()
            if number:
                taken[name].append(seconds)
                worked[name].append((time.process_time() - cpu) / messages * 1000)
    for name, times in taken.items():
        ratio = sorted(floor / mine for floor, mine in zip(taken["mail alone, no database"], times, strict=True))
        rate = messages / statistics.median(times)
        told = f"{ratio[0]:.2f} / {statistics.median(ratio):.2f} / {ratio[-1]:.2f} of mail alone"
        cpu = statistics.median(worked[name])
        print(f"  {name:<26}{rate:>7,.0f} a second   {told}" + (f"   CPU here {cpu:.2f} ms" if cpu > LEAST_CPU else ""))


def parts(ways: Ways, messages: int) -> None:
    """Where the time of a message goes, in the product."""
    spent: dict[str, float] = defaultdict(float)
    ways.refill()
    with ExitStack() as stack:
        for name, (target, attribute) in PARTS.items():
            stack.enter_context(patch.object(target, attribute, _timed(getattr(target, attribute), spent, name)))
        whole = ways.product_here()
    for name in PARTS:
        print(f"  {name:<30}{spent[name] / messages * 1000:6.3f} ms a message")
    print(f"  {'everything else':<30}{(whole - sum(spent.values())) / messages * 1000:6.3f} ms a message")


def _timed(call: Callable[..., Any], spent: dict[str, float], name: str) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return call(*given, **named)
        finally:
            spent[name] += time.perf_counter() - began

    return timed


def rendering(ways: Ways, calls: int) -> None:
    """Goal 10: the words filled in and made into one mail, ours and as Django makes it of templates that say the same."""
    message, template, frame = ways.one()
    with scope.acting_for(ways.organization):
        out = composing.compose(message, template, frame, timezone.now())
    text, html = Template(out.text.replace("Ana", "{{ name }}")), Template(out.html.replace("Ana", "{{ name }}"))
    values = Context({"name": "Ana"})

    def ours() -> bytes:
        return composing.as_bytes(composing.compose(message, template, frame, timezone.now()), message, eight_bit=True)

    def django() -> bytes:
        mail = EmailMultiAlternatives(out.subject, text.render(values), out.from_header, [out.to], headers=dict(out.headers))
        mail.attach_alternative(html.render(values), "text/html")
        return mail.message().as_bytes()

    with scope.acting_for(ways.organization):
        found = _rounds.measure({"a mail, ours": ours, "a mail, Django's": django}, calls=calls)
    _rounds.show(found, "a mail, ours", {"a mail, Django's": {"cpu": ">= 8", "p50": ">= 8"}})


def far_away(ways: Ways, each: int) -> None:
    """Goal 9 at a server whose answers take 10 ms. A message takes three of them, so that a connection can send 33 a second."""
    for connected in (1, 2, 20):
        ways.refill(each * connected)
        seconds = ways.product(connected)
        rate, bound = each * connected / seconds, connected / (TRIPS * FAR)
        print(f"  {connected:>2} connections {rate:>6,.0f} a second, {rate / bound:.2f} of what the distance allows (goal 0.8)")


def celery(ways: Ways, messages: int) -> None:
    """Goal 11: what the broker adds."""
    nothing = app.tasks["celery.accumulate"]
    with _workers.working(1):
        began = time.perf_counter()
        for _ in range(TASKS):
            nothing.delay()
        while _workers.ran(nothing) < TASKS:
            """They are still at it."""
        task = (time.perf_counter() - began) / TASKS
        ways.refill()
        seconds = _workers.until(ways.is_done, tasks.send_messages)
        turns = _workers.ran(tasks.send_messages_of)
    ways.refill(TASKS)
    one_by_one = _pairs.timed(lambda: ways.drain(limit=1)) / TASKS + task
    print(f"  {messages:,} messages by Celery: {seconds:.1f} s in {turns} tasks (goal: at most {messages // 100 + 1})")
    share = task / 100 / (seconds / messages)
    print(f"  a task that does nothing: {task * 1000:.2f} ms, {share:.1%} of its 100 messages (goal: at most 7 %)")
    print(f"  a task for each message would take {one_by_one / (seconds / messages):.1f} times as long (goal: at least 10)")


def main(messages: int, rounds: int, far: int) -> None:
    with ground.database():
        ways = Ways(_outbox.house("fieldstone", customers=max(messages, 20 * far)), messages)
        with _sink.listening():
            print(f"{messages:,} messages to a fast server, {rounds} rounds")
            compare(ways, messages, rounds)
            parts(ways, messages)
            rendering(ways, calls=200)
            celery(ways, messages)
        with _sink.listening(_sink.Pace(FAR)):
            print("A server 10 ms away")
            far_away(ways, far)


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="bin/bench sends", description=__doc__)
    options.add_argument("--messages", type=int, default=2_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--far", type=int, default=100)
    chosen = options.parse_args()
    main(chosen.messages, chosen.rounds, chosen.far)
