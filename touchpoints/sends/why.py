"""Why a customer got, or did not get, what: every automation's last word about them, and what would be said right now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from presence.customers.models import Customer, EmailAddress
from presence.tenancy.models import Organization
from touchpoints.automations import occasions
from touchpoints.automations.models import Automation, State
from touchpoints.automations.rules import InvalidRule
from touchpoints.delivery import reading as delivery
from touchpoints.sends import facts, rules
from touchpoints.sends.models import Message
from touchpoints.sends.rules import Hold

LOOKS_BACK = timedelta(days=90)
LATEST = 10


@dataclass(frozen=True, slots=True)
class Passed:
    """A moment at which the automation found the customer and still wrote nothing."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Account:
    """One automation and one customer: its messages, newest first, the moments without one, and what stands in the way now."""

    automation: Automation
    messages: list[Message]
    passed: list[Passed]
    now: str
    may_leave: bool


def of_customer(organization: Organization, customer: Customer, now: datetime) -> list[Account]:
    """Every automation that is or was in use, those with messages first."""
    used = list(Automation.rows().exclude(state=State.OFF, active_from=None).exclude(state=State.ARCHIVED).order_by("name"))
    messages: dict[UUID, list[Message]] = {automation.pk: [] for automation in used}
    for message in Message.rows().filter(customer=customer, automation__in=used).order_by("-queued_at", "-pk")[: 10 * LATEST]:
        messages[message.automation_id].append(message)
    standing = _standing(organization, customer, used, now)
    accounts = [Account(one, messages[one.pk][:LATEST], _passed(one, customer, now), *standing[one.pk]) for one in used]
    return sorted(accounts, key=lambda account: not account.messages)


def _passed(automation: Automation, customer: Customer, now: datetime) -> list[Passed]:
    if automation.active_from is None:
        return []
    since = max(automation.active_from, now - LOOKS_BACK)
    try:
        looked = occasions.look(automation, since=since, until=now)
    except InvalidRule as refusal:
        return [Passed(now, refusal.words)]
    found = [Passed(one.due_at, one.why_not) for one in looked if one.customer_id == customer.pk and one.why_not]
    return found[: -LATEST - 1 : -1]


def _standing(
    organization: Organization, customer: Customer, used: list[Automation], now: datetime
) -> dict[UUID, tuple[str, bool]]:
    """What the guards would say of a message of each automation at this moment."""
    first = EmailAddress.rows().filter(customer=customer).order_by("contact__position", "contact", "position", "pk").first()
    asked = [
        Message(
            automation=one, touchpoint_id=one.touchpoint_id, kind=one.kind, customer=customer,
            contact_id=first.contact_id if first else None, address=first.address if first else "",
            not_after=now + LOOKS_BACK, occurrence="",
        )
        for one in used
    ]  # fmt: skip
    batch = facts.read(organization, delivery.of_organization(), asked, now)
    said = {}
    for message in asked:
        verdict = rules.judge(batch.known[message.pk], batch.house, now)
        words = verdict.words if verdict else "Nothing stands in the way of a message now."
        said[message.automation_id] = (words, verdict is None or (isinstance(verdict, Hold) and verdict.code == "quiet"))
    return said
