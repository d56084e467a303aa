"""Business calendars, and the frontline hours of members."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class MinuteRange(Func):
    function = "int4range"
    output_field = models.TextField()


class DayRange(Func):
    function = "daterange"
    output_field = models.TextField()


class EachWithinDay(Func):
    template = "(0 <= ALL(%(expressions)s) AND 1440 >= ALL(%(expressions)s))"
    output_field = models.BooleanField()


class Calendar(OrganizationRow):
    """Named business hours. Exactly one of an organization's calendars is what holds where none is named."""

    name = models.CharField(max_length=60)
    time_zone = models.CharField(max_length=60)
    is_usual = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-is_usual", "name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "name"], name="calendar_name_once"),
            models.UniqueConstraint(fields=["organization"], condition=Q(is_usual=True), name="calendar_one_usual"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Opening(OrganizationRow):
    """A calendar is open on this weekday (0 = Monday) from minute `begins` to minute `ends` of the day. None overlap."""

    calendar = Reference(Calendar, related_name="openings")
    weekday = models.PositiveSmallIntegerField()
    begins = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["weekday", "begins"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_weekday_known"),
            models.CheckConstraint(condition=Q(begins__lt=F("ends")) & Q(ends__lte=1440), name="opening_within_day"),
            ExclusionConstraint(
                name="opening_no_overlap",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("calendar", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (MinuteRange("begins", "ends"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.begins}-{self.ends}"


class Holiday(OrganizationRow):
    """A day on which a calendar is closed."""

    calendar = Reference(Calendar, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=80)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["day"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "calendar", "day"], name="holiday_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class FrontlineHours(OrganizationRow):
    """How many minutes of each weekday (Monday first) a member is there for customers, from a day on until the next row."""

    member = Reference(Membership, related_name="frontline_hours")
    from_day = models.DateField()
    minutes = ArrayField(models.PositiveSmallIntegerField(), size=7)
    set_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["from_day"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "member", "from_day"], name="frontline_from_once"),
            models.CheckConstraint(condition=Q(minutes__len=7) & Q(EachWithinDay("minutes")), name="frontline_minutes_of_day"),
        ]

    def __str__(self) -> str:
        return f"from {self.from_day}"


class Absence(OrganizationRow):
    """Days, both included, on which a member is away. Why is nobody's business."""

    member = Reference(Membership, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["first_day"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="absence_in_order"),
            ExclusionConstraint(
                name="absence_no_overlap",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("member", RangeOperators.EQUAL),
                    (DayRange("first_day", "last_day", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"
