"""A made-up service desk in the shape of a real one: several rows per incident in time order, the first of which says something
else than the last.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

BEGIN = datetime(2016, 2, 29, 1, 16, tzinfo=UTC)


def rows(incidents: int, *, broken_every: int = 4) -> Iterator[dict[str, Any]]:
    """Rows for POST /interactions/bulk/: every `broken_every`-th incident ends broken, the others kept."""
    for number in range(incidents):
        ends = "broken" if number % broken_every == 0 else "kept"
        states = ["kept" if ends == "broken" else "broken", *["kept"] * (number % 5), ends]
        for verdict in states:
            yield {
                "external_ref": f"INC{number:07}",
                "customer_ref": f"Caller {number % 7}",
                "touchpoint_key": "first-response",
                "occurred_at": (BEGIN + timedelta(hours=number)).isoformat(),
                "handled_by": "human",
                "checks": [{"verdict": verdict}],
            }
