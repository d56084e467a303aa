"""Links to the page of metrics."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership, Team
from presence.tenancy.rows import OrganizationRow, Reference


class MetricsLink(OrganizationRow):
    """Shows the figures of a window, of everybody or of a team, to whoever has the address, until a day.

    Only the SHA-256 of its secret is stored.
    """

    label = models.CharField(max_length=80, help_text="For whom it is.")
    window = models.CharField(max_length=10)
    team = Reference(Team, null=True)
    token_hash = models.CharField(max_length=64)
    made_by = Reference(Membership, null=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "token_hash"], name="metrics_link_once"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="metrics_link_ends_later"),
        ]

    def __str__(self) -> str:
        return self.label
