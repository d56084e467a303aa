"""Playbooks, what each version said, on which touchpoints they hang, and what was brought in from a file."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference
from touchpoints.journeys.models import Touchpoint
from touchpoints.playbooks import rules
from touchpoints.playbooks.rules import Content


class Playbook(OrganizationRow):
    """What is said, offered and remembered at some touchpoints.

    `number` is the version that counts; `version` counts every change, so that two writers notice each other.
    """

    name = models.CharField(max_length=rules.LONGEST_NAME, help_text="As the version that counts says it.")
    owner = Reference(Membership, null=True, blank=True)
    review_date = models.DateField()
    number = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "name"], condition=Q(archived_at=None), name="playbook_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="playbook_named"),
            models.CheckConstraint(condition=Q(number__gte=1, version__gte=F("number")), name="playbook_numbers"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "review_date", "id"], name="playbook_review"),
        ]

    def __str__(self) -> str:
        return self.name


class PlaybookVersion(OrganizationRow):
    """What a playbook said from then on. Nobody changes it: restoring an older one writes a new one that says the same."""

    playbook = Reference(Playbook, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    why = models.CharField(max_length=300, blank=True)
    written_by = Reference(Membership, null=True)
    written_as = models.CharField(max_length=160, help_text="Who wrote it, as the log says it.")
    restored_from = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "playbook", "number"], name="playbook_version_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1) & (Q(restored_from=None) | Q(restored_from__lt=F("number"))),
                name="playbook_version_numbers",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def content(self) -> Content:
        return rules.content_of(self.document)


class PlaybookUse(OrganizationRow):
    """A playbook hangs on a touchpoint. A touchpoint has one; one may hang on many."""

    playbook = Reference(Playbook, related_name="uses")
    touchpoint = Reference(Touchpoint)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "touchpoint"], name="playbook_use_once"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "playbook"], name="playbook_use_playbook"),
        ]

    def __str__(self) -> str:
        return f"{self.playbook_id} on {self.touchpoint_id}"


class PlaybookImport(OrganizationRow):
    """Guidelines that somebody brought: what was found in them, and what became of each once it ran."""

    file_name = models.CharField(max_length=200)
    found = models.JSONField(help_text="Candidates, as guidelines.py tells them.")
    results = models.JSONField(null=True, help_text="What became of each chosen one.")
    made = ArrayField(models.UUIDField(), default=list, help_text="The playbooks it wrote.")
    started_by = Reference(Membership, null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    ran_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(ran_at=None, results=None, undone_at=None) | Q(ran_at__isnull=False, results__isnull=False),
                name="playbook_import_ran",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(F("organization"), F("created_at").desc(), F("id").desc(), name="playbook_import_newest"),
        ]

    def __str__(self) -> str:
        return self.file_name
