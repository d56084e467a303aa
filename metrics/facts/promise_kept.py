"""Promise-kept rate from the counters of interactions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from metrics.calculators import shares
from metrics.calculators.counters import OUTCOMES, RESPONSES
from metrics.calculators.promise_kept import Counts, Punctuality
from metrics.facts import asking, counting, together
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
    return answers([question(window=window, now=now, filters=filters, group_by=group_by)])[0]


def question(*, window: Window, now: datetime, filters: Filters | None = None, group_by: Sequence[str] = ()) -> Question:
    return Question(OUTCOMES, window, now, filters or Filters(), group_by)


def answers(questions: Sequence[Question]) -> list[Answer]:
    """The answer to each of these, from as few counts as can be."""
    return [_answer(asked, found) for asked, found in zip(questions, together.count(questions), strict=True)]


def _answer(asked: Question, found: counting.Answer) -> Answer:
    groups = {
        name: [Group(one.key, one.label, one.value, Counts(**one.sums)) for one in found.groups[name]]
        for name in asked.group_by
    }
    return Answer(counts=Counts(**found.sums), window=asked.window, as_of=asked.now, groups=groups)


def punctuality(*, window: Window, now: datetime, filters: Filters | None = None) -> Punctuality:
    """What the clock says of the same interactions."""
    sums = asking.count(Question(RESPONSES, window, now, filters or Filters())).sums
    return Punctuality(shares.attainment(sums), sums["green_but_broken"])
