"""The API says what DuckDB works out over the downloaded interactions: on the example, and on a service desk's file."""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import time_machine
from django.db import transaction
from django.test import Client

from presence.examples import actions as examples
from presence.examples import people
from presence.imports import actions, work
from presence.imports.rules import mapping
from presence.imports.rules.mapping import Source
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests import ground, incidents
from tests.conftest import make_cast
from tests.proofs import _recomputed
from tests.proofs._recomputed import Compared


def bring_in(member: Membership, text: str, *, now: datetime) -> None:
    """Import a service desk's file as the wizard guesses it, all of it at one touchpoint."""
    by = Actor.of(member)
    source = actions.upload(by=by, kind="interactions", file_name="incidents.csv", chunks=[text.encode()])
    guessed = mapping.load(source.mapping)
    fixed = {**guessed.sources, "touchpoint_key": Source(fixed="first-response")}
    actions.check(by=by, now=now, source=source, chosen=mapping.Matching(fixed, guessed.time_zone, guessed.options))
    _finish(source.pk, now)
    source.refresh_from_db()
    actions.start(by=by, now=now, source=source)
    _finish(source.pk, now)


def _finish(import_id: object, now: datetime) -> None:
    while work.advance(import_id=import_id, now=now):  # type: ignore[arg-type]
        pass


def on_example(folder: Path, now: datetime) -> list[Compared]:
    owner = people.register(people.OWNER, domain="fieldstone.example", password="try-presence")
    organization = examples.load(now=now, owner=owner, slug="example", domain="fieldstone.example")
    return _compare(owner, "example", organization.time_zone, folder)


def on_file(text: str, folder: Path, now: datetime) -> list[Compared]:
    cast = make_cast("Desk", "desk")
    with scope.acting_for(cast.organization), transaction.atomic():
        bring_in(cast.owner, text, now=now)
    return _compare(cast.owner.user, "desk", cast.organization.time_zone, folder)


def _compare(user: object, slug: str, zone: str, folder: Path) -> list[Compared]:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return _recomputed.compare(client, slug=slug, zone=zone, folder=folder)


def main() -> int:
    options = argparse.ArgumentParser(prog="bin/prove duckdb", description=__doc__)
    options.add_argument("--incidents", type=Path, help="a service desk's export; without it one is made up")
    chosen = options.parse_args()
    text = chosen.incidents.read_text() if chosen.incidents else incidents.export(890).text
    now, wrong = datetime.now(UTC), 0
    with ground.database(), tempfile.TemporaryDirectory() as folder, time_machine.travel(now, tick=False):
        for name, found in (("The file", on_file(text, Path(folder), now)), ("The example", on_example(Path(folder), now))):
            print(f"{name}: {sum(len(one.theirs) for one in found)} pairs of numerator and denominator")
            for one in found:
                if not one.group_by and one.theirs:
                    [(above, below)] = one.theirs.values()
                    print(f"  {one.metric}: {above} of {below} = {above / below:.6f}")
                if not one.is_same:
                    wrong += 1
                    print(f"  {one.metric} by {one.group_by or 'nothing'}: the API {one.ours}, DuckDB {one.theirs}")
    print("They differ." if wrong else "All the same to the last digit.", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
