"""Teaches schemathesis to send lines of JSON (named in schemathesis.toml)."""

from typing import Any

import msgspec
import schemathesis


@schemathesis.serializer("application/x-ndjson")
def as_lines(ctx: Any, value: Any) -> bytes:
    """A text as it is; other values as one line each."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    rows = value if isinstance(value, list) else [value]
    return b"\n".join(msgspec.json.encode(row) for row in rows)
