"""The same rows in DuckDB, a database made for sums: how long the way there takes, and what it answers how fast."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
from django.db import connections

from metrics.calculators.counters import OUTCOMES
from metrics.facts import asking
from metrics.facts.counting import Question
from tests.bench import _answers, _pairs
from tests.bench._thousand import Thousand

_EXPORT = """
COPY (SELECT organization_id, local_day, touchpoint_id, team_id, segment, handled_by, outcome, promised_by
        FROM touchpoints_interaction WHERE deleted_at IS NULL) TO STDOUT (FORMAT csv, HEADER)
"""
_DAILY = "SELECT count(*) FROM (SELECT organization_id, local_day, touchpoint_id, outcome, count(*) FROM facts GROUP BY ALL)"
_MONTHS = """
SELECT strftime(local_day, '%Y-%m') AS month, count(*) FILTER (WHERE outcome = 'kept'),
       count(*) FILTER (WHERE outcome = 'broken_late'), count(*)
  FROM facts WHERE organization_id = $organization AND local_day BETWEEN $first AND $last GROUP BY 1 ORDER BY 1
"""


def columns(thousand: Thousand, *, end: datetime, pairs: int) -> Iterator[str]:
    """Export, load, everything by day, and the largest organization's months; these must be what the product says."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as other:
        path = Path(folder) / "facts.csv"
        exported = _pairs.timed(lambda: _export(path))
        load = f"CREATE TABLE facts AS SELECT * FROM read_csv('{path}', types = {{'organization_id': 'VARCHAR'}})"
        loaded = _pairs.timed(lambda: other.execute(load))
        yield f"export {exported:.1f} s ({path.stat().st_size / 1e9:.1f} GB), load {loaded:.1f} s"
        yield f"everything by day and touchpoint, ms {_pairs.spread(_times(lambda: other.execute(_DAILY).fetchall(), pairs))}"
        organization, window = thousand.largest.organization, _answers.year(end)
        given = {"organization": str(organization.pk), "first": window.first, "last": window.last}
        theirs = other.execute(_MONTHS, given).fetchall()
        months = _times(lambda: other.execute(_MONTHS, given).fetchall(), pairs)
        question = Question((*OUTCOMES, "interactions"), window, end, group_by=("month",))
        answer = _answers.acted(organization, lambda: asking.count(question))
        ours = [
            (one.key, one.sums["kept"], one.sums["broken_late"], one.sums["interactions"])
            for one in answer.groups["month"]  # type: ignore[attr-defined]
        ]
        same = "the same" if ours == theirs else "NOT THE SAME"
        yield f"12 months by month of the largest, ms {_pairs.spread(months)}; {same}"


def _times(work: _pairs.Work, pairs: int) -> list[float]:
    return [_pairs.timed(work) * 1000 for _ in range(pairs)]


def _export(path: Path) -> None:
    with connections["owner"].cursor() as cursor, path.open("wb") as file, cursor.copy(_EXPORT) as copy:
        for block in copy:
            file.write(block)
