"""The table that a feed answers: the same as the API's `.csv`, over days that move on."""

from datetime import datetime

from metrics.calculators.registry import PROMISE_KEPT, Definition
from metrics.dashboard import measured_shapes, shapes
from metrics.dashboard.shapes import Days
from metrics.facts import measured, promise_kept
from metrics.facts.measured import Asked
from presence.kit import windows
from presence.tenancy.models import Organization
from touchpoints.interactions import recorded


def write(metric: Definition, *, organization: Organization, days: str, group_by: str, now: datetime) -> str:
    """CSV: one line for the whole window, or one for each group. `days` names a window. Raises measured.NotOffered."""
    window = windows.parse(window=days, today=now.astimezone(organization.zone).date(), recorded=recorded.days)
    span = Days(window.first, window.last, organization.time_zone)
    if metric is PROMISE_KEPT:
        rate = promise_kept.answer(window=window, now=now, group_by=[group_by] if group_by else [])
        return shapes.table(span, rate.groups.get(group_by), rate.counts)
    found = measured.measure(metric, Asked(organization, window, now, group_by=group_by))
    return measured_shapes.table(found, span, group_by)
