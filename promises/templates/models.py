"""Templates of an organization: what its promises usually begin with. Changing one changes no promise."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.tenancy.rows import OrganizationRow, Reference
from promises.record.models import Flexibility, Revision, Term

LONGEST_DAYS = 3650


class PromiseTemplate(OrganizationRow):
    """The wording a promise begins with. `version` counts changes, so that two writers notice each other."""

    name = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=10, choices=Revision.Source)
    first_truth = models.CharField(max_length=500, blank=True)
    time_flexibility = models.CharField(max_length=10, choices=Flexibility, default=Flexibility.FIXED)
    cost_flexibility = models.CharField(max_length=10, choices=Flexibility, default=Flexibility.FIXED)
    scope_flexibility = models.CharField(max_length=10, choices=Flexibility, default=Flexibility.FIXED)
    chosen_pair = models.CharField(max_length=15, choices=Revision.Pair, blank=True)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "name"], condition=Q(archived_at=None), name="promise_template_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateTerm(OrganizationRow):
    """One line of a template; `due_days` counts from the day a promise is written with it."""

    template = Reference(PromiseTemplate, related_name="terms")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Term.Kind)
    flexibility = models.CharField(max_length=10, choices=Flexibility, default=Flexibility.FIXED)
    text = models.CharField(max_length=1000)
    due_days = models.PositiveIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "template", "position"], name="template_term_position_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["scope", "constraint", "service_level", "pricing_assumption", "exclusion", "commitment"]),
                name="template_term_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(due_days=None) | Q(kind="commitment", due_days__lte=LONGEST_DAYS), name="template_term_due_days"
            ),
        ]

    def __str__(self) -> str:
        return self.text
