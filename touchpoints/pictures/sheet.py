"""What a picture of the map holds: plain words, whatever version of the map they come from."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from presence.kit.modes import MODES, mode_of


@dataclass(frozen=True, slots=True)
class Card:
    """A touchpoint. Texts may be empty; `protected` and `figures` are ready to be read."""

    key: str
    name: str
    mode: str
    intent: str = ""
    owner: str = ""
    protected: str = ""
    is_key_moment: bool = False
    figures: tuple[str, ...] = ()

    @property
    def notes(self) -> list[str]:
        """The small lines below the name."""
        protected = f"Protected: {self.protected}" if self.protected else ""
        return [note for note in (protected, self.owner, *self.figures) if note]


@dataclass(frozen=True, slots=True)
class Column:
    """A stage."""

    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A journey."""

    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole map: whose, and of when."""

    title: str
    about: str
    lanes: tuple[Lane, ...]

    def cards(self) -> Iterator[Card]:
        return (card for lane in self.lanes for column in lane.columns for card in column.cards)

    def modes(self) -> list[tuple[str, int]]:
        """How many touchpoints have each mode, in the order of the legend."""
        counted = Counter(mode_of(card.mode).value for card in self.cards())
        return [(mode, counted[mode]) for mode in MODES]
