"""Who must not get what: asked by the workers before every message, in one statement for a batch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.urls import reverse

from presence.tenancy import scope
from touchpoints.suppression import rules
from touchpoints.suppression.models import Kind, Suppression, Why

Pair = tuple[str, str]  # an address and a kind
_NAMES = {Kind.SERVICE: "service mail", Kind.LIFECYCLE: "mail about what is next", Kind.SURVEY: "surveys"}


def reasons(pairs: Iterable[Pair]) -> dict[Pair, str]:
    """Why these addresses get no mail of these kinds, in words; a pair that may is not in the answer. One statement."""
    return {pair: said(row) for pair, row in _standing(pairs) if row.why != Why.LESS_OFTEN}


def paces(pairs: Iterable[Pair]) -> dict[Pair, int]:
    """The least days between two messages, where the recipient asked for less. The longer pace wins. One statement."""
    found: dict[Pair, int] = {}
    for pair, row in _standing(pairs):
        if row.days_between:
            found[pair] = max(row.days_between, found.get(pair, 0))
    return found


def hold(addresses: Iterable[str]) -> None:
    """Until the transaction ends, whoever suppresses one of these addresses waits: read `reasons` after it, then send.

    So no message to an address begins to leave after its suppression committed. One statement.
    """
    numbers = sorted(lock_number(one) for one in set(addresses))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(number) FROM unnest(%s::bigint[]) AS number", [numbers])


def lock_number(address: str) -> int:
    """The number that stands for an address of this organization among the database's advisory locks."""
    return int.from_bytes(bytes.fromhex(digest(address))[:8], signed=True)


def digest(address: str) -> str:
    return rules.digest(scope.acting_organization_id(), address)


def entries(addresses: Iterable[str]) -> dict[str, list[Suppression]]:
    """What is entered about each of these addresses, newest first."""
    wanted = {digest(address): address for address in addresses}
    found: dict[str, list[Suppression]] = {}
    for row in Suppression.rows().filter(digest__in=wanted):
        found.setdefault(wanted[row.digest], []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Barred:
    """Why an address gets no automated mail, or less of it, and where the entry is lifted (empty for who may not)."""

    words: str
    url: str


def barred(addresses: Iterable[str], *, may_lift: bool) -> dict[str, list[Barred]]:
    """The addresses about which something is entered, with what. One statement."""
    wanted = list(addresses)
    found = entries(wanted) if wanted else {}
    return {address: [Barred(said(row), _lifting(row) if may_lift else "") for row in rows] for address, rows in found.items()}


def _lifting(row: Suppression) -> str:
    return reverse("suppression_lifting", args=[row.pk])


def said(row: Suppression) -> str:
    """Why nothing more is sent, in one sentence."""
    what = named(row.kind)
    sentence = {
        Why.UNSUBSCRIBED: f"The recipient unsubscribed from {what}.",
        Why.LESS_OFTEN: f"The recipient asked for {what} at most every {row.days_between} days.",
        Why.BOUNCED: "Mail to this address came back: it does not exist.",
        Why.COMPLAINED: "The recipient reported a message as spam.",
        Why.ERASED: "The person behind this address was erased.",
        Why.BY_HAND: f"A member entered that this address gets no {what}.",
    }[Why(row.why)]
    return f"{sentence} {row.words}"[:300].strip()


def named(kind: str) -> str:
    """The kind as it is called in a sentence."""
    return _NAMES[Kind(kind)] if kind else "automated mail"


def _standing(pairs: Iterable[Pair]) -> list[tuple[Pair, Suppression]]:
    """Each pair with the rows that bear on it."""
    asked = {pair: digest(pair[0]) for pair in pairs}
    rows: dict[str, list[Suppression]] = {}
    for row in Suppression.rows().filter(digest__in=set(asked.values())):
        rows.setdefault(row.digest, []).append(row)
    return [(pair, row) for pair, own in asked.items() for row in rows.get(own, ()) if row.kind in ("", pair[1])]


def ids_of(customer_emails: Sequence[str]) -> list[UUID]:
    """The rows about these addresses, for taking what is personal out of them."""
    return list(Suppression.rows().filter(digest__in=[digest(one) for one in customer_emails]).values_list("pk", flat=True))
