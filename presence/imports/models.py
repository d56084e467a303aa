"""CSV imports: the uploaded file, its rows, what became of each, and the mapping that is remembered."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class Import(OrganizationRow):
    """One file on its way in: uploaded, matched, previewed, running, done (or canceled, failed, undone)."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Uploaded"
        MATCHED = "matched", "Columns matched"
        CHECKING = "checking", "Checking"
        CHECKED = "checked", "Ready to import"
        RUNNING = "running", "Importing"
        DONE = "done", "Imported"
        CANCELED = "canceled", "Canceled"
        FAILED = "failed", "Failed"
        UNDOING = "undoing", "Undoing"
        UNDONE = "undone", "Undone"

    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    header = ArrayField(models.TextField(), default=list)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the header: the mapping is remembered by it.")
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    counts = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    made_by = Reference(Membership)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-created_at", "-id"], name="import_newest"),
            models.Index(
                fields=["organization", "leased_until"],
                condition=Q(state__in=["checking", "running", "undoing"]),
                name="import_working",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportFile(OrganizationRow):
    """The bytes as uploaded, apart from the import so that lists never load them."""

    id = None  # type: ignore[assignment]  # the import's id serves
    source = models.OneToOneField(
        Import, models.CASCADE, primary_key=True, db_column="id", related_name="file", db_constraint=False
    )
    content = models.BinaryField()

    class Meta(OrganizationRow.Meta):
        pass

    def __str__(self) -> str:
        return str(self.pk)


class ImportRow(OrganizationRow):
    """One row of the file with what would happen, or happened, to it. `before` is what undo restores."""

    class Verdict(models.TextChoices):
        PENDING = "pending", "Not checked yet"
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        UNCHANGED = "unchanged", "Unchanged"
        SUPERSEDED = "superseded", "A later row has the same reference"
        PROBLEM = "problem", "Problem"
        SKIPPED = "skipped", "Skipped"

    source = Reference(Import, models.CASCADE, db_column="import_id")
    number = models.PositiveIntegerField(help_text="Line of the file the row begins on; the header is line 1.")
    cells = ArrayField(models.TextField(), default=list)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.PENDING)
    problems = models.JSONField(default=list)
    target_id = models.UUIDField(null=True)
    before = models.JSONField(null=True)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "source", "number"], name="import_row_once"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "source", "verdict", "number"], name="import_row_verdict"),
        ]

    def __str__(self) -> str:
        return f"row {self.number}"


class RememberedMapping(OrganizationRow):
    """How a file with this header was matched the last time."""

    kind = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField(db_default=Now())

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "kind", "fingerprint"], name="mapping_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint[:8]}"
