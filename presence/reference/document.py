"""The OpenAPI 3.1 document, made once per process from the operations that the addresses declare."""

from functools import cache
from typing import Any

import msgspec
from drf_spectacular.generators import SchemaGenerator


@cache
def read() -> dict[str, Any]:
    """The document. It is shared: nobody may change it."""
    return SchemaGenerator().get_schema(public=True)  # type: ignore[no-any-return]


@cache
def as_bytes() -> bytes:
    return msgspec.json.encode(read())
