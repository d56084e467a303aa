"""A template and values in, the words of one mail out. No database, no code of anybody's, one pass."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from touchpoints.automations import markup, placeholders

LONGEST_SUBJECT = 150
LONGEST_TEXT = 5000


class Wording(Protocol):
    """What render takes: an AutomationTemplate, or a draft that was never stored."""

    @property
    def language(self) -> str: ...

    @property
    def subject(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def html(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """Words in one language that somebody writes or looks at."""

    language: str
    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one person reads. `html` is the inside of the mail's body, with style on its elements and no color of its own."""

    subject: str
    text: str
    html: str


def render(template: Wording, values: Mapping[str, str]) -> Rendered:
    """The words with these values. Values are text wherever they stand: neither markup, nor placeholders, nor headers."""
    inside = template.html or markup.of_text(template.text)
    return Rendered(
        subject=placeholders.fill_line(template.subject, values)[:LONGEST_SUBJECT],
        text=placeholders.fill(template.text, values),
        html=placeholders.fill_markup(inside, values),
    )


def clean(draft: Draft) -> Draft:
    """The words as they are stored. Raises placeholders.WrongPlaceholder and markup.WrongMarkup."""
    cleaned = Draft(
        language=draft.language,
        subject=" ".join(draft.subject.split()),
        text="\n".join(line.rstrip() for line in draft.text.strip().splitlines()),
        html=markup.clean(draft.html),
    )
    for name in ("subject", "text", "html"):
        placeholders.check(getattr(cleaned, name), pointer=name)
    return cleaned


def sha256(template: Wording) -> str:
    """What the database writes beside a stored template (migration 0018)."""
    words = f"{template.language}\n{template.subject}\n{len(template.text)}\n{template.text}{template.html}"
    return hashlib.sha256(words.encode()).hexdigest()
