"""Looking before it sends: the dry run over the last days, the mail as one customer would see it, and a test to oneself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.models import Organization
from touchpoints.automations import facts, framing, occasions, rules, templates, values
from touchpoints.automations.framing import Framed
from touchpoints.automations.models import Automation, AutomationTemplate, Trigger
from touchpoints.automations.occasions import Looked
from touchpoints.automations.subjects import Subject
from touchpoints.handoffs import reading as handoffs
from touchpoints.journeys.published import PublishedTouchpoint
from touchpoints.reach import links as reach
from touchpoints.suppression import links as endings
from touchpoints.suppression import reading as suppression

LOOKED_BACK = timedelta(days=90)
LOOKED_AHEAD = timedelta(days=30)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Tried:
    """One customer of a dry run. `why_not` is empty for those who would have got it."""

    looked: Looked
    why_not: str

    @property
    def would_get(self) -> bool:
        return not self.why_not


@dataclass(frozen=True, slots=True)
class Run:
    """A whole dry run, newest first."""

    rows: Sequence[Tried]
    since: datetime
    until: datetime

    @property
    def sent(self) -> int:
        return sum(one.would_get for one in self.rows)

    @property
    def people(self) -> int:
        return len({one.looked.customer_id for one in self.rows if one.would_get})

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why others got none, the commonest first."""
        return Counter(one.why_not for one in self.rows if one.why_not).most_common()


def run(automation: Automation, *, since: datetime, until: datetime) -> Run:
    """Who would have got it in this time, by what the record says today, and why others not."""
    looked = occasions.look(automation, since=since, until=until)
    wanted = {(one.occasion.address, automation.kind) for one in looked if one.occasion}
    barred = suppression.reasons(wanted) if wanted else {}
    muted = handoffs.muted({one.customer_id for one in looked if one.occasion})
    rows = [Tried(one, _why_not(one, automation.kind, barred, muted)) for one in reversed(looked)]
    return Run(rows, since, until)


def past(automation: Automation, *, now: datetime) -> Run:
    """The last 90 days."""
    return run(automation, since=now - LOOKED_BACK, until=now)


def expected(automation: Automation, *, now: datetime) -> int:
    """How many it would send in the next 30 days, as far as dates tell today; None of it is sent by asking."""
    return run(automation, since=now, until=now + LOOKED_AHEAD).sent


def is_foreseen(automation: Automation) -> bool:
    """Whether dates alone decide; nobody knows what will happen."""
    return automation.trigger in (Trigger.DATE, Trigger.SCHEDULE)


def table(tried: Run) -> Iterator[Sequence[Any]]:
    """For a spreadsheet, the header first."""
    yield ("when", "customer", "contact", "address", "would have got it", "why not")
    for one in tried.rows:
        person = one.looked.person
        yield (
            one.looked.due_at,
            one.looked.customer_name,
            person.name if person else "",
            person.address if person else "",
            one.would_get,
            one.why_not,
        )


def values_for(customer: Customer | None, automation: Automation, *, now: datetime) -> dict[str, str]:
    """Placeholder values of a real customer, as far as they are known; of nobody without one."""
    organization = Organization.objects.get(pk=scope.acting_organization_id())
    if customer is None:
        return values.examples() | {"organization.name": organization.name}
    about = facts.of([customer.pk]).get(customer.pk)
    person = rules.choose(about.people, rules.conditions(automation.conditions)) if about else None
    if about is None or person is None:
        return {"organization.name": organization.name, "customer.name": customer.name}
    found = [one for one in past(automation, now=now).rows if one.looked.customer_id == customer.pk]
    subject = found[0].looked.subject if found else Subject(customer.pk, "preview")
    zone = occasions.zone_of(person.zone, about.zone, fallback=organization.zone)
    promises = values.Promises([subject.promise_id] if subject.promise_id else [])
    return values.of(organization, subject=subject, customer=about, person=person, promises=promises, zone=zone)


def mail(words: AutomationTemplate, customer: Customer | None, automation: Automation, *, to: str, now: datetime) -> Framed:
    """The whole mail with the record of this customer, for whoever tries it: its links lead to no customer's page."""
    said = templates.render(words, values_for(customer, automation, now=now))
    rows = PublishedTouchpoint.rows().filter(touchpoint=automation.touchpoint_id)
    person = framing.person_at(rows.select_related("hatch_member__user").first())
    organization = Organization.objects.get(pk=scope.acting_organization_id())
    way = reach.address_of(customer_id=None, touchpoint_id=automation.touchpoint_id)
    out = endings.address_of(organization.pk, to, automation.kind, language=words.language)
    return framing.frame(said, language=words.language, organization=organization, person=person, way=way, out=out)


def _why_not(looked: Looked, kind: str, barred: dict[tuple[str, str], str], muted: set[UUID]) -> str:
    if looked.occasion is None:
        return looked.why_not
    if looked.customer_id in muted:
        return "A person is with the customer: a handoff is open."
    return barred.get((looked.occasion.address, kind), "")
