"""Promises, in append-only revisions made of terms.

Everything in a revision is immutable for the application role. Erasable text sits in the two wording tables; the chain hashes
salted digests of it, so that erasing the text leaves the chain verifiable (reliability.md P5).
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Collate, Now

from presence.customers.models import Customer
from presence.kit.ids import new_id
from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference


class Flexibility(models.TextChoices):
    FIXED = "fixed", "Fixed"
    FLEXIBLE = "flexible", "Flexible"


class Promise(OrganizationRow):
    """What one customer was promised in one deal: the row that stays while revisions are added."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        AGREED = "agreed", "Agreed"
        FULFILLED = "fulfilled", "Fulfilled"
        ENDED = "ended", "Ended"
        VOID = "void", "Void"

    customer = Reference(Customer, related_name="promises")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    external_ref = models.CharField(max_length=120, blank=True, help_text="Order or contract number.")
    current_number = models.PositiveIntegerField(default=0, help_text="Number of the newest revision.")
    made_by = Reference(Membership, null=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_number = models.PositiveIntegerField(null=True, blank=True, help_text="Number of the revision that was sent last.")
    next_due_at = models.DateTimeField(null=True, blank=True, help_text="Earliest due time of its commitments while agreed.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "external_ref"], condition=~Q(external_ref=""), name="promise_ref_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review", "agreed", "fulfilled", "ended", "void"]),
                name="promise_state_known",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_number=None)
                | Q(sent_at__isnull=False, sent_number__gte=1, sent_number__lte=F("current_number")),
                name="promise_sent_in_full",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "customer", "-created_at"], name="promise_customer"),
            models.Index(fields=["organization", "-created_at", "-id"], name="promise_newest"),
            models.Index(fields=["organization", "state", "-created_at", "-id"], name="promise_state"),
            models.Index("organization", F("next_due_at").asc(nulls_last=True), F("id").desc(), name="promise_next_due"),
            models.Index("organization", Collate("external_ref", "C"), name="promise_ref_prefix"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Revision(OrganizationRow):
    """One version of a promise: numbered without gaps from 1 and chained by hash, both enforced by a trigger."""

    class Source(models.TextChoices):
        QUOTE = "quote", "Quote"
        CONTRACT = "contract", "Contract"
        RENEWAL = "renewal", "Renewal"
        CALL = "call", "Call"

    class Pair(models.TextChoices):
        QUALITY_SPEED = "quality_speed", "Quality and speed"
        QUALITY_PRICE = "quality_price", "Quality and price"
        SPEED_PRICE = "speed_price", "Speed and price"

    promise = Reference(Promise, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=10, choices=Source)
    time_flexibility = models.CharField(max_length=10, choices=Flexibility, default=Flexibility.FIXED)
    cost_flexibility = models.CharField(max_length=10, choices=Flexibility, default=Flexibility.FIXED)
    scope_flexibility = models.CharField(max_length=10, choices=Flexibility, default=Flexibility.FIXED)
    chosen_pair = models.CharField(max_length=15, choices=Pair, blank=True, help_text="Which two of quality, speed and price.")
    customer_told_at = models.DateTimeField(null=True, blank=True)
    author = Reference(Membership, null=True)
    author_label = models.CharField(max_length=160)
    created_at = models.DateTimeField()
    wording_digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["promise", "number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "promise", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_one"),
            models.CheckConstraint(condition=Q(hash__regex=r"^[0-9a-f]{64}$"), name="revision_hash_form"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["organization", "-created_at"], name="revision_newest")]

    def __str__(self) -> str:
        return f"revision {self.number}"


class RevisionWording(OrganizationRow):
    """The erasable text of a revision, with the salt of its digest."""

    id = None  # type: ignore[assignment]  # the revision's id serves
    revision = models.OneToOneField(
        Revision, models.PROTECT, primary_key=True, db_column="id", related_name="wording", db_constraint=False
    )
    salt = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    first_truth = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta(OrganizationRow.Meta):
        pass

    def __str__(self) -> str:
        return self.title


class Term(OrganizationRow):
    """One line of a revision. `key` names the same line across revisions."""

    class Kind(models.TextChoices):
        SCOPE = "scope", "Scope"
        CONSTRAINT = "constraint", "Constraint"
        SERVICE_LEVEL = "service_level", "Service level"
        PRICING_ASSUMPTION = "pricing_assumption", "Pricing assumption"
        EXCLUSION = "exclusion", "What we will not do"
        COMMITMENT = "commitment", "Commitment"

    revision = Reference(Revision, related_name="terms")
    key = models.UUIDField(default=new_id)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    flexibility = models.CharField(max_length=10, choices=Flexibility, default=Flexibility.FIXED)
    due_at = models.DateTimeField(null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    wording_digest = models.CharField(max_length=64)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "revision", "position"], name="term_position_once"),
            models.UniqueConstraint(fields=["organization", "revision", "key"], name="term_key_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["scope", "constraint", "service_level", "pricing_assumption", "exclusion", "commitment"]),
                name="term_kind_known",
            ),
            models.CheckConstraint(condition=Q(due_at=None) | Q(kind="commitment"), name="term_due_is_commitment"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["organization", "key"], name="term_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"


class TermWording(OrganizationRow):
    """The erasable text of a term, with the salt of its digest."""

    id = None  # type: ignore[assignment]  # the term's id serves
    term = models.OneToOneField(
        Term, models.PROTECT, primary_key=True, db_column="id", related_name="wording", db_constraint=False
    )
    salt = models.CharField(max_length=32)
    text = models.CharField(max_length=1000)

    class Meta(OrganizationRow.Meta):
        pass

    def __str__(self) -> str:
        return self.text


class Commitment(OrganizationRow):
    """Where a commitment of a promise stands: its present due time, and when it was done. One row, whatever is amended.

    It is open while it is neither done nor ended. `term` is the line of the revision that set the present due time.
    """

    promise = Reference(Promise, related_name="commitments")
    term_key = models.UUIDField(help_text="The term's key, stable across revisions.")
    term = Reference(Term)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = Reference(Membership, null=True)
    ended_at = models.DateTimeField(null=True, help_text="Since when it binds no more: dropped, or its promise closed.")
    found_overdue_at = models.DateTimeField(null=True, help_text="When the minute's tick wrote down that its time had passed.")

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "promise", "term_key"], name="commitment_once"),
            models.CheckConstraint(condition=Q(done_at__isnull=False) | Q(done_by=None), name="commitment_doer_has_done"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["organization", "due_at", "id"], condition=Q(done_at=None, ended_at=None), name="commitment_open"
            ),
            models.Index(
                fields=["organization", "due_at"],
                condition=Q(done_at=None, ended_at=None, found_overdue_at=None),
                name="commitment_unfound",
            ),
            models.Index(
                F("organization"),
                F("done_at").desc(),
                F("id").desc(),
                condition=Q(done_at__isnull=False),
                name="commitment_done",
            ),
            models.Index(fields=["organization", "term"], name="commitment_term"),
        ]

    def __str__(self) -> str:
        return f"commitment of {self.promise_id}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.ended_at is None
