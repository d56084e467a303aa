"""Who gets no automated mail of which kind, and why. A row here ends it before the next message is claimed."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class Kind(models.TextChoices):
    """What an automated message is for: a person may end each kind alone."""

    SERVICE = "service", "Service"
    LIFECYCLE = "lifecycle", "Customer life cycle"
    SURVEY = "survey", "Surveys"


class Why(models.TextChoices):
    UNSUBSCRIBED = "unsubscribed", "Unsubscribed"
    LESS_OFTEN = "less_often", "Asked for less"
    BOUNCED = "bounced", "The address does not exist"
    COMPLAINED = "complained", "Reported as spam"
    ERASED = "erased", "Erased"
    BY_HAND = "by_hand", "Entered by a member"


class Suppression(OrganizationRow):
    """One address and one kind; an empty kind is every kind.

    The address is kept as its SHA-256, salted with the organization, so that it still holds after an erasure; `address` is for
    people to read and goes with the erasure. `days_between` is set for "less often": at most one message in so many days.
    """

    address = models.EmailField(max_length=254, blank=True)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=Kind, blank=True)
    why = models.CharField(max_length=12, choices=Why)
    days_between = models.PositiveSmallIntegerField(null=True)
    words = models.CharField(max_length=300, blank=True)
    entered_by = Reference(Membership, null=True)
    since = models.DateTimeField(db_default=Now())

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-since", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "digest", "kind"], name="suppression_once"),
            models.CheckConstraint(condition=Q(kind__in=["", *Kind.values]), name="suppression_kind_known"),
            models.CheckConstraint(condition=Q(why__in=Why.values), name="suppression_why_known"),
            models.CheckConstraint(
                condition=Q(why="less_often", days_between__gte=1) | (~Q(why="less_often") & Q(days_between=None)),
                name="suppression_less_often_whole",
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["organization", "-since", "-id"], name="suppression_newest")]

    def __str__(self) -> str:
        return f"{self.get_why_display()}: {self.get_kind_display() or 'everything'}"
