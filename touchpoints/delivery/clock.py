"""When a message may leave: not in the organization's quiet hours, as the clock on the recipient's wall shows them."""

from datetime import datetime, time
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from presence.kit import clock
from presence.kit.clock import MIDNIGHT, Hours, Opening


class Quiet(Protocol):
    """What the clock asks of a Delivery."""

    quiet_from: time
    quiet_until: time


def allowed_at(now: datetime, zone: ZoneInfo, delivery: Quiet) -> datetime:
    """`now` when a message may leave, otherwise the moment the quiet hours end.

    On a day whose clocks skip that end, it is the moment they jump; on a day that has it twice, the first one.
    """
    if delivery.quiet_from == delivery.quiet_until:
        return now
    return clock.next_open(_loud(zone, _minute(delivery.quiet_from), _minute(delivery.quiet_until)), now)


@lru_cache(maxsize=512)
def _loud(zone: ZoneInfo, quiet_from: int, quiet_until: int) -> Hours:
    """The hours of every day in which a message may leave: the business clock knows the rest."""
    if quiet_from > quiet_until:
        spans = [Opening(quiet_until, quiet_from)]
    else:
        spans = [Opening(begins, ends) for begins, ends in ((0, quiet_from), (quiet_until, MIDNIGHT)) if begins < ends]
    return Hours(zone, dict.fromkeys(range(7), spans))


def _minute(of_day: time) -> int:
    return of_day.hour * 60 + of_day.minute
