"""Who wants the week's figures by mail, and which weeks were written to whom."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class WeeklyReader(OrganizationRow):
    """A member wants the mail, on Monday morning in this time zone. Without the row none is written."""

    member = Reference(Membership)
    time_zone = models.CharField(max_length=60)
    since = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "member"], name="weekly_reader_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.time_zone}"


class WeeklyMail(OrganizationRow):
    """A member was written to about the week that began on this Monday. The key makes a second mail impossible."""

    member = Reference(Membership)
    monday = models.DateField()

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "member", "monday"], name="weekly_mail_once"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="weekly_mail_of_a_monday"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}, {self.monday}"
