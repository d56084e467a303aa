"""The shared noun: customers, the people there, and the numbers and addresses that find them.

Search under row-level security may only use leakproof operators, so the columns searched are stored in normal form and
compared with `^@` (starts with) in the C collation (stack.md section 4).
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Collate, Lower, Now, Replace, Reverse

from presence.tenancy.models import Membership
from presence.tenancy.rows import OrganizationRow, Reference

MERGE_CAN_BE_UNDONE = timedelta(hours=24)


def _search_form(field: str) -> Func:
    """What a person types, comparably: lower case, without accents, single blanks. The function is made by migration 0007."""
    return Func(F(field), function="presence_search_form", output_field=models.TextField())


class Customer(OrganizationRow):
    """The account served. `external_ref` is the key of another system, unique in the organization when given."""

    external_ref = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=200)
    name_norm = models.GeneratedField(expression=_search_form("name"), output_field=models.TextField(), db_persist=True)
    segment = models.CharField(max_length=60, blank=True)
    annual_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    renewal_date = models.DateField(null=True, blank=True)
    owner = Reference(Membership, null=True, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())
    erased_at = models.DateTimeField(null=True, editable=False, help_text="Since then nothing personal is left, for good.")

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "external_ref"], condition=~Q(external_ref=""), name="customer_ref_once"
            ),
            models.CheckConstraint(condition=Q(erased_at=None) | Q(name="Erased", external_ref=""), name="customer_erased"),
            models.CheckConstraint(condition=~Q(name=""), name="customer_has_name"),
            models.CheckConstraint(condition=Q(annual_value__isnull=True) | Q(annual_value__gte=0), name="customer_value"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index("organization", Collate("name_norm", "C"), name="customer_name_prefix"),
            GinIndex(OpClass(F("name_norm"), "gin_trgm_ops"), name="customer_name_trgm"),
            models.Index("organization", Collate("external_ref", "C"), name="customer_ref_prefix"),
            models.Index(fields=["organization", "renewal_date"], name="customer_renewal"),
            models.Index("organization", "segment", Collate("name_norm", "C"), name="customer_segment"),
            models.Index("organization", F("annual_value").desc(nulls_last=True), "id", name="customer_value_order"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(OrganizationRow):
    """A person at a customer."""

    customer = Reference(Customer, models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200)
    name_norm = models.GeneratedField(expression=_search_form("name"), output_field=models.TextField(), db_persist=True)
    role = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["position", "id"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "customer"], name="contact_customer"),
            models.Index("organization", Collate("name_norm", "C"), name="contact_name_prefix"),
            GinIndex(OpClass(F("name_norm"), "gin_trgm_ops"), name="contact_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.name


class EmailAddress(OrganizationRow):
    """An e-mail address of a contact. Two contacts may share one."""

    contact = Reference(Contact, models.CASCADE, related_name="emails")
    customer = Reference(Customer, models.CASCADE)
    address = models.EmailField(max_length=254)
    address_norm = models.GeneratedField(expression=Lower("address"), output_field=models.TextField(), db_persist=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "contact", "address_norm"], name="email_once_per_contact"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index("organization", Collate("address_norm", "C"), name="email_prefix"),
            models.Index(fields=["organization", "customer"], name="email_customer"),
        ]

    def __str__(self) -> str:
        return self.address


class PhoneNumber(OrganizationRow):
    """A phone number of a contact in E.164, with its digits forward and backward: "ends with 4567" is a prefix search."""

    contact = Reference(Contact, models.CASCADE, related_name="phones")
    customer = Reference(Customer, models.CASCADE)
    e164 = models.CharField(max_length=20)
    extension = models.CharField(max_length=12, blank=True)
    digits = models.GeneratedField(
        expression=Replace(F("e164"), Value("+"), Value("")), output_field=models.TextField(), db_persist=True
    )
    digits_reversed = models.GeneratedField(
        expression=Reverse(Replace(F("e164"), Value("+"), Value(""))), output_field=models.TextField(), db_persist=True
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(OrganizationRow.Meta):
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "contact", "e164", "extension"], name="phone_once_per_contact"),
            models.CheckConstraint(condition=Q(e164__regex=r"^\+[1-9][0-9]{3,17}$"), name="phone_is_e164"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "e164"], name="phone_exact"),
            models.Index("organization", Collate("digits", "C"), name="phone_prefix"),
            models.Index("organization", Collate("digits_reversed", "C"), name="phone_suffix"),
            models.Index(fields=["organization", "customer"], name="phone_customer"),
        ]

    def __str__(self) -> str:
        return self.e164


class FormerReference(OrganizationRow):
    """A reference by which another system still knows a customer that was merged into this one.

    A trigger keeps it unique among the references in use, too.
    """

    customer = Reference(Customer, models.CASCADE)
    external_ref = models.CharField(max_length=120)

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "external_ref"], name="former_reference_once"),
            models.CheckConstraint(condition=~Q(external_ref=""), name="former_reference_says_something"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "customer"], name="former_reference_customer"),
        ]

    def __str__(self) -> str:
        return self.external_ref


class MergedCustomer(OrganizationRow):
    """A customer that is gone, by its id, and the one it was merged into: old addresses lead there."""

    customer = Reference(Customer, models.CASCADE)
    merged_at = models.DateTimeField()

    class Meta(OrganizationRow.Meta):
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "customer"], name="merged_customer"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Merge(OrganizationRow):
    """A merge that can still be undone: what moved, and how both customers were before.

    Both are named by id, because either may be merged again. It goes when it is undone, after a day, and with an erasure.
    """

    customer_id = models.UUIDField()
    former_id = models.UUIDField()
    former_name = models.CharField(max_length=200)
    merged_at = models.DateTimeField()
    merged_by = Reference(Membership, null=True)
    before = models.JSONField(encoder=DjangoJSONEncoder, help_text="What presence.customers.merging wrote down.")
    held = models.JSONField(encoder=DjangoJSONEncoder, help_text="What each room above moved, by its noun.")

    class Meta(OrganizationRow.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["organization", "former_id"], name="merge_once"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["organization", "customer_id"], name="merge_customer")]

    def __str__(self) -> str:
        return self.former_name

    @property
    def until(self) -> datetime:
        """The moment from which it stays as it is."""
        return self.merged_at + MERGE_CAN_BE_UNDONE


class Erasure(OrganizationRow):
    """That a customer, or one contact, was erased: by whom and when, and nothing of what was.

    The functions that may remove append-only words ask for the erasure of the same transaction (migration 0015).
    """

    customer_id = models.UUIDField()
    contact_id = models.UUIDField(null=True)
    erased_by = Reference(Membership, null=True)
    erased_at = models.DateTimeField(db_default=Now(), editable=False)
    transaction_number = models.BigIntegerField(
        db_default=Func(function="txid_current", output_field=models.BigIntegerField()), editable=False
    )

    def __str__(self) -> str:
        return str(self.pk)
