"""`bin/manage`: manage.py in the environment, with the servers it needs."""

from collections.abc import Sequence

from bin.local import environment, keeper, marks, places, processes, settings, stand


def main(arguments: Sequence[str]) -> int:
    """Run manage.py from the person's own folder, so that their relative paths hold."""
    wishes = settings.read()
    environment.ensure()
    folder = stand.folder("dev")
    if MOVES_TABLES.intersection(arguments[:1]):
        marks.forget(folder)
    with keeper.keeping(folder, durable=True, database=not wishes.own_database, broker=not wishes.own_broker) as kept:
        return processes.in_front(
            [str(places.PYTHON), str(places.ROOT / "manage.py"), *arguments],
            environment=settings.for_django(kept.addresses, port=wishes.port, administrator=arguments[:1] in MAKE_ROLES),
            watcher=kept,
        )


# After these the next bin/dev has to ask Django whether the tables are up to date.
MOVES_TABLES = {"migrate", "flush"}
MAKE_ROLES = (["create_reader"], ["remove_reader"])
