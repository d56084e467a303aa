"""Before an automation is switched on: whom it would reach, how far, and what holds it back. Nothing leaves by looking."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings

from presence.kit import words
from touchpoints.automations import rules, trying
from touchpoints.automations.models import Automation
from touchpoints.automations.rules import AfterEvent
from touchpoints.delivery import reading as delivery
from touchpoints.reach import standing

MINUTE = 60  # seconds


def context(automation: Automation, *, now: datetime) -> dict[str, Any]:
    """The count, how long each waits, and whether a person can be reached. What stops all mail stands on top of every page."""
    return {
        "run": trying.past(automation, now=now),
        "expected": trying.expected(automation, now=now) if trying.is_foreseen(automation) else None,
        "hold": _told(delivery.of_organization().hold_seconds),
        "unreachable": standing.problem(touchpoint_id=automation.touchpoint_id, now=now),
        "call": call(automation, now=now),
    }


def call(automation: Automation, *, now: datetime) -> str:
    """What another system sends so that this automation answers, for a shell; empty where it waits for no event."""
    details = rules.details(automation.trigger, automation.trigger_details)
    if not isinstance(details, AfterEvent) or not details.key:
        return ""
    body = {"key": details.key, "external_ref": "E-1001", "customer": "…", "occurred_at": f"{now:%Y-%m-%dT%H:%M:%SZ}"}
    return (
        f"curl {settings.PRESENCE_URL.geturl().rstrip('/')}/api/v1/events/ \\\n"
        '  --header "Authorization: Bearer $PRESENCE_KEY" --header "Content-Type: application/json" \\\n'
        f"  --data '{json.dumps(body, ensure_ascii=False)}'"
    )


def _told(seconds: int) -> str:
    return words.minutes(seconds / MINUTE) if seconds >= MINUTE else words.count(seconds, "second")
