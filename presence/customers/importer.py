"""Importing customers from a file: new ones in bulk, known ones by the same verb as a page."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from presence.customers import actions, bulk, import_rows
from presence.customers.import_rows import FIELDS, Directory, Wanted
from presence.customers.models import Customer
from presence.customers.rules import ContactInput
from presence.imports.importers import Batch, Context, Foreseen, Link, Result, Row, Undoable, Written
from presence.imports.rules.fields import Field, Option
from presence.kit import navigation, refusals
from presence.tenancy.models import Membership

_CHANGED_SINCE = "It was changed after the import, so it stays as it is."
_GONE = "It was deleted after the import."


class CustomerImporter:
    """One row is one customer with at most one contact. A customer is known by its reference, without one by its name."""

    kind = "customers"
    noun = ("customer", "customers")
    about = "Accounts you serve, each with a contact."
    reference = "external_ref"
    needs: Sequence[Sequence[str]] = [("name",)]
    shown: Sequence[str] = ("external_ref", "name", "segment", "contact_name", "contact_email", "contact_phone")
    options: Sequence[Option] = ()

    def fields(self) -> Sequence[Field]:
        return FIELDS

    def objections(self, matched: frozenset[str]) -> Sequence[str]:
        return []

    def preview(self, rows: Sequence[Row], context: Context) -> Sequence[Foreseen]:
        directory = Directory.of(rows)
        return [_foresee(row, directory, context) for row in rows]

    def run(self, rows: Sequence[Row], context: Context) -> Batch:
        """New customers first, in bulk; then the known ones, and further rows that mean one of the new by its name."""
        directory = Directory.of(rows)
        read = [import_rows.read(row.values, directory, country=context.organization.country) for row in rows]
        wanted = {place: one for place, one in enumerate(read) if isinstance(one, Wanted)}
        written = {place: Written("rejected", problems=one) for place, one in enumerate(read) if not isinstance(one, Wanted)}
        written |= _add(_new(wanted, directory), directory, context)
        written |= {place: _change(one, directory, context) for place, one in wanted.items() if place not in written}
        return Batch([written[place] for place in range(len(rows))])

    def undo(self, rows: Sequence[Undoable], context: Context) -> Sequence[str]:
        return [_undo(row, context) for row in rows]

    def links(self, result: Result) -> Sequence[Link]:
        address = navigation.address("customers")
        return [Link("See customers", address)] if address else []

    def undo_note(self) -> str:
        return "Customers that have promises or interactions by now stay."


def _foresee(row: Row, directory: Directory, context: Context) -> Foreseen:
    wanted = import_rows.read(row.values, directory, country=context.organization.country)
    if not isinstance(wanted, Wanted):
        return Foreseen("problem", wanted)
    try:
        known = directory.known(wanted)
    except refusals.Refusal as refusal:
        return Foreseen("problem", [import_rows.told(refusal)])
    if known is None:
        return Foreseen("new")
    changes = import_rows.changes(known, wanted)
    return Foreseen("changed" if changes else "unchanged", (), changes, known.pk)


def _new(wanted: Mapping[int, Wanted], directory: Directory) -> dict[int, Wanted]:
    """Those that nobody knows yet; of several that mean the same by its name only the first."""
    new: dict[int, Wanted] = {}
    names: set[str] = set()
    for place, one in wanted.items():
        ref, name = one.fields.get("external_ref"), one.fields["name"].casefold()
        is_known = ref in directory.by_ref if ref else name in directory.by_name or name in names
        if not is_known:
            new[place] = one
            names |= set() if ref else {name}
    return new


def _add(new: Mapping[int, Wanted], directory: Directory, context: Context) -> dict[int, Written]:
    added = bulk.add_many(by=context.by, customers=[(one.fields, one.contact) for one in new.values()])
    for customer in added:
        directory.by_name.setdefault(customer.name.casefold(), []).append(customer)
    return {place: Written("created", customer.pk) for place, customer in zip(new, added, strict=True)}


def _change(wanted: Wanted, directory: Directory, context: Context) -> Written:
    try:
        known = directory.known(wanted)
        if known is None:
            raise refusals.Refusal("This customer was deleted while the import ran.", pointer="name")
        if not import_rows.changes(known, wanted):
            return Written("unchanged", known.pk)
        before = _remembered(known, wanted)
        contacts = import_rows.with_contact(known, wanted.contact)
        given = wanted.fields if contacts is None else {**wanted.fields, "contacts": contacts}
        current = actions.change(by=context.by, customer=known, **given)
    except refusals.Refusal as refusal:
        return Written("rejected", problems=[import_rows.told(refusal)])
    return Written("updated", current.pk, before={**before, "version": current.version})


def _remembered(customer: Customer, wanted: Wanted) -> dict[str, Any]:
    """What the customer says now of the fields that the row speaks of, as plain values."""
    fields = {name: getattr(customer, name) for name in wanted.fields if name != "owner"}
    plain = {name: None if value is None else str(value) for name, value in fields.items()}
    if "owner" in wanted.fields:
        plain["owner"] = str(customer.owner_id) if customer.owner_id else None
    contacts = [_plain_contact(contact) for contact in import_rows.contact_inputs(customer)]
    return {"fields": plain, "contacts": contacts}


def _plain_contact(contact: ContactInput) -> dict[str, Any]:
    named = {name: getattr(contact, name) for name in ("name", "role", "language", "time_zone", "emails", "phones")}
    return {**named, "id": str(contact.id)}


def _undo(row: Undoable, context: Context) -> str:
    """Take one row back; why not, where it stays."""
    customer = Customer.rows().prefetch_related("contacts__emails", "contacts__phones").filter(pk=row.target_id).first()
    if customer is None:
        return _GONE
    if customer.version != (row.before or {}).get("version", 1):
        return _CHANGED_SINCE
    try:
        if row.before is None:
            actions.remove(by=context.by, customer=customer)
        else:
            actions.change(by=context.by, customer=customer, **_restored(row.before))
    except refusals.Refusal as refusal:
        return refusal.words
    return ""


def _restored(before: Mapping[str, Any]) -> dict[str, Any]:
    """The remembered values, in the types that changing takes."""
    fields = dict(before["fields"])
    if fields.get("renewal_date"):
        fields["renewal_date"] = date.fromisoformat(fields["renewal_date"])
    if fields.get("annual_value"):
        fields["annual_value"] = Decimal(fields["annual_value"])
    if "owner" in fields:
        fields["owner"] = Membership.rows().filter(pk=fields["owner"], removed_at=None).first() if fields["owner"] else None
    contacts = [ContactInput(**{**contact, "id": UUID(contact["id"])}) for contact in before["contacts"]]
    return {**fields, "contacts": contacts}
