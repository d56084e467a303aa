"""The parts of the frame that look the same from page to page: drawn once for the same facts, then kept in the process.

They are most of the frame's cost, and the pages inside it are to answer in a few milliseconds.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from presence.kit import navigation

PIECES_KEPT = 2048  # about 3 kB each


@dataclass(frozen=True, slots=True)
class Facts:
    """All that these parts depend on. Templates see it as `shell`."""

    organization: str
    home_url: str
    organizations_url: str
    palette_url: str
    language: str
    entries: tuple[navigation.Entry, ...]

    def groups(self) -> list[navigation.Group]:
        return navigation.groups(self.entries)

    def bottom_entries(self) -> list[navigation.Entry]:
        return [entry for entry in self.entries if entry.bottom][:4]

    def jumps(self) -> list[navigation.Entry]:
        return [entry for entry in self.entries if entry.key]


def sidebar(facts: Facts) -> SafeString:
    return _drawn("kit/_sidebar.html", facts)


def bottom_bar(facts: Facts) -> SafeString:
    return _drawn("kit/_bottom_bar.html", _without_counts(facts))


def dialogs(facts: Facts) -> SafeString:
    """The list of keys and the palette; they do not show which page is current."""
    plain = tuple(replace(entry, current=False) for entry in facts.entries)
    return _drawn("kit/_dialogs.html", _without_counts(replace(facts, entries=plain)))


def _without_counts(facts: Facts) -> Facts:
    return replace(facts, entries=tuple(replace(entry, count="") for entry in facts.entries))


@lru_cache(maxsize=PIECES_KEPT)
def _drawn(template: str, facts: Facts) -> SafeString:
    return SafeString(render_to_string(template, {"shell": facts}))
