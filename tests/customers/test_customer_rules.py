"""What a customer's fields may hold."""

from decimal import Decimal

import pytest

from presence.customers import phones, rules
from presence.customers.rules import ContactInput


def test_it_writes_names_in_one_form() -> None:
    assert rules.clean_name("  Cafe\u0301 \n du\tNord\x00 ") == "Café du Nord"


@pytest.mark.parametrize("name", ["", "   ", "\x00", "x" * 201])
def test_it_refuses_names_that_say_nothing_or_too_much(name: str) -> None:
    with pytest.raises(rules.InvalidCustomer) as refusal:
        rules.clean_name(name)

    assert refusal.value.pointer == "name"


@pytest.mark.parametrize(("typed", "value"), [("48000", Decimal(48000)), (0, Decimal(0)), ("", None), (None, None)])
def test_it_reads_amounts(typed: object, value: Decimal | None) -> None:
    assert rules.clean_value(typed) == value  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["a lot", "-1", "NaN", "Infinity", "1e30"])
def test_it_refuses_what_is_no_amount(typed: str) -> None:
    with pytest.raises(rules.InvalidCustomer):
        rules.clean_value(typed)


def test_it_cleans_a_contact() -> None:
    ana = ContactInput(
        name=" Ana  Ruiz ", emails=["Ana@Harbor.example", "ana@harbor.example"], phones=["02 123 45 67", "+3221234567"]
    )

    [clean] = rules.clean_contacts([ana], country="BE")

    assert clean.name == "Ana Ruiz"
    assert clean.emails == ("Ana@Harbor.example",)
    assert clean.phones == (phones.Phone("+3221234567"),)


@pytest.mark.parametrize(
    ("contact", "pointer", "typed"),
    [
        (ContactInput(name=" "), "contacts/0/name", ""),
        (ContactInput(name="Ana", emails=["ok@a.example", "ana@"]), "contacts/0/emails/1", "ana@"),
        (ContactInput(name="Ana", phones=["nope"]), "contacts/0/phones/0", "nope"),
        (ContactInput(name="Ana", time_zone="Mars/Base"), "contacts/0/time_zone", "Mars/Base"),
        (ContactInput(name="Ana", phones=["02 123 45 67"] * 21), "contacts/0/phones", ""),
    ],
)
def test_it_points_at_what_is_wrong(contact: ContactInput, pointer: str, typed: str) -> None:
    with pytest.raises((rules.InvalidCustomer, phones.NotAPhoneNumber)) as refusal:
        rules.clean_contacts([contact], country="BE")

    assert refusal.value.pointer == pointer
    assert typed in refusal.value.words
