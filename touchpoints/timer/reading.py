"""A member's own timers."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from presence.kit.running import Running
from presence.tenancy.models import Membership
from touchpoints.timer import rules
from touchpoints.timer.models import Timer

MOST_WAITING = 20


def of(member_id: UUID) -> QuerySet[Timer]:
    """All timers of one person: nobody else's are ever read."""
    return Timer.rows().filter(member=member_id)


def current(member_id: UUID) -> Timer | None:
    """The one that runs."""
    return of(member_id).select_related("customer", "touchpoint").filter(stopped_at=None, discarded_at=None).first()


def waiting(member_id: UUID) -> list[Timer]:
    """Stopped and not logged yet, the latest first."""
    stopped = of(member_id).filter(stopped_at__isnull=False, discarded_at=None, interaction=None)
    return list(stopped.select_related("customer", "touchpoint")[:MOST_WAITING])


def running_for(member: Membership) -> Running | None:
    """What the frame of every page shows (settings.RUNNING)."""
    timer = current(member.pk)
    if timer is None:
        return None
    return Running(
        word=str(timer.customer) if timer.customer else "A contact",
        url=reverse("customer", args=[timer.customer_id]) if timer.customer_id else reverse("timer"),
        since=timer.started_at,
        stop_url=reverse("timer_stop", args=[timer.pk]),
        discard_url=reverse("timer_discard", args=[timer.pk]),
        asks_after=rules.FORGOTTEN_AFTER,
    )


def log_address(timer: Timer) -> str:
    """The form that logs what was timed, with what the timer knows."""
    known: dict[str, Any] = {
        "timer": timer.pk,
        "customer": timer.customer_id,
        "touchpoint": timer.touchpoint_id,
        "kind": timer.presence_kind,
    }
    return f"{reverse('interaction_new')}?{urlencode({name: value for name, value in known.items() if value})}"


def source(interaction_id: UUID) -> str:
    """Where an interaction comes from, when a timer measured it (settings.INTERACTION_SOURCES)."""
    return "The timer" if Timer.rows().filter(interaction=interaction_id).exists() else ""


def minutes(timer: Timer) -> int | None:
    """What it counts; None while it runs, and when it was forgotten."""
    return rules.counted(timer.started_at, timer.stopped_at) if timer.stopped_at else None


def ran(timer: Timer, now: datetime) -> int:
    """Whole minutes from its start to its end, or to now, forgotten or not."""
    return int(((timer.stopped_at or now) - timer.started_at).total_seconds() // 60)
