"""Timers: at most one runs for each member."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from presence.customers.models import Customer
from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference
from touchpoints.interactions.models import Interaction, PresenceKind
from touchpoints.journeys.models import Touchpoint


class Timer(OrganizationRow):
    """Runs until it is stopped or discarded; a stopped one waits until the interaction it measured is logged."""

    member = Reference(Membership)
    customer = Reference(Customer, null=True)
    touchpoint = Reference(Touchpoint, null=True)
    presence_kind = models.CharField(max_length=20, choices=PresenceKind, blank=True)
    started_at = models.DateTimeField(db_default=Now())
    stopped_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)
    interaction = Reference(Interaction, null=True, help_text="What was logged with it.")

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-started_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "member"],
                condition=Q(stopped_at=None, discarded_at=None),
                name="timer_one_running",
            ),
            models.UniqueConstraint(
                fields=["organization", "interaction"], condition=Q(interaction__isnull=False), name="timer_interaction_once"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(stopped_at__gte=F("started_at")), name="timer_stops_after_start"
            ),
            models.CheckConstraint(
                condition=Q(interaction=None) | Q(stopped_at__isnull=False, discarded_at=None), name="timer_logged_is_stopped"
            ),
            models.CheckConstraint(condition=Q(presence_kind__in=["", *PresenceKind.values]), name="timer_presence_kind_known"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "member", "-started_at", "-id"], name="timer_member"),
            models.Index(fields=["organization", "customer"], condition=Q(customer__isnull=False), name="timer_customer"),
        ]

    def __str__(self) -> str:
        return f"since {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None and self.discarded_at is None
