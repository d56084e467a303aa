"""Who has read what, and who was reminded of what they have not."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference
from promises.record.models import Revision


class ReadingMark(OrganizationRow):
    """A member said that they have read this revision. Append-only: what was read stays read."""

    revision = Reference(Revision, related_name="reading_marks")
    member = Reference(Membership)
    at = models.DateTimeField()

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "revision", "member"], name="reading_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} read {self.revision_id}"


class Reminder(OrganizationRow):
    """A member was reminded on this day of the organization's zone. The key makes a second one on the same day impossible."""

    member = Reference(Membership)
    day = models.DateField()
    unread = models.PositiveIntegerField(help_text="How many promises the letter named as unread.")

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "member", "day"], name="reminder_once_a_day"),
            models.CheckConstraint(condition=Q(unread__gte=1), name="reminder_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.day}"


class ReminderStop(OrganizationRow):
    """A member wants no reminders. While the row stands, none is written."""

    member = Reference(Membership)
    stopped_at = models.DateTimeField()

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "member"], name="reminder_stop_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} since {self.stopped_at}"
