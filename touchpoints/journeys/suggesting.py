"""The classification aid: which mode fits a touchpoint, and why. Pure; a suggestion, never a rule.

Machines are good at speed, consistency and scale; people at high stakes, empathy, creativity and complex problems.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from touchpoints.journeys import advice

ROUTINE = re.compile(
    r"\b(?:confirm|remind|status|update|invoice|receipt|booking|appointment|schedul|tracking|where things stand|"
    r"bestätig|erinner|termin|rechnung|rappel|rendez-vous|facture|bevestig|herinner|afspraak|factuur)"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mode with its reason in one sentence."""

    mode: str
    why: str


def suggest(*, name: str, intent: str, stakes: Sequence[str], protected: Sequence[str]) -> Suggestion:
    """What fits a moment of this name and intent, with this at stake."""
    if protected:
        return Suggestion("human_only", "It is protected: a person speaks here, and a machine at most prepares.")
    kind = advice.about(name, intent)
    if kind:
        return Suggestion("human_only", f"It sounds like {kind}, which takes empathy and judgment.")
    if set(stakes) & {"emotion", "sensitive", "strategic"}:
        return Suggestion("human_only", "Much is at stake for the customer, and people are better at empathy than machines.")
    if stakes:
        return Suggestion("augment", "Something is at stake: a machine may prepare, and a person decides.")
    if ROUTINE.search(f"{name} {intent}".casefold()):
        return Suggestion("automate", "It repeats in the same words, where machines are good: speed, consistency, scale.")
    return Suggestion("augment", "Nothing asks for a machine alone: let it prepare, and a person finish.")
