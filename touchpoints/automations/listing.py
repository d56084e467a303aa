"""The list of automations: which are on it, a page of it, and the table of a download."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from presence.kit import keyset
from touchpoints.automations import reading
from touchpoints.automations.models import Automation, State
from touchpoints.automations.presenting import Line
from touchpoints.journeys.models import Mode
from touchpoints.journeys.published import PublishedTouchpoint

VIEWS = {"used": "In use", "active": "Active", "waiting": "Not on", "archived": "Archived"}
_STATES = {
    "used": [State.OFF, State.ACTIVE, State.PAUSED, State.STOPPED],
    "active": [State.ACTIVE],
    "waiting": [State.OFF, State.PAUSED, State.STOPPED],
    "archived": [State.ARCHIVED],
}
_BY_NAME = keyset.Order("name", "By name", "name")
_HEAD = (
    "name", "state", "why", "touchpoint", "what it does", "sent", "not sent", "replies", "contacts caused",
    "asked for a person", "unsubscribed", "reported as spam",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """Some automations, and the mark of the place behind them."""

    rows: Sequence[Automation]
    after: str


def rows(view: str) -> QuerySet[Automation]:
    """The automations of a view, by name."""
    return reading.readable().filter(state__in=_STATES[view]).order_by("name", "pk")


def page(view: str, *, after: str) -> Page:
    """Up to one page of them."""
    found = keyset.page(Automation.rows().filter(state__in=_STATES[view]), _BY_NAME, {"id": "id"}, after=after)
    by_id = {row.pk: row for row in reading.readable().filter(pk__in=[row["id"] for row in found.rows])}
    return Page([by_id[row["id"]] for row in found.rows], found.after)


def has_places() -> bool:
    """Whether anything may be sent by itself at all."""
    return PublishedTouchpoint.rows().filter(mode=Mode.AUTOMATE, archived=False).exists()


def table(lines: Sequence[Line]) -> Iterator[Sequence[Any]]:
    """For a spreadsheet, the header first."""
    yield _HEAD
    for line in lines:
        one, told = line.automation, line.results
        yield (
            one.name, one.get_state_display(), one.state_why, one.touchpoint.name, line.sentence, told.sent, told.not_sent,
            told.replies, told.contacts_caused, told.hatch_uses, told.unsubscribes, told.complaints,
        )  # fmt: skip
