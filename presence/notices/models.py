"""Mail to members (invitations, digests). The row is the truth; a worker delivers it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.tenancy.rows import OrganizationRow


class Letter(OrganizationRow):
    """One mail to one member. Unique by (organization, occasion), so that no occasion is mailed twice."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        UNCERTAIN = "uncertain", "Uncertain"
        FAILED = "failed", "Failed"
        CANCELED = "canceled", "Canceled"

    occasion = models.CharField(max_length=120)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    due_at = models.DateTimeField(db_default=Now())
    not_after = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "occasion"], name="letter_occasion_once"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending", "sent", "uncertain", "failed", "canceled"]),
                name="letter_state_known",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "due_at"], condition=Q(state="queued"), name="letter_due"),
        ]

    def __str__(self) -> str:
        return self.subject
