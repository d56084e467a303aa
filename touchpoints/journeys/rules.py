"""What may be decided about the map without looking anything up."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal, TypeVar

from presence.kit import refusals

Item = TypeVar("Item")
Step = Literal["first", "earlier", "later", "last"]
STEPS: tuple[Step, ...] = ("first", "earlier", "later", "last")
KEY_LENGTH = 60
LAST_PLACE = 32_000
MODES = ("human_only", "augment", "automate")


class ProtectedNeverAutomate(refusals.Refusal):
    """A protected moment was about to be automated."""

    def __init__(self, protections: Sequence[str]) -> None:
        marks = ", ".join(mark.replace("_", " ") for mark in protections)
        words = f"This moment is protected ({marks}), so it is never automated. Choose human-only or augment."
        super().__init__(words, pointer="mode")


def effective_mode(mode: str | None) -> str:
    """The mode that is obeyed. No mode chosen is human-only."""
    return mode or "human_only"


def guard(*, mode: str, protected: Sequence[str]) -> None:
    """Raises ProtectedNeverAutomate for the one combination that may not exist."""
    if mode == "automate" and protected:
        raise ProtectedNeverAutomate(protected)


def loosens(former: str, wanted: str) -> bool:
    """Whether the step goes toward automatic."""
    return MODES.index(wanted) > MODES.index(former)


def needs_two(
    *,
    former_mode: str,
    former_protected: Sequence[str],
    was_guarded: bool,
    mode: str,
    protected: Sequence[str],
    stakes: Sequence[str],
) -> Literal["unprotect", "loosen"] | None:
    """Whether publishing this needs a second person, and why: the same rule as touchpoints_hold_published() in the database.

    Losing a mark of protection always does; a step toward automatic does where something is at stake, or where the moment is
    or once was published as protected or high in stakes.
    """
    if set(former_protected) - set(protected):
        return "unprotect"
    is_guarded = was_guarded or bool(protected) or bool(stakes)
    return "loosen" if is_guarded and loosens(former_mode, mode) else None


def allows(*, wanted_mode: str, wanted_protected: Sequence[str], mode: str, protected: Sequence[str]) -> bool:
    """Whether an approval of what was wanted covers this: the same, or stricter."""
    return not loosens(wanted_mode, mode) and set(wanted_protected) <= set(protected)


def moved(order: Sequence[Item], item: Item, step: Step) -> list[Item]:
    """The order after `item` has gone to the front, one place forward or back, or to the end. It stays a permutation."""
    place = order.index(item)
    target = {"first": 0, "earlier": max(place - 1, 0), "later": place + 1, "last": len(order)}[step]
    return placed([other for other in order if other != item], item, target)


def placed(others: Sequence[Item], item: Item, position: int | None) -> list[Item]:
    """The order with `item` put in at `position` from 0; None, or a place beyond the end, is the end."""
    target = len(others) if position is None else position
    return [*others[:target], item, *others[target:]]


def key_from(name: str, taken: Sequence[str]) -> str:
    """A slug for this name that nobody has, numbered when need be."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: KEY_LENGTH - 5].strip("-") or "touchpoint"
    number, key = 1, slug
    while key in taken:
        number += 1
        key = f"{slug}-{number}"
    return key
