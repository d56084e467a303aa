"""Rows of several tables by one hand-written statement, as model instances.

Django builds the SQL of a joined query anew each time, which costs more than PostgreSQL needs to answer it. Paths that every
request of the API takes write the FROM clause by hand and get the same instances (tests/bench/posts.py).
"""

from typing import Any

from django.db import connection, models


class Joined:
    """The columns of tables by their alias, and instances from rows. A table that was not joined to a row gives None."""

    def __init__(self, **tables: type[models.Model]) -> None:
        self._tables = tables

    @property
    def columns(self) -> str:
        """For the SELECT clause: every column of every table, in the order of the models."""
        return ", ".join(f"{alias}.{field.column}" for alias, model in self._tables.items() for field in _fields(model))

    def fetch(self, statement: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        """The instances of each row by alias. `{columns}` in the statement stands for the columns."""
        with connection.cursor() as cursor:
            cursor.execute(statement.format(columns=self.columns), values)
            return [self._instances(row) for row in cursor.fetchall()]

    def _instances(self, row: tuple[Any, ...]) -> dict[str, Any]:
        found, place = {}, 0
        for alias, model in self._tables.items():
            names = [field.attname for field in _fields(model)]
            values = row[place : place + len(names)]
            place += len(names)
            found[alias] = None if values[0] is None else model.from_db(connection.alias, names, values)
        return found


def _fields(model: type[models.Model]) -> list[Any]:
    """The primary key first: without it the row was not joined."""
    fields = list(model._meta.concrete_fields)
    return sorted(fields, key=lambda field: not field.primary_key)
