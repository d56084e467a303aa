"""The map's rows: journeys, their stages, and the touchpoints with the mode that everything obeys."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

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
