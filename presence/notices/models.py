"""Mail to members (invitations, digests). The row is the truth; a worker delivers it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from presence.kit.post import Mailable
from presence.tenancy.rows import OrganizationRow


class Letter(OrganizationRow, Mailable):
    """One mail to one member. Unique by (organization, occasion), so that no occasion is mailed twice."""

    occasion = models.CharField(max_length=120)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "occasion"], name="letter_occasion_once"),
            models.CheckConstraint(condition=Q(state__in=Mailable.State.values), name="letter_state_known"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "due_at"], condition=Q(state="queued"), name="letter_due"),
            models.Index(fields=["organization", "leased_until"], condition=Q(state="sending"), name="letter_sending"),
        ]

    def __str__(self) -> str:
        return self.subject
