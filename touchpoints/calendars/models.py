"""Calendars of members, and the appointments in them that may be with customers."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from presence.customers.models import Customer
from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference
from touchpoints.interactions.models import Interaction, PresenceKind
from touchpoints.journeys.models import Touchpoint


def _seconds(field: str) -> Any:
    """A number of seconds as a duration."""
    return models.ExpressionWrapper(
        F(field) * models.Value(timedelta(seconds=1), output_field=models.DurationField()), output_field=models.DurationField()
    )


class MemberCalendar(OrganizationRow):
    """A calendar of one member's own: a file they brought, or an address that is read every hour.

    The address is a secret: `sealed_address` is encrypted under the installation's key, and only its `host` is ever shown.
    `problem` says in words why the last reading failed, and `failing_since` from when on; what was read before stays.
    """

    class Way(models.TextChoices):
        FILE = "file", "A file"
        ADDRESS = "address", "A subscription"

    member = Reference(Membership)
    name = models.CharField(max_length=80)
    way = models.CharField(max_length=10, choices=Way)
    sealed_address = models.TextField(blank=True)
    host = models.CharField(max_length=253, blank=True)
    touchpoint = Reference(Touchpoint, help_text="What its appointments are.")
    presence_kind = models.CharField(max_length=20, choices=PresenceKind)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=80, blank=True)
    left_out = models.JSONField(default=dict, help_text="How many events of the last reading were left out, by reason.")
    read_at = models.DateTimeField(null=True, help_text="The last reading that worked.")
    whole_at = models.DateTimeField(null=True, help_text="The last reading of the whole calendar, changed or not.")
    tried_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    removed_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["made_at", "id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(way__in=["file", "address"]), name="member_calendar_way_known"),
            models.CheckConstraint(condition=Q(presence_kind__in=PresenceKind.values), name="member_calendar_kind_known"),
            models.CheckConstraint(
                condition=Q(way="file", sealed_address="", host="")
                | (Q(way="address", removed_at=None) & ~Q(sealed_address="") & ~Q(host=""))
                | Q(way="address", removed_at__isnull=False, sealed_address=""),
                name="member_calendar_secret_goes",
            ),
            models.CheckConstraint(
                condition=Q(problem="", failing_since=None) | (~Q(problem="") & Q(failing_since__isnull=False)),
                name="member_calendar_problem_whole",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "member"], name="member_calendar_member"),
            models.Index(fields=["organization", "touchpoint"], name="member_calendar_touchpoint"),
        ]

    def __str__(self) -> str:
        return self.name


class Appointment(OrganizationRow):
    """An event that is, or may be, with a customer. Other events are never kept.

    `found_by` says why this customer; what was not found by an address counts only when the member says so (`answer`). What
    counts became `interaction`, written with `counted` of its seconds as its version `interaction_version`: a later version is
    somebody's own word, and is left alone.
    """

    class FoundBy(models.TextChoices):
        ADDRESS = "address", "Their address is invited"
        SEVERAL = "several", "Several customers are invited"
        TITLE = "title", "The title names them"

    class Answer(models.TextChoices):
        OPEN = "", "Not answered"
        YES = "yes", "With this customer"
        NO = "no", "Does not count"

    class LeftOut(models.TextChoices):
        NOTHING = "", "Counts"
        CANCELED = "canceled", "It was canceled"
        DECLINED = "declined", "You declined it"
        FREE = "free", "It is shown as free"
        TOO_LONG = "too_long", "It lasts more than 12 hours"

    calendar = Reference(MemberCalendar, models.CASCADE)
    key = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title = models.CharField(max_length=300, blank=True)
    title_gone = models.BooleanField(default=False, help_text="It went with an erasure, and is not read again.")
    customer = Reference(Customer)
    found_by = models.CharField(max_length=10, choices=FoundBy)
    left_out = models.CharField(max_length=10, choices=LeftOut, blank=True)
    answer = models.CharField(max_length=5, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    presence_kind = models.CharField(
        max_length=20, choices=PresenceKind, blank=True, help_text="Where the calendar's does not hold."
    )
    counted = models.PositiveIntegerField(default=0, help_text="Seconds that count.")
    logged = models.PositiveIntegerField(default=0, help_text="Seconds that the member logged otherwise.")
    elsewhere = models.PositiveIntegerField(default=0, help_text="Seconds that another appointment has.")
    interaction = Reference(Interaction, null=True)
    interaction_version = models.PositiveIntegerField(null=True)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-starts_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "calendar", "key"], name="appointment_once"),
            models.UniqueConstraint(
                fields=["organization", "interaction"],
                condition=Q(interaction__isnull=False),
                name="appointment_interaction_once",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_takes_time"),
            models.CheckConstraint(
                condition=Q(found_by__in=["address", "several", "title"]), name="appointment_found_by_known"
            ),
            models.CheckConstraint(condition=Q(answer__in=["", "yes", "no"]), name="appointment_answer_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="appointment_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(presence_kind__in=["", *PresenceKind.values]), name="appointment_presence_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(interaction=None, interaction_version=None)
                | Q(interaction__isnull=False, interaction_version__isnull=False),
                name="appointment_interaction_whole",
            ),
            # No second counts that the appointment does not have.
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at") + _seconds("counted") + _seconds("logged") + _seconds("elsewhere")),
                name="appointment_counts_its_own",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "calendar", "-starts_at"], name="appointment_newest"),
            models.Index(fields=["organization", "customer"], name="appointment_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def is_with_customer(self) -> bool:
        """By an address unless the member says no, else only when they say yes."""
        return self.answer == "yes" or (self.found_by == "address" and self.answer == "")

    @property
    def may_count(self) -> bool:
        return self.is_with_customer and not self.left_out
