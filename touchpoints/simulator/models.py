"""Scenarios: a copy of the map's modes with assumptions, to see what they would mean."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class Scenario(OrganizationRow):
    """What if. Nothing obeys it; `document` is what assumptions.Scenario writes, with the ids of touchpoints as keys."""

    name = models.CharField(max_length=80)
    document = models.JSONField(default=dict)
    made_by = Reference(Membership, null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-updated_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "name"], condition=Q(removed_at=None), name="scenario_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="scenario_named"),
        ]

    def __str__(self) -> str:
        return self.name
