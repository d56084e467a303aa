"""Reactions: functions of upper floors that run in the same transaction when a lower row changes (decisions.md 2)."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def react(event: str, **facts: Any) -> None:
    """Call every function that settings.REACTIONS names for this event, in order."""
    for path in settings.REACTIONS[event]:
        import_string(path)(**facts)
