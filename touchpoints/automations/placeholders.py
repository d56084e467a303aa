"""What a template may name, and putting the values in. Pure.

A placeholder is `{{ contact.first_name | there }}`: a name of this table and what stands there when we do not know. There is no
code, no lookup and no second pass: a value that looks like a placeholder or like markup arrives as the characters it is.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from presence.kit.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Known:
    """One name of the table. `always`: every mail has a value, so that no fallback is needed."""

    name: str
    meaning: str
    example: str
    always: bool = False


TABLE = (
    Known("organization.name", "Your organization", "Fieldstone", always=True),
    Known("customer.name", "The customer", "Harbor Dental", always=True),
    Known("customer.owner", "The member who looks after the customer", "Ada Sterling"),
    Known("customer.renewal_date", "The day of the renewal", "3 December 2026"),
    Known("contact.name", "The person the mail goes to", "Mira Holt"),
    Known("contact.first_name", "The first word of that person's name", "Mira"),
    Known("promise.title", "The promise it is about", "Heat pump service"),
    Known("promise.number", "The promise's order or contract number", "FS-2041"),
    Known("promise.due_date", "The day something of it is due", "27 November 2026"),
    Known("promise.due_time", "The time of that day", "14:00"),
    Known("promise.due_text", "What is due", "Replace both filters"),
    Known("appointment.date", "The day of the appointment", "27 November 2026"),
    Known("appointment.time", "Its time of day", "14:00"),
    Known("appointment.place", "Where it is", "12 Quay Street"),
    Known("event.text", "What the event says happened", "The technician is on the way."),
    Known("event.reference", "The event's own number", "T-881"),
)
NAMES = {known.name: known for known in TABLE}

_SLOT = re.compile(r"\{\{\s*([a-z]+\.[a-z_]+)\s*(?:\|([^{}|\n]*))?\}\}")
_LONGEST_VALUE = 500


class WrongPlaceholder(Refusal):
    """A template names something that is not in the table, or has no answer for when we do not know."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One placeholder as written."""

    name: str
    fallback: str

    @property
    def written(self) -> str:
        return f"{{{{ {self.name} | {self.fallback} }}}}" if self.fallback else f"{{{{ {self.name} }}}}"


def slots(text: str) -> Iterator[Slot]:
    """The placeholders of a text, in their order."""
    for match in _SLOT.finditer(text):
        yield Slot(match[1], (match[2] or "").strip())


def check(text: str, *, pointer: str) -> None:
    """Raises WrongPlaceholder with what to write instead."""
    if "{%" in text or "{#" in text:
        raise WrongPlaceholder("Templates hold words and placeholders, no commands. Take “{%” and “{#” away.", pointer=pointer)
    for slot in slots(text):
        known = NAMES.get(slot.name)
        if known is None:
            words = f"There is no placeholder “{slot.name}”. “Placeholders” in the editor lists what there is."
            raise WrongPlaceholder(words, pointer=pointer)
        if not known.always and not slot.fallback:
            words = f"Say what stands there when we do not know it, such as {{{{ {slot.name} | {_suggested(slot.name)} }}}}."
            raise WrongPlaceholder(words, pointer=pointer)
    rest = _SLOT.sub("", text)
    if "{{" in rest or "}}" in rest:
        near = re.search(r"(\{\{[^\n]{0,40}|[^\n]{0,40}\}\})", rest)
        written = near[0].strip() if near else "{{"
        words = f"“{written}” cannot be read. A placeholder looks like {{{{ contact.first_name | there }}}}."
        raise WrongPlaceholder(words, pointer=pointer)


def fill(text: str, values: Mapping[str, str], *, shown: Callable[[str], str] = str) -> str:
    """The text with values in the place of placeholders, in one pass; `shown` makes a value fit for where it stands.

    A fallback is part of the text and stands as it was written.
    """
    return _SLOT.sub(lambda match: shown(_value(match[1], values)) or (match[2] or "").strip(), text)


def told(text: str) -> str:
    """The text for somebody who reads about it: what stands there when we do not know, or what it means."""
    meanings = {known.name: f"{known.meaning[:1].lower()}{known.meaning[1:]}" for known in TABLE if known.always}
    return fill(text, meanings)


def fill_line(text: str, values: Mapping[str, str]) -> str:
    """As `fill`, on one line without control characters: fit for a header."""
    return " ".join(_printable(fill(text, values)).split())


def fill_markup(text: str, values: Mapping[str, str]) -> str:
    """As `fill`, with every value as text and never as markup."""
    return fill(text, values, shown=lambda value: html.escape(value, quote=True).replace("\n", "<br>"))


def _value(name: str, values: Mapping[str, str]) -> str:
    return _printable(values.get(name, ""), keep="\n").strip()[:_LONGEST_VALUE]


def _printable(text: str, keep: str = "") -> str:
    """Without control characters and lone surrogates: neither header nor mail can carry them."""
    return "".join(
        character if character in keep or (character.isprintable() or character == " ") else " " for character in text
    )


def _suggested(name: str) -> str:
    return {"contact.first_name": "there", "contact.name": "there", "customer.owner": "your contact"}.get(name, "soon")
