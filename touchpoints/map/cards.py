"""Cards as markup: drawn once for the same facts and kept in the process, as the parts of the frame are.

Most of a map is as it was a minute ago, and a card costs far more to draw than to compare.
"""

from functools import lru_cache
from uuid import UUID

from django.utils.safestring import SafeString

from presence.kit import compiled
from touchpoints.map import presenting
from touchpoints.map.presenting import Facts

CARDS_KEPT = 4096  # about 2 kB each


def plain(facts: Facts, focused: UUID | None) -> SafeString:
    """A card that nobody has in hand; `focused` is the touchpoint where keys begin."""
    return _draw(facts, facts.card.id == focused)


@lru_cache(maxsize=CARDS_KEPT)
def _draw(facts: Facts, is_focused: bool) -> SafeString:
    return compiled.render(
        "touchpoints/map/plain.jinja",
        shown=presenting.show(facts),
        may_edit=facts.may_edit,
        base=facts.base,
        focused=facts.card.id if is_focused else None,
    )
