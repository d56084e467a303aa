"""Templates as lists and forms need them."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db.models import Count, QuerySet

from promises.record.rules import TermInput, Wording
from promises.templates.actions import Line
from promises.templates.models import PromiseTemplate, TemplateTerm

DUE_HOUR = time(17)


def offered() -> QuerySet[PromiseTemplate]:
    """The templates in use by name, each with its `amount` of terms."""
    return PromiseTemplate.rows().filter(archived_at=None).annotate(amount=Count("terms")).order_by("name", "pk")


def archived() -> QuerySet[PromiseTemplate]:
    """The others, the latest first."""
    return PromiseTemplate.rows().filter(archived_at__isnull=False).order_by("-archived_at", "pk")


def wording_of(template: PromiseTemplate) -> Wording:
    return Wording(**{name: getattr(template, name) for name in Wording.__dataclass_fields__})


def lines_of(template: PromiseTemplate) -> list[Line]:
    return [
        Line(term.kind, term.text, term.flexibility, term.due_days, term.amount)
        for term in TemplateTerm.rows().filter(template=template)
    ]


def terms(lines: Sequence[Line], *, now: datetime) -> list[TermInput]:
    """The terms of a promise that begins with these lines now; `now` in the organization's zone."""
    return [TermInput(line.kind, line.text, line.flexibility, _due(line, now), line.amount) for line in lines]


def _due(line: Line, now: datetime) -> datetime | None:
    if line.due_days is None:
        return None
    return datetime.combine(now.date() + timedelta(days=line.due_days), DUE_HOUR, tzinfo=now.tzinfo)
