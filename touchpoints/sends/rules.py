"""Whether a message may leave now. Pure: what is known of it and the time go in, a verdict comes out.

Each guard is one function. `Hold` waits and asks again, `Refuse` ends the message in the state it names, None is no objection.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

ASK_AGAIN = timedelta(minutes=5)
MOST_IN_A_ROW = 2
PERSONS_TURN = "persons_turn"
AUTOMATION_STANDS = {
    "off": "The automation is off.",
    "paused": "The automation is paused.",
    "stopped": "The automation was stopped by one of its rules.",
    "archived": "The automation is archived.",
}


@dataclass(frozen=True, slots=True)
class Hold:
    """Not now: ask again at `until`."""

    until: datetime
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """Never: the state it ends in, and why."""

    state: Literal["suppressed", "canceled", "expired"]
    code: str
    words: str


Verdict = Hold | Refuse | None


@dataclass(frozen=True, slots=True)
class House:
    """How the organization's mail goes out at this moment. `members` are the addresses a rehearsal reaches."""

    stopped_why: str | None
    is_live: bool
    budget_contacts: int
    budget_days: int
    members: frozenset[str] = frozenset()


@dataclass(slots=True)
class Known:
    """What is known of one message and of whom it goes to, as of now. Moments in `contacted` are of the budget's days."""

    address: str
    not_after: datetime
    mode: str
    is_archived: bool
    automation_state: str
    has_words: bool
    ramp: int | None = None
    reached: int = 0
    is_reached: bool = False
    contacted: list[datetime] = field(default_factory=list)
    in_a_row: int = 0
    suppressed: str = ""
    pace_days: int | None = None
    latest_of_kind: datetime | None = None
    is_muted: bool = False
    unmet: str = ""
    unreachable: str = ""
    allowed_at: datetime | None = None


def in_time(known: Known, now: datetime) -> Verdict:
    if known.not_after <= now:
        return Refuse("expired", "expired", "It was no longer of use when it could have left.")
    return None


def stopped(house: House, now: datetime) -> Verdict:
    """The organization's kill switch. What waited leaves after it is lifted, if it is still of use."""
    if house.stopped_why is None:
        return None
    why = f": {house.stopped_why}" if house.stopped_why else ""
    return Hold(now + ASK_AGAIN, "stopped", f"All automated mail is stopped{why}")


def automatic(known: Known) -> Verdict:
    """The published map says whether a machine may speak here. What it does not say is human-only."""
    if known.is_archived:
        return Refuse("canceled", "moment_archived", "The moment has left the map.")
    if known.mode != "automate":
        said = known.mode.replace("_", "-")
        return Refuse("canceled", "not_automatic", f"The moment is {said}: a person speaks here.")
    return None


def active(known: Known, now: datetime) -> Verdict:
    """A paused automation leaves no gap: what waited leaves when it is resumed."""
    if known.automation_state == "active":
        return None
    words = AUTOMATION_STANDS.get(known.automation_state, "The automation is not active.")
    if known.automation_state in ("paused", "stopped"):
        return Hold(now + ASK_AGAIN, f"automation_{known.automation_state}", words)
    return Refuse("canceled", f"automation_{known.automation_state}", words)


def approved(known: Known, now: datetime) -> Verdict:
    if known.has_words:
        return None
    return Hold(now + ASK_AGAIN, "not_approved", "Nobody has approved what it would say.")


def addressed(known: Known) -> Verdict:
    if known.address:
        return None
    return Refuse("suppressed", "no_address", "There is no e-mail address to send it to.")


def wanted(known: Known) -> Verdict:
    """Unsubscribed, bounced, complained, or asked for less."""
    return Refuse("suppressed", "suppressed", known.suppressed) if known.suppressed else None


def unmuted(known: Known) -> Verdict:
    if not known.is_muted:
        return None
    return Refuse("suppressed", "with_a_person", "A person is taking care of this customer, so no machine writes.")


def still_meant(known: Known) -> Verdict:
    """The conditions of the automation, as they are now."""
    return Refuse("suppressed", "conditions", known.unmet) if known.unmet else None


def reachable(known: Known, now: datetime) -> Verdict:
    """Nobody may be sent a message whose way to a person leads nowhere."""
    return Hold(now + ASK_AGAIN, "nobody_there", known.unreachable) if known.unreachable else None


def resolved(known: Known) -> Verdict:
    """After two automated messages that resolved nothing, the next to write is a person."""
    if known.in_a_row < MOST_IN_A_ROW:
        return None
    words = f"{MOST_IN_A_ROW} automated messages resolved nothing, so a person writes next."
    return Refuse("suppressed", PERSONS_TURN, words)


def within_ramp(known: Known, now: datetime) -> Verdict:
    if known.ramp is None or known.is_reached or known.reached < known.ramp:
        return None
    return Hold(now + ASK_AGAIN, "ramp", f"The automation may reach {known.ramp} customers for now, and has.")


def within_budget(known: Known, house: House, now: datetime) -> Verdict:
    """People's contacts count as much as a machine's. It may leave when enough of them are long enough ago."""
    span = timedelta(days=house.budget_days)
    recent = sorted(at for at in known.contacted if at > now - span)
    if len(recent) < house.budget_contacts:
        return None
    until = recent[len(recent) - house.budget_contacts] + span
    days = "day" if house.budget_days == 1 else f"{house.budget_days} days"
    times = "once" if len(recent) == 1 else f"{len(recent)} times"
    return Hold(until, "budget", f"Contacted {times} within the last {days}, and {house.budget_contacts} is the most.")


def paced(known: Known, now: datetime) -> Verdict:
    """Who asked for less gets less: one message of a kind in so many days."""
    if known.pace_days is None or known.latest_of_kind is None:
        return None
    until = known.latest_of_kind + timedelta(days=known.pace_days)
    return Hold(until, "pace", f"They asked for such mail at most every {known.pace_days} days.") if until > now else None


def awake(known: Known, now: datetime) -> Verdict:
    """Quiet hours and business hours, where the recipient lives."""
    if known.allowed_at is None or known.allowed_at <= now:
        return None
    return Hold(known.allowed_at, "quiet", "It is not the time for mail where they live.")


def rehearsed(known: Known, house: House) -> Verdict:
    if house.is_live or known.address.lower() in house.members:
        return None
    return Refuse("suppressed", "rehearsal", "A rehearsal: until the organization goes live, only its own members get mail.")


def judge(known: Known, house: House, now: datetime) -> Verdict:
    """The first objection, those that end a message before those that let it wait."""
    objections = (
        in_time(known, now),
        automatic(known),
        addressed(known),
        wanted(known),
        unmuted(known),
        still_meant(known),
        resolved(known),
        stopped(house, now),
        active(known, now),
        approved(known, now),
        rehearsed(known, house),
        reachable(known, now),
        within_ramp(known, now),
        paced(known, now),
        within_budget(known, house, now),
        awake(known, now),
    )
    said = next((one for one in objections if one), None)
    if isinstance(said, Hold) and said.until >= known.not_after:
        return Refuse("expired", said.code, f"{said.words} By then it is no longer of use.")
    return said
