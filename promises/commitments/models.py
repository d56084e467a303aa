"""Calendar feeds: secret addresses that a calendar program asks for what is due."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class Feed(OrganizationRow):
    """A feed shows what its member may see and dies with that membership. Only the SHA-256 of its secret is stored."""

    class Whose(models.TextChoices):
        MINE = "mine", "My commitments"
        TEAM = "team", "My team’s commitments"

    member = Reference(Membership)
    whose = models.CharField(max_length=10, choices=Whose, default=Whose.MINE)
    names = models.BooleanField(default=False, help_text="Whether customers are named in it.")
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "secret_hash"], name="feed_once"),
            models.CheckConstraint(condition=Q(whose__in=["mine", "team"]), name="feed_whose_known"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["organization", "member"], name="feed_member")]

    def __str__(self) -> str:
        return str(self.get_whose_display())
