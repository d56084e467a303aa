"""JSON as the API writes it: UTC with Z, ids and amounts as text, keys in the order of the struct."""

from datetime import UTC, datetime
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(decimal_format="string", uuid_format="canonical")


def encode(body: Any) -> bytes:
    return _encoder.encode(body)


def utc(moment: datetime) -> datetime:
    """The same instant in UTC, which is written with Z."""
    return moment.astimezone(UTC)
