"""From the values of an imported row to a customer: what the file says of it, and what that would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from presence.customers import merging, phones, references, rules
from presence.customers.models import Contact, Customer
from presence.customers.rules import CleanContact, ContactInput
from presence.imports.importers import Change, Row
from presence.imports.rules.fields import Field, Kind, Problem
from presence.kit import refusals
from presence.tenancy.models import Membership

FIELDS = (
    Field(
        "external_ref",
        "Reference",
        max_length=rules.LONGEST_REFERENCE,
        synonyms=("customer id", "account id", "customer number", "account number", "id", "external id", "key", "number"),
    ),
    Field(
        "name",
        "Name",
        max_length=rules.LONGEST_NAME,
        synonyms=("customer name", "customer", "company", "company name", "account name", "account", "organization"),
    ),
    Field("segment", "Segment", max_length=60, synonyms=("tier", "plan", "category", "customer type")),
    Field("annual_value", "Annual value", Kind.NUMBER, synonyms=("arr", "acv", "revenue", "annual revenue", "contract value")),
    Field("renewal_date", "Renewal date", Kind.DAY, synonyms=("renewal", "renews on", "contract end", "end date")),
    Field("owner", "Owner's e-mail", Kind.EMAIL, synonyms=("account manager", "account owner", "owner email", "manager")),
    Field("time_zone", "Time zone", Kind.ZONE, synonyms=("timezone", "tz")),
    Field("contact_name", "Contact", max_length=rules.LONGEST_NAME, synonyms=("contact name", "full name", "contact person")),
    Field("contact_email", "Contact's e-mail", Kind.EMAIL, synonyms=("email", "e mail", "mail", "email address")),
    Field(
        "contact_phone", "Contact's phone", Kind.PHONE, max_length=60, synonyms=("phone", "phone number", "telephone", "mobile")
    ),
)
_LABELS = {one.name: one.label for one in FIELDS}
_PLAIN = ("external_ref", "name", "segment", "annual_value", "renewal_date", "time_zone")
_POINTED = {"emails": "contact_email", "phones": "contact_phone"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row says: clean values of the matched fields, and the contact if it names one."""

    fields: dict[str, Any]
    contact: CleanContact | None


@dataclass(slots=True)
class Directory:
    """Whom rows may mean: members by e-mail, customers by reference and, in any case, by name."""

    owners: Mapping[str, Membership]
    by_ref: Mapping[str, Customer]
    by_name: dict[str, list[Customer]]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Directory":
        """Everybody that these rows name, with a few queries."""
        refs = [ref for row in rows if (ref := row.values.get("external_ref"))]
        nameless = (row.values for row in rows if not row.values.get("external_ref"))
        names = {rules.clean_text(values["name"]).casefold() for values in nameless if values.get("name")}
        found = references.find_named(names)
        loaded = Customer.rows().select_related("owner").prefetch_related("contacts__emails", "contacts__phones")
        named = loaded.in_bulk([customer_id for customer_ids in found.values() for customer_id in customer_ids])
        emails = {row.values["owner"].lower() for row in rows if row.values.get("owner")}
        members = Membership.rows().filter(user__email__in=emails, removed_at=None).select_related("user")
        return cls(
            owners={member.user.email.lower(): member for member in members},
            by_ref=_by_reference(loaded, refs),
            by_name={name: [named[customer_id] for customer_id in customer_ids] for name, customer_ids in found.items()},
        )

    def known(self, wanted: Wanted) -> Customer | None:
        """The customer that the row is about, if there is one. Raises Ambiguous."""
        ref, name = wanted.fields.get("external_ref"), wanted.fields["name"]
        if ref:
            return self.by_ref.get(ref)
        found = self.by_name.get(name.casefold(), [])
        if len(found) > 1:
            raise Ambiguous(name, len(found))
        return found[0] if found else None


def _by_reference(loaded: QuerySet[Customer], refs: Sequence[str]) -> dict[str, Customer]:
    """Customers by the reference in use, and by those they had before they were merged."""
    former = merging.by_former_reference(refs)
    merged = loaded.in_bulk(list(former.values())) if former else {}
    in_use = {customer.external_ref: customer for customer in loaded.filter(external_ref__in=refs)}
    in_use |= {customer.external_ref: customer for customer in merged.values() if customer.external_ref}
    return in_use | {ref: merged[customer_id] for ref, customer_id in former.items()}


class Ambiguous(refusals.Refusal):
    """Several customers have the name that stands for one."""

    def __init__(self, name: str, count: int) -> None:
        super().__init__(f"{count} customers are called “{name}”. Give a reference.", pointer="name")


def read(values: Mapping[str, Any], directory: Directory, *, country: str) -> Wanted | list[Problem]:
    """What the row says, checked by the same rules as a page; or why it cannot be."""
    try:
        return Wanted(_fields(values, directory), _contact(values, country))
    except refusals.Refusal as refusal:
        return [told(refusal)]


def told(refusal: refusals.Refusal) -> Problem:
    """A refusal as a problem of the field it points at."""
    parts = refusal.pointer.split("/")
    name = next((_POINTED[part] for part in parts if part in _POINTED), parts[0])
    return Problem("contact_name" if name == "contacts" else name, refusal.words)


def _fields(values: Mapping[str, Any], directory: Directory) -> dict[str, Any]:
    clean: dict[str, Any] = {name: values[name] for name in ("renewal_date",) if name in values}
    clean["name"] = rules.clean_name(values.get("name") or "")
    for name, longest in (("external_ref", rules.LONGEST_REFERENCE), ("segment", 60)):
        if name in values:
            clean[name] = rules.clean_line(values[name] or "", longest=longest, pointer=name)
    if known := directory.by_ref.get(clean.get("external_ref", "")):
        clean["external_ref"] = known.external_ref  # a former one stays a former one
    if "annual_value" in values:
        clean["annual_value"] = rules.clean_value(values["annual_value"])
    if "time_zone" in values:
        clean["time_zone"] = values["time_zone"] or ""
    if "owner" in values:
        clean["owner"] = _owner(values["owner"], directory)
    return clean


def _owner(email: str | None, directory: Directory) -> Membership | None:
    if not email:
        return None
    found = directory.owners.get(email.lower())
    if found is None:
        raise refusals.Refusal(f"No member has the e-mail address {email}.", pointer="owner")
    return found


def _contact(values: Mapping[str, Any], country: str) -> CleanContact | None:
    """The contact, called by its address or number when the file does not name it."""
    name, email, phone = (values.get(f"contact_{part}") or "" for part in ("name", "email", "phone"))
    if not (name or email or phone):
        return None
    typed = ContactInput(name or email or phone, emails=[email] if email else [], phones=[phone] if phone else [])
    return rules.clean_contacts([typed], country=country)[0]


def changes(customer: Customer, wanted: Wanted) -> list[Change]:
    """What the row would alter, in words."""
    found = [
        Change(_LABELS[name], _words(getattr(customer, name)), _words(value))
        for name, value in wanted.fields.items()
        if getattr(customer, name) != value
    ]
    former, contacts = contact_inputs(customer), with_contact(customer, wanted.contact)
    if contacts is not None:
        found.append(Change(_LABELS["contact_name"], _listed(former), _listed(contacts)))
    return found


def contact_inputs(customer: Customer) -> list[ContactInput]:
    """The customer's contacts as they are, in the form that writing them takes."""
    return [_as_input(contact) for contact in customer.contacts.all()]


def with_contact(customer: Customer, contact: CleanContact | None) -> list[ContactInput] | None:
    """The customer's contacts with this one added, or with what is new about it; None when nothing is."""
    if contact is None:
        return None
    contacts = contact_inputs(customer)
    numbers = [_dialed(phone) for phone in contact.phones]
    place = next((place for place, one in enumerate(contacts) if _is_same(one, contact, numbers)), None)
    if place is None:
        return [*contacts, ContactInput(contact.name, emails=contact.emails, phones=numbers)]
    known = contacts[place]
    emails = [*known.emails, *(email for email in contact.emails if email.lower() not in map(str.lower, known.emails))]
    dialed = [*known.phones, *(number for number in numbers if number not in known.phones)]
    if len(emails) == len(known.emails) and len(dialed) == len(known.phones):
        return None
    return [*contacts[:place], replace(known, emails=emails, phones=dialed), *contacts[place + 1 :]]


def _is_same(known: ContactInput, contact: CleanContact, numbers: Sequence[str]) -> bool:
    emails = {email.lower() for email in known.emails}
    is_called_alike = known.name.casefold() == contact.name.casefold()
    return is_called_alike or any(email.lower() in emails for email in contact.emails) or bool(set(numbers) & set(known.phones))


def _as_input(contact: Contact) -> ContactInput:
    return ContactInput(
        name=contact.name,
        role=contact.role,
        language=contact.language,
        time_zone=contact.time_zone,
        emails=[email.address for email in contact.emails.all()],
        phones=[_dialed(phones.Phone(phone.e164, phone.extension)) for phone in contact.phones.all()],
        id=contact.pk,
    )


def _dialed(phone: phones.Phone) -> str:
    """As it would be typed, so that reading it again gives the same."""
    return f"{phone.e164} ext {phone.extension}" if phone.extension else phone.e164


def _words(value: Any) -> str:
    return "" if value is None else str(value)


def _listed(contacts: Iterable[ContactInput]) -> str:
    return "; ".join(", ".join([contact.name, *contact.emails, *contact.phones]) for contact in contacts)
