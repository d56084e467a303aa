"""Which part of the map is shown: by mode, owner and journey. It stands in the address, so that it can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from touchpoints.map.reading import Card, Line, Map

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wanted; an empty text wants all. What nobody has shows nothing."""

    mode: str = ""
    owner: str = ""
    journey: str = ""
    is_small: bool = False

    @property
    def narrows(self) -> bool:
        return bool(self.mode or self.owner or self.journey)

    def address(self, **other: str) -> str:
        """The query for the same view with something else chosen."""
        wanted = {"mode": self.mode, "owner": self.owner, "journey": self.journey, "zoom": "out" if self.is_small else ""}
        query = urlencode({name: value for name, value in (wanted | other).items() if value})
        return f"?{query}" if query else "?"

    def fits(self, card: Card) -> bool:
        is_owner = not self.owner or self.owner == str(card.owner_id or NOBODY)
        return is_owner and (not self.mode or self.mode == card.mode)


def read(given: Mapping[str, str]) -> Filters:
    """The filters an address names."""
    return Filters(given.get("mode", ""), given.get("owner", ""), given.get("journey", ""), given.get("zoom") == "out")


def narrowed(found: Map, wanted: Filters) -> Map:
    """The map with the journeys and cards that were asked for; empty stages go while somebody looks for something."""
    lines = [line for line in found.lines if wanted.journey in ("", str(line.id))]
    if wanted.mode or wanted.owner:
        lines = [fitting for line in lines if (fitting := _fitting(line, wanted)).columns]
    return replace(found, lines=lines)


def owners(found: Map) -> list[tuple[str, str]]:
    """Everybody who owns a touchpoint, by name, and nobody where that is so."""
    named = {str(card.owner_id or NOBODY): card.owner or "Nobody" for card in found.cards()}
    return sorted(named.items(), key=lambda one: (one[0] == NOBODY, one[1].casefold()))


def _fitting(line: Line, wanted: Filters) -> Line:
    columns = [replace(column, cards=[card for card in column.cards if wanted.fits(card)]) for column in line.columns]
    return replace(line, columns=[column for column in columns if column.cards])
