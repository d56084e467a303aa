"""API keys, and the answers kept for repeated requests."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.apikeys import rules
from presence.apikeys.rules import Scope
from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class ApiKey(OrganizationRow):
    """A key acts for the member who made it and dies with that membership. Only its SHA-256 is stored."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=40, help_text="Shown in lists so that people can tell keys apart.")
    secret_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope))
    made_by = Reference(Membership)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "secret_hash"], name="api_key_once"),
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="api_key_has_scope"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hint(self) -> str:
        """Enough of the key to recognize it by."""
        return f"{rules.OPENING}…{self.prefix[-rules.SHOWN_OF_SECRET :]}…"


class StoredAnswer(OrganizationRow):
    """The answer to a POST with an Idempotency-Key, kept for 24 hours. No status yet: the first request is still running."""

    caller = models.CharField(max_length=60, help_text="The key or member that asked.")
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=300)
    idempotency_key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "caller", "method", "path", "idempotency_key"], name="stored_answer_once"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "created_at"], name="stored_answer_age"),
        ]

    def __str__(self) -> str:
        return self.idempotency_key
