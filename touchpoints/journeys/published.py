"""The map as it is obeyed: its versions, one row per published touchpoint, and who approved what.

Facts, the brief, the composer and workers read PublishedTouchpoint. A touchpoint without a row there is human-only.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.hours.models import Calendar
from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference
from touchpoints.journeys.models import Mode, Protection, Stake, Touchpoint


class MapVersion(OrganizationRow):
    """A whole map as somebody published it. Never altered, but for the moment it is applied or canceled.

    Numbers have no gaps (by trigger). `document` is what touchpoints/journeys/document.py describes.
    """

    number = models.PositiveIntegerField()
    document = models.JSONField()
    note = models.CharField(max_length=300, blank=True)
    published_by = Reference(Membership)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    effective_from = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True)
    canceled_at = models.DateTimeField(null=True)
    reverted_from = models.PositiveIntegerField(null=True, help_text="The number of the version this one brought back.")

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "number"], name="map_version_once"),
            models.UniqueConstraint(
                fields=["organization"], condition=Q(applied_at=None, canceled_at=None), name="map_version_one_waiting"
            ),
            models.CheckConstraint(condition=Q(applied_at=None) | Q(canceled_at=None), name="map_version_applied_or_canceled"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def is_waiting(self) -> bool:
        return self.applied_at is None and self.canceled_at is None


class PublishedTouchpoint(OrganizationRow):
    """What holds at a touchpoint now. Rows are never deleted; `archived` says that it left the map.

    `was_guarded`: a published version once marked it as protected or high in stakes. Loosening such a one needs two people.
    """

    touchpoint = Reference(Touchpoint, related_name="published")
    version_number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.HUMAN_ONLY)
    mode_reason = models.CharField(max_length=300, blank=True)
    protected = ArrayField(models.CharField(max_length=20, choices=Protection), default=list, blank=True)
    stakes = ArrayField(models.CharField(max_length=20, choices=Stake), default=list, blank=True)
    key_moment = models.BooleanField(default=False)
    owner = Reference(Membership, null=True)
    hatch_member = Reference(Membership, null=True)
    hatch_calendar = Reference(Calendar, null=True)
    hatch_reply_minutes = models.PositiveIntegerField(null=True)
    message_sha256 = models.CharField(max_length=64, blank=True)
    archived = models.BooleanField(default=False)
    was_guarded = models.BooleanField(default=False, editable=False)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "touchpoint"], name="published_once"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="published_mode_known"),
            models.CheckConstraint(
                condition=~Q(mode="automate") | Q(protected__len=0), name="published_protected_never_automate"
            ),
            models.CheckConstraint(
                condition=~Q(mode="automate")
                | Q(
                    ~Q(message_sha256=""),
                    owner__isnull=False,
                    hatch_member__isnull=False,
                    hatch_reply_minutes__isnull=False,
                ),
                name="published_automate_complete",
            ),
            models.CheckConstraint(condition=Q(protected__contained_by=Protection.values), name="published_protection_known"),
        ]

    def __str__(self) -> str:
        return self.name


class ApprovedMessage(OrganizationRow):
    """The words of a message as a person approved them. Workers send these words and no others."""

    touchpoint = Reference(Touchpoint)
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=150)
    text = models.TextField(max_length=5000)
    approved_by = Reference(Membership)
    approved_at = models.DateTimeField()

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "touchpoint", "sha256"], name="approved_message_once"),
        ]

    def __str__(self) -> str:
        return self.subject


class ChangeKind(models.TextChoices):
    UNPROTECT = "unprotect", "No longer protected"
    LOOSEN = "loosen", "Closer to automatic"


class Decision(models.TextChoices):
    OPEN = "", "Waiting"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class PendingChange(OrganizationRow):
    """A change that two people decide: one asks with a reason, another leader or owner answers.

    `wanted` is {"mode": …, "protected": […]}. `used_in` is the version that made use of the approval: each serves once.
    """

    touchpoint = Reference(Touchpoint)
    kind = models.CharField(max_length=10, choices=ChangeKind)
    wanted = models.JSONField()
    reason = models.CharField(max_length=300)
    asked_by = Reference(Membership)
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN, blank=True)
    decided_by = Reference(Membership, null=True)
    decided_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True, help_text="What the one who decided said.")
    alone = models.BooleanField(default=False, help_text="There was nobody else to ask; an hour went by instead.")
    used_in = models.PositiveIntegerField(null=True)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "touchpoint"], condition=Q(outcome=""), name="pending_change_one_open"
            ),
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="pending_change_kind_known"),
            models.CheckConstraint(condition=Q(outcome__in=Decision.values), name="pending_change_outcome_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="pending_change_has_reason"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | Q(~Q(outcome=""), decided_by__isnull=False, decided_at__isnull=False),
                name="pending_change_decided_whole",
            ),
            models.CheckConstraint(condition=Q(used_in=None) | Q(outcome="approved"), name="pending_change_used_approved"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "touchpoint", "-asked_at"], name="pending_change_touchpoint"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.touchpoint}"
