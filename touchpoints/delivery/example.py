"""How the example organization's mail would go out, were any of it ever sent."""

import random
from dataclasses import asdict
from datetime import datetime

from presence.tenancy.actors import Actor
from touchpoints.delivery import actions, domains
from touchpoints.delivery.models import Delivery

_FOUND = [
    domains.Finding("SPF", "good", "A record says which servers may send for your domain.", "", "v=spf1 mx -all"),
    domains.Finding("DKIM", "good", "The key with which your mail is signed is published.", "", "v=DKIM1; p=MIIBIjAN"),
    domains.Finding("DMARC", "advice", "Mail that fails is delivered all the same, and reported.", "Make it p=quarantine."),
    domains.Finding("Replies", "good", "A mail server takes answers to fieldstone.example."),
]


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    values = {
        "from_name": "Fieldstone Care", "from_address": "care@fieldstone.example", "reply_address": "reply@fieldstone.example",
        "dkim_selector": "s1",
    }  # fmt: skip
    actions.change(by=by, now=now, values=values, expected_version=1)
    Delivery.rows().update(domain_findings=[asdict(one) for one in _FOUND], domain_checked_at=now)
