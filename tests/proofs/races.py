"""Somebody unsubscribes, erases, stops, pauses, approves or asks for a person while a message leaves: none begins after it.

Naive code fails.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from presence.customers import erasing
from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.actors import SYSTEM, Actor
from tests import ground, smtp
from tests.conftest import Cast, make_cast
from tests.proofs import _interruption, _naive, _outbox
from tests.proofs._interruption import NAIVE_POINTS, POINTS, Interruption
from tests.sends.staging import Stage
from tests.smtp import Begun
from touchpoints.automations import actions as automations
from touchpoints.automations import approving, reading, switching
from touchpoints.automations.models import Automation
from touchpoints.automations.templates import Draft
from touchpoints.delivery import actions as delivery
from touchpoints.delivery.models import Delivery
from touchpoints.handoffs import actions as handoffs
from touchpoints.handoffs import reading as handed
from touchpoints.handoffs.models import Reason
from touchpoints.sends.models import Message
from touchpoints.suppression import actions as suppression
from touchpoints.suppression import reading as suppressed
from touchpoints.suppression.models import Why

IN_A_QUEUE = 3


@dataclass
class Trial:
    """One message whose course is interrupted."""

    staged: Stage
    message: Message
    former_subject: str = ""


class Race:
    """What happens meanwhile, what naive code looks at, and which messages must not begin afterward."""

    fresh_customers = False
    points = tuple(POINTS)
    waits = True  # for the message that leaves just then

    def prepare(self, trial: Trial) -> None:
        """Before the worker begins."""

    def happen(self, trial: Trial) -> None:
        raise NotImplementedError

    def may(self, message: Message) -> bool:
        raise NotImplementedError

    def forbids(self, trial: Trial, begun: Begun) -> bool:
        raise NotImplementedError

    def undo(self, trial: Trial) -> None:
        """For the next trial."""


class Unsubscribe(Race):
    """One recipient wants no more."""

    def happen(self, trial: Trial) -> None:
        suppression.suppress(by=SYSTEM, address=trial.message.address, why=Why.UNSUBSCRIBED)

    def may(self, message: Message) -> bool:
        return not suppressed.reasons([(message.address, message.kind)])

    def forbids(self, trial: Trial, begun: Begun) -> bool:
        return begun.to == trial.message.address

    def undo(self, trial: Trial) -> None:
        suppression.take_back(by=SYSTEM, address=trial.message.address, kind="")


class Erase(Race):
    """One customer is erased."""

    fresh_customers = True

    def happen(self, trial: Trial) -> None:
        customer = Customer.rows().get(pk=trial.message.customer_id)
        by = Actor.of(trial.staged.cast.owner)
        erasing.erase_customer(by=by, now=timezone.now(), customer=customer, typed=customer.name)

    def may(self, message: Message) -> bool:
        return Customer.rows().filter(pk=message.customer_id, erased_at=None).exists()

    def forbids(self, trial: Trial, begun: Begun) -> bool:
        return begun.to == trial.message.address


class Stop(Race):
    """A leader stops all mail."""

    def happen(self, trial: Trial) -> None:
        delivery.stop(trial.staged.by, "Wrong prices", timezone.now())

    def may(self, message: Message) -> bool:
        return Delivery.rows().filter(stopped_at=None).exists()

    def forbids(self, trial: Trial, begun: Begun) -> bool:
        return True

    def undo(self, trial: Trial) -> None:
        delivery.resume(trial.staged.by, "Right again")


class Pause(Race):
    """A leader pauses the automation."""

    def happen(self, trial: Trial) -> None:
        switching.pause(by=trial.staged.by, now=timezone.now(), automation=trial.staged.automation)

    def may(self, message: Message) -> bool:
        return Automation.rows().filter(pk=message.automation_id, state="active").exists()

    def forbids(self, trial: Trial, begun: Begun) -> bool:
        return True

    def undo(self, trial: Trial) -> None:
        switching.activate(by=trial.staged.by, now=timezone.now(), automation=trial.staged.automation)


class Approve(Race):
    """Somebody approves other words: the former ones leave no more."""

    def prepare(self, trial: Trial) -> None:
        trial.former_subject = _naive.approved(trial.staged).subject
        words = Draft("en", f"Words {trial.message.occurrence}", "Other words.")
        automations.change(by=trial.staged.by, now=_yesterday(), automation=trial.staged.automation, drafts=[words])

    def happen(self, trial: Trial) -> None:
        automation = Automation.rows().get(pk=trial.staged.automation.pk)
        seen = {"seen_version": automation.version, "number": reading.newest_number(automation)}
        approving.approve(by=Actor.of(trial.staged.cast.owner), now=timezone.now(), automation=automation, **seen)

    def may(self, message: Message) -> bool:
        return True

    def forbids(self, trial: Trial, begun: Begun) -> bool:
        return f"Subject: {trial.former_subject}\n" in begun.letter.replace("\r\n", "\n")


class AskForAPerson(Race):
    """One customer wants a person and does not wait for a mail server: what is `sending` by then leaves."""

    fresh_customers = True
    points = tuple(POINTS)[: tuple(POINTS).index("after sending is committed")]
    waits = False

    def happen(self, trial: Trial) -> None:
        customer = Customer.rows().get(pk=trial.message.customer_id)
        handoffs.open_handoff(by=SYSTEM, customer=customer, reason=Reason.ASKED, words="Call me.", now=timezone.now())

    def may(self, message: Message) -> bool:
        return not handed.muted({message.customer_id})

    def forbids(self, trial: Trial, begun: Begun) -> bool:
        return begun.to == trial.message.address


RACES: dict[str, Race] = {
    "unsubscribe": Unsubscribe(), "erase": Erase(), "kill switch": Stop(), "pause": Pause(), "approve": Approve(),
    "ask for a person": AskForAPerson(),
}  # fmt: skip


@dataclass
class Tally:
    """What became of one race. `after` counts messages begun after the commit that forbade them: there is to be none."""

    trials: int = 0
    began: int = 0
    after: int = 0
    waited: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass
class Racing:
    """One race, run by one way to send."""

    race: Race
    staged: Stage
    sink: smtp.Sink
    naive: bool
    tally: Tally = field(default_factory=Tally)

    def run(self, messages: list[Message], point: str, at: int) -> None:
        """Send them, interrupt one, and count what begins afterward."""
        trial, taken = Trial(self.staged, messages[at]), len(self.sink.begun)
        _inside(self.staged, lambda: self.race.prepare(trial))
        interruption = Interruption(self.staged.cast, lambda: self.race.happen(trial), at=at)
        with _interruption.at(point, interruption):
            self._send(messages)
        self._count(trial, interruption, self.sink.begun[taken:])
        _inside(self.staged, lambda: _clear(self.race, trial))

    def _send(self, messages: list[Message]) -> None:
        with scope.acting_for(self.staged.cast.organization):
            if self.naive:
                _naive.look_then_send(self.staged, messages, self.race.may)
            else:
                _outbox.deliver(self.staged.cast)

    def _count(self, trial: Trial, interruption: Interruption, begun: list[Begun]) -> None:
        at, tally = interruption.committed_at, self.tally
        tally.trials += 1
        tally.began += len(begun)
        tally.waited += interruption.waited
        if at is None:
            tally.wrong.append("Nothing happened meanwhile.")
        else:
            tally.after += sum(one.at > at and self.race.forbids(trial, one) for one in begun)


def prove(cast: Cast, sink: smtp.Sink, race: Race, *, each: int, naive: bool, seed: int = 18) -> Tally:
    """Interrupt so many messages at every point of their course."""
    _outbox.send_to(sink)
    staged, customers = _outbox.stage(cast), _outbox.Customers(cast, IN_A_QUEUE)
    racing, dice = Racing(race, staged, sink, naive), random.Random(seed)
    for point in NAIVE_POINTS if naive else race.points:
        for number in range(each):
            known = customers.fresh() if race.fresh_customers else customers.next()
            messages = _outbox.queue(staged, known, f"{point} {number}")
            racing.run(messages, point, dice.randrange(len(messages)))
    return racing.tally


def _clear(race: Race, trial: Trial) -> None:
    race.undo(trial)
    Message.rows().filter(state__in=["queued", "held"]).update(state="canceled", reason="Next trial.", leased_until=None)


def _inside(staged: Stage, work: Callable[[], Any]) -> None:
    with scope.acting_for(staged.cast.organization), transaction.atomic():
        work()


def _yesterday() -> Any:
    return timezone.now() - timedelta(days=1)


def main() -> int:
    options = argparse.ArgumentParser(prog="bin/prove races", description=__doc__)
    options.add_argument("--each", type=int, default=100, help="Trials at each point.")
    options.add_argument("--naive", type=int, default=10, help="Trials of naive code at each of its two.")
    options.add_argument("--only", nargs="+", choices=RACES, default=list(RACES), metavar="RACE", help=", ".join(RACES))
    chosen = options.parse_args()
    began, failed = time.monotonic(), False
    with ground.database(), smtp.listening() as sink:
        for number, name in enumerate(chosen.only):
            race = RACES[name]
            casts = [make_cast(f"{kind} {number}", f"{kind}-{number}") for kind in ("naive", "product")]
            naive = prove(casts[0], sink, race, each=chosen.naive, naive=True)
            found = prove(casts[1], sink, race, each=chosen.each, naive=False)
            print(f"{name:<17}naive: {naive.after} begun after it in {naive.trials} races; ", end="")
            print(f"the product: {found.after} in {found.trials}, it waited for a message {found.waited} times", flush=True)
            failed |= bool(found.after or found.wrong or not naive.after)
            print(*found.wrong, sep="\n", end="")
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
