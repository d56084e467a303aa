"""What was written over the map at once, so that it can be undone, and maps saved as templates."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class BroughtMap(OrganizationRow):
    """The map before a file or a template changed it, and the digest of the map after. Append-only but for `undone_at`."""

    class Source(models.TextChoices):
        FILE = "file", "File"
        TEMPLATE = "template", "Template"
        API = "api", "API"

    source = models.CharField(max_length=10, choices=Source)
    name = models.CharField(max_length=120, blank=True, help_text="Of the file or the template.")
    before = models.JSONField()
    after_digest = models.CharField(max_length=64)
    changes = models.PositiveIntegerField()
    brought_by = Reference(Membership, null=True)
    brought_at = models.DateTimeField(db_default=Now(), editable=False)
    undone_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-brought_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(source__in=["file", "template", "api"]), name="brought_map_source_known"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["organization", "-brought_at"], name="brought_map_latest")]

    def __str__(self) -> str:
        return self.name or str(self.get_source_display())


class MapTemplate(OrganizationRow):
    """A map saved to begin others with: what happens and who handles it, but nobody by name."""

    name = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)
    document = models.JSONField()
    saved_by = Reference(Membership, null=True)
    saved_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "name"], condition=Q(deleted_at=None), name="map_template_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="map_template_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
