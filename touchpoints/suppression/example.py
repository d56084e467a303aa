"""Some customers of the example organization who want no automated mail, or less, or whose address is gone."""

import random
from datetime import datetime

from presence.customers.models import EmailAddress
from presence.tenancy.actors import Actor
from touchpoints.suppression import actions
from touchpoints.suppression.models import Kind, Suppression, Why

_ENTRIES = (
    (Why.UNSUBSCRIBED, Kind.SURVEY, None, ""),
    (Why.UNSUBSCRIBED, "", None, ""),
    (Why.LESS_OFTEN, Kind.LIFECYCLE, 30, ""),
    (Why.BOUNCED, "", None, "550 5.1.1 No such user"),
    (Why.BY_HAND, "", None, "Asked on the phone"),
)


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    addresses = list(EmailAddress.rows().order_by("-address_norm").values_list("address", flat=True)[: len(_ENTRIES)])
    for address, (why, kind, days, words) in zip(addresses, _ENTRIES, strict=False):
        actions.suppress(by=by, address=address, kind=kind, why=why, days_between=days, words=words)
    Suppression.rows().update(since=now)
