"""Which teams' figures of minutes are hidden, so that nobody's own can be read, nor worked out by subtraction."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from metrics.calculators.minutes import FEWEST_PEOPLE

Key = TypeVar("Key", bound=Hashable)


def hidden(people: Mapping[Key, int]) -> set[Key]:
    """The groups to hide: those under five people, and, where the hidden ones together would still be one to four people, the
    smallest of the others with them. What the whole says beyond the groups shown is then about five people or nobody.
    """
    small = {key for key, count in people.items() if count < FEWEST_PEOPLE}
    together = sum(people[key] for key in small)
    if 0 < together < FEWEST_PEOPLE:
        shown = sorted((key for key in people if key not in small), key=lambda key: (people[key], str(key)))
        small.update(shown[:1])
    return small
