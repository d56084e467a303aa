"""The list of what came back."""

from typing import Any

from django.db.models import QuerySet

from presence.kit import keyset
from presence.kit.navigation import address
from touchpoints.incoming.models import IncomingMail, What

STATES = {
    "open": "For a person",
    "replies": "Replies",
    "back": "Came back",
    "machines": "Machines",
    "all": "All",
}
NEWEST = keyset.Order("newest", "Newest first", "received_at", descending=True, newest_id_first=True)
COLUMNS = {
    "id": "id", "what": "what", "because": "because", "address": "address", "sender_name": "sender_name",
    "subject": "subject", "text": "text", "at": "at", "customer": "customer", "customer_name": "customer__name",
    "interaction": "interaction", "handoff": "handoff", "settled_at": "settled_at", "settled_by": "settled_by",
}  # fmt: skip
_WHATS = {
    "replies": (What.REPLY, What.STRANGER),
    "back": (What.BOUNCE, What.DELAY, What.COMPLAINT, What.UNSUBSCRIBE),
    "machines": (What.AUTOMATIC, What.LOOP, What.DELIVERED),
}


def rows(state: str) -> QuerySet[IncomingMail]:
    if state == "open":
        return IncomingMail.rows().filter(settled_at=None)
    return IncomingMail.rows().filter(what__in=_WHATS[state]) if state in _WHATS else IncomingMail.rows()


def page(state: str, *, after: str) -> keyset.Page:
    found = keyset.page(rows(state), NEWEST, COLUMNS, after=after)
    words: dict[str, str] = {str(value): str(label) for value, label in What.choices}
    queue = address("handoffs")
    for row in found.rows:
        row["word"] = words[row["what"]]
        row["url"] = f"{queue}{row['handoff']}/" if queue and row["handoff"] else ""
    return found


def exported(state: str) -> Any:
    """A header and one row per mail."""
    yield ("received_at", "what", "address", "name", "customer", "subject", "text", "because", "settled_at")
    columns = ("received_at", "what", "address", "sender_name", "customer__name", "subject", "text", "because", "settled_at")
    yield from keyset.every(rows(state), NEWEST).values_list(*columns).iterator(chunk_size=500)
