"""The placeholder values of one mail, fixed when its occasion was found, in the recipient's words for days and times."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from presence.tenancy.models import Organization
from promises.record import reading
from promises.record.chain import StoredRevision
from promises.record.models import Promise
from touchpoints.automations import placeholders
from touchpoints.automations.rules import About, Person
from touchpoints.automations.subjects import Subject

STARTS, ENDS = "appointment.starts_at", "appointment.ends_at"
SENT_BY_EVENTS = ("event.text", "event.reference", "appointment.place", STARTS, ENDS)
"""What an event may bring along."""

_SLASHES = "{0:%d/%m/%Y}"
_DAYS = {"de": "{0.day}.{0.month}.{0.year}", "nl": "{0.day}-{0.month}-{0.year}"} | dict.fromkeys(("fr", "es", "it"), _SLASHES)
_ENGLISH = "{0.day} {0:%B} {0.year}"


class Promises:
    """The promises that subjects name, read in two statements."""

    def __init__(self, ids: Iterable[UUID]) -> None:
        wanted = set(ids)
        self.revisions: dict[UUID, StoredRevision] = reading.current(wanted) if wanted else {}
        self.numbers = dict(Promise.rows().filter(pk__in=wanted).values_list("pk", "external_ref")) if wanted else {}

    def values(self, subject: Subject, language: str, zone: ZoneInfo) -> dict[str, str]:
        if subject.promise_id is None:
            return {}
        revision = self.revisions.get(subject.promise_id)
        due = subject.due.astimezone(zone) if subject.due else None
        term = next((term for term in revision.terms if term.due_at == subject.due), None) if revision and due else None
        return {
            "promise.title": (revision.title or "") if revision else "",
            "promise.number": self.numbers.get(subject.promise_id, ""),
            "promise.due_date": day(due, language) if due else "",
            "promise.due_time": f"{due:%H:%M}" if due else "",
            "promise.due_text": (term.text or "") if term else "",
        }


def of(
    organization: Organization, *, subject: Subject, customer: About, person: Person, promises: Promises, zone: ZoneInfo
) -> dict[str, str]:
    """Every value that is known; the others are left out."""
    language = person.language[:2].lower()
    renewal = customer.renewal_date
    known = {
        "organization.name": organization.name,
        "customer.name": customer.name,
        "customer.owner": customer.owner,
        "customer.renewal_date": day(renewal, language) if renewal else "",
        "contact.name": person.name,
        "contact.first_name": person.name.split()[0] if person.name.split() else "",
        **promises.values(subject, language, zone),
        **_appointment(subject.facts, language, zone),
        **{name: subject.facts[name] for name in SENT_BY_EVENTS if name in subject.facts},
    }
    return {name: value for name, value in known.items() if value}


def examples() -> dict[str, str]:
    """The values of the table, for a preview without a customer."""
    return {known.name: known.example for known in placeholders.TABLE}


def day(value: date | datetime, language: str) -> str:
    """A day as people write it in this language."""
    return _DAYS.get(language, _ENGLISH).format(value)


def moment(text: str) -> datetime | None:
    """A moment of an event's facts; None when it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _appointment(facts: dict[str, str], language: str, zone: ZoneInfo) -> dict[str, str]:
    starts = moment(facts.get(STARTS, ""))
    if starts is None:
        return {}
    local = starts.astimezone(zone)
    return {"appointment.date": day(local, language), "appointment.time": f"{local:%H:%M}"}
