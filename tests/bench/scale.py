"""A thousand organizations of skewed size (goals 4-8, 14): nights, late facts, answers, pages and marks, beside DuckDB."""

import argparse
from datetime import UTC, datetime

from django.conf import settings
from django.db import connections

from presence.tenancy.models import Organization
from tests import ground
from tests.bench import _answers, _columns, _history, _marks, _nights, _thousand
from tests.bench._thousand import Thousand

PARTS = ("sums", "answers", "budget", "pages", "late", "marks", "columns")


def loaded(rows: int, *, end: datetime) -> Thousand:
    """The thousand with their history; what an earlier run has kept is taken as it is."""
    if Organization.objects.using("owner").filter(slug=_thousand.LARGEST).exists():
        return _thousand.again()
    found = _thousand.gather(rows)
    for told in _history.write(rows, end=end):
        print(f"  {told}", flush=True)
    return found


def main(rows: int, pairs: int, parts: list[str], *, keep: bool) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    end = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with ground.database(keep=keep):
        thousand = loaded(rows, end=end)
        with connections["default"].cursor() as cursor:  # as a worker has it
            cursor.execute("SET statement_timeout = 60000")
        runs = {
            "sums": lambda: _nights.sums(end=end),
            "answers": lambda: _answers.answers(thousand, end=end, pairs=pairs),
            "budget": lambda: _answers.budget(end=end, pairs=pairs),
            "pages": lambda: _answers.pages(thousand, calls=10 * pairs),
            "late": lambda: _nights.late(end=end, pairs=pairs),
            "marks": lambda: _marks.marks(thousand, pairs=pairs),
            "columns": lambda: _columns.columns(thousand, end=end, pairs=pairs),
        }
        for part in parts:
            print(f"{part}:", flush=True)
            for told in runs[part]():
                print(f"  {told}", flush=True)


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="bin/bench scale", description=__doc__)
    options.add_argument("--size", type=int, default=200_000, help="interactions of all organizations together")
    options.add_argument("--pairs", type=int, default=5)
    options.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    options.add_argument("--keep", action="store_true", help="leave the database for the next run with --keep")
    chosen = options.parse_args()
    main(chosen.size, chosen.pairs, chosen.parts, keep=chosen.keep)
