"""Statements that a connection plans once, for what runs thousands of times over joined or guarded tables.

Drivers prepare single statements only. A planned one is called by name, and so can share a trip with others.
"""

import re
from typing import Any

import psycopg

_PLACE = re.compile(r"%\((\w+)\)s")
_KNOWN = "SELECT FROM pg_prepared_statements WHERE name = %s"


class Plan:
    """A statement with places such as `%(id)s`. `call` runs it on a connection that was given to `prepare` once."""

    def __init__(self, name: str, statement: str) -> None:
        places = list(dict.fromkeys(_PLACE.findall(statement)))
        numbered = _PLACE.sub(lambda place: f"${places.index(place[1]) + 1}", statement)
        self._name = name
        self._prepare = f"PREPARE {name} AS {numbered}"
        self.call = f"EXECUTE {name} ({', '.join(f'%({place})s' for place in places)});"

    def prepare(self, connection: psycopg.Connection[Any]) -> None:
        """Plan it here, unless this connection has it."""
        if not connection.execute(_KNOWN, [self._name]).rowcount:
            connection.execute(self._prepare)
