"""The one way into facts: picks sums or interactions, whichever answers a question faster. Both say the same."""

from typing import Any

from metrics.facts import answers, counting, planning, rolled
from metrics.facts.answers import Spread
from metrics.facts.counting import Answer, Question

_SIZE = """
SELECT coalesce(sum(interactions), 0)::bigint FROM metrics_daytotal
 WHERE organization_id = %(organization)s AND day BETWEEN %(first)s AND %(last)s
"""


def count(question: Question) -> Answer:
    """The counters of the acting organization's interactions, in all and by each dimension."""
    sources = _sources(question)
    if sources is None:
        return counting.answer(question)
    return from_sums(question, sources)


def from_sums(question: Question, sources: dict[str, planning.Source]) -> Answer:
    return counting.told(question, counting.fetch(rolled.statement(question, sources), values(question)))


def spreads(question: Question) -> tuple[Spread, dict[Any, Spread]]:
    """The distribution of response times, in all and by the first dimension."""
    sources = _sources(question)
    statement = answers.statement(question) if sources is None else rolled.spread_statement(question, sources)
    return answers.merged(counting.fetch(statement, values(question)))


def values(question: Question) -> dict[str, Any]:
    """What the statements over sums are given: besides the question's own, the key that its filter has in them."""
    column = next(iter(question.filters.equal.values()), None)
    return question.values | {"summed_key": "" if column is None else str(column)}


def _sources(question: Question) -> dict[str, planning.Source] | None:
    sources = planning.sources(question.group_by, question.filters.given)
    if sources is None:
        return None
    [(rows,)] = counting.fetch(_SIZE, question.values)
    return sources if planning.sums_are_worth_it(rows) else None
