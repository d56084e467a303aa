"""What was chosen to give, so that nobody has to guess later why we said no."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class Tradeoff(OrganizationRow):
    """One choice, as it was made; a later one is a new row. `inputs` are the numbers it was made with."""

    class Kind(models.TextChoices):
        CUSTOMERS = "customers", "Customers, offers, service"
        QUALITY = "quality", "Quality, speed, price"
        PEAK = "peak", "A coming peak"

    kind = models.CharField(max_length=10, choices=Kind)
    gives = models.CharField(max_length=20)
    sentence = models.CharField(max_length=400, help_text="How it is said before anybody commits.")
    inputs = models.JSONField(default=dict)
    decided_by = Reference(Membership, null=True)
    decided_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-decided_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(kind__in=["customers", "quality", "peak"]), name="tradeoff_kind_known"),
            models.CheckConstraint(condition=~Q(sentence=""), name="tradeoff_said"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-decided_at", "-id"], name="tradeoff_newest"),
        ]

    def __str__(self) -> str:
        return self.sentence
