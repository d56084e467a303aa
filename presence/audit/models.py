"""One recorded fact per change. The log, activity, notices and webhooks read it; nothing alters it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class Entry(OrganizationRow):
    """Who did what to which row, when. `detail` holds plain values: what changed, from, to, why."""

    at = models.DateTimeField(db_default=Now(), editable=False)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=10)
    actor_label = models.CharField(max_length=160)
    member = Reference(Membership, null=True)
    key_id = models.UUIDField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-at", "-id"], name="entry_newest"),
            models.Index(fields=["organization", "subject_id", "-at"], name="entry_subject"),
            models.Index(fields=["organization", "verb", "-at"], name="entry_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label}: {self.verb}"
