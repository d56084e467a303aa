"""The versions of what an automation says, and the words that differ between two of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from touchpoints.automations import reading
from touchpoints.automations.models import Automation, AutomationTemplate


@dataclass(frozen=True, slots=True)
class Version:
    """One version in all its languages."""

    number: int
    words: Sequence[AutomationTemplate]
    is_approved: bool

    @property
    def first(self) -> AutomationTemplate:
        return self.words[0]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs in one part of one language."""

    language: str
    word: str
    before: str
    after: str


def of(automation: Automation) -> list[Version]:
    """Newest first."""
    return [
        Version(words[0].number, words, words[0].number == automation.template_number) for words in reading.versions(automation)
    ]


def chosen(versions: Sequence[Version], number: str, otherwise: Version) -> Version:
    """The version an address names."""
    return next((one for one in versions if str(one.number) == number), otherwise)


def differences(before: Version, after: Version) -> list[Difference]:
    """Language by language; a language that only one of them has differs as a whole."""
    old, new = ({one.language: one for one in version.words} for version in (before, after))
    found = []
    for language in sorted(old.keys() | new.keys()):
        for name, word in (("subject", "Subject"), ("text", "Text"), ("html", "HTML")):
            was, now = (getattr(side.get(language), name, "") for side in (old, new))
            if was != now:
                found.append(Difference(language, word, was, now))
    return found
