"""Promise-kept rate from the counters of interactions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from metrics.calculators.counters import OUTCOMES
from metrics.calculators.promise_kept import Counts
from metrics.facts import asking
from metrics.facts.counting import Question
from presence.kit.windows import Window
from touchpoints.interactions.filters import Filters


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a grouping, as `counting.Group` has it."""

    key: str
    label: str
    value: Any
    counts: Counts


@dataclass(frozen=True, slots=True)
class Answer:
    """The rate of a window with its parts, as of a moment. `groups` holds each grouping asked for, by its name."""

    counts: Counts
    window: Window
    as_of: datetime
    groups: dict[str, list[Group]] = field(default_factory=dict)


def answer(*, window: Window, now: datetime, filters: Filters | None = None, group_by: Sequence[str] = ()) -> Answer:
    """Count the acting organization's interactions of these days, in all and by each of these dimensions.

    Groups in time come in their order, others by how many interactions they hold.
    """
    found = asking.count(Question(OUTCOMES, window, now, filters or Filters(), group_by))
    groups = {
        name: [Group(one.key, one.label, one.value, Counts(**one.sums)) for one in listed]
        for name, listed in found.groups.items()
    }
    return Answer(counts=Counts(**found.sums), window=window, as_of=now, groups=groups)
