"""Commitments of promises beside the promise-kept rate: counted apart, never in it."""

from dataclasses import dataclass

OUTCOMES = ("kept", "broken_late", "broken_overdue", "broken_judged", "renegotiated", "open")


@dataclass(frozen=True, slots=True)
class CommitmentCounts:
    """How many due times came out how. Each counts once: by the clock, or by the stronger word of a member or the customer."""

    kept: int = 0
    broken_late: int = 0
    broken_overdue: int = 0
    broken_judged: int = 0
    renegotiated: int = 0
    open: int = 0

    @property
    def broken(self) -> int:
        return self.broken_late + self.broken_overdue + self.broken_judged

    @property
    def judged(self) -> int:
        return self.kept + self.broken

    @property
    def total(self) -> int:
        return self.judged + self.renegotiated + self.open
