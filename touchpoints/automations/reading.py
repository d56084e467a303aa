"""What the rows say, for pages and for other rooms."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, QuerySet

from touchpoints.automations.models import Automation, AutomationTemplate


def approved(automation_ids: Iterable[UUID]) -> dict[UUID, dict[str, AutomationTemplate]]:
    """The words somebody approved, by automation and language. One that was never approved is left out."""
    rows = AutomationTemplate.rows().filter(automation__in=list(automation_ids), number=F("automation__template_number"))
    found: dict[UUID, dict[str, AutomationTemplate]] = {}
    for row in rows:
        found.setdefault(row.automation_id, {})[row.language] = row
    return found


def in_language(templates: dict[str, AutomationTemplate], language: str) -> AutomationTemplate:
    """The variant for a person's language; English when there is none, else the first."""
    return templates.get(language[:2].lower()) or templates.get("en") or templates[min(templates)]


def readable() -> QuerySet[Automation]:
    """Automations with what their pages name."""
    return Automation.rows().select_related("touchpoint", "approved_by__user", "made_by__user")
