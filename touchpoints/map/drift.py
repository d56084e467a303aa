"""Where a touchpoint is handled otherwise than its mode says. Pure: a mode and how often who handled it in, words out."""

from dataclasses import dataclass

from presence.kit import words

ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Kind:
    """A way of handling that a mode does not mean, as `handled_by` names it.

    It counts once its share is `share`; below ten times in all a share says nothing. Zero: a single time counts.
    """

    handled_by: str
    said: str
    share: float = 0.0


# Assisted is not drift at human-only: the person spoke. A few replies that need a person are what automation's way out is for.
KINDS: dict[str, tuple[Kind, ...]] = {
    "human_only": (Kind("automation", "by automation"), Kind("none", "by nobody")),
    "augment": (Kind("automation", "without a person"), Kind("human", "without the draft", 0.5)),
    "automate": (Kind("human", "by a person", 0.2), Kind("assisted", "by a person, assisted", 0.2)),
}


@dataclass(frozen=True, slots=True)
class Strayed:
    """How often it was handled in one way that its mode does not mean."""

    number: int
    handled_by: str
    said: str


@dataclass(frozen=True, slots=True)
class Drift:
    """Everything at one touchpoint that its mode does not mean, out of `times` in all."""

    parts: list[Strayed]
    times: int

    @property
    def number(self) -> int:
        return sum(part.number for part in self.parts)

    @property
    def words(self) -> str:
        """As "2 of 24 by automation, 1 by nobody"."""
        first, *others = [f"{words.number(part.number)}{{}} {part.said}" for part in self.parts]
        return ", ".join([first.format(f" of {words.number(self.times)}"), *(one.format("") for one in others)])


def find(mode: str, handled: dict[str, int]) -> Drift | None:
    """What differs at a touchpoint of this mode; None when nothing does. `handled` counts by `handled_by`."""
    times = sum(handled.values())
    kinds = [kind for kind in KINDS.get(mode, KINDS["human_only"]) if _counts(kind, handled.get(kind.handled_by, 0), times)]
    return Drift([Strayed(handled[one.handled_by], one.handled_by, one.said) for one in kinds], times) if kinds else None


def _counts(kind: Kind, number: int, times: int) -> bool:
    if not kind.share:
        return number > 0
    return times >= ENOUGH and number >= kind.share * times
