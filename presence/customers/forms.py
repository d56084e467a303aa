"""HTML input of the customers room."""

import zoneinfo
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q

from presence.customers import listing, merging, phones
from presence.customers.models import Contact, Customer
from presence.customers.rules import ContactInput
from presence.kit import forms as kit_forms
from presence.kit import refusals, rowforms, words
from presence.kit.filters import Filters as AddressFilters
from presence.kit.forms import Plain
from presence.kit.moments import Day
from presence.saved.lists import SavedList
from presence.tenancy.models import Membership

ZONES = sorted(
    zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/"))
)


HIDDEN = ("id", "version")


def members() -> Any:
    """Who may own a customer."""
    return Membership.rows().filter(removed_at=None).select_related("user").order_by("user__name", "pk")


class MemberChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A member of the acting organization; whatever else is sent is no choice."""

    default_error_messages = {"invalid_choice": "Choose somebody from the list."}  # noqa: RUF012  Django's own form

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


class CustomerForm(Plain, forms.Form):
    """The customer's own fields; contacts stand in ContactForm groups beside it."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(max_length=200, label="Name")
    external_ref = forms.CharField(
        max_length=120, required=False, label="Reference", help_text="Its number in another system. Imports find it by this."
    )
    segment = forms.CharField(max_length=60, required=False, label="Segment", help_text="For instance a plan or a region.")
    owner = MemberChoice(Membership.objects.none(), required=False, label="Owner", empty_label="Nobody yet")
    annual_value = forms.CharField(
        max_length=30, required=False, label="Value a year", widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 12})
    )
    renewal_date = Day(required=False, label="Renewal", error_messages={"invalid": "Enter a date, such as 2027-01-31."})
    time_zone = forms.CharField(
        max_length=60,
        required=False,
        label="Their time zone",
        help_text="Leave empty when it is yours.",
        widget=forms.TextInput(attrs={"list": "time-zones"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = members()  # type: ignore[attr-defined]
        self.fields["segment"].widget.attrs["list"] = "segments"


class ContactForm(Plain, forms.Form):
    """One person at the customer."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(max_length=200, label="Name", error_messages={"required": "Enter the contact’s name."})
    role = forms.CharField(max_length=80, required=False, label="Role")
    language = forms.CharField(
        max_length=10, required=False, label="Language", help_text="A code such as nl or fr.", widget=forms.TextInput
    )
    time_zone = forms.CharField(
        max_length=60, required=False, label="Time zone", widget=forms.TextInput(attrs={"list": "time-zones"})
    )
    emails = forms.CharField(
        required=False,
        max_length=6000,
        label="E-mail addresses",
        help_text="One on each line.",
        widget=forms.Textarea(attrs={"rows": 2, "inputmode": "email", "autocomplete": "off"}),
    )
    phones = forms.CharField(
        required=False,
        max_length=2000,
        label="Phone numbers",
        help_text="One on each line, in any format.",
        widget=forms.Textarea(attrs={"rows": 2, "inputmode": "tel", "autocomplete": "off"}),
    )

    def contact(self) -> ContactInput:
        given = self.cleaned_data
        return ContactInput(
            name=given["name"],
            role=given["role"],
            language=given["language"],
            time_zone=given["time_zone"],
            emails=_lines(given["emails"]),
            phones=_lines(given["phones"]),
            id=given["id"],
        )


class WholeCustomer:
    """The customer's form and its groups of contacts, validated and refused as one."""

    def __init__(self, form: CustomerForm, contacts: rowforms.RowForms[ContactForm]) -> None:
        self.form = form
        self.contacts = contacts

    @classmethod
    def shown(cls, values: Mapping[str, Any], contacts: Sequence[Mapping[str, Any]], **at: Any) -> "WholeCustomer":
        """Filled in and not judged; `at` names the group the person is at."""
        return cls(
            CustomerForm(initial=dict(values)), rowforms.RowForms(ContactForm, "contacts", contacts, starts_at="name", **at)
        )

    @classmethod
    def posted(cls, data: Mapping[str, Any]) -> "WholeCustomer":
        contacts = rowforms.filled(typed_contacts(data), list(ContactForm.base_fields))
        return cls(CustomerForm(data), rowforms.RowForms(ContactForm, "contacts", contacts, bound=True))

    def is_valid(self) -> bool:
        own, theirs = self.form.is_valid(), self.contacts.is_valid()
        return own and theirs

    @property
    def is_bound(self) -> bool:
        return self.form.is_bound

    @property
    def errors(self) -> list[Any]:
        return [*([self.form.errors] if self.form.errors else []), *self.contacts.errors]

    def error_links(self) -> list[kit_forms.ErrorLink]:
        """All problems, in the order of the page."""
        return [*kit_forms.error_links(self.form), *self.contacts.error_links()]

    def values(self) -> dict[str, Any]:
        """What the verbs take."""
        given = {name: value for name, value in self.form.cleaned_data.items() if name not in HIDDEN}
        return given | {"contacts": [form.contact() for form in self.contacts.forms]}

    def refuse(self, refusal: refusals.Refusal) -> None:
        """Put the words of a refusal beside the field it points at."""
        part, _, rest = refusal.pointer.partition("/")
        if part != "contacts" or not rest:
            self.form.add_error(part if part in self.form.fields else None, refusal.words)
            return
        place, _, field = rest.partition("/")
        self.contacts.forms[int(place)].add_error(field.partition("/")[0] or None, refusal.words)


def typed_contacts(data: Mapping[str, Any]) -> list[dict[str, str]]:
    """The groups of contacts in posted data."""
    return rowforms.typed(data, "contacts")


def written(customer: Customer) -> dict[str, Any]:
    """A customer as its form shows it."""
    return {
        "id": customer.pk,
        "version": customer.version,
        "name": customer.name,
        "external_ref": customer.external_ref,
        "segment": customer.segment,
        "owner": customer.owner_id,
        "annual_value": "" if customer.annual_value is None else f"{customer.annual_value.normalize():f}",
        "renewal_date": customer.renewal_date,
        "time_zone": customer.time_zone,
    }


def written_contacts(customer: Customer) -> list[dict[str, Any]]:
    """A customer's contacts as their groups show them."""
    return [_written_contact(contact) for contact in customer.contacts.prefetch_related("emails", "phones")]


def _written_contact(contact: Contact) -> dict[str, Any]:
    numbers = [phones.shown(phone.e164, phone.extension) for phone in contact.phones.all()]
    return {
        "id": contact.pk,
        "name": contact.name,
        "role": contact.role,
        "language": contact.language,
        "time_zone": contact.time_zone,
        "emails": "\n".join(email.address for email in contact.emails.all()),
        "phones": "\n".join(numbers),
    }


RENEWALS = [("", "Any"), ("30", "Within 30 days"), ("90", "Within 90 days"), ("past", "Past")]


class Filters(AddressFilters):
    """What stands in the list's address, so that an old link still opens. An owner who left still owns."""

    q = forms.CharField(required=False, max_length=100, label="Search")
    segment = forms.CharField(required=False, max_length=60)
    owner = MemberChoice(Membership.objects.none(), required=False)
    renewal = forms.ChoiceField(required=False, choices=RENEWALS)
    sort = forms.ChoiceField(
        required=False, choices=[(order.key, order.word) for order in listing.ORDERS.values()], initial="name", label="Order"
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.fields["owner"].queryset = Membership.rows()  # type: ignore[attr-defined]

    def clean_segment(self) -> str:
        segment = str(self.cleaned_data["segment"])
        if segment and not Customer.rows().filter(segment=segment).exists():
            raise forms.ValidationError("No customer is in this segment any more.")
        return segment

    def wanted(self) -> listing.Wanted:
        self.is_valid()
        given = self.cleaned_data
        owner = given.get("owner")
        return listing.Wanted(
            q=given.get("q", ""),
            segment=given.get("segment", ""),
            owner=owner.pk if owner else None,
            renewal=given.get("renewal", ""),
            order=listing.ORDERS.get(given.get("sort") or "name", listing.ORDERS["name"]),
        )


SAVED = SavedList("customers", "Customers", "customers", Filters)


class FilterChoices:
    """What the filters offer, asked only when the template shows it."""

    renewals = RENEWALS
    orders = tuple(listing.ORDERS.values())

    def __init__(self, wanted: listing.Wanted) -> None:
        self.wanted = wanted

    def owners(self) -> Any:
        """The members, and whoever the list is asked for although they left."""
        present = Membership.rows().filter(Q(removed_at=None) | Q(pk=self.wanted.owner))
        return present.select_related("user").order_by("user__name", "pk")

    def segments(self) -> list[str]:
        return listing.segments()


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


class TypedNameForm(Plain, forms.Form):
    """The name of what goes for good, typed by hand."""

    name = forms.CharField(
        max_length=200, label="Type the name to go on", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class MergeForm(TypedNameForm):
    """What is right where both records say something, and the name of the one that goes."""

    def __init__(self, data: Any, *, customer: Customer, former: Customer) -> None:
        super().__init__(data)
        self.former = former
        self.fields["name"].label = f"Type “{former.name}” to go on"
        for each in merging.differences(customer, former):
            self.fields[f"take_{each.field}"] = forms.ChoiceField(
                choices=[("stays", _shown(each.stays)), ("goes", _shown(each.goes))],
                initial="stays",
                widget=forms.RadioSelect,
                label=_MERGED_LABELS[each.field],
            )
        self.order_fields([name for name in self.fields if name != "name"])

    def clean_name(self) -> str:
        typed = " ".join(str(self.cleaned_data["name"]).split())
        if typed != self.former.name:
            raise forms.ValidationError(f"Type “{self.former.name}” to say that you mean it.")
        return typed

    def taken(self) -> set[str]:
        """The fields in which the record that goes is right."""
        return {name.removeprefix("take_") for name, value in self.cleaned_data.items() if value == "goes"}


def _shown(value: Any) -> str:
    """A value of a field as pages say it."""
    if isinstance(value, Decimal):
        return words.money(value)
    return f"{value:%-d %b %Y}" if isinstance(value, date) else str(value)


_MERGED_LABELS = {
    "name": "Name",
    "external_ref": "Reference in use",
    "segment": "Segment",
    "annual_value": "Annual value",
    "renewal_date": "Renewal date",
    "owner": "Owner",
    "time_zone": "Time zone",
}
