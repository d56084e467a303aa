"""What settings name by string exists: a typing mistake there would only be found when it is needed."""

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from presence.celery import app


def _strings() -> list[str]:
    listed = [*settings.NAVIGATION, *settings.PALETTE, *settings.IMPORTERS.values(), *settings.EXAMPLES]
    return [*listed, *(path for paths in settings.REACTIONS.values() for path in paths)]


@pytest.mark.parametrize("path", sorted(set(_strings())))
def test_every_registered_string_resolves(path: str) -> None:
    assert import_string(path) is not None


def test_every_entry_of_the_timetable_names_a_task() -> None:
    """Beat sends what it is told to; a worker that does not know the name would drop it."""
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} - set(app.tasks) == set()
