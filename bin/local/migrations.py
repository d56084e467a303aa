"""Checks that every migration can run while the code before it still serves. Runs inside the environment, as the owner."""

import os
import sys

import django
from django_migration_linter import MigrationLinter

from bin.local import marks, places

# The last migration of each floor in the first release: before it there is no code that could still serve.
FIRST_RELEASE = {"presence": 14, "promises": 12, "touchpoints": 6, "metrics": 3}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "presence.settings")
    django.setup()
    linter = MigrationLinter(
        include_apps=list(marks.FLOORS),
        database="owner",
        no_cache=True,
        quiet=["ok", "ignore", "warning"],
        ignore_name=of_the_first_release(),
    )
    linter.lint_all_migrations()
    return 1 if linter.has_errors else 0


def of_the_first_release() -> list[str]:
    """The names of migrations that need no check."""
    return [
        path.stem
        for floor, last in FIRST_RELEASE.items()
        for path in (places.ROOT / floor / "migrations").glob("[0-9]*.py")
        if int(path.name.partition("_")[0]) <= last
    ]


if __name__ == "__main__":
    sys.exit(main())
