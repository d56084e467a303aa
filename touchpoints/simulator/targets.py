"""How much presence is wanted: the target of each role, weighed by the frontline hours of those who have it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from touchpoints.presence.rules import Target

USUAL = (0.2, 0.3)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One role: its frontline hours a week, and which share of them should be presence, from `low` to `high`.

    `from_day` is since when that is its target; None where nobody set one and the usual one stands in.
    """

    role: str
    hours: float
    low: float
    high: float
    from_day: date | None = None

    @property
    def presence(self) -> tuple[float, float]:
        """The same in hours a week."""
        return self.hours * self.low, self.hours * self.high


def of_roles(hours: Mapping[str, float], targets: Mapping[str, Target | None]) -> list[Wanted]:
    """Every role with frontline hours or a target, in the order of `targets`."""
    return [
        _wanted(role, hours.get(role, 0.0), target) for role, target in targets.items() if hours.get(role) or target is not None
    ]


def together(wanted: Sequence[Wanted]) -> tuple[float, float]:
    """The share of all frontline hours that is wanted: each role counts by its hours. The usual one when there are none."""
    whole = sum(one.hours for one in wanted)
    if not whole:
        return USUAL
    return sum(one.presence[0] for one in wanted) / whole, sum(one.presence[1] for one in wanted) / whole


def _wanted(role: str, hours: float, target: Target | None) -> Wanted:
    if target is None:
        return Wanted(role, hours, *USUAL)
    return Wanted(role, hours, target.low / 100, target.high / 100, target.from_day)
