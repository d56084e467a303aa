"""Several counts at once: what differs only in its days is counted once, by day, and added up.

Counters are sums of whole numbers, so a part of days is the same to the last digit, whoever adds it up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from metrics.facts import asking, counting, dimensions
from metrics.facts.counting import Answer, Question, Sums
from presence.kit.windows import Window

# So many days as one count by day; more would cost more than it saves.
MOST_DAYS = 200
TIMES = ("", "day", "week", "month")


@dataclass
class _Batch:
    """Questions with the same filters that one statement answers, by their place among those asked."""

    members: dict[int, Question] = field(default_factory=dict)

    @property
    def first(self) -> Question:
        return next(iter(self.members.values()))

    @property
    def window(self) -> Window:
        windows = [one.window for one in self.members.values()]
        return Window(min(one.first for one in windows), max(one.last for one in windows))

    def takes(self, question: Question) -> bool:
        return question.filters.equal == self.first.filters.equal and (self._same_days(question) or self._by_day(question))

    def _same_days(self, question: Question) -> bool:
        return all(one.window == question.window for one in self.members.values())

    def _by_day(self, question: Question) -> bool:
        whole = _Batch({**self.members, -1: question})
        names = [name for one in whole.members.values() for name in one.group_by]
        return whole.window.days <= MOST_DAYS and set(names) <= set(TIMES)


def count(questions: Sequence[Question]) -> list[Answer]:
    """The answer to each, as `asking.count` gives it, in the fewest statements. All ask for the same counters."""
    batches: list[_Batch] = []
    for place, question in enumerate(questions):
        taking = next((one for one in batches if one.takes(question)), None)
        if taking is None:
            batches.append(taking := _Batch())
        taking.members[place] = question
    found = {place: answer for one in batches for place, answer in _answers(one).items()}
    return [found[place] for place in range(len(questions))]


def _answers(batch: _Batch) -> dict[int, Answer]:
    asked = batch.first
    if all(one.window == asked.window for one in batch.members.values()):
        names = list(dict.fromkeys(name for one in batch.members.values() for name in one.group_by))
        whole = asking.count(Question(asked.counters, asked.window, asked.now, asked.filters, names))
        return dict.fromkeys(batch.members, whole)
    by_day = asking.count(Question(asked.counters, batch.window, asked.now, asked.filters, ["day"]))
    days = {group.value: group.sums for group in by_day.groups["day"]}
    return {place: _added(question, days) for place, question in batch.members.items()}


def _added(question: Question, days: Mapping[date, Sums]) -> Answer:
    window, today = question.window, question.now.date()
    inside = {day: sums for day, sums in days.items() if window.first <= day <= window.last}
    groups = {name: _grouped(name, inside, question.counters, today) for name in question.group_by}
    return Answer(_sum(inside.values(), question.counters), window, question.now, groups)


def _grouped(name: str, days: Mapping[date, Sums], counters: Sequence[str], today: date) -> list[counting.Group]:
    held: dict[date, list[Sums]] = {}
    for day in sorted(days):
        held.setdefault(dimensions.days_of(name, day).first, []).append(days[day])
    dimension = dimensions.DIMENSIONS[name]
    return [
        counting.Group(*dimensions.name_group(dimension, value, None, None, today=today), value, _sum(sums, counters))
        for value, sums in held.items()
    ]


def _sum(listed: Iterable[Sums], counters: Sequence[str]) -> Sums:
    total = dict.fromkeys(counters, 0)
    for sums in listed:
        for name in counters:
            total[name] += sums[name]
    return total
