"""What a customer's fields may hold: plain values in, clean values or a refusal out."""

import re
import unicodedata
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import NoReturn
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from presence.customers import phones
from presence.kit import refusals

LONGEST_NAME = 200
LONGEST_REFERENCE = 120
MOST_CONTACTS = 100
MOST_ADDRESSES = 20
HIGHEST_VALUE = Decimal("999999999999.99")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class InvalidCustomer(refusals.Refusal):
    """A field of a customer or contact holds what it may not."""


@dataclass(frozen=True, slots=True)
class ContactInput:
    """A person at a customer, as typed. `id` names a contact that stays; without it the name does."""

    name: str
    role: str = ""
    language: str = ""
    time_zone: str = ""
    emails: Sequence[str] = ()
    phones: Sequence[str] = ()
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CleanContact:
    """A contact whose addresses are checked and whose numbers are in E.164, each once."""

    name: str
    role: str
    language: str
    time_zone: str
    emails: tuple[str, ...]
    phones: tuple[phones.Phone, ...]
    id: UUID | None = field(default=None, compare=False)


def clean_text(text: str) -> str:
    """One line in composed form: control signs gone, white space single."""
    composed = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return " ".join(composed.split())


def clean_name(text: str) -> str:
    """A name that says something. Raises InvalidCustomer."""
    return _within(clean_text(text), LONGEST_NAME, "name") or _refuse("Enter a name.", "name")


def clean_line(text: str, *, longest: int, pointer: str) -> str:
    """An optional line. Raises InvalidCustomer when it is too long."""
    return _within(clean_text(text), longest, pointer)


def clean_zone(text: str, *, pointer: str = "time_zone") -> str:
    """A time zone's name, or empty. Raises InvalidCustomer."""
    name = clean_text(text)
    if name and name not in zoneinfo.available_timezones():
        _refuse(f"“{name}” is not a time zone. Choose one such as Europe/Brussels.", pointer)
    return name


def clean_value(value: Decimal | int | str | None) -> Decimal | None:
    """An amount a year with two decimals, or None. Raises InvalidCustomer."""
    if value is None or value == "":
        return None
    try:
        amount = Decimal(str(value)).quantize(Decimal("0.01"))
        finite = amount.is_finite()
    except InvalidOperation:
        finite = False
    if not finite:
        _refuse(f"“{value}” is not an amount. Enter a number such as 48000 or 48000.50.", "annual_value")
    if not 0 <= amount <= HIGHEST_VALUE:
        _refuse("The annual value must be between 0 and 999,999,999,999.99.", "annual_value")
    return amount


def clean_contacts(contacts: Iterable[ContactInput], *, country: str) -> list[CleanContact]:
    """Check every contact; numbers without a country are read with `country`. Raises InvalidCustomer, NotAPhoneNumber."""
    cleaned = [_clean_contact(contact, f"contacts/{place}", country) for place, contact in enumerate(contacts)]
    if len(cleaned) > MOST_CONTACTS:
        _refuse(f"A customer has at most {MOST_CONTACTS} contacts.", "contacts")
    return cleaned


def _clean_contact(contact: ContactInput, pointer: str, country: str) -> CleanContact:
    name = _within(clean_text(contact.name), LONGEST_NAME, f"{pointer}/name")
    return CleanContact(
        name=name or _refuse("Enter the contact’s name.", f"{pointer}/name"),
        role=clean_line(contact.role, longest=80, pointer=f"{pointer}/role"),
        language=clean_line(contact.language, longest=10, pointer=f"{pointer}/language"),
        time_zone=clean_zone(contact.time_zone, pointer=f"{pointer}/time_zone"),
        emails=_clean_emails(contact.emails, f"{pointer}/emails"),
        phones=_clean_phones(contact.phones, f"{pointer}/phones", country),
        id=contact.id,
    )


def _clean_emails(addresses: Sequence[str], pointer: str) -> tuple[str, ...]:
    _refuse_many(addresses, pointer, "e-mail addresses")
    kept: dict[str, str] = {}
    for place, typed in enumerate(addresses):
        address = clean_text(typed)
        try:
            validate_email(address)
        except ValidationError:
            _refuse(f"“{typed.strip()}” is not an e-mail address. Write it like ana@example.com.", f"{pointer}/{place}")
        kept.setdefault(address.lower(), address)
    return tuple(kept.values())


def _clean_phones(numbers: Sequence[str], pointer: str, country: str) -> tuple[phones.Phone, ...]:
    _refuse_many(numbers, pointer, "phone numbers")
    kept: dict[phones.Phone, None] = {}
    for place, typed in enumerate(numbers):
        try:
            kept[phones.parse(clean_text(typed), country)] = None
        except phones.NotAPhoneNumber as refusal:
            raise phones.NotAPhoneNumber(refusal.words, pointer=f"{pointer}/{place}") from None
    return tuple(kept)


def _refuse_many(items: Sequence[str], pointer: str, noun: str) -> None:
    if len(items) > MOST_ADDRESSES:
        _refuse(f"A contact has at most {MOST_ADDRESSES} {noun}.", pointer)


def _within(text: str, longest: int, pointer: str) -> str:
    if len(text) > longest:
        _refuse(f"Use at most {longest} characters; this has {len(text)}.", pointer)
    return text


def _refuse(words: str, pointer: str) -> NoReturn:
    raise InvalidCustomer(words, pointer=pointer)
