"""Links to a customer's own page of a promise, what was answered there, and how a dispute was resolved.

Answers and resolutions are append-only for the application role; their words are None once erased. A trigger sees to it that
an answer is about a revision of the promise its link leads to, and that a revoked link takes none.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.customers.models import Contact
from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference
from promises.answers import rules
from promises.record.models import Promise, Revision


class PromiseLink(OrganizationRow):
    """A door to one promise, without sign-in. Only the SHA-256 of its secret is stored; opening it leaves no trace."""

    promise = Reference(Promise)
    token_hash = models.CharField(max_length=64)
    contact = Reference(Contact, models.SET_NULL, null=True)
    made_by = Reference(Membership, null=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(null=True)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "token_hash"], name="promise_link_once"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "promise"], name="promise_link_promise"),
            models.Index(fields=["organization", "contact"], condition=Q(contact__isnull=False), name="promise_link_contact"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CustomerAnswer(OrganizationRow):
    """What somebody answered behind a link, about the revision they were shown. The newest of a link counts."""

    class Verdict(models.TextChoices):
        DISPUTED = rules.DISPUTED, "This is not what I was sold"
        CONFIRMED = rules.CONFIRMED, "This matches what I was told"

    promise = Reference(Promise)
    link = Reference(PromiseLink, related_name="answers")
    revision = Reference(Revision)
    verdict = models.CharField(max_length=10, choices=Verdict)
    ranking = models.CharField(
        max_length=20,
        blank=True,
        choices=[(order, order) for order in rules.RANKINGS],
        help_text="Some of time, cost and scope, most important first.",
    )
    words = models.TextField(null=True, blank=True, max_length=rules.LONGEST_WORDS)
    answered_at = models.DateTimeField()

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(verdict__in=["disputed", "confirmed"]), name="answer_verdict_known"),
            models.CheckConstraint(condition=Q(verdict="confirmed") | ~Q(words=""), name="answer_dispute_has_words"),
            models.CheckConstraint(condition=Q(ranking__in=["", *rules.RANKINGS]), name="answer_ranking_known"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "promise", "-answered_at"], name="answer_promise"),
            models.Index(fields=["organization", "link", "-answered_at"], name="answer_link"),
            models.Index(fields=["organization", "-answered_at"], condition=Q(verdict="disputed"), name="answer_disputes"),
        ]

    def __str__(self) -> str:
        return self.verdict


class DisputeResolution(OrganizationRow):
    """How a dispute was settled with the customer, in a member's words."""

    id = None  # type: ignore[assignment]  # the answer's id serves: it is resolved once
    answer = models.OneToOneField(
        CustomerAnswer, models.PROTECT, primary_key=True, db_column="id", related_name="resolution", db_constraint=False
    )
    words = models.TextField(null=True, max_length=rules.LONGEST_WORDS)
    resolved_by = Reference(Membership, null=True)
    resolved_at = models.DateTimeField()

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(words=""), name="resolution_has_words"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
