"""What the organization says on its page for customers, and what became of trying the ways to a person."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from presence.tenancy.rows import OrganizationRow, Reference
from touchpoints.journeys.models import Touchpoint


class ReachPage(OrganizationRow):
    """The organization's own words on the pages behind its links, and its permanent address.

    `generation` is part of that address. To revoke it, the row is closed and the next generation takes its words over.
    """

    phone = models.CharField(max_length=40, blank=True, help_text="E.164")
    words = models.CharField(max_length=300, blank=True)
    generation = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    closed_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization"], condition=Q(closed_at=None), name="reach_page_one_open"),
            models.UniqueConstraint(fields=["organization", "generation"], name="reach_page_generation_once"),
            models.CheckConstraint(condition=Q(generation__gte=1), name="reach_page_generation"),
        ]

    def __str__(self) -> str:
        return self.words or self.phone


class Probe(OrganizationRow):
    """That a touchpoint's way to a person was tried. `problem` says in words what was wrong, and is empty when nothing was."""

    touchpoint = Reference(Touchpoint)
    at = models.DateTimeField(db_default=Now())
    problem = models.CharField(max_length=300, blank=True)

    class Meta(OrganizationRow.Meta):
        indexes: ClassVar[list[Any]] = [
            models.Index(F("organization"), F("touchpoint"), F("at").desc(), name="probe_newest"),
        ]

    def __str__(self) -> str:
        return self.problem or "Works"
