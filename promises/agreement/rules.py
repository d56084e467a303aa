"""Whose word an agreement needs, and who may give it. Plain values in, answers out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

SIDES = ("delivery", "support")

Standing = Literal["pending", "signed", "refused", "no_such_team"]


@dataclass(frozen=True, slots=True)
class Word:
    """What one side said about one revision. `comment` is None once erased or when there was none."""

    number: int
    side: str
    verdict: Standing
    label: str
    at: datetime
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one side stands with the newest revision.

    `last` is its newest word, on whichever revision; `seats` counts the members of the team who can sign.
    """

    side: str
    name: str
    standing: Standing
    seats: int
    last: Word | None

    @property
    def is_settled(self) -> bool:
        """Nothing is asked of this side: it signed, or there is nobody to ask."""
        return self.standing in ("signed", "no_such_team") or (self.standing == "pending" and not self.seats)


def stands(words: Iterable[Word], *, number: int, names: Mapping[str, str], seats: Mapping[str, int]) -> list[Stand]:
    """Where both sides stand with revision `number`; `words` in the order they were said."""
    last = {word.side: word for word in words}
    return [
        Stand(
            side=side,
            name=names.get(side, side.title()),
            standing=last[side].verdict if side in last and last[side].number == number else "pending",
            seats=seats.get(side, 0),
            last=last.get(side),
        )
        for side in SIDES
    ]


def may_sign(*, role: str, team: str, side: str) -> bool:
    """Members of the team, agent and up; leaders and owners for any team."""
    return role in ("owner", "leader") or (role == "agent" and team == side)
