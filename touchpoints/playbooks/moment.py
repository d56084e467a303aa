"""The playbook of one moment, as the call brief carries it. The brief's one statement reads it: the phone is ringing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from touchpoints.playbooks import rules
from touchpoints.playbooks.rules import Content, Gift, Step


@dataclass(frozen=True, slots=True)
class Carried:
    """What a person has at hand at this moment."""

    id: UUID
    content: Content
    is_stale: bool

    @property
    def paragraphs(self) -> list[str]:
        """The talk track, paragraph by paragraph."""
        return [line for line in self.content.talk_track.splitlines() if line.strip()]

    @property
    def gifts(self) -> tuple[Gift, ...]:
        return self.content.gifts

    @property
    def steps(self) -> list[Step]:
        return rules.steps(self.content.reminders)


def carried(given: Mapping[str, Any], *, today: date) -> Carried:
    """From what the database says of it as JSON: `id`, `review_date` and `document`."""
    review_date = date.fromisoformat(given["review_date"])
    return Carried(UUID(given["id"]), rules.content_of(given["document"]), rules.is_stale(review_date, today))
