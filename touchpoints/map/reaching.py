"""How the way to a person stands at each moment that is automatic now, as its card says it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from presence.kit import words
from touchpoints.map.reading import Map
from touchpoints.reach import standing
from touchpoints.reach.standing import Standing


@dataclass(frozen=True, slots=True)
class Way:
    """The day on which the page behind the link was last tried, and why nobody is reached; empty when somebody is."""

    tried: str
    problem: str


def of(found: Map, *, now: datetime) -> dict[UUID, Way]:
    """By touchpoint. A map on which nothing is automatic asks nothing."""
    if not any(card.holds == "automate" for card in found.cards()):
        return {}
    return {one.touchpoint_id: _way(one, now) for one in standing.of_all(now=now)}


def _way(one: Standing, now: datetime) -> Way:
    today = timezone.localdate(now)
    return Way(words.day(timezone.localdate(one.probed_at), today=today) if one.probed_at else "", one.problem)
