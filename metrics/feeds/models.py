"""Feeds of metrics: a metric, its days and its lines, behind a secret address."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from metrics.calculators.registry import METRICS, Definition
from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class MetricFeed(OrganizationRow):
    """A feed shows what its member may see and dies with that membership. Only the SHA-256 of its secret is stored."""

    class Days(models.TextChoices):
        WEEK = "7d", "Last 7 days"
        MONTH = "30d", "Last 30 days"
        QUARTER = "90d", "Last 90 days"
        YEAR = "365d", "Last 365 days"
        ALL = "all", "Everything recorded"

    class Lines(models.TextChoices):
        ONE = "", "One line for all"
        TOUCHPOINT = "touchpoint", "One for each touchpoint"
        TEAM = "team", "One for each team"
        SEGMENT = "segment", "One for each segment"
        MODE = "mode", "One for each mode"
        VERSION = "version", "One for each map version"
        HANDLED_BY = "handled_by", "One for each way of handling"
        DAY = "day", "One for each day"
        WEEK = "week", "One for each week"
        MONTH = "month", "One for each month"

    member = Reference(Membership)
    metric = models.CharField(max_length=40, help_text="A key of the registry.")
    days = models.CharField(max_length=5, choices=Days, default=Days.MONTH)
    lines = models.CharField(max_length=10, choices=Lines, default=Lines.ONE, blank=True)
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "secret_hash"], name="metric_feed_once"),
            models.CheckConstraint(condition=Q(days__in=["7d", "30d", "90d", "365d", "all"]), name="metric_feed_days_known"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["organization", "member"], name="metric_feed_member")]

    def __str__(self) -> str:
        return self.definition.name if self.definition else self.metric

    @property
    def definition(self) -> Definition | None:
        """The metric; None when the registry has it no more."""
        return METRICS.get(self.metric)
