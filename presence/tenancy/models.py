"""Organizations, their teams and their members."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.kit.ids import new_id
from presence.tenancy.rows import OrganizationRow, Reference


class Organization(models.Model):
    """The tenant. Its slug is its address; days and weeks are counted in its time zone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=40, unique=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    country = models.CharField(max_length=2, help_text="ISO 3166 code; phone numbers without a country are read with it.")
    currency = models.CharField(max_length=3, default="EUR")
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(slug__regex=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"), name="organization_slug_form"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Role(models.TextChoices):
    """What a member may do. Each role may do all that the ones after it may (decisions.md 25)."""

    OWNER = "owner", "Owner"
    LEADER = "leader", "Leader"
    AGENT = "agent", "Agent"
    VIEWER = "viewer", "Viewer"

    @property
    def rank(self) -> int:
        return ["viewer", "agent", "leader", "owner"].index(self.value)

    def covers(self, needed: "Role") -> bool:
        return self.rank >= needed.rank


class Team(OrganizationRow):
    """A group of members; facts keep the team they were made in."""

    key = models.SlugField(max_length=40, db_index=False)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["position", "key"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "key"], name="team_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(OrganizationRow):
    """A person's place in an organization. Removal keeps the row, so that what they did still has a name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=10, choices=Role, default=Role.VIEWER)
    team = Reference(Team)
    joined_at = models.DateTimeField(db_default=Now(), editable=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "user"], name="member_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_active(self) -> bool:
        return self.removed_at is None

    def may(self, needed: Role) -> bool:
        return self.is_active and Role(self.role).covers(needed)


DEFAULT_TEAMS = (("sales", "Sales"), ("delivery", "Delivery"), ("support", "Support"), ("other", "Other"))
