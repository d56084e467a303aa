"""What runs outside pytest stands on this: Django set up, and a throwaway database.

`bin/prove` and `bin/bench` give the servers. The packages of proofs and benches call `set_up` before their modules are read.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.apps import apps
from django.db import connections
from django.test.utils import setup_databases, teardown_databases


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "presence.settings")
    if not apps.ready:
        django.setup()


@contextmanager
def database(*, keep: bool = False) -> Iterator[None]:
    """A fresh, migrated database, reached as the application's role; dropped after the block.

    With `keep` it stays, and is taken again by the next run with `keep` that stands on the same servers.
    """
    made = setup_databases(verbosity=0, interactive=False, aliases={"default", "owner"}, serialized_aliases=set(), keepdb=keep)
    try:
        yield
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0, keepdb=keep)
