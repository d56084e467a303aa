"""Cards as markup: drawn once for the same facts and kept in the process, as the parts of the frame are.

Most of a map is as it was a minute ago, and a card costs far more to draw than to compare.
"""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from django.utils.safestring import SafeString

from presence.kit import compiled
from touchpoints.map import presenting
from touchpoints.map.presenting import Facts
from touchpoints.map.reading import CARDS_KEPT


def plain(cards: Iterable[Facts], focused: UUID | None) -> SafeString:
    """Cards that nobody has in hand, one below the other; `focused` is the touchpoint where keys begin."""
    return SafeString("".join([_draw(facts, facts.card.id == focused) for facts in cards]))


@lru_cache(maxsize=CARDS_KEPT)
def _draw(facts: Facts, is_focused: bool) -> SafeString:
    return compiled.render(
        "touchpoints/map/plain.jinja",
        shown=presenting.show(facts),
        may_edit=facts.may_edit,
        base=facts.base,
        focused=facts.card.id if is_focused else None,
    )
