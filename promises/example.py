"""The example organization's promises: three hundred, with revisions and terms of all six kinds."""

import random
from datetime import datetime, timedelta

from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from promises import actions
from promises.models import Promise
from promises.rules import TermInput

AMOUNT = 300
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


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Write them over the last year; most are agreed, some were amended, a few are drafts, fulfilled, ended or void."""
    customers = list(Customer.rows().order_by("external_ref"))
    for number in range(AMOUNT):
        written_at = now - timedelta(days=dice.randrange(3, 360), minutes=dice.randrange(600))
        customer = customers[number % len(customers)]
        promise = _write(by=by, customer=customer, number=number, written_at=written_at, now=now, dice=dice)
        if dice.random() < 0.92:
            actions.agree(by=by, now=written_at + timedelta(hours=30), promise=promise)
            _go_on(promise, by=by, number=number, written_at=written_at, now=now, dice=dice)


def _write(*, by: Actor, customer: Customer, number: int, written_at: datetime, now: datetime, dice: random.Random) -> Promise:
    return actions.write(
        by=by,
        now=written_at,
        customer=customer,
        title=TITLES[number % len(TITLES)],
        source=dice.choice(("quote", "contract", "renewal", "call")),
        terms=_terms(now, dice),
        first_truth=dice.choice(FIRST_TRUTHS) if dice.random() < 0.85 else "",
        external_ref=f"ORD-{24_000 + number}",
        time_flexibility=dice.choice(("fixed", "flexible")),
        scope_flexibility=dice.choice(("fixed", "flexible")),
        chosen_pair=dice.choice(("quality_speed", "quality_price", "speed_price", "")),
    )


def _terms(now: datetime, dice: random.Random, extra: str = "") -> list[TermInput]:
    lines = [
        TermInput("service_level", dice.choice(SERVICE)),
        TermInput("scope", dice.choice(SCOPE), dice.choice(("fixed", "flexible"))),
        TermInput("pricing_assumption", dice.choice(PRICING)),
        *(TermInput("exclusion", text) for text in dice.sample(EXCLUSIONS, k=2)),
    ]
    if dice.random() < 0.5:
        lines.insert(2, TermInput("constraint", dice.choice(CONSTRAINT), "flexible"))
    if dice.random() < 0.4:
        due_at = (now + timedelta(days=dice.randrange(2, 90))).replace(minute=0, second=0, microsecond=0)
        lines.insert(0, TermInput("commitment", dice.choice(COMMITMENT), due_at=due_at))
    return [*lines, TermInput("scope", extra, "flexible")] if extra else lines


def _go_on(promise: Promise, *, by: Actor, number: int, written_at: datetime, now: datetime, dice: random.Random) -> None:
    later = written_at + (now - written_at) * 0.6
    if number % 6 == 0:
        actions.amend(
            by=by,
            now=later,
            promise=promise,
            expected_number=1,
            reason="They opened a second site.",
            customer_told_at=later - timedelta(hours=3),
            title=TITLES[number % len(TITLES)],
            source="call",
            terms=_terms(now, dice, extra="The second site, from next month"),
            first_truth=dice.choice(FIRST_TRUTHS),
        )
    elif number % 17 == 5:
        actions.fulfill(by=by, now=later, promise=promise)
    elif number % 29 == 7:
        actions.end(by=by, now=later, promise=promise, reason="They sold the building.")
