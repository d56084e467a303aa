"""Entering that an address gets no more automated mail, and lifting it."""

from django.db import connection, transaction

from presence.audit import actions as audit
from presence.customers.models import Customer, EmailAddress
from presence.kit import patience, refusals
from presence.tenancy import reactions
from presence.tenancy.actors import Actor
from touchpoints.suppression import reading, rules
from touchpoints.suppression.models import Kind, Suppression, Why

PATIENCE = 12_000  # milliseconds: a message that is leaving to the address has gone by then
LONGEST_WORDS = 300


class NoReason(refusals.Refusal):
    """Mail goes out again to somebody who did not want it, so whoever decides it says why."""

    def __init__(self) -> None:
        super().__init__("Say why mail may go to this address again, for whoever asks later.", pointer="reason")


class NotLifted(refusals.Refusal):
    """Somebody lifted it already."""

    def __init__(self) -> None:
        super().__init__("This was lifted already.")


class TakesAnAddress(refusals.Refusal):
    """What was given is no address."""

    def __init__(self) -> None:
        super().__init__("Enter an e-mail address such as ada@fieldstone.example.", pointer="address")


@transaction.atomic
def suppress(
    *, by: Actor, address: str, kind: str = "", why: str, words: str = "", days_between: int | None = None
) -> Suppression:
    """Enter that an address gets no mail of this kind (empty: of any), or with `days_between` only so often.

    It holds for every message that has not begun to leave when this commits. Entering the same again changes nothing, and a
    weaker reason never replaces a stronger one. Raises TakesAnAddress.
    """
    shown = rules.normal(address)
    if "@" not in shown or len(shown) > 254 or "\x00" in shown:
        raise TakesAnAddress
    _wait_for_what_is_leaving(shown)
    own = reading.digest(shown)
    former = Suppression.rows().filter(digest=own, kind=kind).first()
    if former and not rules.outranks(why, former.why):
        return former
    row = former or Suppression(digest=own, kind=kind, address=_shown(own, shown, why))
    row.why, row.words, row.days_between = why, _clean(words), days_between if why == Why.LESS_OFTEN else None
    row.entered_by_id = by.member_id
    row.save()
    audit.record(verb="suppression.entered", by=by, subject=_subject(shown, row), kind=_word(kind), why=_why(why))
    reactions.react("address.suppressed", address=shown, kind=kind, words=reading.said(row), is_pace=why == Why.LESS_OFTEN)
    return row


@transaction.atomic
def lift(*, by: Actor, row: Suppression, reason: str) -> None:
    """Let mail go to the address again. Raises NoReason, NotLifted."""
    because = _clean(reason)
    if not because:
        raise NoReason
    current = Suppression.rows().select_for_update().filter(pk=row.pk).first()
    if current is None:
        raise NotLifted
    subject = _subject(current.address, current)
    audit.record(
        verb="suppression.lifted", by=by, subject=subject, kind=_word(current.kind), why=_why(current.why), reason=because
    )
    current.delete()


@transaction.atomic
def take_back(*, by: Actor, address: str, kind: str) -> bool:
    """The recipient takes back what they asked for themselves; True when something was taken back.

    A complaint, a bounce and what a member entered stay: a link in a mail is no proof against those.
    """
    own = reading.digest(address)
    row = Suppression.rows().select_for_update().filter(digest=own, kind=kind, why__in=rules.THEIR_OWN).first()
    if row is None:
        return False
    subject = _subject(address, row)
    audit.record(verb="suppression.taken_back", by=by, subject=subject, kind=_word(kind), why=_why(row.why))
    row.delete()
    return True


def _wait_for_what_is_leaving(address: str) -> None:
    """Workers hold the address while a message leaves (`reading.hold`), and two who suppress it take turns."""
    patience.wait_up_to(PATIENCE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [reading.lock_number(address)])


def _shown(own: str, address: str, why: str) -> str:
    """Nothing readable is kept of somebody who was erased, whatever they or their mail server say later."""
    erased = Suppression.rows().filter(digest=own, why=Why.ERASED).exists()
    return "" if erased or why == Why.ERASED else address


def _subject(address: str, row: Suppression) -> Customer | Suppression:
    """The log tells it about the customer, whose erasure then takes the words along."""
    known = EmailAddress.rows().filter(address_norm=address).select_related("customer").first() if address else None
    return known.customer if known else row


def _clean(words: str) -> str:
    return " ".join(words.replace("\x00", "").split())[:LONGEST_WORDS]


def _word(kind: str) -> str:
    return Kind(kind).label.lower() if kind else "all automated"


def _why(why: str) -> str:
    return Why(why).label.lower()
