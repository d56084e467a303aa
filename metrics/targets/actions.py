"""Setting a target."""

from datetime import date, datetime

from django.db import transaction

from metrics.calculators.registry import METRICS
from metrics.targets import rules
from metrics.targets.models import Target
from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor


class UnknownMetric(refusals.Refusal):
    """No metric has this name."""

    def __init__(self) -> None:
        super().__init__(f"Choose one of {', '.join(METRICS)}.", pointer="metric")


class OutOfRange(refusals.Refusal):
    """A share is a part of a whole."""

    def __init__(self, highest: int) -> None:
        super().__init__(f"Choose a whole number from 1 to {highest}.", pointer="level")


def set_target(*, by: Actor, now: datetime, metric: str, level: int | None, from_day: date) -> Target:
    """What a metric is to reach from a day on; former targets hold for the days before. Without a level there is none.

    Raises UnknownMetric and OutOfRange.
    """
    if metric not in METRICS:
        raise UnknownMetric
    highest = rules.HIGHEST if METRICS[metric].is_index else rules.PERCENT
    if level is not None and not 1 <= level <= highest:
        raise OutOfRange(highest)
    with transaction.atomic():
        row = Target(metric=metric, level=level, from_day=from_day, set_by_id=by.member_id, set_at=now)
        row.save(force_insert=True)
        verb = "metric_target.ended" if level is None else "metric_target.set"
        told = {"metric": METRICS[metric].name, "level": level, "from_day": from_day.isoformat()}
        audit.record(verb=verb, by=by, subject=row, **told)  # type: ignore[arg-type]  # all are details
    return row
