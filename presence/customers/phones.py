"""Phone numbers as people write them, to E.164.

Numbers without a country are read with the organization's. A plus sign that a URL decoded into a blank, `00`, trunk zeros,
punctuation and extensions are all understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult, phonenumberutil

from presence.kit import refusals

LONGEST_EXTENSION = 12
_CALLED = re.compile(r"^(?:tel|phone|sips?|callto|web\+promise)\s*:\s*", re.IGNORECASE)
_EXTENSION = re.compile(r"[;,]?(?<![a-z])(?:ext(?:ension|n)?|x|poste|toestel|durchwahl)(?![a-z])[.:=]?", re.IGNORECASE)
_SHAPE = re.compile(r"[\d()+\-./\s\u2010-\u2015#*,;]*(?:ext[\d\s]+)?")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in E.164 (with its plus sign) and the extension behind it, digits or empty."""

    e164: str
    extension: str = ""


class NotAPhoneNumber(refusals.Refusal):
    """The text cannot be a phone number; the words say why and what to do."""


def parse(text: str, country: str) -> Phone:
    """Read a number written in any usual way; `country` is an ISO 3166 code. Raises NotAPhoneNumber.

    A number whose length is possible is taken even when its range is not assigned today: numbering plans change.
    """
    possible = [number for number in _readings(text, country) if phonenumbers.is_possible_number(number)]
    number = next(filter(phonenumbers.is_valid_number, possible), possible[0] if possible else None)
    if number is None:
        raise NotAPhoneNumber(_why_not(text, country))
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(e164, (number.extension or "")[:LONGEST_EXTENSION])


def shown(e164: str, extension: str = "") -> str:
    """The number as people read it aloud: "+32 2 123 45 67 ext. 12"."""
    try:
        number = phonenumbers.format_number(phonenumbers.parse(e164, None), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        number = e164
    return f"{number} ext. {extension}" if extension else number


def looks_like_one(text: str) -> bool:
    """Whether a search text can only be meant as (part of) a number: at least three digits and nothing but punctuation."""
    return sum(sign.isdigit() for sign in text) >= 3 and not re.search(r"[^\d()+\-./\s]", text)


def international_prefixes(digits: str, country: str) -> list[str]:
    """What the digits of a number that is still being typed may begin with in E.164, without the plus sign."""
    if digits.startswith("00"):
        return [digits[2:]]
    trunk = phonenumberutil.ndd_prefix_for_region(country, True) or ""
    national = digits.removeprefix(trunk) if trunk else digits
    code = phonenumbers.country_code_for_region(country)
    return [digits, f"{code}{national}"] if code else [digits]


def _readings(text: str, country: str) -> Iterator[PhoneNumber]:
    """What the text may mean, likeliest first. A leading blank before a digit is a plus sign that a URL swallowed.

    Where national numbers begin with a zero, one that begins with the country's own code instead is international.
    """
    stripped = _EXTENSION.sub(" ext ", _CALLED.sub("", text.strip()), count=1)
    if not _SHAPE.fullmatch(stripped):
        return
    swallowed = text[:1] == " " and stripped[:1].isdigit() and stripped[:1] != "0"
    spellings: list[tuple[str, str | None]] = [(f"+{stripped}", None)] if swallowed else []
    spellings += [(f"+{stripped}", None)] if _begins_with_code(stripped, country) else []
    spellings += [(stripped, country), (f"+{stripped.removeprefix('00')}", None)]
    for spelling, region in spellings:
        try:
            yield phonenumbers.parse(spelling, region)
        except NumberParseException:
            continue


def _begins_with_code(text: str, country: str) -> bool:
    code = phonenumbers.country_code_for_region(country)
    return phonenumberutil.ndd_prefix_for_region(country, True) == "0" and text.startswith(str(code))


def _why_not(text: str, country: str) -> str:
    try:
        number = phonenumbers.parse(text.strip() if any(map(str.isdigit, text)) else "", country)
    except NumberParseException:
        return f"“{text.strip()}” is not a phone number. Write it as you would dial it, or with + and the country code."
    if phonenumbers.is_possible_number_with_reason(number) == ValidationResult.TOO_LONG:
        return f"“{text.strip()}” has too many digits for a phone number. Check it, and write one number at a time."
    return (
        f"“{text.strip()}” has too few digits for a phone number, or a country code that does not exist. "
        "Write it as you would dial it, or with + and the country code."
    )
