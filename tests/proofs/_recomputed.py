"""The metrics of interactions worked out anew by DuckDB, over the file that a member can download, and set beside the API.

The file has no planned hours and no minutes of other members, so that presence time and load are not among them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.test import Client

from metrics.calculators import distributions

# For each metric what counts above and below the line, in the words of the file.
SHARES = {
    "promise-kept-rate": ("verdict = 'kept'", "verdict = 'kept' OR starts_with(verdict, 'broken')"),
    "first-truth-rate": ("first_truth = 'stated'", "first_truth IN ('stated', 'not_stated')"),
    "human-touch-ratio": ("mode = 'human_only' AND handled_by IN ('human', 'assisted')", "mode = 'human_only'"),
    "response-consistency": ("answered <= 60 * target", "answered IS NOT NULL AND target IS NOT NULL"),
    "recovery": ("exception <> 'none' AND held = 'yes'", "exception <> 'none' AND held IN ('yes', 'no')"),
}
GROUPS = {"": "''", "touchpoint": "touchpoint_key", "day": "day::text", "handled_by": "handled_by"}
_FACTS = """
CREATE VIEW facts AS
SELECT *, (occurred_at::timestamptz AT TIME ZONE $zone)::date AS day, conversation_held AS held,
       round(60 * nullif(response_minutes, '')::double)::bigint AS answered
  FROM read_csv($file, all_varchar = true, header = true) LEFT JOIN targets USING (touchpoint_key)
"""

Counts = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Compared:
    """One question, and both answers: numerator and denominator by group."""

    metric: str
    group_by: str
    ours: Counts
    theirs: Counts

    @property
    def is_same(self) -> bool:
        return self.ours == self.theirs


def compare(client: Client, *, slug: str, zone: str, folder: Path) -> list[Compared]:
    """Each metric, in all and by group, over everything recorded, as this member asks for it."""
    ask = asking(client, slug)
    recorded = ask("metrics/promise-kept-rate/?window=all")["window"]
    days = f"from={recorded['from']}&to={recorded['to']}"
    file = folder / f"{slug}.csv"
    file.write_bytes(b"".join(client.get(f"/o/{slug}/interactions/interactions.csv?{days}")))  # type: ignore[arg-type]
    with duckdb.connect() as database:
        _read(database, file, zone, _targets(ask))
        return [
            Compared(metric, group_by, _ours(ask, metric, group_by, days), _theirs(database, metric, group_by))
            for metric in SHARES
            for group_by in GROUPS
        ] + [_spread(database, ask, days)]


def asking(client: Client, slug: str) -> Callable[[str], Any]:
    """The API as a signed-in browser uses it."""

    def ask(path: str) -> Any:
        answer = client.get(f"/o/{slug}/api/v1/{path}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def _targets(ask: Callable[[str], Any]) -> Iterator[tuple[str, int | None]]:
    for one in ask("touchpoints/?limit=200")["results"]:
        yield one["key"], one["response_target_minutes"]


def _read(database: Any, file: Path, zone: str, targets: Iterator[tuple[str, int | None]]) -> None:
    database.execute("CREATE TABLE targets (touchpoint_key text, target bigint)")
    database.executemany("INSERT INTO targets VALUES (?, ?)", list(targets))
    database.execute(_FACTS.replace("$zone", f"'{zone}'").replace("$file", f"'{file}'"))


def _theirs(database: Any, metric: str, group_by: str) -> Counts:
    above, below = SHARES[metric]
    rows = database.execute(
        f"SELECT coalesce({GROUPS[group_by]}, ''), count(*) FILTER ({above}), count(*) FILTER ({below}) FROM facts GROUP BY 1"
    ).fetchall()
    return {key: (kept, judged) for key, kept, judged in rows if judged}


def _ours(ask: Callable[[str], Any], metric: str, group_by: str, days: str) -> Counts:
    answer = ask(f"metrics/{metric}/?{days}" + (f"&group_by={group_by}" if group_by else ""))
    rows = answer["groups"] if group_by else [{"key": "", **answer}]
    return {row["key"]: (row["numerator"], row["denominator"]) for row in rows if row["denominator"]}


def _spread(database: Any, ask: Callable[[str], Any], days: str) -> Compared:
    """P50 and P90: the same but for the width of a bucket. Said as what lies within it."""
    exact = database.execute("SELECT quantile_disc(answered, [0.5, 0.9]) FROM facts").fetchone()[0] or [None, None]
    beside = ask(f"metrics/response-consistency/?{days}")["breakdown"]
    named = dict(zip(("p50_minutes", "p90_minutes"), exact, strict=True))
    theirs = {name: (distributions.bucket(int(seconds)), 0) for name, seconds in named.items() if seconds is not None}
    ours = {name: (distributions.bucket(int(60 * beside[name])), 0) for name in theirs if beside[name] is not None}
    return Compared("response-consistency", "quantiles", ours, theirs)
