"""Targets that were set, one row each."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from metrics.targets.rules import HIGHEST
from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class Target(OrganizationRow):
    """What a metric is to reach from a day on, in percent (an index in points); without a level: no target from that day on.

    Never changed: a later one holds.
    """

    metric = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(null=True)
    from_day = models.DateField()
    set_by = Reference(Membership, null=True)
    set_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-from_day", "-set_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(metric=""), name="target_of_a_metric"),
            models.CheckConstraint(condition=Q(level=None) | Q(level__gte=1, level__lte=HIGHEST), name="target_in_range"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "metric", "-from_day", "-set_at", "-id"], name="target_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.level}"
