"""The example organization's customers: sixty, in two countries and time zones."""

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from presence.customers import bulk
from presence.customers.phones import Phone
from presence.customers.rules import CleanContact
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership

PLACES = (
    ("Harbor", "Meadow", "Northgate", "Linden", "Old Mill", "Riverside", "Castle Hill", "Juniper", "Silver Birch", "Westend")
)  # fmt: skip
TRADES = ("Dental Group", "Bakery", "Physiotherapy", "Veterinary Clinic", "Hotel", "Primary School")
GIVEN = ("Ana", "Pieter", "Chloe", "Marek", "Yara", "Jonas", "Leonie", "Omar", "Sofia", "Wout", "Elif", "Daniel")
FAMILY = ("Ruiz", "De Smet", "Laurent", "Nowak", "Santos", "Jacobs", "Vermeulen", "Aydin", "Costa", "Maes", "Silva")
SEGMENTS = (("Care plan Gold", 30_000, 90_000), ("Care plan Silver", 9_000, 28_000), ("On call", 1_500, 8_000))


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Add them. Phone numbers come from ranges that are kept for fiction or given to nobody."""
    owners = list(Membership.rows().filter(team__key__in=["sales", "delivery"]).order_by("joined_at", "id"))
    names = [f"{place} {trade}" for place in PLACES for trade in TRADES]
    bulk.add_many(by=by, customers=[_customer(number, name, owners, now, dice) for number, name in enumerate(names)])


def _customer(
    number: int, name: str, owners: list[Membership], now: datetime, dice: random.Random
) -> tuple[dict[str, Any], CleanContact]:
    segment, least, most = dice.choices(SEGMENTS, weights=[3, 4, 3])[0]
    is_far = number % 5 == 4
    fields = {
        "external_ref": f"FC-{1001 + number}",
        "name": name,
        "segment": segment,
        "annual_value": Decimal(dice.randrange(least, most, 250)),
        "renewal_date": (now + timedelta(days=dice.randrange(5, 360))).date(),
        "owner": dice.choice(owners),
        "time_zone": "America/New_York" if is_far else "Europe/Brussels",
    }
    return fields, _contact(number, name, is_far, dice)


def _contact(number: int, name: str, is_far: bool, dice: random.Random) -> CleanContact:
    given, family = dice.choice(GIVEN), dice.choice(FAMILY)
    domain = name.lower().replace(" ", "-")
    phone = f"+1212555{100 + number:04d}" if is_far else f"+3225550{100 + number:03d}"
    return CleanContact(
        name=f"{given} {family}",
        role=dice.choice(("Practice manager", "Owner", "Facilities", "Office manager")),
        language="en" if is_far else dice.choice(("fr", "nl")),
        time_zone="",
        emails=(f"{given.lower()}@{domain}.example",),
        phones=(Phone(e164=phone),),
    )
