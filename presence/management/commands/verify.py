"""Checks that what must always be true is true, organization by organization: `bin/manage verify`."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.module_loading import import_string

from presence.kit import words
from presence.tenancy import directory, scope

Check = Callable[[], Iterable[str]]


class Command(BaseCommand):
    help = "Run the listed checks (settings.VERIFY) over every organization, or one; exit with 1 when something is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", metavar="SLUG", help="only this organization")

    def handle(self, *args: Any, **options: Any) -> None:
        checks: dict[str, Check] = {path: import_string(path) for path in settings.VERIFY}
        wrong = 0
        for organization_id in _chosen(options["organization"]):
            with scope.acting_for(organization_id), transaction.atomic():
                for path, check in checks.items():
                    for fault in check():
                        wrong += 1
                        self.stderr.write(f"{organization_id} {path}: {fault}")
        if wrong:
            raise CommandError(f"{wrong} found wrong.")
        self.stdout.write(f"All well: {words.count(len(checks), 'check')}.")


def _chosen(slug: str | None) -> list[Any]:
    if slug is None:
        return list(directory.organization_ids())
    found = directory.organization_id_for(slug)
    if found is None:
        raise CommandError(f"There is no organization “{slug}”.")
    return [found]
