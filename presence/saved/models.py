"""Saved views: where a list was filtered in a way worth a name."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership, Team
from presence.tenancy.rows import OrganizationRow, Reference

LONGEST_NAME = 60


class SavedView(OrganizationRow):
    """Filters and order of one list. Without a team it is its member's own; with one, it is the team's."""

    listed = models.CharField(max_length=20)
    name = models.CharField(max_length=LONGEST_NAME)
    filters = models.JSONField(help_text="Plain texts by the names of the list's filters.")
    member = Reference(Membership, models.CASCADE)
    team = Reference(Team, models.CASCADE, null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True, help_text="Since then it stands among the tabs.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "member", "listed", "name"], condition=Q(team=None), name="saved_view_mine_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "team", "listed", "name"], condition=Q(team__isnull=False), name="saved_view_team_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def query(self) -> str:
        """What stands behind the question mark of its address."""
        return urlencode(self.filters)
