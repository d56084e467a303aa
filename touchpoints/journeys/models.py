"""The map as it is being drawn: journeys, their stages, touchpoints, and what an automatic one needs.

Nothing in the product obeys these rows. What is obeyed is published (touchpoints/journeys/published.py).
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.hours.models import Calendar
from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class Mode(models.TextChoices):
    HUMAN_ONLY = "human_only", "Human-only"
    AUGMENT = "augment", "Augment"
    AUTOMATE = "automate", "Automate"


class Protection(models.TextChoices):
    """Why a moment must stay with people: the deliberately messy zones."""

    BAD_NEWS = "bad_news", "Bad news"
    PRICING = "pricing", "Pricing"
    SCOPE_TRADEOFF = "scope_tradeoff", "Scope trade-off"
    RECOVERY = "recovery", "Recovery"
    NEGOTIATION = "negotiation", "Negotiation"
    APOLOGY = "apology", "Apology"
    TEACHING = "teaching", "Teaching"


class Stake(models.TextChoices):
    VALUE = "value", "Value"
    EMOTION = "emotion", "Emotion"
    REVERSIBILITY = "reversibility", "Hard to reverse"
    COMPLEX = "complex", "Complex"
    STRATEGIC = "strategic", "Strategic"
    SENSITIVE = "sensitive", "Sensitive"


class Channel(models.TextChoices):
    CALL = "call", "Call"
    MEETING = "meeting", "Meeting"
    VISIT = "visit", "Visit"
    EMAIL = "email", "E-mail"
    CHAT = "chat", "Chat"
    SMS = "sms", "Text message"
    FORM = "form", "Form"
    OTHER = "other", "Other"


class Journey(OrganizationRow):
    """An ordered list of stages."""

    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    owner = Reference(Membership, null=True, blank=True)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "position"], name="journey_position_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stage(OrganizationRow):
    """A phase of a journey."""

    journey = Reference(Journey, related_name="stages")
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "journey", "position"],
                name="stage_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Touchpoint(OrganizationRow):
    """A repeatable moment with the customer. No mode chosen means human-only; protected never means automate."""

    stage = Reference(Stage, related_name="touchpoints")
    key = models.SlugField(max_length=60, db_index=False)
    name = models.CharField(max_length=120)
    intent = models.CharField(max_length=300, blank=True, help_text="What the customer wants at this moment.")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.HUMAN_ONLY)
    mode_reason = models.CharField(max_length=300, blank=True)
    owner = Reference(Membership, null=True, blank=True)
    protected = ArrayField(models.CharField(max_length=20, choices=Protection), default=list, blank=True)
    stakes = ArrayField(models.CharField(max_length=20, choices=Stake), default=list, blank=True)
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    response_target_minutes = models.PositiveIntegerField(null=True, blank=True)
    key_moment = models.BooleanField(default=False)
    top_five = models.BooleanField(default=False)
    first_truth_due = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "key"], name="touchpoint_key_once"),
            models.UniqueConstraint(
                fields=["organization", "stage", "position"],
                name="touchpoint_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="touchpoint_mode_known"),
            models.CheckConstraint(
                condition=~Q(mode="automate") | Q(protected__len=0), name="touchpoint_protected_never_automate"
            ),
            models.CheckConstraint(condition=Q(protected__contained_by=Protection.values), name="touchpoint_protection_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_protected(self) -> bool:
        return bool(self.protected)


class EscapeHatch(OrganizationRow):
    """Whom the customer reaches from an automatic moment, in which hours, and how soon they are answered.

    Without a calendar the organization's usual hours hold. `reply_minutes` are minutes of those hours.
    """

    touchpoint = Reference(Touchpoint, related_name="hatches")
    member = Reference(Membership)
    calendar = Reference(Calendar, null=True)
    reply_minutes = models.PositiveIntegerField()

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "touchpoint"], name="hatch_once"),
            models.CheckConstraint(condition=Q(reply_minutes__gte=1), name="hatch_reply_in_time"),
        ]

    def __str__(self) -> str:
        return f"{self.member} within {self.reply_minutes} minutes"


class MessageTemplate(OrganizationRow):
    """What an automatic moment says first. A person approves it by publishing; any edit takes the approval away, by trigger."""

    touchpoint = Reference(Touchpoint, related_name="messages")
    language = models.CharField(max_length=8, default="en")
    subject = models.CharField(max_length=150)
    text = models.TextField(max_length=5000)
    version = models.PositiveIntegerField(default=1)
    approved_sha256 = models.CharField(max_length=64, blank=True)
    approved_by = Reference(Membership, null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "touchpoint"], name="message_once"),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(text=""), name="message_says_something"),
            models.CheckConstraint(
                condition=Q(approved_sha256="", approved_by=None, approved_at=None)
                | Q(~Q(approved_sha256=""), approved_by__isnull=False, approved_at__isnull=False),
                name="message_approval_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
