"""Rows as clients send them, for the tests of this room."""

from typing import Any


def row(ref: str = "", **fields: Any) -> dict[str, Any]:
    """A good row; a field given as None is left out."""
    given = {
        "external_ref": ref or None,
        "customer_ref": "acme",
        "touchpoint_key": "first-response",
        "occurred_at": "2026-11-10T09:00:00Z",
        **fields,
    }
    return {name: value for name, value in given.items() if value is not None}
