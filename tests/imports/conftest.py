"""Imports of teams by the fake importer, at every stage."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from presence.imports import actions, work
from presence.imports.models import Import, ImportRow
from presence.imports.rules import mapping
from presence.tenancy.actors import Actor
from tests.conftest import Cast

NOW = datetime.now(UTC)  # pages know the real time only, and an import can be undone for a day
TEAMS = "Number;Title;Shade\nnorth;North;rouge\nsouth;South;blue\nwest;West;?\n"


@pytest.fixture(autouse=True)
def importers(settings: Settings) -> None:
    settings.IMPORTERS = {"teams": "tests.imports.fakes.TeamImporter"}


@pytest.fixture
def by(cast: Cast) -> Actor:
    return Actor.of(cast.leader)


Upload = Callable[..., Import]


@pytest.fixture
def upload(acting: Cast, by: Actor) -> Upload:
    """Upload a file of teams; text or bytes."""

    def store(content: str | bytes = TEAMS, *, file_name: str = "teams.csv") -> Import:
        data = content.encode() if isinstance(content, str) else content
        return actions.upload(by=by, kind="teams", file_name=file_name, chunks=[data])

    return store


@pytest.fixture
def checked(upload: Upload, by: Actor) -> Upload:
    """Upload a file and check it as it was guessed."""

    def check(content: str | bytes = TEAMS) -> Import:
        source = upload(content)
        actions.check(by=by, now=NOW, source=source, chosen=mapping.load(source.mapping))
        return finish(source)

    return check


@pytest.fixture
def imported(checked: Upload, by: Actor) -> Upload:
    """Upload a file, check it as it was guessed, and import it."""

    def run(content: str | bytes = TEAMS) -> Import:
        source = checked(content)
        actions.start(by=by, now=NOW, source=source)
        return finish(source)

    return run


def finish(source: Import, now: datetime = NOW) -> Import:
    """Do the worker's part to the end."""
    while work.advance(import_id=source.pk, now=now):
        pass
    source.refresh_from_db()
    return source


def rows_of(source: Import) -> Sequence[ImportRow]:
    return list(ImportRow.rows().filter(source=source).order_by("number"))
