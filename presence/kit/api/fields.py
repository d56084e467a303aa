"""Types of written values. Each says in the schema what the server accepts, so that clients can be checked against it."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec

NO_NUL = "^[^\\u0000]*$"
SAYS_SOMETHING = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$"
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MONEY_PATTERN = r"^[0-9]{1,12}(\.[0-9]{1,2})?$"
SIGNED_PATTERN = r"^-?[0-9]{1,12}(\.[0-9]{1,2})?$"
LARGEST_MONEY = 999_999_999_999


def text(longest: int, *, description: str = "", examples: Sequence[str] = ()) -> msgspec.Meta:
    """Any text up to `longest` characters, without NUL. Use as `Annotated[str, text(200)]`."""
    return msgspec.Meta(max_length=longest, pattern=NO_NUL, **_said(description, examples))


def title(longest: int, *, description: str = "", examples: Sequence[str] = ()) -> msgspec.Meta:
    """Text that holds at least one visible character."""
    return msgspec.Meta(max_length=longest, min_length=1, pattern=SAYS_SOMETHING, **_said(description, examples))


def number(lowest: int, highest: int, *, description: str = "", examples: Sequence[int] = ()) -> msgspec.Meta:
    """A whole number between two bounds, both included."""
    return msgspec.Meta(ge=lowest, le=highest, **_said(description, examples))


def said(description: str, *examples: Any) -> msgspec.Meta:
    """What a value means, where its type says the rest."""
    return msgspec.Meta(**_said(description, examples))


def _said(description: str, examples: Sequence[Any]) -> dict[str, Any]:
    words: dict[str, Any] = {}
    if description:
        words["description"] = description
    if examples:
        words["examples"] = list(examples)
    return words


Moment = Annotated[
    datetime,
    msgspec.Meta(
        tz=True,
        description="A time with its zone, answered in UTC. Between 1970 and 2200.",
        examples=["2026-11-21T09:30:00Z"],
    ),
]
Link = Annotated[str, msgspec.Meta(extra_json_schema={"format": "uri"})]
At = Annotated[datetime, msgspec.Meta(tz=True)]
Day = Annotated[date, msgspec.Meta(description="A day, between 1970 and 2200.", examples=["2026-11-21"])]
Email = Annotated[
    str,
    msgspec.Meta(
        max_length=254,
        pattern=r"^[A-Za-z0-9._%+'-]+@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$",
        examples=["ada@fieldstone.example"],
        extra={"words": "Use an e-mail address such as ada@fieldstone.example."},
    ),
]


def _money(pattern: str, lowest: int) -> msgspec.Meta:
    return msgspec.Meta(
        description="An amount with at most two decimals, as text or number; answered as text.",
        examples=["12500.00"],
        extra={"money": re.compile(pattern)},
        extra_json_schema={"pattern": pattern, "minimum": lowest, "maximum": LARGEST_MONEY, "multipleOf": 0.01},
    )


Money = Annotated[Decimal, _money(MONEY_PATTERN, 0)]
SignedMoney = Annotated[Decimal, _money(SIGNED_PATTERN, -LARGEST_MONEY)]
MoneyOut = Annotated[Decimal, msgspec.Meta(description="An amount with two decimals.", examples=["12500.00"])]
