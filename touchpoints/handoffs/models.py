"""The row of ownership: a customer waits for a person, somebody takes it, reaches them, and hands it back."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from presence.customers.models import Contact, Customer
from presence.hours.models import Calendar
from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference
from promises.record.models import Promise
from touchpoints.handoffs.rules import Times
from touchpoints.journeys.models import Touchpoint


class Reason(models.TextChoices):
    """Why a person is needed."""

    ASKED = "asked_for_a_person", "Asked for a person"
    NOT_SOLD = "not_what_was_sold", "Not what they were sold"
    REPLY = "reply", "Answered a message"
    COMPLAINT = "complaint", "Complained"
    UNRESOLVED = "unresolved", "Not resolved by messages"
    OTHER = "other", "Something else"


class Source(models.TextChoices):
    """Who opened it, as the audit log names actors."""

    CUSTOMER = "customer", "The customer"
    MEMBER = "member", "A member"
    KEY = "key", "Another system"
    SYSTEM = "system", "Presence"


class Handoff(OrganizationRow):
    """While it is not handed back it is open, and mutes automation to its customer.

    How it began never changes, nobody takes it from somebody who has it, and what was handed back stays as it is: by trigger.
    Words only grow, except in an erasure; they are None once erased. `customer` is None when somebody wrote from the
    organization's own page; `caller` then says who and how to reach them. `doubt` says why it may not have been a person.
    At most one open handoff comes from one `source_id`.
    """

    reason = models.CharField(max_length=20, choices=Reason)
    source = models.CharField(max_length=10, choices=Source)
    source_id = models.CharField(max_length=120, blank=True)
    raised_by = Reference(Membership, null=True)
    customer = Reference(Customer, null=True)
    contact = Reference(Contact, models.SET_NULL, null=True)
    caller = models.CharField(max_length=200, blank=True)
    touchpoint = Reference(Touchpoint, null=True)
    promise = Reference(Promise, null=True)
    words = models.TextField(null=True, blank=True, default="")
    doubt = models.CharField(max_length=120, blank=True)
    meant_for = Reference(Membership, null=True, help_text="Whom the customer was told they would reach.")
    opened_at = models.DateTimeField()
    calendar = Reference(Calendar, models.SET_NULL, null=True, help_text="Whose open minutes count; none for the usual hours.")
    reply_minutes = models.PositiveIntegerField()
    promised_at = models.DateTimeField()
    claimed_by = Reference(Membership, null=True)
    claimed_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    handed_back_by = Reference(Membership, null=True)
    handed_back_at = models.DateTimeField(null=True)
    done = models.TextField(null=True, blank=True, help_text="What was done for the customer.")

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "source_id"],
                condition=~Q(source_id="") & Q(handed_back_at=None),
                name="handoff_one_open_from_source",
            ),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="handoff_reason_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="handoff_source_known"),
            models.CheckConstraint(condition=Q(reply_minutes__gte=1), name="handoff_reply_in_time"),
            models.CheckConstraint(condition=Q(promised_at__gte=F("opened_at")), name="handoff_promised_after_opened"),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_at=None) | Q(claimed_by__isnull=False, claimed_at__gte=F("opened_at")),
                name="handoff_claimed_whole",
            ),
            models.CheckConstraint(
                condition=Q(reached_at=None) | Q(claimed_at__isnull=False, reached_at__gte=F("claimed_at")),
                name="handoff_reached_after_claimed",
            ),
            models.CheckConstraint(
                condition=Q(handed_back_at=None, handed_back_by=None, done=None)
                | Q(
                    Q(reached_at=None) | Q(handed_back_at__gte=F("reached_at")),
                    Q(done=None) | ~Q(done=""),
                    handed_back_by__isnull=False,
                    handed_back_at__gte=F("claimed_at"),
                    claimed_at__isnull=False,
                ),
                name="handoff_handed_back_whole",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "promised_at", "id"], condition=Q(handed_back_at=None), name="handoff_open"),
            models.Index(
                F("organization"),
                F("handed_back_at").desc(),
                F("id").desc(),
                condition=Q(handed_back_at__isnull=False),
                name="handoff_closed",
            ),
            models.Index(F("organization"), F("opened_at").desc(), F("id").desc(), name="handoff_newest"),
            models.Index(fields=["organization", "customer"], condition=Q(customer__isnull=False), name="handoff_customer"),
        ]

    def __str__(self) -> str:
        return str(Reason(self.reason).label)

    @property
    def is_open(self) -> bool:
        return self.handed_back_at is None

    @property
    def times(self) -> Times:
        return Times(self.opened_at, self.promised_at, self.claimed_at, self.reached_at, self.handed_back_at)
