"""What is sent by itself: at which automate touchpoint, when, to whom, in which words, and until what stops it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.customers.models import Customer
from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference
from promises.record.models import Promise
from touchpoints.journeys.models import Touchpoint
from touchpoints.suppression.models import Kind


class State(models.TextChoices):
    OFF = "off", "Off"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    STOPPED = "stopped", "Stopped by a rule"
    ARCHIVED = "archived", "Archived"


class Trigger(models.TextChoices):
    EVENT = "event", "When something happens"
    DATE = "date", "Some days before or after a date"
    NO_REPLY = "no_reply", "When nobody replied"
    SCHEDULE = "schedule", "On certain days"


class Automation(OrganizationRow):
    """One thing that is sent by itself. Nothing leaves unless it is active and its template is approved.

    `trigger_details`, `conditions` and `stop_rules` are what touchpoints/automations/rules.py reads: plain values, checked
    when they are written. `ramp` is how many customers it may reach at most; empty is all. A message is no longer worth sending
    `not_after_minutes` after its moment. `template_number` is the version of its template that a person approved.
    """

    touchpoint = Reference(Touchpoint)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SERVICE)
    state = models.CharField(max_length=10, choices=State, default=State.OFF)
    state_why = models.CharField(max_length=300, blank=True)
    trigger = models.CharField(max_length=10, choices=Trigger)
    trigger_details = models.JSONField(default=dict)
    conditions = models.JSONField(default=dict)
    stop_rules = models.JSONField(default=dict)
    ramp = models.PositiveIntegerField(null=True, blank=True)
    not_after_minutes = models.PositiveIntegerField(default=24 * 60)
    preset = models.CharField(max_length=40, blank=True, help_text="Which of the ready ones it began as.")
    template_number = models.PositiveIntegerField(null=True)
    approved_by = Reference(Membership, null=True)
    approved_at = models.DateTimeField(null=True)
    made_by = Reference(Membership, null=True)
    active_from = models.DateTimeField(null=True, help_text="Nothing that was due before it was first activated is sent.")
    looked_until = models.DateTimeField(null=True, help_text="Up to when it was looked for reasons to send.")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "name"], condition=~Q(state="archived"), name="automation_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="automation_named"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="automation_kind_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="automation_state_known"),
            models.CheckConstraint(condition=Q(trigger__in=Trigger.values), name="automation_trigger_known"),
            models.CheckConstraint(condition=Q(ramp=None) | Q(ramp__gte=1), name="automation_ramp"),
            models.CheckConstraint(condition=Q(not_after_minutes__gte=1), name="automation_not_after"),
            models.CheckConstraint(
                condition=Q(template_number=None, approved_by=None, approved_at=None)
                | Q(template_number__isnull=False, approved_by__isnull=False, approved_at__isnull=False),
                name="automation_approval_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(template_number__isnull=False), name="automation_active_approved"
            ),
            models.CheckConstraint(condition=~Q(state="active") | Q(active_from__isnull=False), name="automation_active_from"),
            models.CheckConstraint(
                condition=~Q(state__in=["paused", "stopped"]) | ~Q(state_why=""), name="automation_says_why"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "touchpoint"], name="automation_touchpoint"),
            models.Index(fields=["organization", "state", "looked_until"], name="automation_state"),
        ]

    def __str__(self) -> str:
        return self.name


class AutomationTemplate(OrganizationRow):
    """What an automation says in one language, as one version of it. Never altered: an edit is a new version of all languages.

    `sha256` is of subject, text and HTML together (touchpoints/automations/templates.py). The database writes it, and what is
    sent has the approved one.
    """

    automation = Reference(Automation, related_name="templates")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=8, default="en")
    subject = models.CharField(max_length=150)
    text = models.TextField(max_length=5000)
    html = models.TextField(max_length=60_000, blank=True)
    sha256 = models.CharField(max_length=64)
    written_by = Reference(Membership, null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-number", "language"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "automation", "number", "language"], name="automation_template_once"
            ),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(text=""), name="automation_template_says_something"),
            models.CheckConstraint(condition=Q(number__gte=1), name="automation_template_number"),
        ]

    def __str__(self) -> str:
        return self.subject


class Event(OrganizationRow):
    """Something another system says has happened with a customer: an automation with this key may answer it.

    `facts` are placeholder values (touchpoints/automations/placeholders.py). The same `external_ref` of a key is one event.
    """

    key = models.SlugField(max_length=60, db_index=False)
    external_ref = models.CharField(max_length=120)
    customer = Reference(Customer)
    address = models.EmailField(max_length=254, blank=True, help_text="Which of the customer's people it is about.")
    promise = Reference(Promise, null=True)
    occurred_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "key", "external_ref"], name="event_once"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(external_ref=""), name="event_named"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "key", "occurred_at"], name="event_key"),
            models.Index(fields=["organization", "customer"], name="event_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.external_ref}"
