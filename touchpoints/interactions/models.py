"""What happened: one occurrence of a touchpoint with a customer, the verdicts on promises in it, and its former versions."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from presence.customers.models import Customer
from presence.tenancy.models import Membership, Team
from presence.tenancy.rows import OrganizationRow, Reference
from promises.record.models import Promise, Term
from touchpoints.journeys.models import Channel, Mode, Touchpoint


class HandledBy(models.TextChoices):
    HUMAN = "human", "A person"
    ASSISTED = "assisted", "A person, assisted"
    AUTOMATION = "automation", "Automation"
    NONE = "none", "Nobody"


class PresenceKind(models.TextChoices):
    OUTREACH = "outreach", "Outreach"
    CLARIFYING_CALL = "clarifying_call", "Clarifying call"
    FOLLOW_UP = "follow_up", "Follow-up"


class FirstTruth(models.TextChoices):
    STATED = "stated", "Stated"
    NOT_STATED = "not_stated", "Not stated"
    NOT_DUE = "not_due", "Not due"


class ExceptionKind(models.TextChoices):
    NONE = "none", "None"
    PRICE_CHANGE = "price_change", "Price change"
    SCOPE_TRADEOFF = "scope_tradeoff", "Scope trade-off"
    RECOVERY = "recovery", "Recovery"


class Outcome(models.TextChoices):
    """The verdict on the interaction as a whole (decisions.md 10); the words of the API's breakdown."""

    KEPT = "kept", "Kept"
    BROKEN_LATE = "broken_late", "Not kept: late"
    BROKEN_OVERDUE = "broken_overdue", "Not kept: overdue"
    BROKEN_JUDGED = "broken_judged", "Not kept: judged"
    RENEGOTIATED = "renegotiated", "Renegotiated"
    CANNOT_TELL = "cannot_tell", "Can't tell"
    UNCHECKED = "unchecked", "Not judged"


class Verdict(models.TextChoices):
    KEPT = "kept", "Kept"
    BROKEN = "broken", "Not kept"
    RENEGOTIATED = "renegotiated", "Renegotiated"
    CANNOT_TELL = "cannot_tell", "Can't tell"


class Basis(models.TextChoices):
    """Whose word a verdict is. A customer's beats a person's beats a rule's."""

    CUSTOMER = "customer", "Customer"
    PERSON = "person", "Person"
    RULE = "rule", "Rule"


class Interaction(OrganizationRow):
    """The current version. Mode, version of the map, team, segment and local day are frozen as they were when it was recorded.

    Durations are whole seconds. `outcome` is derived from the checks, or from `promised_by` and `done_at`.
    """

    external_ref = models.CharField(max_length=120, blank=True)
    customer = Reference(Customer)
    touchpoint = Reference(Touchpoint)
    occurred_at = models.DateTimeField()
    local_day = models.DateField(help_text="Day of occurred_at in the organization's time zone.")
    handled_by = models.CharField(max_length=10, choices=HandledBy, default=HandledBy.HUMAN)
    member = Reference(Membership, null=True, blank=True)
    team = Reference(Team, null=True, blank=True)
    segment = models.CharField(max_length=60, blank=True)
    mode = models.CharField(max_length=10, choices=Mode)
    map_version = models.PositiveIntegerField(null=True, help_text="Number of the map's version that held then.")
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True, help_text="Duration.")
    response_seconds = models.PositiveIntegerField(null=True, blank=True)
    presence_kind = models.CharField(max_length=20, choices=PresenceKind, blank=True)
    attempts = models.PositiveSmallIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    first_truth = models.CharField(max_length=10, choices=FirstTruth, blank=True)
    exception = models.CharField(max_length=20, choices=ExceptionKind, default=ExceptionKind.NONE)
    conversation_held = models.BooleanField(null=True, blank=True)
    resolved = models.BooleanField(null=True, blank=True)
    note = models.TextField(blank=True, max_length=10_000)
    promised_by = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=15, choices=Outcome, default=Outcome.UNCHECKED)
    content_hash = models.BinaryField(max_length=16, help_text="Of the written form: equal content writes nothing.")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["-occurred_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "external_ref"], condition=~Q(external_ref=""), name="interaction_ref_once"
            ),
            models.CheckConstraint(condition=Q(handled_by__in=HandledBy.values), name="interaction_handled_by_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="interaction_outcome_known"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="interaction_mode_known"),
            models.CheckConstraint(
                condition=Q(presence_kind__in=["", *PresenceKind.values]), name="interaction_presence_kind_known"
            ),
            models.CheckConstraint(condition=Q(first_truth__in=["", *FirstTruth.values]), name="interaction_first_truth_known"),
            models.CheckConstraint(condition=Q(exception__in=ExceptionKind.values), name="interaction_exception_known"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-occurred_at", "-id"], name="interaction_newest"),
            models.Index(fields=["organization", "customer", "-occurred_at"], name="interaction_customer"),
            models.Index(
                fields=["organization", "local_day"],
                include=["outcome", "touchpoint", "team", "promised_by"],
                condition=Q(deleted_at=None),
                name="interaction_day",
            ),
            models.Index(
                fields=["organization", "promised_by"],
                condition=Q(outcome="unchecked", done_at=None, promised_by__isnull=False, deleted_at=None),
                name="interaction_open_commitment",
            ),
            # One person's proactive contacts of a few weeks, however many contacts everybody had.
            models.Index(
                fields=["organization", "member", "local_day"],
                condition=Q(deleted_at=None) & ~Q(presence_kind=""),
                name="interaction_presence",
            ),
            # Exceptions that wait for a real conversation: few, and asked for by every first page.
            models.Index(
                fields=["organization", "occurred_at"],
                condition=Q(deleted_at=None) & ~Q(exception="none") & (Q(conversation_held=None) | Q(conversation_held=False)),
                name="interaction_unspoken",
            ),
        ]

    def __str__(self) -> str:
        return self.external_ref or str(self.pk)


class FormerVersion(OrganizationRow):
    """What an interaction said before a change. `body` is its whole written form, checks included."""

    interaction = Reference(Interaction, related_name="former_versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    cause = models.CharField(max_length=20, help_text="What replaced it: api, page, import, undo.")
    import_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=160)
    member = Reference(Membership, null=True)
    replaced_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "interaction", "number"], name="former_version_once"),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Check(OrganizationRow):
    """A verdict: on a term, on a promise as a whole, or on the interaction as a whole (neither given).

    A rule's verdict on a commitment belongs to no interaction: it names the term's row that set the due time, the due time
    and when it was done. Such a one can be rewritten by the rule alone, so there is one for each row.
    """

    interaction = Reference(Interaction, models.CASCADE, null=True, related_name="checks")
    promise = Reference(Promise, null=True, blank=True)
    term = Reference(Term, null=True, blank=True)
    term_key = models.UUIDField(null=True, help_text="The term's key, stable across revisions.")
    verdict = models.CharField(max_length=15, choices=Verdict)
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.PERSON)
    evidence = models.CharField(max_length=1000, blank=True)
    judged_by = Reference(Membership, null=True)
    judged_at = models.DateTimeField(db_default=Now())
    promised_by = models.DateTimeField(null=True, help_text="Of a rule's verdict on a commitment: when it was due.")
    done_at = models.DateTimeField(null=True, help_text="Of a rule's verdict on a commitment: when it was done.")

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "interaction", "promise", "term_key", "basis"],
                condition=Q(interaction__isnull=False),
                name="check_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["organization", "term"], condition=Q(interaction=None), name="check_commitment_once"
            ),
            models.CheckConstraint(
                condition=Q(interaction__isnull=False, promised_by=None, done_at=None)
                | Q(
                    interaction=None,
                    promise__isnull=False,
                    term__isnull=False,
                    term_key__isnull=False,
                    promised_by__isnull=False,
                    basis="rule",
                ),
                name="check_one_way",
            ),
            models.CheckConstraint(
                condition=Q(promised_by=None) | Q(verdict__in=["kept", "broken", "renegotiated"]), name="check_rule_verdict"
            ),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="check_verdict_known"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="check_basis_known"),
            models.CheckConstraint(condition=Q(term=None) | Q(promise__isnull=False), name="check_term_has_promise"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "promise"], name="check_promise"),
            models.Index(fields=["organization", "term_key"], name="check_term"),
            # The foreign key looks here when terms are removed; few checks have one.
            models.Index(fields=["organization", "term"], condition=Q(term__isnull=False), name="check_term_row"),
            models.Index(
                fields=["organization", "promised_by"], condition=Q(promised_by__isnull=False), name="check_commitment"
            ),
        ]

    def __str__(self) -> str:
        return self.verdict


class NewNotes(OrganizationRow):
    """Interactions written in one batch, whose notes nobody has looked through yet. The row goes when somebody has.

    One small row a batch, so that taking ten thousand interactions in costs no more than one.
    """

    interactions = ArrayField(models.UUIDField())
    written_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(OrganizationRow.Meta):
        pass

    def __str__(self) -> str:
        return f"{len(self.interactions)} interactions"
