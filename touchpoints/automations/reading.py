"""What the rows say, for pages and for other rooms."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import F, Max, QuerySet

from touchpoints.automations.models import Automation, AutomationTemplate


def approved(automation_ids: Iterable[UUID]) -> dict[UUID, dict[str, AutomationTemplate]]:
    """The words somebody approved, by automation and language. One that was never approved is left out."""
    rows = AutomationTemplate.rows().filter(automation__in=list(automation_ids), number=F("automation__template_number"))
    found: dict[UUID, dict[str, AutomationTemplate]] = {}
    for row in rows:
        found.setdefault(row.automation_id, {})[row.language] = row
    return found


def rows() -> QuerySet[Automation]:
    """Automations with their touchpoint."""
    return Automation.rows().select_related("touchpoint")


def readable() -> QuerySet[Automation]:
    """Automations with what their pages name."""
    return rows().select_related("approved_by__user", "made_by__user")


def newest_number(automation: Automation) -> int:
    """The number of the newest version of its words."""
    found = AutomationTemplate.rows().filter(automation=automation).aggregate(newest=Max("number"))["newest"]
    return int(found or 0)


def newest(automation_ids: Iterable[UUID]) -> dict[UUID, AutomationTemplate]:
    """The newest words of each automation in its first language."""
    found: dict[UUID, AutomationTemplate] = {}
    rows = AutomationTemplate.rows().filter(automation__in=list(automation_ids))
    for row in sorted(rows.defer("text", "html"), key=lambda one: (-one.number, one.language != "en", one.language)):
        found.setdefault(row.automation_id, row)
    return found


def version(automation: Automation, number: int) -> list[AutomationTemplate]:
    """One version of its words, English first, then by language."""
    found = AutomationTemplate.rows().filter(automation=automation, number=number).select_related("written_by__user")
    return sorted(found, key=lambda one: (one.language != "en", one.language))


def versions(automation: Automation) -> list[list[AutomationTemplate]]:
    """Every version, newest first."""
    by_number: dict[int, list[AutomationTemplate]] = {}
    for row in AutomationTemplate.rows().filter(automation=automation).select_related("written_by__user"):
        by_number.setdefault(row.number, []).append(row)
    return [
        sorted(by_number[number], key=lambda one: (one.language != "en", one.language))
        for number in sorted(by_number, reverse=True)
    ]


def in_language(templates: Mapping[str, AutomationTemplate], language: str) -> AutomationTemplate:
    """The variant for a person's language; English when there is none, else the first."""
    return templates.get(language[:2].lower()) or templates.get("en") or templates[min(templates)]
