"""The first steps of a new organization, ticked by what is really there. Rooms name theirs in settings.FIRST_STEPS."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from presence.kit import navigation
from presence.kit.first_steps import FirstStep
from presence.tenancy.models import Membership


@dataclass(frozen=True, slots=True)
class Shown:
    """A step as one member sees it."""

    word: str
    why: str
    url: str
    done: bool


def shown_to(member: Membership) -> list[Shown]:
    """The steps this member can take; a step whose page no room serves is left out."""
    declared: list[FirstStep] = [import_string(path) for path in settings.FIRST_STEPS]
    takeable = [step for step in declared if member.may(step.role) and navigation.address(step.url_name)]
    return [Shown(step.word, step.why, navigation.address(step.url_name), import_string(step.is_done)()) for step in takeable]
