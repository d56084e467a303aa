"""Promise-kept rate: counters in, numbers out."""

from dataclasses import dataclass

from metrics.calculators.results import Result
from presence.kit import intervals
from presence.kit.intervals import Interval


@dataclass(frozen=True, slots=True)
class Counts:
    """How many interactions came out how. Each interaction counts once, under its outcome."""

    kept: int = 0
    broken_late: int = 0
    broken_overdue: int = 0
    broken_judged: int = 0
    renegotiated: int = 0
    cannot_tell: int = 0
    unchecked: int = 0

    @property
    def numerator(self) -> int:
        return self.kept

    @property
    def broken(self) -> int:
        return self.broken_late + self.broken_overdue + self.broken_judged

    @property
    def denominator(self) -> int:
        """The judged ones: kept or broken. Renegotiated and unjudged ones are shown beside the rate."""
        return self.kept + self.broken

    @property
    def unjudged(self) -> int:
        return self.cannot_tell + self.unchecked

    @property
    def total(self) -> int:
        return self.denominator + self.renegotiated + self.unjudged

    @property
    def value(self) -> float | None:
        """The rate between 0 and 1; None when nothing was judged."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's 95 % interval."""
        return intervals.wilson(self.numerator, self.denominator)

    @property
    def is_thin(self) -> bool:
        """Whether more interactions went unjudged than were judged: the rate then says little about the whole."""
        return self.unjudged > self.denominator


@dataclass(frozen=True, slots=True)
class Punctuality:
    """What stands beside the rate: the share answered within target, and how many of those were not kept all the same."""

    attainment: Result
    green_but_broken: int
