"""An interaction's outcome and handling in words, the same on every page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from presence.kit import words
from touchpoints.interactions.models import HandledBy, Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """`state` is one of the kit's states, `word` what stands beside its icon."""

    state: str
    word: str


def verdict(outcome: str, promised_by: datetime | None) -> Verdict:
    """How it came out; an open commitment says until when."""
    if outcome == Outcome.UNCHECKED and promised_by:
        return Verdict("due", f"Due {words.day(timezone.localtime(promised_by).date(), today=timezone.localdate())}")
    state = {"unchecked": "unjudged", "broken_late": "broken", "broken_judged": "broken", "broken_overdue": "overdue"}
    return Verdict(state.get(outcome, outcome), str(Outcome(outcome).label))


def handler(handled_by: str, name: str) -> str:
    """Who or what handled it, with the name where one is known."""
    if handled_by in (HandledBy.HUMAN, HandledBy.ASSISTED) and name:
        return f"{name}, assisted" if handled_by == HandledBy.ASSISTED else name
    return str(HandledBy(handled_by).label)
