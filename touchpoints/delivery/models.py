"""How an organization's automated mail goes out: from whom, live or in rehearsal, when not, and how often at most."""

from datetime import time
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class Delivery(OrganizationRow):
    """One row per organization. Without `live_at` it rehearses: mail reaches its own members and nobody else.

    `stopped_at` is the kill switch. Workers hold this row while a message leaves, so that a stop waits for the one that is
    leaving and none follows. Quiet hours are in the recipient's zone; `quiet_from` = `quiet_until` means none.
    """

    from_name = models.CharField(max_length=80, blank=True)
    from_address = models.EmailField(max_length=254, blank=True)
    reply_address = models.EmailField(max_length=254, blank=True)
    plus_addresses = models.BooleanField(
        db_default=False, help_text="Answers may go to an address with the message's name after a plus."
    )
    live_at = models.DateTimeField(null=True)
    live_by = Reference(Membership, null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = Reference(Membership, null=True)
    stopped_why = models.CharField(max_length=300, blank=True)
    quiet_from = models.TimeField(default=time(20, 0))
    quiet_until = models.TimeField(default=time(8, 0))
    budget_contacts = models.PositiveSmallIntegerField(default=3)
    budget_days = models.PositiveSmallIntegerField(default=7)
    hold_seconds = models.PositiveSmallIntegerField(default=30)
    needs_second_person = models.BooleanField(
        default=True, help_text="An automation is approved by somebody else than its author."
    )
    dkim_selector = models.CharField(
        max_length=63, blank=True, db_default="", help_text="Under which name the mail server's key is published."
    )
    domain_findings = models.JSONField(null=True, help_text="What touchpoints/delivery/domains.py found, check by check.")
    domain_checked_at = models.DateTimeField(null=True)
    test_arrived_at = models.DateTimeField(null=True, help_text="When somebody confirmed a test message from this sender.")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(live_at=None, live_by=None) | Q(live_at__isnull=False, live_by__isnull=False) & ~Q(from_address=""),
                name="delivery_live_whole",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stopped_by=None) | Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="delivery_stopped_whole",
            ),
            models.CheckConstraint(
                condition=Q(budget_contacts__gte=1, budget_days__gte=1, budget_days__lte=90), name="delivery_budget"
            ),
            models.CheckConstraint(condition=Q(hold_seconds__gte=30, hold_seconds__lte=3600), name="delivery_hold"),
        ]

    def __str__(self) -> str:
        return self.from_address or "Rehearsal"
