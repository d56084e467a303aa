"""`bin/manage`: manage.py in the environment, with the servers it needs."""

import subprocess
from collections.abc import Sequence

from bin.local import environment, keeper, places, settings, stand


def main(arguments: Sequence[str]) -> int:
    """Run manage.py from the person's own folder, so that their relative paths hold."""
    wishes = settings.read()
    environment.ensure()
    servers = keeper.Keeper(stand.folder("dev"), durable=True, database=not wishes.own_database, broker=not wishes.own_broker)
    try:
        return subprocess.call(
            [str(places.PYTHON), str(places.ROOT / "manage.py"), *arguments],
            env=settings.for_django(dict(servers.addresses), port=wishes.port),
        )
    finally:
        servers.dismiss()
        servers.wait()
