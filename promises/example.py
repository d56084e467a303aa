"""The example organization's promises: three hundred, with revisions and terms of all six kinds."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role
from promises.commitments import actions as commitments
from promises.marks import reading
from promises.pages import history
from promises.pages.history import Past, Version
from promises.record.models import Commitment, Promise
from promises.record.rules import TermInput, Wording
from promises.templates import actions as templates
from promises.templates import ready

AMOUNT = 300
State = Promise.State
TITLES = ("Care plan", "New compressor", "Ventilation overhaul", "Spare parts on site", "Emergency cover", "Yearly inspection")
SCOPE = (
    "Two preventive visits a month",
    "All units on the equipment list",
    "Cleaning of filters and ducts",
    "One visit a quarter",
)
CONSTRAINT = ("Work is done outside opening hours", "Access is arranged two days ahead", "One technician at a time")
SERVICE = (
    "A person answers urgent failures within 2 hours, Monday to Saturday",
    "Urgent failures are repaired by the next working day",
    "Questions by e-mail are answered within one working day",
)
PRICING = (
    "The price holds while the units stay at 18 or below",
    "Parts up to 200 are included",
    "Travel is included",
)
EXCLUSIONS = (
    "Work in rooms while patients or guests are present",
    "Repair of parts bought from others",
    "Weekend work without two weeks' notice",
    "Changes to the building's wiring",
)
COMMITMENT = ("Installation finished and handed over", "Report of the yearly inspection sent", "Replacement unit delivered")
FIRST_TRUTHS = (
    "Weekend installation. It doubles the labor price and needs two weeks' notice.",
    "More units than on the list. Each one adds a visit and a day.",
    "Parts that must be ordered. They add up to ten days.",
)


@dataclass(frozen=True, slots=True)
class People:
    """Who signs for which team, who reads along, and who makes promises."""

    signers: dict[str, list[Membership]]
    everybody: list[Membership]
    makers: list[Membership]

    def sign(self, dice: random.Random) -> list[tuple[str, Membership]]:
        return [(side, dice.choice(members)) for side, members in self.signers.items()]


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Write them over the last year; most are agreed, some were amended, a few are drafts, fulfilled, ended or void."""
    customers = list(Customer.rows().order_by("external_ref"))
    people = _people()
    pasts = [_past(number, customers[number % len(customers)], people, now, dice) for number in range(AMOUNT)]
    history.write_many(by=by, pasts=pasts)
    _do_most(by, now)
    for each in ready.READY.values():
        templates.write(by=by, now=now, name=each.name, wording=each.wording, lines=each.lines)


def _people() -> People:
    everybody = list(Membership.rows().select_related("user", "team").order_by("joined_at", "id"))
    agents = [member for member in everybody if member.role == "agent"]
    signers = {side: [one for one in agents if one.team.key == side] for side in ("delivery", "support")}
    return People(signers, everybody, [member for member in everybody if member.may(Role.AGENT)])


def _do_most(by: Actor, now: datetime) -> None:
    """Of what was due lately most was done in time; the rest is overdue."""
    passed = Commitment.rows().filter(due_at__lt=now, done_at=None, ended_at=None).order_by("due_at", "pk")
    for place, commitment in enumerate(passed):
        if place % 5 < 3:
            commitments.finish(by=by, now=now, commitment=commitment, done_at=commitment.due_at - timedelta(hours=5))


def _past(number: int, customer: Customer, people: People, now: datetime, dice: random.Random) -> Past:
    morning = now.replace(hour=7, minute=0, second=0, microsecond=0)
    at = morning - timedelta(days=dice.randrange(3, 360)) + timedelta(minutes=dice.randrange(600))
    first = Version(at, _wording(number, dice), _terms(now, dice, after=at))
    maker = people.makers[number % len(people.makers)]
    reference = f"ORD-{24_000 + number}"
    if dice.random() >= 0.92:
        return Past(customer, reference, [first], is_asked=number % 2 == 0, maker=maker)
    later = at + (now - at) * 0.6
    amended = [_amendment(first, later, now, dice)] if number % 6 == 0 else []
    closing = None if amended else _closing(number, later)
    versions = [_known(version, people, now, dice) for version in (first, *amended)]
    sent_at = at + timedelta(hours=3) if first.wording.first_truth else None
    agreed_at = at + timedelta(hours=30)
    return Past(customer, reference, versions, agreed_at=agreed_at, closing=closing, sent_at=sent_at, maker=maker)


def _known(version: Version, people: People, now: datetime, dice: random.Random) -> Version:
    """Signed by both teams and, of late, read by most; some amendments are still on their way round."""
    is_pending = bool(version.reason) and dice.random() < 0.3
    is_late = version.at > now - reading.HORIZON
    readers = dice.sample(people.everybody, k=dice.randrange(4, len(people.everybody) + 1)) if is_late else []
    return replace(version, signers=people.sign(dice)[: 1 if is_pending else 2], readers=readers)


def _wording(number: int, dice: random.Random) -> Wording:
    return Wording(
        title=TITLES[number % len(TITLES)],
        source=dice.choice(("quote", "contract", "renewal", "call")),
        first_truth=dice.choice(FIRST_TRUTHS) if dice.random() < 0.85 else "",
        time_flexibility=dice.choice(("fixed", "flexible")),
        scope_flexibility=dice.choice(("fixed", "flexible")),
        chosen_pair=dice.choice(("quality_speed", "quality_price", "speed_price", "")),
    )


def _amendment(first: Version, at: datetime, now: datetime, dice: random.Random) -> Version:
    wording = replace(first.wording, source="call", first_truth=dice.choice(FIRST_TRUTHS))
    terms = _terms(now, dice, after=at, extra="The second site, from next month")
    return Version(at, wording, terms, reason="They opened a second site.", told_at=at - timedelta(hours=3))


def _closing(number: int, at: datetime) -> tuple[State, datetime, str] | None:
    if number % 17 == 5:
        return State.FULFILLED, at, ""
    if number % 29 == 7:
        return State.ENDED, at, "They sold the building."
    return (State.VOID, at, "Sent to the wrong customer.") if number % 97 == 11 else None


def _terms(now: datetime, dice: random.Random, *, after: datetime, extra: str = "") -> list[TermInput]:
    lines = [
        TermInput("service_level", dice.choice(SERVICE)),
        TermInput("scope", dice.choice(SCOPE), dice.choice(("fixed", "flexible"))),
        TermInput("pricing_assumption", dice.choice(PRICING)),
        *(TermInput("exclusion", text) for text in dice.sample(EXCLUSIONS, k=2)),
    ]
    if dice.random() < 0.5:
        lines.insert(2, TermInput("constraint", dice.choice(CONSTRAINT), "flexible"))
    if dice.random() < 0.4:
        due_at = max(now + timedelta(days=dice.randrange(-9, 80)), after + timedelta(days=3)).replace(
            hour=16, minute=0, second=0, microsecond=0
        )
        lines.insert(0, TermInput("commitment", dice.choice(COMMITMENT), due_at=due_at))
    return [*lines, TermInput("scope", extra, "flexible")] if extra else lines
