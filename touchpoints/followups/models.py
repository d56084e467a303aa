"""Follow-ups."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.customers.models import Customer
from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference
from touchpoints.interactions.models import Interaction

LONGEST = 200


class FollowUp(OrganizationRow):
    """A member comes back to a customer on a day of the organization. Open until somebody says that it is done."""

    customer = Reference(Customer)
    member = Reference(Membership, help_text="Whose it is.")
    due_date = models.DateField()
    words = models.CharField(max_length=LONGEST, blank=True)
    interaction = Reference(Interaction, null=True, help_text="The contact it came from.")
    done_at = models.DateTimeField(null=True)
    done_by = Reference(Membership, null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["due_date", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "interaction"],
                condition=Q(interaction__isnull=False),
                name="followup_interaction_once",
            ),
            models.CheckConstraint(condition=Q(done_by=None) | Q(done_at__isnull=False), name="followup_done_whole"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["organization", "member", "due_date", "id"], condition=Q(done_at=None), name="followup_mine_open"
            ),
            models.Index(fields=["organization", "due_date", "id"], condition=Q(done_at=None), name="followup_open"),
            models.Index(fields=["organization", "-done_at", "-id"], condition=Q(done_at__isnull=False), name="followup_done"),
            models.Index(fields=["organization", "customer"], name="followup_customer"),
        ]

    def __str__(self) -> str:
        return self.words or "Follow-up"
