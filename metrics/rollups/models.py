"""Sums of the counters, made when a day is over: by day, and by month and one dimension. And the days that changed since.

What a day or a month sums up is never written by a page: the rows of DayTotal and MonthTotal come from `metrics_roll_up`, a
function of the role presence_rollup. One rule keeps every answer exact: a day without a ChangedDay is summed up as its
interactions say; a day with one is read from the interactions themselves.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from presence.tenancy.rows import OrganizationRow


class Dimension(models.TextChoices):
    TOUCHPOINT = "touchpoint", "Touchpoint"
    TEAM = "team", "Team"
    SEGMENT = "segment", "Segment"
    MODE = "mode", "Mode"
    VERSION = "version", "Map version"
    HANDLED_BY = "handled_by", "Handled by"


def _count() -> Any:
    return models.BigIntegerField(default=0)


def _squares() -> Any:
    return models.DecimalField(max_digits=40, decimal_places=0, default=0)


class Totals(OrganizationRow):
    """The counters of metrics/calculators/counters.py, as stored outcomes have them.

    `answered` is the distribution of response times: for each bucket that holds any, the bucket's number times 2**32 plus how
    many it holds, in the order of buckets.
    """

    interactions = _count()
    kept = _count()
    broken_late = _count()
    broken_overdue = _count()
    broken_judged = _count()
    renegotiated = _count()
    cannot_tell = _count()
    unchecked = _count()
    responses = _count()
    with_target = _count()
    within_target = _count()
    green_but_broken = _count()
    first_truth_stated = _count()
    first_truth_not_stated = _count()
    first_truth_not_due = _count()
    first_truth_missing = models.BigIntegerField(default=0, db_default=0)
    touched_by_human = _count()
    touched_assisted = _count()
    touched_by_automation = _count()
    missed = _count()
    presence_contacts = _count()
    presence_untimed = _count()
    outreach_seconds = _count()
    clarifying_call_seconds = _count()
    follow_up_seconds = _count()
    presence_squares = _squares()
    contacts_by_people = _count()
    untimed_by_people = _count()
    seconds_by_people = _count()
    squares_by_people = _squares()
    exceptions = _count()
    conversations_held = _count()
    conversations_not_held = _count()
    attempts_counted = _count()
    attempts = _count()
    answered = ArrayField(models.BigIntegerField(), default=list)

    class Meta(OrganizationRow.Meta):
        abstract = True


class DayTotal(Totals):
    """A local day of the organization."""

    day = models.DateField()

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "day"], name="day_total_once"),
        ]

    def __str__(self) -> str:
        return str(self.day)


class MonthTotal(Totals):
    """The part of a month (its first day) that has this key in one dimension: those of its days that have a DayTotal."""

    month = models.DateField()
    dimension = models.CharField(max_length=10, choices=Dimension)
    key = models.CharField(max_length=64, blank=True, help_text="An id, a text or a number; empty for none.")

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "month", "dimension", "key"], name="month_total_once"),
            models.CheckConstraint(condition=models.Q(dimension__in=Dimension.values), name="month_total_dimension_known"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.dimension} {self.key}"


class ChangedDay(OrganizationRow):
    """A day whose interactions were written since it was summed up. By trigger, one row for each statement and day.

    Never one row for several writers: whoever sums a day up removes the marks it can see, and what it cannot see yet has a
    mark of its own, which stays.
    """

    day = models.DateField()

    class Meta(OrganizationRow.Meta):
        indexes: ClassVar[list[Any]] = [models.Index(fields=["organization", "day"], name="changed_day")]

    def __str__(self) -> str:
        return str(self.day)


class ChangedMonth(OrganizationRow):
    """A month (its first day) whose parts are not those of its days: one of these was summed up anew, or nobody reads them.

    Those are the months of small organizations, whose interactions are read faster than any sums: they keep their marks. Of all
    but the largest organizations the month that runs keeps its mark, too, until it is over.
    """

    month = models.DateField()

    class Meta(OrganizationRow.Meta):
        indexes: ClassVar[list[Any]] = [models.Index(fields=["organization", "month"], name="changed_month")]

    def __str__(self) -> str:
        return str(self.month)


class Standing(OrganizationRow):
    """How far the sums of an organization are: brought up when, what went wrong, and which zone its days are of."""

    brought_up_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    trouble_at = models.DateTimeField(null=True)
    time_zone = models.CharField(max_length=60, help_text="The zone that the days of its interactions are counted in.")
    summed = models.BigIntegerField(
        default=0, db_default=0, help_text="How many interactions were summed up so far, those summed up anew counted again."
    )

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization"], name="standing_once"),
        ]

    def __str__(self) -> str:
        return self.trouble or "in order"
