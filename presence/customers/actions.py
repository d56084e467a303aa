"""Adding, changing and removing customers."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.db.models.functions import Now

from presence.audit import actions as audit
from presence.customers import contacts as people
from presence.customers import rules
from presence.customers.models import Customer
from presence.kit import refusals
from presence.kit.ids import new_id
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Organization

FIELDS = ("name", "external_ref", "segment", "annual_value", "renewal_date", "owner", "time_zone")
# Names may be a person's, so the audit log says that they changed and not what they were.
_TOLD = ("external_ref", "segment", "annual_value", "renewal_date", "time_zone")


class ReferenceTaken(refusals.Refusal):
    """Another customer of the organization has this external reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"Another customer already has the reference “{reference}”.", pointer="external_ref")


class UnknownOwner(refusals.Refusal):
    """The owner is no active member of the organization."""

    def __init__(self) -> None:
        super().__init__("The owner must be a member of the organization. Choose one from the list.", pointer="owner")


class StaleCustomer(refusals.Refusal):
    """Somebody changed the customer since it was read; `customer` is its current row."""

    def __init__(self, customer: Customer) -> None:
        super().__init__(f"Somebody else changed {customer} while you were writing. Compare both versions.")
        self.customer = customer


class AlreadyAdded(refusals.Refusal):
    """The same form was sent twice; `customer` is what the first one added."""

    def __init__(self, customer: Customer) -> None:
        super().__init__(f"{customer} was added already.")
        self.customer = customer


class CustomerErased(refusals.Refusal):
    """Whatever is written about an erased customer would be personal again."""

    def __init__(self) -> None:
        super().__init__("This customer was erased and can no longer be changed. Add a new one instead.")


class CustomerHasHistory(refusals.Refusal):
    """Promises or interactions name this customer, so it stays."""

    def __init__(self, customer: Customer) -> None:
        super().__init__(
            f"{customer} has promises or interactions and cannot be deleted, because figures would lose their rows. "
            "End its promises instead."
        )


def add(
    *,
    by: Actor,
    name: str,
    external_ref: str = "",
    segment: str = "",
    annual_value: Decimal | int | str | None = None,
    renewal_date: date | None = None,
    owner: Membership | None = None,
    time_zone: str = "",
    contacts: Sequence[rules.ContactInput] = (),
    id: UUID | None = None,
) -> Customer:
    """Add a customer with its contacts. Raises InvalidCustomer, NotAPhoneNumber, ReferenceTaken, UnknownOwner.

    With an `id` that the caller drew, sending the same twice adds one: the second raises AlreadyAdded.
    """
    typed = {"name": name, "external_ref": external_ref, "segment": segment, "annual_value": annual_value}
    values = _clean(typed | {"renewal_date": renewal_date, "owner": owner, "time_zone": time_zone})
    wanted = rules.clean_contacts(contacts, country=_country()) if contacts else []
    with transaction.atomic():
        customer = Customer(id=id or new_id(), **values)
        _save_once(customer, force_insert=True)
        people.replace(customer, wanted)
        audit.record(verb="customer.added", by=by, subject=customer, contacts=len(wanted))
    return customer


def change(*, by: Actor, customer: Customer, expected_version: int | None = None, **fields: Any) -> Customer:
    """Change the given fields (those of `add`); contacts are replaced as a whole. Equal values change nothing.

    With `expected_version`, raises StaleCustomer when the row has moved on; else as `add`.
    """
    given = fields.pop("contacts", None)
    values = _clean(fields)
    wanted = rules.clean_contacts(given, country=_country()) if given is not None else None
    with transaction.atomic():
        current = Customer.rows().select_for_update(of=("self",)).get(pk=customer.pk)
        if current.erased_at:
            raise CustomerErased
        if expected_version is not None and current.version != expected_version:
            raise StaleCustomer(current)
        former = {field: getattr(current, field) for field in values}
        changed = [field for field, value in values.items() if former[field] != value]
        if wanted is not None and people.replace(current, wanted):
            changed.append("contacts")
        if changed:
            _save_changes(current, {field: values[field] for field in changed if field in values})
            told = {field: [_plain(former[field]), _plain(values[field])] for field in changed if field in _TOLD}
            audit.record(verb="customer.changed", by=by, subject=current, changed=changed, told=told)
    return current


def remove(*, by: Actor, customer: Customer) -> None:
    """Delete a customer that nothing refers to. Raises CustomerHasHistory."""
    with transaction.atomic():
        audit.record(verb="customer.removed", by=by, subject=customer)
        try:
            with transaction.atomic():
                customer.delete()
        except (ProtectedError, IntegrityError) as error:
            raise CustomerHasHistory(customer) from error


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    """Only known fields, each checked by its rule."""
    checks = {
        "name": rules.clean_name,
        "external_ref": lambda text: rules.clean_line(text, longest=rules.LONGEST_REFERENCE, pointer="external_ref"),
        "segment": lambda text: rules.clean_line(text, longest=60, pointer="segment"),
        "annual_value": rules.clean_value,
        "renewal_date": lambda day: day,
        "owner": _clean_owner,
        "time_zone": rules.clean_zone,
    }
    return {field: checks[field](value) for field, value in fields.items()}


def _clean_owner(owner: Membership | None) -> Membership | None:
    if owner is not None and (owner.organization_id != scope.acting_organization_id() or not owner.is_active):
        raise UnknownOwner
    return owner


def _country() -> str:
    return Organization.objects.values_list("country", flat=True).get(pk=scope.acting_organization_id())


def _save_changes(customer: Customer, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(customer, field, value)
    customer.version = F("version") + 1
    customer.updated_at = Now()
    _save_once(customer, update_fields=[*values, "version", "updated_at"])
    customer.refresh_from_db(fields=["version", "updated_at", "name_norm"])


def _save_once(customer: Customer, **options: Any) -> None:
    try:
        with transaction.atomic():
            customer.save(**options)
    except IntegrityError as error:
        if "customer_ref_once" in str(error):
            raise ReferenceTaken(customer.external_ref) from error
        twin = Customer.rows().filter(pk=customer.pk).first() if "presence_customer_pkey" in str(error) else None
        if twin:
            raise AlreadyAdded(twin) from error
        raise


def _plain(value: Any) -> Any:
    return None if value is None else str(value)
