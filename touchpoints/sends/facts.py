"""What the guards need to know of a batch, read set by set: as many statements for a hundred messages as for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from presence.tenancy.models import Membership, Organization
from touchpoints.automations import conditions
from touchpoints.automations import reading as automations
from touchpoints.automations.models import Automation, AutomationTemplate
from touchpoints.automations.rules import InvalidRule
from touchpoints.delivery.models import Delivery
from touchpoints.handoffs import reading as handoffs
from touchpoints.journeys.published import PublishedTouchpoint
from touchpoints.reach import standing
from touchpoints.sends import counts, places
from touchpoints.sends.models import Message
from touchpoints.sends.rules import House, Known
from touchpoints.suppression import reading as suppression

Words = Mapping[UUID, dict[str, AutomationTemplate]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything about some messages, as of one moment. `words` are approved: by automation, then by language."""

    house: House
    known: Mapping[UUID, Known]
    words: Words
    languages: Mapping[UUID, str]

    def template_for(self, message: Message) -> AutomationTemplate:
        """In the contact's language where that is written; else in English; else in what there is."""
        return automations.in_language(self.words[message.automation_id], self.languages.get(message.pk, ""))


def read(organization: Organization, delivery: Delivery, messages: Sequence[Message], now: datetime) -> Batch:
    """What is known of these messages at this moment."""
    found = Automation.rows().in_bulk({message.automation_id for message in messages})
    words = automations.approved(list(found))
    known = _of_rows(messages, found, words)
    recipients = places.of_recipients(organization, messages)
    timetable = places.timetable(organization, delivery)
    for message in messages:
        zone = recipients[message.pk].zone
        known[message.pk].allowed_at = timetable.allowed_at(now, zone, message.kind)
    _add_wishes(known, messages)
    _add_counts(known, messages, found, now)
    _add_conditions(known, messages, found, now)
    return Batch(_house(organization, delivery), known, words, {pk: place.language for pk, place in recipients.items()})


def _house(organization: Organization, delivery: Delivery) -> House:
    """In rehearsal mail reaches members. Nothing of an example reaches anybody: not even its owner, who is real."""
    members: frozenset[str] = frozenset()
    if delivery.live_at is None and not organization.is_example:
        emails = Membership.rows().filter(removed_at=None).values_list("user__email", flat=True)
        members = frozenset(email.lower() for email in emails)
    return House(
        stopped_why=delivery.stopped_why if delivery.stopped_at else None,
        is_live=delivery.live_at is not None and not organization.is_example,
        budget_contacts=delivery.budget_contacts,
        budget_days=delivery.budget_days,
        members=members,
    )


def _of_rows(messages: Sequence[Message], found: Mapping[UUID, Automation], words: Words) -> dict[UUID, Known]:
    rows = PublishedTouchpoint.rows().filter(touchpoint__in={message.touchpoint_id for message in messages})
    published = {row.touchpoint_id: row for row in rows}
    known = {}
    for message in messages:
        moment, automation = published.get(message.touchpoint_id), found[message.automation_id]
        known[message.pk] = Known(
            address=message.address,
            not_after=message.not_after,
            mode=moment.mode if moment else "human_only",
            is_archived=bool(moment and moment.archived),
            automation_state=automation.state,
            has_words=bool(words.get(automation.pk)),
            ramp=automation.ramp,
        )
    return known


def _add_wishes(known: Mapping[UUID, Known], messages: Sequence[Message]) -> None:
    """What recipients asked for, and to whom a person owes an answer."""
    pairs = {(message.address, message.kind) for message in messages if message.address}
    said, paces = suppression.reasons(pairs), suppression.paces(pairs)
    muted = handoffs.muted({message.customer_id for message in messages})
    for message in messages:
        pair, one = (message.address, message.kind), known[message.pk]
        one.suppressed, one.pace_days = said.get(pair, ""), paces.get(pair)
        one.is_muted = message.customer_id in muted


def _add_counts(
    known: Mapping[UUID, Known], messages: Sequence[Message], found: Mapping[UUID, Automation], now: datetime
) -> None:
    customers = {message.customer_id for message in messages}
    histories = counts.histories(customers, now)
    ramped = [automation.pk for automation in found.values() if automation.ramp is not None]
    reached = counts.reached(ramped, customers)
    for message in messages:
        history, one = histories[message.customer_id], known[message.pk]
        one.contacted, one.in_a_row = history.contacts(message), history.in_a_row(message, now)
        one.latest_of_kind = history.latest(message)
        reach = reached.get(message.automation_id, counts.Reach())
        one.reached, one.is_reached = reach.count, message.customer_id in reach.theirs


def _add_conditions(
    known: Mapping[UUID, Known], messages: Sequence[Message], found: Mapping[UUID, Automation], now: datetime
) -> None:
    unreachable = standing.problems(now=now)
    for automation in found.values():
        own = [message for message in messages if message.automation_id == automation.pk]
        try:
            unmet = conditions.unmet(automation, own)
        except InvalidRule as refusal:  # of a newer version, say: it holds up no other automation
            unmet = {message.pk: refusal.words for message in own}
        for message in own:
            known[message.pk].unmet = unmet.get(message.pk, "")
            known[message.pk].unreachable = unreachable.get(message.touchpoint_id, "")
