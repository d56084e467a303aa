"""Checks that every migration can run while the code before it still serves. Runs inside the environment, as the owner."""

import os
import sys

import django
from django_migration_linter import MigrationLinter

FLOORS = ["presence", "promises", "touchpoints", "metrics"]

# Part of the first release, like the initial ones: there is no code before them that could still serve.
FIRST_RELEASE = ["0002_wall", "0009_import_work"]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "presence.settings")
    django.setup()
    linter = MigrationLinter(
        include_apps=FLOORS,
        database="owner",
        no_cache=True,
        quiet=["ok", "ignore", "warning"],
        ignore_initial_migrations=True,
        ignore_name=FIRST_RELEASE,
    )
    linter.lint_all_migrations()
    return 1 if linter.has_errors else 0


if __name__ == "__main__":
    sys.exit(main())
