"""Sums interactions up by day and month now, instead of waiting for the minute's tick: `bin/manage rollup`.

    bin/manage rollup                                    what is marked and over
    bin/manage rollup --from 2026-01-01 --to 2026-06-30  these days anew, of every organization

Broken off, it goes on where it was: the marks of what is left stay.
"""

from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from metrics.rollups import running
from presence.kit import words
from presence.tenancy import directory, scope


class Command(BaseCommand):
    help = "Sum interactions up by day and month; with --from and --to these days anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", type=_day, metavar="YYYY-MM-DD", help="first day to sum up anew")
        parser.add_argument("--to", dest="last", type=_day, metavar="YYYY-MM-DD", help="last day, included")
        parser.add_argument("--organization", metavar="SLUG", help="only mark days of this organization")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last, slug = options["first"], options["last"], options["organization"]
        _check(first, last, slug, today=timezone.now().date())
        if first:
            self._mark(first, last, slug)
        while done := running.roll_up(now=timezone.now()):
            self.stdout.write(f"{words.count(done, 'sum')} written")
        left = list(_left(timezone.now()))
        for fault in left:
            self.stderr.write(fault)
        if left:
            raise CommandError("Not everything that is over is summed up. What is left keeps its marks for the next run.")
        self.stdout.write("Everything that is over is summed up.")

    def _mark(self, first: date, last: date, slug: str | None) -> None:
        for organization_id in _chosen(slug):
            with scope.acting_for(organization_id), transaction.atomic():
                marked = running.mark(first=first, last=last)
            self.stdout.write(f"{organization_id}: {words.count(marked, 'day')} to sum up")


def _check(first: date | None, last: date | None, slug: str | None, *, today: date) -> None:
    if (first is None) != (last is None):
        raise CommandError("Give both --from and --to, or neither.")
    if first is None or last is None:
        if slug is not None:
            raise CommandError("--organization says whose days to sum up anew: give --from and --to, too.")
        return
    if first > last:
        raise CommandError(f"--from {first} is after --to {last}. Swap them.")
    if first > today + timedelta(days=1):  # somewhere it is tomorrow already
        raise CommandError(f"{first} is still ahead. A day is summed up once it is over; until then it is counted live.")


def _left(now: datetime) -> Iterator[str]:
    """Whose days are over and not summed up: of another run that is at it, or of one that failed."""
    for organization_id in directory.organization_ids():
        with scope.acting_for(organization_id), transaction.atomic():
            left, standing = running.left(now=now), running.standing()
        if left:
            trouble = f" {standing.trouble}" if standing and standing.trouble_at else ""
            yield f"{organization_id}: {words.count(left, 'day')} left.{trouble}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no day; give YYYY-MM-DD") from error


def _chosen(slug: str | None) -> list[Any]:
    if slug is None:
        return list(directory.organization_ids())
    found = directory.organization_id_for(slug)
    if found is None:
        raise CommandError(f"There is no organization “{slug}”.")
    return [found]
