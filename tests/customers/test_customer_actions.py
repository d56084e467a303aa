"""Adding, changing and removing customers: the row and the fact it leaves behind."""

from datetime import date
from decimal import Decimal

import pytest

from presence.audit.models import Entry
from presence.customers import actions, rules
from presence.customers.models import Contact, Customer, EmailAddress, PhoneNumber
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast

ANA = ContactInput(
    name="Ana Ruiz", role="Practice manager", emails=["ana@harbor.example"], phones=["02 123 45 67", "0470 12 34 56"]
)
TOM = ContactInput(name="Tom Maes", phones=["+32 2 765 43 21 ext. 5"])


def add(cast: Cast, name: str = "Harbor Dental Group", **fields: object) -> Customer:
    return actions.add(by=Actor.of(cast.agent), name=name, **fields)  # type: ignore[arg-type]


def test_it_adds_a_customer_with_its_people(acting: Cast) -> None:
    customer = add(
        acting, external_ref="H-1", annual_value=48000, renewal_date=date(2027, 1, 1), owner=acting.agent, contacts=[ANA]
    )

    stored = Customer.rows().get()
    assert (stored.name, stored.external_ref, stored.annual_value) == ("Harbor Dental Group", "H-1", Decimal(48000))
    assert [phone.e164 for phone in PhoneNumber.rows()] == ["+3221234567", "+32470123456"]
    assert EmailAddress.rows().get().customer == customer
    entry = Entry.rows().get(verb="customer.added")
    assert (entry.subject_id, entry.member_id) == (customer.pk, acting.agent.pk)


def test_two_customers_cannot_share_a_reference(acting: Cast) -> None:
    add(acting, external_ref="H-1")

    with pytest.raises(actions.ReferenceTaken, match="H-1") as refusal:
        add(acting, "Another", external_ref="H-1")

    assert refusal.value.pointer == "external_ref"
    assert Customer.rows().count() == 1
    assert Entry.rows().filter(verb="customer.added").count() == 1


def test_a_reference_is_free_in_another_organization(cast: Cast, elsewhere: Cast) -> None:
    for place in (cast, elsewhere):
        with scope.acting_for(place.organization):
            add(place, external_ref="H-1")
            assert Customer.rows().count() == 1


def test_a_bad_number_adds_nothing(acting: Cast) -> None:
    with pytest.raises(ValueError, match="nope"):
        add(acting, contacts=[ContactInput(name="Ana", phones=["nope"])])

    assert not Customer.rows().exists()


def test_an_owner_must_be_a_member_of_the_organization(acting: Cast, elsewhere: Cast) -> None:
    with pytest.raises(actions.UnknownOwner):
        add(acting, owner=elsewhere.agent)


def test_it_changes_only_what_is_given(acting: Cast) -> None:
    customer = add(acting, segment="Gold", contacts=[ANA])

    changed = actions.change(by=Actor.of(acting.agent), customer=customer, expected_version=1, segment="Silver")

    assert (changed.segment, changed.version) == ("Silver", 2)
    assert Contact.rows().get().name == "Ana Ruiz"
    entry = Entry.rows().get(verb="customer.changed")
    assert entry.detail == {"changed": ["segment"], "told": {"segment": ["Gold", "Silver"]}}


def test_equal_values_change_nothing(acting: Cast) -> None:
    customer = add(acting, segment="Gold", contacts=[ANA])

    changed = actions.change(by=Actor.of(acting.agent), customer=customer, segment="Gold ", contacts=[ANA])

    assert changed.version == 1
    assert not Entry.rows().filter(verb="customer.changed").exists()


def test_contacts_are_replaced_and_who_stays_keeps_their_row(acting: Cast) -> None:
    customer = add(acting, contacts=[ANA, TOM])
    ana = Contact.rows().get(name="Ana Ruiz")
    renamed = ContactInput(name="Ana Ruiz-Maes", phones=["02 123 45 67"], id=ana.pk)

    actions.change(by=Actor.of(acting.agent), customer=customer, contacts=[ContactInput(name="Eva Stone"), renamed])

    assert [contact.name for contact in customer.contacts.all()] == ["Eva Stone", "Ana Ruiz-Maes"]
    assert customer.contacts.get(name="Ana Ruiz-Maes").pk == ana.pk
    assert PhoneNumber.rows().count() == 1


def test_a_stale_edit_is_refused_with_the_current_row(acting: Cast) -> None:
    customer = add(acting)
    actions.change(by=Actor.of(acting.leader), customer=customer, expected_version=1, segment="Gold")

    with pytest.raises(actions.StaleCustomer) as refusal:
        actions.change(by=Actor.of(acting.agent), customer=customer, expected_version=1, segment="Silver")

    assert refusal.value.customer.segment == "Gold"
    assert Customer.rows().get().segment == "Gold"


def test_it_removes_a_customer_nothing_refers_to(acting: Cast) -> None:
    customer = add(acting, contacts=[ANA])

    actions.remove(by=Actor.of(acting.agent), customer=customer)

    assert not Customer.rows().exists()
    assert not PhoneNumber.rows().exists()
    assert Entry.rows().filter(verb="customer.removed").exists()


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("time_zone", "Mars/Base"), ("annual_value", "a lot"), ("external_ref", "x" * 121)]
)
def test_it_points_at_the_field_that_is_wrong(acting: Cast, field: str, value: str) -> None:
    with pytest.raises(rules.InvalidCustomer) as refusal:
        add(acting, **{"name": "Harbor"} | {field: value})

    assert refusal.value.pointer == field
