"""Targets of presence time, and what people said about a sample of their contacts."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference
from touchpoints.interactions.models import Interaction

LONGEST_NOTE = 500


class PresenceTarget(OrganizationRow):
    """How many percent of their frontline time a role spends in presence, from a day on. Never changed: a later one holds."""

    class Role(models.TextChoices):
        LEADER = "leader", "Leaders"
        AGENT = "agent", "Agents"

    role = models.CharField(max_length=10, choices=Role)
    from_day = models.DateField()
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    set_by = Reference(Membership, null=True)
    set_at = models.DateTimeField()

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-from_day", "-set_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(role__in=["leader", "agent"]), name="presence_target_role_known"),
            models.CheckConstraint(
                condition=Q(low__lte=F("high"), high__gte=1, high__lte=100), name="presence_target_in_order"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-from_day", "-set_at", "-id"], name="presence_target_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.low}-{self.high} %"


class QualityNote(OrganizationRow):
    """What whoever had the contact says about how it went. Theirs alone to read."""

    interaction = Reference(Interaction)
    member = Reference(Membership)
    words = models.CharField(max_length=LONGEST_NOTE)
    written_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "interaction"], name="quality_note_once"),
            models.CheckConstraint(condition=~Q(words=""), name="quality_note_says_something"),
        ]

    def __str__(self) -> str:
        return f"on {self.interaction_id}"
