"""What members and customers said of commitments, told by a floor above (settings.COMMITMENT_OPINIONS)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Opinion:
    """A verdict that counts more than the rule's: `verdict` is kept, broken or renegotiated, `basis` customer or person."""

    verdict: str
    basis: str
    evidence: str = ""

    @property
    def whose(self) -> str:
        return "The customer" if self.basis == "customer" else "A member"


def of(keys: Iterable[UUID]) -> dict[tuple[UUID, datetime], Opinion]:
    """The strongest word on each commitment that somebody judged, by term and due time."""
    asked = list(keys)
    found: dict[tuple[UUID, datetime], Opinion] = import_string(settings.COMMITMENT_OPINIONS)(asked) if asked else {}
    return found
