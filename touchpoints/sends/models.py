"""The outbox: one row is one message to one person, from the reason to send it to what became of it. The row is the truth."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.customers.models import Contact, Customer
from presence.kit.claims import Queued
from presence.tenancy.rows import OrganizationRow, Reference
from promises.record.models import Promise
from touchpoints.automations.models import Automation
from touchpoints.journeys.models import Touchpoint
from touchpoints.suppression.models import Kind


class State(models.TextChoices):
    QUEUED = "queued", "Queued"
    HELD = "held", "Held"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    UNCERTAIN = "uncertain", "Uncertain"
    FAILED = "failed", "Failed"
    SUPPRESSED = "suppressed", "Suppressed"
    CANCELED = "canceled", "Canceled"
    EXPIRED = "expired", "Expired"


class Message(OrganizationRow, Queued):
    """One automated message to one contact, unique by (automation, customer, occurrence).

    `due_at` is when it may leave, `not_after` when it is no longer worth it. `reason` says in words why it is where it is.
    Subject and bodies are empty until it is sent; then they are exactly what left. `leased_until` is a worker's lease while
    it is queued; `sending_at` is committed after the server took the recipient and before it got the first line of the mail.
    What may follow what is written in migration 0022, where the database refuses everything else.
    """

    automation = Reference(Automation)
    touchpoint = Reference(Touchpoint)
    customer = Reference(Customer)
    contact = Reference(Contact, models.SET_NULL, null=True)
    promise = Reference(Promise, null=True)
    kind = models.CharField(max_length=10, choices=Kind)
    occurrence = models.CharField(max_length=120)
    facts = models.JSONField(default=dict, help_text="Placeholder values fixed when it was queued, and why it was.")
    address = models.EmailField(max_length=254, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=300, blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    rehearsal = models.BooleanField(default=False)
    queued_at = models.DateTimeField(db_default=Now())
    leased_until = models.DateTimeField(null=True, db_column="claimed_until")
    not_after = models.DateTimeField()
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    map_version = models.PositiveIntegerField(null=True)
    template_number = models.PositiveIntegerField(null=True)
    template_sha256 = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    server_said = models.CharField(max_length=300, blank=True)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "automation", "customer", "occurrence"], name="message_occurrence_once"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="message_kind_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "suppressed", "canceled", "expired", "held", "uncertain"]) | ~Q(reason=""),
                name="message_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sending", "sent", "uncertain"])
                | (Q(sending_at__isnull=False) & ~Q(message_id="") & ~Q(template_sha256="")),
                name="message_sending_whole",
            ),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="message_sent_whole"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["organization", "due_at", "id"], condition=Q(state__in=["queued", "held"]), name="message_due"
            ),
            models.Index(fields=["organization", "sending_at"], condition=Q(state="sending"), name="message_sending"),
            models.Index(
                fields=["organization", "leased_until"], condition=Q(leased_until__isnull=False), name="message_leased"
            ),
            models.Index(fields=["organization", "-queued_at", "-id"], name="message_newest"),
            models.Index(fields=["organization", "state", "-queued_at", "-id"], name="message_state"),
            models.Index(fields=["organization", "customer", "-queued_at", "-id"], name="message_customer"),
            models.Index(fields=["organization", "automation", "-queued_at", "-id"], name="message_automation"),
            models.Index(
                fields=["organization", "contact", "-sent_at"], condition=Q(state="sent"), name="message_contact_sent"
            ),
        ]

    def __str__(self) -> str:
        return self.occurrence
