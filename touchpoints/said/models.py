"""Which notes sound like a commitment, and what was done about each. The words themselves stay in the interaction alone."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference
from promises.record.models import Promise
from touchpoints.interactions.models import Interaction


class Said(OrganizationRow):
    """A note that sounds like a commitment. It is open until a term of a promise says it, or somebody dismisses it."""

    interaction = Reference(Interaction, models.CASCADE)
    occurred_at = models.DateTimeField()
    version = models.PositiveIntegerField(help_text="Of the interaction, when its note was looked at.")
    found_at = models.DateTimeField(db_default=Now(), editable=False)
    promise = Reference(Promise, null=True)
    term_key = models.UUIDField(null=True, help_text="The term that says it.")
    dismissed_because = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = Reference(Membership, null=True)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "interaction"], name="said_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, promise=None, term_key=None, dismissed_because="", settled_by=None)
                | Q(settled_at__isnull=False, promise__isnull=False, term_key__isnull=False, dismissed_because="")
                | (Q(settled_at__isnull=False, promise=None, term_key=None) & ~Q(dismissed_because="")),
                name="said_one_way",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                F("organization"), F("occurred_at").desc(), F("id").desc(), condition=Q(settled_at=None), name="said_open"
            ),
            models.Index(fields=["organization", "promise"], condition=Q(promise__isnull=False), name="said_promise"),
        ]

    def __str__(self) -> str:
        return f"said in {self.interaction_id}"
