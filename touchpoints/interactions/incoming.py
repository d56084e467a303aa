"""A batch on its way into a statement: rows of plain values as a table for its FROM clause.

COPY is refused for tables behind row-level security, and the application's role may make no temporary table to copy into. So
each column travels as one JSON array, and a column that says the same in every row, as most do, as one value. That is several
times faster to read than one JSON object a row, and one row becomes a plain SELECT (tests/bench/ingest.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

Rows = Sequence[tuple[Any, ...]]


def table(columns: Mapping[str, str], rows: Rows) -> tuple[str, dict[str, Any]]:
    """The table's text and its values. `columns` are names and PostgreSQL types in the order of each row's values.

    The text is made of names and types from our own tables; what a client sent is only ever among the values.
    """
    values: dict[str, Any] = {}
    varying: list[str] = []
    for name, column in zip(columns, zip(*rows, strict=True), strict=True):
        if len(set(column)) == 1:
            values[name] = column[0]
        else:
            values[name] = msgspec.json.encode(column).decode()
            varying.append(name)
    shown = [f"{'given.' + name if name in varying else f'%({name})s'}::{kind} AS {name}" for name, kind in columns.items()]
    return f"(SELECT {', '.join(shown)}{_given(varying)}) AS incoming", values


def _given(names: Sequence[str]) -> str:
    """The arrays side by side, row by row."""
    if not names:
        return ""
    arrays = ", ".join(f"json_array_elements_text(%({name})s::json)" for name in names)
    return f" FROM ROWS FROM ({arrays}) AS given ({', '.join(names)})"
