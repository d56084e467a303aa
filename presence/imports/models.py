"""CSV imports: the uploaded file, its rows, what became of each, and the mapping that is remembered."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class Import(OrganizationRow):
    """One file on its way in: uploaded, matched, checked, running, done (or canceled, failed, undone).

    `made_by` is who acted on it last (uploaded, started or undid it): the worker works on their behalf. `counts` holds rows by
    verdict after the check and by outcome after the import. `progress` counts rows of the stage that runs.
    """

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
    size = models.PositiveIntegerField(db_default=0, help_text="Bytes of the file.")
    is_utf_8 = models.BooleanField(db_default=False, help_text="Whether the whole file decodes as UTF-8.")
    unknown = ArrayField(models.TextField(), default=list, db_default=[], help_text="Cells that mean unknown.")
    header = ArrayField(models.TextField(), default=list)
    profile = models.JSONField(default=dict, db_default={}, help_text="What the columns hold, seen over the file's beginning.")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the header: the mapping is remembered by it.")
    mapping = models.JSONField(default=dict)
    remembered_at = models.DateTimeField(null=True, help_text="When the mapping that was offered had last been used.")
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    read_to = models.PositiveIntegerField(db_default=0, help_text="Byte up to which the rows have been read.")
    read_line = models.PositiveIntegerField(db_default=1, help_text="Line at that byte.")
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
    lease = models.UUIDField(null=True, help_text="Who works on it until then.")
    failures = models.PositiveSmallIntegerField(db_default=0, help_text="Attempts in a row that ended in an error.")

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


class FilePiece(OrganizationRow):
    """A piece of the file as uploaded: pieces keep memory small, and lists never load them."""

    source = Reference(Import, models.CASCADE, db_column="import_id", related_name="pieces")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "source", "position"], name="file_piece_once"),
        ]

    def __str__(self) -> str:
        return f"piece {self.position}"


class ImportRow(OrganizationRow):
    """One row of the file with what would happen to it (`verdict`), and what happened (`outcome`).

    `flaw` is what is wrong with its form (too few cells, a quotation mark never closed); a person who corrects the row takes it
    away. `before` is what undo restores.
    """

    class Verdict(models.TextChoices):
        PENDING = "pending", "Not checked yet"
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        UNCHANGED = "unchanged", "Unchanged"
        SUPERSEDED = "superseded", "A later row has the same reference"
        PROBLEM = "problem", "Problem"

    class Outcome(models.TextChoices):
        NONE = "", "Not imported yet"
        CREATED = "created", "Created"
        UPDATED = "updated", "Changed"
        UNCHANGED = "unchanged", "Unchanged"
        SUPERSEDED = "superseded", "A later row has the same reference"
        SKIPPED = "skipped", "Skipped"
        REJECTED = "rejected", "Rejected"
        NOT_REACHED = "not_reached", "Not reached"
        UNDONE = "undone", "Undone"
        STAYED = "stayed", "Could not be undone"

    source = Reference(Import, models.CASCADE, db_column="import_id")
    number = models.PositiveIntegerField(help_text="Line of the file the row begins on; the header is line 1.")
    cells = ArrayField(models.TextField(), default=list)
    reference = models.TextField(db_default="", help_text="What the file calls it; of several rows the last one counts.")
    flaw = models.CharField(max_length=300, db_default="")
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.PENDING)
    problems = models.JSONField(default=list)
    changes = models.JSONField(null=True, help_text="What it would alter: label, before, after.")
    outcome = models.CharField(max_length=12, choices=Outcome, db_default=Outcome.NONE)
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
