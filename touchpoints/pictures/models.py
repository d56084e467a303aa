"""Doors to the map for people outside."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class MapLink(OrganizationRow):
    """Shows the published map to whoever has the address. Only the SHA-256 of its secret is stored."""

    label = models.CharField(max_length=80, help_text="For whom it is.")
    with_figures = models.BooleanField(default=False)
    with_owners = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64)
    made_by = Reference(Membership, null=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "token_hash"], name="map_link_once"),
        ]

    def __str__(self) -> str:
        return self.label
